"""The log's leaves, as stored; what is in them is sealed to the auditors."""

from dataclasses import dataclass, field

import peewee as pw

from tejido.store.database import Reading, Writing
from tejido.store.tables import AuditEntryTable


@dataclass(frozen=True)
class StoredEntry:
    """A leaf. ``position`` counts from 0 without gaps; ``sealed`` None is an erased entry."""

    position: int
    on_day: str
    kind: str
    leaf: bytes
    sealed: bytes | None = field(repr=False)


_ENTRIES = AuditEntryTable.select().order_by(AuditEntryTable.position).objects(StoredEntry)


def next_position(tx: Writing) -> int:
    """Return the position of the entry that is written next; writers take turns."""
    last: int | None = tx.scalar(AuditEntryTable.select(pw.fn.MAX(AuditEntryTable.position)))
    return 0 if last is None else last + 1


def add(tx: Writing, entry: StoredEntry) -> None:
    """Add an entry at the end."""
    tx.insert(AuditEntryTable, [vars(entry)])


def listed(tx: Reading) -> list[StoredEntry]:
    """Return the log from its beginning."""
    return tx.all(_ENTRIES)
