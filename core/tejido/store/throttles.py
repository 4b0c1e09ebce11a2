"""How often somebody tried to sign in lately, under a key that hides the handle."""

from dataclasses import dataclass

from tejido.store.database import Reading, Writing
from tejido.store.tables import ThrottleTable


@dataclass(frozen=True)
class StoredTries:
    """Tries under one key. Moments are UTC with seconds, ``2026-03-01T17:30:00Z``."""

    key: str
    tries: int
    #: When the last of them came.
    since: str
    #: Before which none is taken; None where the next may come at once.
    until: str | None


_TRIES = ThrottleTable.select().objects(StoredTries)


def by_key(tx: Reading, key: str) -> StoredTries | None:
    """Return the tries under a key, None where there are none."""
    return tx.first(_TRIES.where(ThrottleTable.key == key))


def put(tx: Writing, tries: StoredTries) -> None:
    """Keep the tries under a key as they are now."""
    tx.put(ThrottleTable, [vars(tries)])


def remove(tx: Writing, key: str) -> None:
    """Forget the tries under a key."""
    tx.run(ThrottleTable.delete().where(ThrottleTable.key == key))


def remove_old(tx: Writing, since_before: str) -> int:
    """Forget those whose last try came before this moment; return how many keys."""
    return tx.run(ThrottleTable.delete().where(ThrottleTable.since < since_before))
