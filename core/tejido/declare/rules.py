"""Rules advise: they say what is open in a process, why it matters and where it can be answered.

Nothing here refuses anything: whatever a rule says, a record is saved. A rule is a pure function
of a :class:`Situation`, so that it can be told as a table of cases.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tejido.declare.records import ANY_KIND


@dataclass(frozen=True)
class Written:
    """A record of a process as rules see it; days are UTC, ``YYYY-MM-DD``."""

    id: str
    type: str
    state: str | None
    body: Mapping[str, Any] = field(repr=False)
    created_on: str
    updated_on: str


@dataclass(frozen=True)
class Situation:
    """What rules look at: the records of one process today, the oldest first.

    Attributes:
        purposes: what its subject consents to today.
        answering: ids of the record types that answer a rule, by the rule's id.
    """

    today: date
    records: tuple[Written, ...] = ()
    purposes: frozenset[str] = frozenset()
    answering: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def of(self, type_id: str) -> tuple[Written, ...]:
        """Return the records of a type, the oldest first."""
        return tuple(record for record in self.records if record.type == type_id)

    def one(self, type_id: str) -> Written | None:
        """Return the newest record of a type, the only one where it is single."""
        found = self.of(type_id)
        return found[-1] if found else None


def always(_situation: Situation) -> bool:
    """Say that a rule looks at its records whatever the situation is."""
    return True


@dataclass(frozen=True)
class Rule:
    """Something to look at together, with the reason.

    Attributes:
        id: as in ``CO-02`` (core) or ``CR-05`` (plugins).
        label: what is open, as somebody would say it; never a reproach.
        why: the reason, and what can be done.
        is_open: whether it is open in a process.
        process: the kind of process that it looks at, or :data:`ANY_KIND`.
        type: the record type that it is about; empty looks at records of every type.
        record_open: where it is about single records: whether it is open in one of them, of
            those that ``type`` names.
        urgent: whether it is said before anything else: somebody may be in danger.
    """

    id: str
    label: str
    why: str
    is_open: Callable[[Situation], bool] = always
    process: str = "accompaniment"
    type: str = ""
    record_open: Callable[[Written, Situation], bool] | None = None
    urgent: bool = False

    def looks_at(self, kind: str) -> bool:
        """Whether it looks at processes of a kind."""
        return self.process in (kind, ANY_KIND)

    def open_in(self, situation: Situation) -> Iterator[str | None]:
        """Give the id of each record in which it is open; None where it is the whole process."""
        if not self.is_open(situation):
            return
        if self.record_open is None:
            yield None
            return
        for record in situation.records:
            if self.type in ("", record.type) and self.record_open(record, situation):
                yield record.id
