"""What counting reads: sealed coded rows, and the sealed keys of the runs that wrote them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from tejido.store.database import Reading, Writing
from tejido.store.ids import parts
from tejido.store.tables import CodedRowTable, CountingKeyTable


@dataclass(frozen=True)
class StoredCountingKey:
    """The key of one run of the node, sealed to the analysts; ``proof`` is not checked yet."""

    id: str
    sealed: bytes = field(repr=False)
    proof: bytes
    created_on: str


@dataclass(frozen=True)
class CodedRow:
    """One record's codes, sealed under counting key ``key``.

    ``origin`` is the node id of the peer it came from, ``""`` for our own; a peer's has no
    ``process``. ``on_day`` is the day it was written here.
    """

    origin: str
    record: str
    process: str | None
    type: str
    key: str
    sealed: bytes = field(repr=False)
    on_day: str


_KEYS = CountingKeyTable.select().objects(StoredCountingKey)
_ROWS = CodedRowTable.select().objects(CodedRow)


def add_key(tx: Writing, key: StoredCountingKey) -> None:
    """Add the key of a run, before its first row."""
    tx.insert(CountingKeyTable, [vars(key)])


def keys(tx: Reading) -> list[StoredCountingKey]:
    """Return the keys of every run that some row still needs."""
    needed = CodedRowTable.select(CodedRowTable.key).distinct()
    return tx.all(_KEYS.where(CountingKeyTable.id.in_(needed)))


def every_key(tx: Reading) -> list[StoredCountingKey]:
    """Return the keys of every run, needed or not: a run under way may write under its own yet."""
    return tx.all(_KEYS)


def put_keys(tx: Writing, keys: Sequence[StoredCountingKey]) -> None:
    """Put keys in the place of those with their ids: sealed anew."""
    tx.put(CountingKeyTable, [vars(key) for key in keys])


def put_rows(tx: Writing, rows: Sequence[CodedRow]) -> None:
    """Write coded rows, replacing those of the same records."""
    tx.put(CodedRowTable, [vars(row) for row in rows])


def rows(tx: Reading, type_id: str) -> list[CodedRow]:
    """Return every coded row of a record type, our own and our peers'."""
    return tx.all(_ROWS.where(CodedRowTable.type == type_id))


def own_rows(tx: Reading, type_id: str) -> list[CodedRow]:
    """Return our own coded rows of a record type."""
    return tx.all(_ROWS.where((CodedRowTable.type == type_id) & (CodedRowTable.origin == "")))


def remove_rows(tx: Writing, records: Sequence[str], origin: str = "") -> int:
    """Erase the coded rows of these records of one origin; return how many there were."""
    return sum(
        tx.run(
            CodedRowTable.delete().where(
                (CodedRowTable.origin == origin) & CodedRowTable.record.in_(part)
            )
        )
        for part in parts(records)
    )


def processes(tx: Reading) -> list[str]:
    """Return the ids of our own processes that have coded rows."""
    query = CodedRowTable.select(CodedRowTable.process).where(CodedRowTable.process.is_null(False))
    return [process for (process,) in tx.all(query.distinct().tuples())]


def remove_of_processes(tx: Writing, ids: Sequence[str]) -> int:
    """Erase the coded rows of these processes; return how many there were."""
    return sum(
        tx.run(CodedRowTable.delete().where(CodedRowTable.process.in_(part))) for part in parts(ids)
    )
