"""The campaign: two nodes under load, one of them killed again and again, and looked at each time.

Both live through all cycles, as a node in a place with power cuts does.
"""

import secrets
import shutil
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from bench.crash import streams
from bench.crash.backups import Backups
from bench.crash.browser import Browser
from bench.crash.checker import Checker
from bench.crash.clients import Client
from bench.crash.houses import House, found_pair
from bench.crash.journal import Journal
from bench.crash.ledger import Ledger
from bench.crash.servers import Server
from bench.crash.streams import Streams
from tejido.settings import DATABASE_FILE

#: Milliseconds of load before the kill.
KILL_AFTER = (20.0, 1500.0)
#: How often the peer dies in the same moment, and how often a backup is being made.
_BOTH, _BACKING_UP = 0.15, 0.1
#: Seconds that clients may take to begin, and delivery once nobody writes any more.
_BEGINNING, _DELIVERING = 60.0, 60.0


@dataclass
class Report:
    """What came of a campaign.

    Attributes:
        seed: makes the same choices again; what runs when, no seed repeats.
        cycles: kills of the one node; ``both`` of them killed its peer as well.
        acknowledged: what both nodes said was done, and had done, by kind.
        under_way: what was asked and not answered when a server was killed.
        signed_out: how often somebody had to sign in again, for the server was killed before it
            had told them their session's other cookie. At any other time that is a violation.
        messages: sent in either direction, and taken exactly once.
        backups: made while the node was killed.
        violations: what was wrong; empty, or the campaign failed.
        folder: what is left of a campaign that failed.
    """

    seed: str
    cycles: int = 0
    both: int = 0
    acknowledged: dict[str, int] = field(default_factory=dict)
    under_way: int = 0
    signed_out: int = 0
    messages: int = 0
    backups: int = 0
    seconds: float = 0.0
    violations: list[str] = field(default_factory=list)
    folder: str = ""

    def line(self) -> str:
        """Return it as people read it."""
        return (
            f"{self.cycles} kills ({self.both} of both nodes) in {self.seconds:.0f} s: "
            f"{sum(self.acknowledged.values())} acknowledged, {self.under_way} under way, "
            f"{self.messages} messages, {self.backups} backups; "
            f"{len(self.violations)} violations (seed {self.seed})"
        )


