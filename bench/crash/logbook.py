"""The log of one node, opened as it grows: whether every write has its entry, and the other way."""

from collections import Counter
from dataclasses import dataclass, field

from tejido.audit.log import Kind, opened
from tejido.store.audit_entries import StoredEntry
from tejido.store.database import Reading
from tejido.store.tables import AuditEntryTable
from tejido.vault.ciphers import BoxPair


@dataclass
class Logbook:
    """What the log tells, entry by entry.

    Attributes:
        writes: how many versions of records were written, by process.
        moves: by record.
        approved: digests.
        read: entries so far.
    """

    writes: Counter[str] = field(default_factory=Counter)
    moves: Counter[str] = field(default_factory=Counter)
    approved: set[str] = field(default_factory=set)
    read: int = 0

    def read_on(self, tx: Reading, auditor: BoxPair) -> None:
        """Open the entries since last time.

        Raises:
            SealError: one of them is damaged, or not what the tree says.
        """
        query = AuditEntryTable.select().where(AuditEntryTable.position >= self.read)
        ordered = query.order_by(AuditEntryTable.position)
        for stored in tx.all(ordered.objects(StoredEntry)):
            self._take(stored, auditor)

    def _take(self, stored: StoredEntry, auditor: BoxPair) -> None:
        entry = opened(stored, auditor)
        self.read = entry.position + 1
        facts = entry.facts or {}
        if entry.kind == Kind.WRITE:
            self.writes[facts["process"]] += int(facts["records"])
        elif entry.kind == Kind.MOVE:
            self.moves[facts["record"]] += 1
        elif entry.kind == Kind.APPROVE:
            self.approved.add(facts["digest"])
