"""Sessions, under the hash of a cookie that the database never sees.

Each holds a key: with a browser's cookie, what a removed one left in the file would still open it.
Whoever removes one has noted thereby that the file is to be scrubbed.
"""

from dataclasses import dataclass, field

import peewee as pw

from tejido.store.database import Reading, Writing
from tejido.store.tables import SessionTable


@dataclass(frozen=True)
class StoredSession:
    """An open session. Moments are UTC with seconds, ``2026-03-01T17:30:00Z``."""

    id_hash: str
    person: str
    sealed_private: bytes = field(repr=False)
    created_at: str
    seen_at: str
    #: When the passphrase was last typed in it.
    proved_at: str


_SESSIONS = SessionTable.select().objects(StoredSession)


def add(tx: Writing, session: StoredSession) -> None:
    """Add a session."""
    tx.insert(SessionTable, [vars(session)])


def by_hash(tx: Reading, id_hash: str) -> StoredSession | None:
    """Return a session, None where there is none."""
    return tx.first(_SESSIONS.where(SessionTable.id_hash == id_hash))


def seen(tx: Writing, id_hash: str, at: str) -> None:
    """Note when a session was last used."""
    tx.run(SessionTable.update(seen_at=at).where(SessionTable.id_hash == id_hash))


def remove(tx: Writing, id_hash: str) -> None:
    """Remove a session."""
    _remove(tx, SessionTable.id_hash == id_hash)


def of_person(tx: Reading, person: str) -> list[StoredSession]:
    """Return a person's sessions, the newest first."""
    newest = SessionTable.created_at.desc()
    return tx.all(_SESSIONS.where(SessionTable.person == person).order_by(newest))


def remove_of_person(tx: Writing, person: str, *, but: str | None = None) -> None:
    """Remove every session of a person, but the one under the hash ``but``."""
    theirs = SessionTable.person == person
    _remove(tx, theirs if but is None else theirs & (SessionTable.id_hash != but))


def remove_all(tx: Writing) -> int:
    """Remove every session of everybody; return how many there were."""
    return _remove(tx)


def remove_old(tx: Writing, created_before: str, seen_before: str) -> None:
    """Remove sessions made, or last used, before these moments."""
    old = (SessionTable.created_at < created_before) | (SessionTable.seen_at < seen_before)
    _remove(tx, old)


def _remove(tx: Writing, *which: pw.Expression) -> int:
    removed = tx.run(SessionTable.delete().where(*which) if which else SessionTable.delete())
    if removed:
        tx.must_scrub()
    return removed
