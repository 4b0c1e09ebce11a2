"""Records: what form, in which process and state, and the sealed body."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import starmap

import peewee as pw

from tejido.errors import ChangedError
from tejido.languages import words
from tejido.store.database import Reading, Writing
from tejido.store.ids import parts
from tejido.store.tables import RecordTable

_ = words("tejido")

#: Records of a few KB that are read at once where many are gone through.
_AT_ONCE = 2000


@dataclass(frozen=True)
class Record:
    """A filled-in form. ``body`` is sealed under version ``key_version`` of its process's key."""

    id: str
    process: str
    type: str
    schema: int
    state: str | None
    version: int
    key_version: int
    created_on: str
    updated_on: str
    body: bytes = field(repr=False)


@dataclass(frozen=True)
class RecordHead:
    """A record without its body."""

    id: str
    process: str
    type: str
    schema: int
    state: str | None
    version: int
    key_version: int
    created_on: str
    updated_on: str


_FIELDS = tuple(Record.__dataclass_fields__)
_RECORDS = RecordTable.select().objects(Record)
_HEADS = RecordTable.select(
    *(getattr(RecordTable, name) for name in RecordHead.__dataclass_fields__)
).objects(RecordHead)


def add(tx: Writing, records: Sequence[Record]) -> None:
    """Add records, all at once."""
    tx.insert(RecordTable, [vars(record) for record in records])


def replace(tx: Writing, record: Record) -> None:
    """Keep a record as it is now, if it is still one version behind.

    Raises:
        ChangedError: somebody saved it since, or it is gone.
    """
    query = RecordTable.update(vars(record)).where(
        (RecordTable.id == record.id) & (RecordTable.version == record.version - 1)
    )
    if tx.run(query) != 1:
        raise ChangedError(_("Somebody changed this meanwhile: look at it again."))


def move(tx: Writing, record: str, state: str, on_day: str) -> None:
    """Put a record into a state; its body and version stay."""
    tx.run(RecordTable.update(state=state, updated_on=on_day).where(RecordTable.id == record))


def by_id(tx: Reading, record: str) -> Record:
    """Return a record.

    Raises:
        NotFoundError: there is none.
    """
    found: Record = tx.one(_RECORDS.where(RecordTable.id == record))
    return found


def by_ids(tx: Reading, ids: Sequence[str]) -> dict[str, Record]:
    """Return those of these records that there are, by id."""
    found = (tx.all(_RECORDS.where(RecordTable.id.in_(part))) for part in parts(ids))
    return {record.id: record for records in found for record in records}


def owners(tx: Reading, ids: Sequence[str]) -> dict[str, str]:
    """Return the processes of those of these records that there are, by record."""
    query = RecordTable.select(RecordTable.id, RecordTable.process).tuples()
    return dict(
        pair for part in parts(ids) for pair in tx.all(query.where(RecordTable.id.in_(part)))
    )


def of_process(tx: Reading, process: str) -> list[Record]:
    """Return a process's records, the oldest first."""
    query = _RECORDS.where(RecordTable.process == process)
    return tx.all(query.order_by(RecordTable.created_on, RecordTable.id))


def each(tx: Reading, processes: Iterable[str]) -> Iterator[Record]:
    """Give the records of processes, reading so many at a time that they do not fill the memory."""
    numbers = counts(tx)
    some: list[str] = []
    waiting = 0
    for process in processes:
        number = numbers.get(process, 0) + 1  # of empty ones there are not too many at once either
        if waiting + number > _AT_ONCE:
            yield from _of(tx, some)
            some, waiting = [], 0
        some.append(process)
        waiting += number
    yield from _of(tx, some)


def _of(tx: Reading, processes: Sequence[str]) -> Iterator[Record]:
    query = RecordTable.select(*(getattr(RecordTable, name) for name in _FIELDS))
    rows = tx.raw(query.where(RecordTable.process.in_(processes))) if processes else []
    return starmap(Record, rows)


def of_type(tx: Reading, type_id: str) -> list[Record]:
    """Return every record of a type, process by process."""
    query = _RECORDS.where(RecordTable.type == type_id)
    return tx.all(query.order_by(RecordTable.process, RecordTable.id))


def of_type_in(tx: Reading, type_id: str, processes: Sequence[str]) -> list[Record]:
    """Return the records of a type in these processes."""
    of_it = _RECORDS.where(RecordTable.type == type_id)
    found = (tx.all(of_it.where(RecordTable.process.in_(part))) for part in parts(processes))
    return [record for records in found for record in records]


def has_type(tx: Reading, process: str, type_id: str) -> bool:
    """Whether a process has a record of a type."""
    chosen = (RecordTable.process == process) & (RecordTable.type == type_id)
    return tx.first(_HEADS.where(chosen).limit(1)) is not None


def heads(tx: Reading, process: str) -> list[RecordHead]:
    """Return a process's records without their bodies, the oldest first."""
    query = _HEADS.where(RecordTable.process == process)
    return tx.all(query.order_by(RecordTable.created_on, RecordTable.id))


def heads_by_ids(tx: Reading, ids: Sequence[str]) -> list[RecordHead]:
    """Return those of these records that there are, without their bodies."""
    found = (tx.all(_HEADS.where(RecordTable.id.in_(part))) for part in parts(ids))
    return [head for heads in found for head in heads]


def counts(tx: Reading) -> dict[str, int]:
    """Return how many records each process has; processes without any are left out."""
    query = RecordTable.select(RecordTable.process, pw.fn.COUNT(RecordTable.id))
    return dict(tx.all(query.group_by(RecordTable.process).tuples()))


@dataclass(frozen=True)
class Written:
    """How many records a process has, and the UTC day on which one was last changed."""

    records: int
    last_on: str


def written(tx: Reading, processes: Sequence[str]) -> dict[str, Written]:
    """Return what is written in these processes; those without any record are left out."""
    columns = (pw.fn.COUNT(RecordTable.id), pw.fn.MAX(RecordTable.updated_on))
    query = RecordTable.select(RecordTable.process, *columns).group_by(RecordTable.process)
    found = (tx.all(query.where(RecordTable.process.in_(p)).tuples()) for p in parts(processes))
    return {process: Written(number, last) for rows in found for process, number, last in rows}


def states(tx: Reading, type_id: str, processes: Sequence[str]) -> dict[str, str]:
    """Return the state of the record of a type in each of these processes that has one."""
    query = RecordTable.select(RecordTable.process, RecordTable.state).tuples()
    of_it = query.where((RecordTable.type == type_id) & RecordTable.state.is_null(False))
    found = (tx.all(of_it.where(RecordTable.process.in_(part))) for part in parts(processes))
    return dict(pair for pairs in found for pair in pairs)
