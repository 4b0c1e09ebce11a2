"""The log's leaves, as stored; what is in them is sealed to the auditors."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

import peewee as pw

from tejido.store.database import Reading, Writing
from tejido.store.tables import AuditEntryTable


@dataclass(frozen=True)
class StoredEntry:
    """An entry. ``position`` counts from 0 without gaps; ``sealed`` None is an erased entry."""

    position: int
    on_day: str
    kind: str
    leaf: bytes
    sealed: bytes | None = field(repr=False)
    proof: bytes = field(repr=False)


class StoredLeaf(NamedTuple):
    """An entry without what is sealed in it: all that the tree needs."""

    position: int
    on_day: str
    kind: str
    leaf: bytes
    proof: bytes
    is_erased: bool

    @property
    def place(self) -> tuple[int, str, str, bytes]:
        """What its proof is about: position, day, kind, leaf."""
        return self.position, self.on_day, self.kind, self.leaf


_ENTRIES = AuditEntryTable.select().order_by(AuditEntryTable.position).objects(StoredEntry)
_LEAVES = (
    AuditEntryTable.select(
        AuditEntryTable.position,
        AuditEntryTable.on_day,
        AuditEntryTable.kind,
        AuditEntryTable.leaf,
        AuditEntryTable.proof,
        AuditEntryTable.sealed.is_null(),
    )
    .order_by(AuditEntryTable.position)
    .tuples()
)


def next_position(tx: Reading) -> int:
    """Return the position of the entry that is written next; writers take turns."""
    last: int | None = tx.scalar(AuditEntryTable.select(pw.fn.MAX(AuditEntryTable.position)))
    return 0 if last is None else last + 1


def newest_day(tx: Reading, kind: str) -> str | None:
    """Return the UTC day of the newest entry of a kind, None where there is none."""
    newest = pw.fn.MAX(AuditEntryTable.on_day)
    day: str | None = tx.scalar(AuditEntryTable.select(newest).where(AuditEntryTable.kind == kind))
    return day


def oldest_day(tx: Reading) -> str | None:
    """Return the UTC day of the oldest entry that was not erased, None where there is none."""
    oldest = AuditEntryTable.select(pw.fn.MIN(AuditEntryTable.on_day))
    day: str | None = tx.scalar(oldest.where(AuditEntryTable.sealed.is_null(False)))
    return day


def add(tx: Writing, entry: StoredEntry) -> None:
    """Add an entry at the end."""
    tx.insert(AuditEntryTable, [vars(entry)])


def put(tx: Writing, entries: Iterable[StoredEntry]) -> None:
    """Put entries in the place of those at their positions."""
    tx.put(AuditEntryTable, [vars(entry) for entry in entries])


def listed(tx: Reading) -> list[StoredEntry]:
    """Return the log from its beginning."""
    return tx.all(_ENTRIES)


def between(tx: Reading, first: int, end: int) -> list[StoredEntry]:
    """Return the entries at the positions from ``first`` to before ``end``."""
    place = AuditEntryTable.position
    return tx.all(_ENTRIES.where(place >= first, place < end))


def leaves(tx: Reading) -> list[StoredLeaf]:
    """Return every leaf from the beginning, without what is sealed."""
    return [
        StoredLeaf(position, on_day, kind, bytes(leaf), bytes(proof), bool(erased))
        for position, on_day, kind, leaf, proof, erased in tx.all(_LEAVES)
    ]
