"""Lifecycles are data: states, the moves between them, and what falls due in each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from tejido.errors import DeclarationError


@dataclass(frozen=True)
class Due:
    """What is to be done within some time of entering a state."""

    kind: str
    label: str
    hours: int = 0
    days: int = 0

    @property
    def within(self) -> timedelta:
        """The time allowed, from the moment the state was entered."""
        return timedelta(days=self.days, hours=self.hours)


@dataclass(frozen=True)
class Lifecycle:
    """The states of a record: labels, allowed moves and due tasks.

    ``states`` maps each state to its label; ``moves`` maps a state to the states that may
    follow. A state without moves ends the lifecycle.
    """

    start: str
    states: Mapping[str, str]
    moves: Mapping[str, Sequence[str]]
    due: Mapping[str, Due] = field(default_factory=dict)

    def next(self, state: str) -> Sequence[str]:
        """Return the states that may follow ``state``."""
        return self.moves.get(state, ())

    def check(self, where: Sequence[str]) -> None:
        """Refuse unknown or unreachable states, missing labels and due tasks without time.

        Raises:
            DeclarationError: with ``where`` and the state.
        """
        named = {self.start, *self.moves, *self.due}
        named.update(state for following in self.moves.values() for state in following)
        for state in sorted(named):
            if not self.states.get(state):
                raise DeclarationError([*where, state], "this state has no label")
        for state in sorted(set(self.states) - self._reachable()):
            raise DeclarationError([*where, state], "no move leads to this state")
        for state, due in self.due.items():
            if not due.kind or not due.label or due.within <= timedelta(0):
                raise DeclarationError([*where, state], "what is due needs a kind, label and time")

    def _reachable(self) -> set[str]:
        found, waiting = set[str](), [self.start]
        while waiting:
            state = waiting.pop()
            if state not in found:
                found.add(state)
                waiting.extend(self.moves.get(state, ()))
        return found
