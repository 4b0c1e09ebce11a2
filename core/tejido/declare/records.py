"""Record types, the kinds of process they belong to, measures and exchanges, as values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from typing import Any, Literal

from tejido.declare.days import last_day
from tejido.declare.lifecycles import Due, Lifecycle
from tejido.declare.schemas import RecordSchema

#: What a record type says whose records belong to processes of any kind.
ANY_KIND = ""
#: Months for which an organization may choose to keep what says nothing else: twenty years.
LONGEST_KEPT = 240


@dataclass(frozen=True)
class ProcessKind:
    """A kind of process: the unit of keys, team, consent and retention.

    Attributes:
        keep_at_most: months beyond which no rule of retention may keep such a process;
            :data:`LONGEST_KEPT` where nothing is said. Without a rule nothing goes.
    """

    id: str
    label: str
    about: str = ""
    keep_at_most: int | None = None


@dataclass(frozen=True)
class RecordType:
    """One form that can be filled in, with all that the core needs to keep it.

    Attributes:
        id: ``<plugin>.<name>``; bare names are the core's.
        process: id of the kind of process that its records belong to, or :data:`ANY_KIND`.
        purpose: the consent purpose under which it usually leaves.
        keep_at_most: months beyond which no rule of retention may keep such a record; as for a
            :class:`ProcessKind`.
        single: whether a process has at most one such record.
        dates: what falls due on the day that a field of the record holds, by field; its hours
            and days come after the end of that day.
        answers: ids of the rules that somebody answers by writing such a record.
    """

    id: str
    label: str
    schema: type[RecordSchema]
    process: str = "accompaniment"
    lifecycle: Lifecycle | None = None
    purpose: str = "aggregate"
    about: str = ""
    keep_at_most: int | None = None
    single: bool = False
    dates: Mapping[str, Due] = field(default_factory=dict)
    answers: frozenset[str] = frozenset()

    def belongs_to(self, kind: str) -> bool:
        """Whether its records stand in processes of a kind."""
        return self.process in (kind, ANY_KIND)

    def falling_due(self, body: Mapping[str, Any]) -> dict[str, datetime]:
        """Return when each of ``dates`` falls due, by kind (UTC).

        What has no day, or was done, is left out. An incomplete day counts to its last day.
        """
        found = {}
        for name, due in self.dates.items():
            day = last_day(body.get(name))
            if day and not _is_done(body.get(due.until_field)):
                found[due.kind] = datetime.combine(day, _END_OF_DAY, UTC) + due.within
        return found


#: The last minute of a day: moments are kept in minutes.
_END_OF_DAY = time(23, 59)


def _is_done(answer: object) -> bool:
    """Whether a day says that something was done, or somebody that it need not be."""
    return last_day(answer) is not None or answer == "not_applicable"


@dataclass(frozen=True)
class Measure:
    """A table that can be counted: records of a type by two facets, never harm alone.

    Its figures count records, its thresholds count the subjects behind them.
    ``rows``, ``columns``, ``beside`` and ``time`` are fields of ``type`` that leave; rows and
    beside may be ``group.field``, of all items of a group. ``beside`` is what stands beside harm:
    coping, demands or the State's response; a record that names several is counted as such.
    """

    id: str
    label: str
    type: str
    rows: str
    columns: str
    beside: str
    time: str


@dataclass(frozen=True)
class Exchange:
    """A kind of message: what travels, why, and which of the receiver's keys opens it.

    ``opens`` is ``box`` (role network) or ``intake``; ``sealed`` is false only for what holds
    no personal data. ``frozen`` says whether an expired charter stops it.
    """

    id: str
    label: str
    purpose: str = ""
    opens: Literal["box", "intake"] = "box"
    sealed: bool = True
    frozen: bool = True


@dataclass(frozen=True)
class Member:
    """One organization of a network: node id and the name it gave itself."""

    node: str
    name: str


@dataclass(frozen=True)
class Network:
    """What the core must know of a network, from its charter; a hook gives it.

    Attributes:
        node: this node's own id; it is one of ``members``.
        policies: record type -> digests (hex) of the policies that may be sent.
        k: distinct subjects to a cell of a table.
        k_records: processes of this node that must share a projected tuple.
        organizations: organizations to a cell of a table.
        retention_days: how long a receiver may keep a record, from the day it is sent.
        until: last UTC day on which records may be sent, ``YYYY-MM-DD``.
        charter: number and digest (hex) of the charter in force.
    """

    id: str
    name: str
    node: str
    members: tuple[Member, ...]
    coordinators: frozenset[str]
    purposes: frozenset[str]
    policies: Mapping[str, frozenset[str]]
    k: int
    k_records: int
    organizations: int
    retention_days: int
    until: str
    charter: tuple[int, str]


@dataclass(frozen=True)
class Approved:
    """One item that a person approved for one recipient: exact bytes, ready to be queued."""

    record: str
    process: str
    network: str
    recipient: str
    exchange: str
    purpose: str
    item: str
    version: int
    content: bytes


@dataclass(frozen=True)
class Aside:
    """What a strategy lays beside a form: a title and short entries to choose or read."""

    title: str
    entries: tuple["Offer", ...]


@dataclass(frozen=True)
class Offer:
    """One entry that a plugin offers to a strategy: an instrument, a measure, a tool, a module."""

    id: str
    label: str
    about: str = ""
    field: str = ""
