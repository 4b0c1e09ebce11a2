"""Durable ingest in process over the floor, both measured in turns within one run.

A machine's disk and clock drift within seconds, so batch by batch the floor and the node take
turns, and the figure is the median of the rounds' own ratios.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from statistics import median
from typing import TypeVar

from bench.floor import Floor
from bench.receiving import Receiver, receiving
from bench.records import purpose, records

_Given = TypeVar("_Given")
_Got = TypeVar("_Got")


@dataclass(frozen=True)
class Size:
    """One measurement: ``batches`` batches of ``records`` records in every round."""

    records: int
    batches: int

    @property
    def total(self) -> int:
        """Records in a round."""
        return self.records * self.batches


@dataclass(frozen=True)
class Round:
    """Records a second, in one round."""

    floor: float
    ours: float

    @property
    def ratio(self) -> float:
        """How much of the floor's throughput the node reaches; 1 would be all of it."""
        return self.ours / self.floor


@dataclass(frozen=True)
class Result:
    """All rounds of one size."""

    size: Size
    rounds: Sequence[Round]

    @property
    def name(self) -> str:
        """What the figure is called: ``ingest_200_over_floor``."""
        return f"ingest_{self.size.records}_over_floor"

    @property
    def ratio(self) -> float:
        """The median of the rounds' ratios."""
        return median(one.ratio for one in self.rounds)

    def line(self) -> str:
        """Return it as people read it; spread is of the rounds' ratios."""
        ratios = [one.ratio for one in self.rounds]
        return (
            f"{self.size.records:>4} records a batch: "
            f"{median(one.ours for one in self.rounds):>8,.0f} records/s, "
            f"floor {median(one.floor for one in self.rounds):>8,.0f} records/s, "
            f"ratio {self.ratio:.3f} ({min(ratios):.3f} to {max(ratios):.3f})"
        )


def measure(folder: Path, sizes: Sequence[Size], rounds: int) -> list[Result]:
    """Measure every size ``rounds`` times, in turns, after one round that does not count.

    Raises:
        RuntimeError: something that was measured did not store what it was given.
    """
    with receiving(folder / "node") as receiver, Floor(folder / "floor.db") as floor:
        bench = _Bench(receiver, floor)
        taken: dict[Size, list[Round]] = {size: [] for size in sizes}
        for number in range(rounds + 1):
            for size in sizes:
                found = bench.round(size)
                if number:
                    taken[size].append(found)
    return [Result(size, found) for size, found in taken.items()]


class _Bench:
    """A node and the floor, fed with the same records."""

    def __init__(self, receiver: Receiver, floor: Floor) -> None:
        self._receiver = receiver
        self._floor = floor
        self._records = records(receiver.node.plugins)
        self._purpose = purpose(receiver.node.declarations)
        self._expected = 0

    def round(self, size: Size) -> Round:
        """Prepare, let the floor and the node take turns, and check that both hold it all."""
        batches = [list(islice(self._records, size.records)) for _batch in range(size.batches)]
        signed = [self._floor.batch(rows) for rows in batches]
        messages = [
            self._receiver.message([content for _id, content in rows], self._purpose)
            for rows in batches
        ]
        self._expected += size.total
        floor = ours = 0.0
        for batch, message in zip(signed, messages, strict=True):
            floor += _seconds(self._floor.take, batch)[0]
            seconds, answer = _seconds(self._receiver.take, message)
            ours += seconds
        self._receiver.check(answer, self._expected)
        if self._floor.count != self._expected:
            raise RuntimeError(f"the floor holds {self._floor.count} of {self._expected}")
        return Round(size.total / floor, size.total / ours)


def _seconds(take: Callable[[_Given], _Got], given: _Given) -> tuple[float, _Got]:
    started = time.perf_counter()
    got = take(given)
    return time.perf_counter() - started, got
