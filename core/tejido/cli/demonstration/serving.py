"""Nodes as processes of their own: started, looked at from outside, stopped by their own ids."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx2

from tejido.cli.demonstration.sites import Site
from tejido.errors import NodeError
from tejido.languages import words

_ = words("tejido")

#: Seconds that a server may take to answer first, and to finish its last request.
STARTING, STOPPING = 60.0, 15.0
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Servers:
    """The running servers of all sites; what they write goes to files in ``logs``."""

    def __init__(self, sites: Sequence[Site], logs: Path) -> None:
        """Start one process for each site."""
        self._running: list[tuple[Site, subprocess.Popen[bytes]]] = []
        self._logs = logs
        logs.mkdir()
        try:
            for site in sites:
                self._running.append((site, _start(site, logs)))
        except BaseException:
            self.stop()
            raise

    def wait_until_up(self) -> None:
        """Return once every server shows its sign-in page.

        Raises:
            NodeError: one ended instead, or does not answer.
        """
        deadline = time.monotonic() + STARTING
        with httpx2.Client(trust_env=False, timeout=2.0) as browser:
            for site, _process in self._running:
                while not _answers(browser, site):
                    self.check()
                    if time.monotonic() > deadline:
                        message = _("The server of %(name)s does not answer.")
                        raise NodeError(message, name=site.name)
                    time.sleep(0.05)

    def check(self) -> None:
        """Return if all of them still run.

        Raises:
            NodeError: one ended by itself.
        """
        for site, process in self._running:
            if process.poll() is not None:
                raise NodeError(
                    _("The server of %(name)s ended by itself. Its last words: %(said)s"),
                    name=site.name,
                    said=_last_line(self._logs, site),
                )

    def stop(self) -> None:
        """Let every server finish and wait for it; a second Ctrl-C does not get in between."""
        before = [(number, signal.signal(number, signal.SIG_IGN)) for number in _SIGNALS]
        for _site, process in self._running:
            process.terminate()
        for _site, process in self._running:
            try:
                process.wait(STOPPING)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        for number, handler in before:
            signal.signal(number, handler)


@contextmanager
def serving(sites: Sequence[Site], logs: Path) -> Iterator[Servers]:
    """Give the running servers of ``sites``, and stop them however it ends."""
    servers = Servers(sites, logs)
    try:
        servers.wait_until_up()
        yield servers
    finally:
        servers.stop()


def _start(site: Site, logs: Path) -> subprocess.Popen[bytes]:
    words_of_command = [sys.executable, "-m", "tejido", "serve", "--node", str(site.folder)]
    with ExitStack() as stack:
        out, err = (
            stack.enter_context((logs / f"{site.organization.slug}.{name}").open("wb"))
            for name in ("out", "err")
        )
        return subprocess.Popen(  # noqa: S603  # this very program, no shell
            words_of_command,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            start_new_session=True,  # Ctrl-C at a terminal is for us: we stop them
        )


def _last_line(logs: Path, site: Site) -> str:
    """Return what a server said last; its lines are as safe to show as those of any command."""
    written = (logs / f"{site.organization.slug}.err").read_text("utf-8", "replace")
    return next(iter(reversed(written.splitlines())), "")


def _answers(browser: httpx2.Client, site: Site) -> bool:
    try:
        answer = browser.get(f"{site.url}/sign-in")
    except httpx2.TransportError:
        return False
    return answer.status_code == httpx2.codes.OK
