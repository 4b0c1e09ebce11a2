"""A cost over its floor, both taken in turns within one run: drift of the machine hits both."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

_MILLI = 1000


@dataclass(frozen=True)
class Cost:
    """What something takes, over what at least it would take.

    Attributes:
        name: of the figure, ``sign_in_over_argon2``.
        says: what was done, for people.
        turns: seconds of the floor and of ours, turn by turn.
        most: how much of the floor it may take by the project's targets.
    """

    name: str
    says: str
    turns: Sequence[tuple[float, float]]
    most: float

    @property
    def ratio(self) -> float:
        """The median of the turns' ratios; 1 would be no more than the floor."""
        return median(ours / floor for floor, ours in self.turns)

    def line(self) -> str:
        """Return it as people read it; spread is of the turns' ratios."""
        ratios = [ours / floor for floor, ours in self.turns]
        return (
            f"{self.says}: "
            f"{median(ours for _floor, ours in self.turns) * _MILLI:,.1f} ms, "
            f"floor {median(floor for floor, _ours in self.turns) * _MILLI:,.1f} ms, "
            f"ratio {self.ratio:.2f} ({min(ratios):.2f} to {max(ratios):.2f}), "
            f"at most {self.most:g}"
        )


def in_turns(
    floor: Callable[[], object], ours: Callable[[], object], rounds: int, times: int = 1
) -> list[tuple[float, float]]:
    """Return the seconds of both, turn by turn, after one turn that does not count.

    Args:
        floor: what it would take at least.
        ours: what is measured.
        rounds: how many turns.
        times: how often each is done in a turn, of which the fastest counts. What takes but
            milliseconds is else mostly a measure of what the machine does besides.
    """
    turns = [(_fastest(floor, times), _fastest(ours, times)) for _turn in range(rounds + 1)]
    return turns[1:]


def _fastest(do: Callable[[], object], times: int) -> float:
    return min(_seconds(do) for _time in range(times))


def _seconds(do: Callable[[], object]) -> float:
    started = time.perf_counter()
    do()
    return time.perf_counter() - started
