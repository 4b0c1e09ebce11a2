"""Checkpoints of the log as stored: notes that are unverified until their signature is checked."""

from dataclasses import dataclass

from tejido.store.database import Reading, Writing
from tejido.store.tables import AuditCheckpointTable


@dataclass(frozen=True)
class StoredCheckpoint:
    """What the log's tree was at ``size`` entries, made on a UTC day."""

    size: int
    on_day: str
    note: str


_CHECKPOINTS = AuditCheckpointTable.select().objects(StoredCheckpoint)


def keep(tx: Writing, checkpoint: StoredCheckpoint) -> None:
    """Keep a checkpoint; two of one size say the same."""
    tx.put(AuditCheckpointTable, [vars(checkpoint)])


def listed(tx: Reading) -> list[StoredCheckpoint]:
    """Return all, the smallest first."""
    return tx.all(_CHECKPOINTS.order_by(AuditCheckpointTable.size))


def newest(tx: Reading) -> StoredCheckpoint | None:
    """Return the largest, None where there is none."""
    found: StoredCheckpoint | None = tx.first(
        _CHECKPOINTS.order_by(AuditCheckpointTable.size.desc()).limit(1)
    )
    return found
