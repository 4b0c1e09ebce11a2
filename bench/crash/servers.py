"""A node's server as a process of its own, and its end by SIGKILL, by its own id."""

import subprocess
import sys
import time

from bench.crash.houses import House

#: Seconds that a server may take until it listens.
STARTING = 60.0
_POLL_SECONDS = 0.01
#: What waitress says when more ask than it has threads.
_BUSY = "Task queue depth"


class Server:
    """``tejido serve`` of one house. What it says goes to a file, over all its lives."""

    def __init__(self, house: House) -> None:
        """Do nothing yet."""
        self.house = house
        self._log = house.folder.with_suffix(".log")
        self._process: subprocess.Popen[bytes] | None = None
        self._said = 0

    def start(self) -> None:
        """Start it; it does not listen yet."""
        self._said = len(self.log)
        command = [sys.executable, "-m", "tejido", "serve", "--node", str(self.house.folder)]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603  # this very program, no shell
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )

    def wait(self) -> None:
        """Return once it listens.

        Raises:
            RuntimeError: it ended instead, or takes too long.
        """
        end = time.monotonic() + STARTING
        while self.house.url not in self.log[self._said :]:
            if self._process is None or self._process.poll() is not None:
                raise RuntimeError(f"{self.house.name} ended: {self.log[self._said :].strip()}")
            if time.monotonic() > end:
                raise RuntimeError(f"{self.house.name} does not listen")
            time.sleep(_POLL_SECONDS)

    def kill(self) -> None:
        """End it with SIGKILL, whatever it is at, and wait until it is gone."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def complaints(self) -> list[str]:
        """Return what it said besides where it listens, and that it is busy."""
        lines = [line for line in self.log.splitlines() if line.strip() != self.house.url]
        return [line for line in lines if _BUSY not in line]

    @property
    def log(self) -> str:
        """All that it said."""
        return self._log.read_text("utf-8", "replace") if self._log.exists() else ""