class Campaign:
    """Two houses, their servers and clients."""

    def __init__(
        self, folder: Path, seed: str, kill_after: tuple[float, float] = KILL_AFTER
    ) -> None:
        """Found everything in ``folder``; kill after some milliseconds between these."""
        self._folder = folder
        self._kill_after = kill_after
        self._random = Random(seed)  # noqa: S311  # choices of a test
        self.pair = found_pair(folder)
        self._servers = [Server(house) for house in self.pair.both]
        clients = [self._clients(house, seed) for house in self.pair.both]
        self.checkers = [
            Checker(house, found, self._random)
            for house, found in zip(self.pair.both, clients, strict=True)
        ]
        self.backups = Backups(self.pair.killed, folder / "backups")
        self.report = Report(seed)

    def run(self, cycles: int) -> Report:
        """Kill so many times; stop at the first violation."""
        began = time.monotonic()
        report = self.report
        try:
            for server in self._servers:
                server.start()
            for cycle in range(1, cycles + 1):
                self._cycle(cycle)
                if report.violations:
                    break
            else:
                report.violations += self._end()
        finally:
            for server in self._servers:
                server.kill()
            for one in self._everybody:
                one.browser.close()
        done = sum((one.ledger.acknowledged for one in self._everybody), Counter[str]())
        report.acknowledged = dict(done)
        report.signed_out = sum(one.signed_out for one in self._everybody)
        report.seconds = time.monotonic() - began
        return report

    def copy(self, one: int, to: Path) -> Path:
        """Copy the database of a node that was killed; all is asked of the copy."""
        return self.checkers[one].copy(to)

    # --- one cycle -------------------------------------------------------------------------

    def _cycle(self, cycle: int) -> None:
        """Work, kill, look at what is left while the server starts again."""
        for server in self._servers:
            server.wait()
        for house in self.pair.both:
            streams.hurry(house.folder / DATABASE_FILE)
        killed = [0, 1] if self._random.random() < _BOTH else [0]
        self._work_until_killed(killed)
        report = self.report
        report.cycles, report.both = cycle, report.both + (len(killed) > 1)
        report.under_way += sum(len(one.ledger.asked) for one in self._everybody)
        place = self._folder / f"cycle-{cycle}"
        copies = {one: self.copy(one, place / str(one)) for one in killed}
        report.violations += self._disagreements(copies.get(1))
        for one in killed:
            self._servers[one].start()
        for one, copy in copies.items():
            report.violations += self.checkers[one].violations(copy)
        report.violations += self._complaints()
        if not report.violations:
            shutil.rmtree(place)

    def _work_until_killed(self, killed: Sequence[int]) -> None:
        over = threading.Event()
        threads = [
            threading.Thread(target=client.work, args=(over,), name=client.browser.handle)
            for client in self._everybody
        ]
        if self._random.random() < _BACKING_UP:
            self.backups.begin()
        for thread in threads:
            thread.start()
        self._wait_for_a_beginning()
        time.sleep(self._random.uniform(*self._kill_after) / 1000)
        for one in killed:
            self._servers[one].kill()
        over.set()
        self.backups.end(kill=self._random.random() < 1 / 2)
        for thread in threads:
            thread.join()

    def _wait_for_a_beginning(self) -> None:
        """In the first cycle, let everybody have something before the first kill."""
        end = time.monotonic() + _BEGINNING
        while not all(one.has_begun or one.complaints for one in self._everybody):
            if time.monotonic() > end:
                raise RuntimeError("the clients do not get on")
            time.sleep(0.01)

    def _disagreements(self, peer: Path | None) -> list[str]:
        """Compare both nodes' streams, of which the one that was killed stands still."""
        first, second = self._streams(0), self._streams(1, peer)
        names = [house.name for house in self.pair.both]
        return [
            *streams.disagreements(first, second, (names[0], names[1])),
            *streams.disagreements(second, first, (names[1], names[0])),
        ]

    def _complaints(self) -> list[str]:
        """Return answers and log lines that should not be; a client stops at its first."""
        said = [line for one in self._everybody for line in one.complaints]
        said += [line for server in self._servers for line in server.complaints()]
        return said + self.backups.complaints

    # --- the end ---------------------------------------------------------------------------

    def _end(self) -> list[str]:
        """Let everything be delivered, stop both, and look at all of it."""
        for server in self._servers:
            server.wait()
        for checker in self.checkers:
            checker.clients[0].browser.reconnect()
            checker.clients[0].browser.sign_in()
        first, second = self._delivered()
        for server in self._servers:
            server.kill()
        self.report.messages = len(first.sent) + len(second.sent)
        self.report.backups = self.backups.made
        names = [house.name for house in self.pair.both]
        found = [
            *streams.undelivered(first, second, (names[0], names[1])),
            *streams.undelivered(second, first, (names[1], names[0])),
        ]
        for house, checker in zip(self.pair.both, self.checkers, strict=True):
            found += checker.violations(house.folder / DATABASE_FILE, whole=True)
        found += self.backups.verify()
        found += [
            f"{one.browser.handle}: the journal tells another story"
            for one in self._everybody
            if Ledger.of(one.journal).records != one.ledger.records
        ]
        return found + self._complaints()

    def _delivered(self) -> tuple[Streams, Streams]:
        """Return both nodes' streams once nothing is left to deliver, or the time is over."""
        end = time.monotonic() + _DELIVERING
        while True:
            first, second = self._streams(0), self._streams(1)
            if (first.is_idle and second.is_idle) or time.monotonic() > end:
                return first, second
            for house in self.pair.both:
                streams.hurry(house.folder / DATABASE_FILE)
            time.sleep(1.0)

    # --- who and where -----------------------------------------------------------------------

    @property
    def _everybody(self) -> list[Client]:
        return [client for checker in self.checkers for client in checker.clients]

    def _streams(self, one: int, copy: Path | None = None) -> Streams:
        return streams.look(copy or self.pair.both[one].folder / DATABASE_FILE)

    def _clients(self, house: House, seed: str) -> list[Client]:
        (other,) = (one.node for one in self.pair.both if one != house)
        with house.opened() as node:
            declarations = node.declarations
        return [
            Client(
                Browser(house, handle),
                Journal(self._folder / f"{house.name}-{handle}.jsonl"),
                Random(f"{seed} {house.name} {handle}"),  # noqa: S311  # choices of a test
                declarations,
                self.pair,
                other,
                approves=handle == house.writers[0],
            )
            for handle in house.writers
        ]


def new_seed() -> str:
    """Return a seed to be told."""
    return secrets.token_hex(4)
