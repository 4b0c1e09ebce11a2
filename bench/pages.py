"""Pages of a large node over a page with nothing to look up, asked for by eight people at once.

The server is a process of its own, spoken to over HTTP; each of the eight has their own session. In
a turn they all ask for one page, several times each, then for the next page: nobody waits for
another page's answer, and drift of the machine hits all. What is compared is the 95th percentile:
what somebody with bad luck waits.
"""

import random
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles

import httpx2

from bench.page_node import fill
from bench.page_server import NO_OP
from tejido.testing.nodes import PASSPHRASE

CLIENTS = 8
_MOST = 3.0
_MILLI = 1000
#: How often each of them asks in a turn.
_TIMES = 5
#: Seconds for one answer; far more than any takes.
_PATIENCE = 60.0
_TOKEN = re.compile(r'name="_csrf" value="([^"]+)"')


@dataclass(frozen=True)
class Page:
    """What a page takes, over what one with nothing to look up takes; both in seconds."""

    what: str
    times: Sequence[float]
    no_op: Sequence[float]

    @property
    def name(self) -> str:
        """What the figure is called."""
        return f"{self.what}_page_over_no_op"

    @property
    def ratio(self) -> float:
        """The one's 95th percentile over the other's."""
        return _p95(self.times) / _p95(self.no_op)

    def line(self) -> str:
        """Return it as people read it."""
        return (
            f"{self.what} page, {CLIENTS} at once: p95 {_p95(self.times) * _MILLI:,.0f} ms, "
            f"no-op {_p95(self.no_op) * _MILLI:,.0f} ms, ratio {self.ratio:.2f}, at most {_MOST:g}"
        )


def measure(folder: Path, rounds: int, accompaniments: int, records: int) -> list[Page]:
    """Measure in a node in ``folder`` with so many accompaniments and records.

    Raises:
        RuntimeError: what was measured did not answer with the page.
    """
    house = folder / "pages"
    begun = fill(house, accompaniments, records)
    with _served(house) as url, ExitStack() as opened:
        people = [opened.enter_context(_signed_in(url)) for _one in range(CLIENTS)]
        return _measured(people, begun, rounds)


def _measured(people: Sequence[httpx2.Client], begun: Sequence[str], rounds: int) -> list[Page]:
    chance = random.Random(1)  # noqa: S311  # which page somebody opens
    asked: dict[str, Callable[[], str]] = {
        "no_op": lambda: NO_OP,
        "agenda": lambda: "/",
        "list": lambda: "/processes",
        "accompaniment": lambda: f"/processes/{chance.choice(begun)}",
    }
    took: dict[str, list[float]] = {what: [] for what in asked}
    with ThreadPoolExecutor(CLIENTS) as threads:
        for turn in range(rounds + 1):
            for what, address in asked.items():
                paths = [[address() for _time in range(_TIMES)] for _one in people]
                found = threads.map(_asked, people, paths)
                seconds = [one for some in found for one in some]
                took[what] += seconds if turn else []  # the first does not count
    no_op = took.pop("no_op")
    return [Page(what, times, no_op) for what, times in took.items()]


def _asked(person: httpx2.Client, paths: Sequence[str]) -> list[float]:
    return [_seconds(person, path) for path in paths]


def _seconds(person: httpx2.Client, path: str) -> float:
    started = time.perf_counter()
    answer = person.get(path)
    took = time.perf_counter() - started
    if answer.status_code != httpx2.codes.OK:
        raise RuntimeError(f"{path} answered {answer.status_code}")
    return took


@contextmanager
def _served(house: Path) -> Iterator[str]:
    """Give the address of a server of the node, a process of its own."""
    command = [sys.executable, "-m", "bench.page_server", str(house)]
    with subprocess.Popen(  # noqa: S603  # this very program, no shell
        command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parent.parent
    ) as server:
        try:
            url = server.stdout.readline().strip() if server.stdout else ""
            if not url:
                raise RuntimeError("the server does not listen")
            yield url
        finally:
            server.terminate()


@contextmanager
def _signed_in(url: str) -> Iterator[httpx2.Client]:
    """Give a client with a session of its own."""
    with httpx2.Client(base_url=url, timeout=_PATIENCE, trust_env=False) as person:
        found = _TOKEN.search(person.get("/sign-in").text)
        typed = {"_csrf": found.group(1) if found else "", "handle": "ana"}
        answer = person.post("/sign-in", data={**typed, "passphrase": PASSPHRASE})
        if not answer.is_redirect:
            raise RuntimeError(f"nobody was let in: {answer.status_code}")
        yield person


def _p95(times: Sequence[float]) -> float:
    return quantiles(times, n=20)[-1]
