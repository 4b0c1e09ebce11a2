"""The floor: what durable ingest costs at least, whoever writes it.

For each batch: verify one Ed25519 signature over all its bodies, insert each body under a text
key, commit with SQLite's WAL and ``synchronous=FULL``. No opening, no checks, no receipt. The
definition is that of the project's target T1 (durable ingest in process), where it was first
measured; it is kept as it is, so that ratios of different days compare.
"""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from nacl.signing import SigningKey


@dataclass(frozen=True)
class Batch:
    """Bodies with their keys, and one signature over all of them in their order."""

    rows: Sequence[tuple[str, bytes]]
    signed: bytes
    signature: bytes


class Floor:
    """A raw SQLite file that takes batches. Close it when done."""

    def __init__(self, file: Path) -> None:
        """Make the file."""
        self._key = SigningKey.generate()
        self._database = sqlite3.connect(file, isolation_level=None)
        self._database.execute("PRAGMA journal_mode=wal")
        self._database.execute("PRAGMA synchronous=full")
        self._database.execute("CREATE TABLE record (id TEXT PRIMARY KEY, body BLOB NOT NULL)")

    def batch(self, rows: Sequence[tuple[str, bytes]]) -> Batch:
        """Return a signed batch; not part of what is measured."""
        signed = b"".join(body for _id, body in rows)
        return Batch(rows, signed, self._key.sign(signed).signature)

    def take(self, batch: Batch) -> None:
        """Verify, insert, commit."""
        self._key.verify_key.verify(batch.signed, batch.signature)
        self._database.execute("BEGIN IMMEDIATE")
        self._database.executemany("INSERT INTO record (id, body) VALUES (?, ?)", batch.rows)
        self._database.execute("COMMIT")

    @property
    def count(self) -> int:
        """How many records it holds."""
        return int(self._database.execute("SELECT COUNT(*) FROM record").fetchone()[0])

    def __enter__(self) -> Self:
        """Close at the end of a ``with``."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self._database.close()
