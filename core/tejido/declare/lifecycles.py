"""Lifecycles are data: states, the moves between them, and what falls due in each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from tejido.declare.names import NAME_FORM, is_name
from tejido.errors import DeclarationError


@dataclass(frozen=True)
class Due:
    """What is to be done within some time of entering a state, or of a day in the record.

    ``until_field`` belongs to a day in the record: the field whose day says that it was done.
    """

    kind: str
    label: str
    hours: int = 0
    days: int = 0
    until_field: str = ""

    @property
    def within(self) -> timedelta:
        """The time allowed, from the moment the state was entered or the end of the day."""
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

    def is_end(self, state: str) -> bool:
        """Whether nothing follows ``state``."""
        return not self.next(state)

    def check(self, where: Sequence[str]) -> None:
        """Refuse unknown or unreachable states, missing labels and due tasks without time.

        Raises:
            DeclarationError: with ``where`` and the state.
        """
        named = {self.start, *self.moves, *self.due, *self.states}
        named.update(state for following in self.moves.values() for state in following)
        for wrong in (self._wrong, self._unreachable):
            for state in sorted(named):
                if reason := wrong(state):
                    raise DeclarationError([*where, state], reason)

    def _wrong(self, state: str) -> str:
        """Return why a state cannot stand, or nothing."""
        if not is_name(state):
            return NAME_FORM
        if not self.states.get(state):
            return "this state has no label"
        due = self.due.get(state)
        if due and not (is_name(due.kind) and due.label and due.within > timedelta(0)):
            return "what is due needs a kind, label and time"
        if due and due.until_field:
            return "what is due in a state is done by moving on, not by a field"
        return ""

    def _unreachable(self, state: str) -> str:
        return "" if state in self._reachable() else "no move leads to this state"

    def _reachable(self) -> set[str]:
        found, waiting = set[str](), [self.start]
        while waiting:
            state = waiting.pop()
            if state not in found:
                found.add(state)
                waiting.extend(self.moves.get(state, ()))
        return found
