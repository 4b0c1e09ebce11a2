"""A conversation about consent, read from its record's body. Pure.

The names of the fields are those of the record type ``consent``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tejido.declare.days import last_day

YES, NO, LATER, VITAL = "yes", "no", "later", "vital"
REPRESENTATIVE, ASSEMBLY, GUARDIAN = "representative", "assembly", "guardian"
#: The bases under which what was said lets something leave.
CONSENT, VITAL_INTEREST = "consent", "vital_interest"
_MEMBER = "member"


@dataclass(frozen=True)
class Answer:
    """What was said to one purpose; ``recipients`` are node ids."""

    purpose: str
    answer: str
    recipients: frozenset[str] = frozenset()
    withdrawn_on: str = ""


@dataclass(frozen=True)
class Conversation:
    """One conversation.

    Attributes:
        record: id of its record.
        begun_on: the day on which that was begun, ``YYYY-MM-DD``.
        body: as it is kept.
    """

    record: str
    begun_on: str
    body: Mapping[str, Any] = field(repr=False)

    @property
    def is_personal(self) -> bool:
        """Whether it is about what concerns one person alone."""
        return self.body.get("concerns") == _MEMBER

    @property
    def capacity(self) -> str:
        """In what capacity somebody spoke; empty where nobody said."""
        return str(self.body.get("capacity", ""))

    @property
    def is_assented(self) -> bool:
        """Whether nobody said no whom somebody else spoke for."""
        assents = self.body.get("assent") in ("yes", "not_applicable")
        return assents or self.capacity != GUARDIAN

    @property
    def until(self) -> str | None:
        """The last day on which it holds, ``YYYY-MM-DD``; None is until it is withdrawn."""
        end = last_day(self.body.get("expires_on"))
        return end.isoformat() if end else None

    @property
    def answers(self) -> tuple[Answer, ...]:
        """What was said, purpose by purpose; all of it withdrawn where the whole was."""
        whole = str(self.body.get("withdrawn_on", ""))
        return tuple(
            Answer(
                one["purpose"],
                one["answer"],
                frozenset(to["node"] for to in _items(one.get("recipients"))),
                str(one.get("withdrawn_on", "")) or whole,
            )
            for one in _items(self.body.get("purposes"))
            if one["answer"] in (YES, NO, LATER, VITAL)
        )

    @property
    def withheld(self) -> frozenset[str]:
        """The paths of what may not leave; it holds even after consent was withdrawn."""
        return frozenset(one["path"] for one in _items(self.body.get("withhold")))

    @property
    def about(self) -> frozenset[str]:
        """The ids of the records that are about one person alone, where it is personal."""
        named = _items(self.body.get("records")) if self.is_personal else []
        return frozenset(one["record"] for one in named)

    @property
    def said_on(self) -> str:
        """The day on which it was had: no later than it was first written down."""
        known = last_day(self.body.get("given_on"))
        return min(known.isoformat(), self.begun_on) if known else self.begun_on

    @property
    def round(self) -> int:
        """Which of the process's conversations it is, in the order of writing down; from 1."""
        number = self.body.get("round")
        return number if isinstance(number, int) else 0


def in_order(conversations: Iterable[Conversation]) -> list[Conversation]:
    """Return conversations, the newest last."""
    return sorted(conversations, key=lambda one: (one.said_on, one.round))


def _items(value: object) -> list[Mapping[str, Any]]:
    """Return the items of a group; none where it was answered with a reserved id."""
    return value if isinstance(value, list) else []
