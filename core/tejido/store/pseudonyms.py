"""The organization's secret for pseudonyms, sealed to the analysts, by the year it begins in."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from tejido.store.database import Reading, Writing
from tejido.store.tables import PseudonymKeyTable


@dataclass(frozen=True)
class StoredSecret:
    """The secret for the years from ``since_year`` on, sealed; ``proof`` is not checked yet."""

    since_year: int
    sealed: bytes = field(repr=False)
    proof: bytes


def add(tx: Writing, secret: StoredSecret) -> None:
    """Keep a secret."""
    tx.insert(PseudonymKeyTable, [vars(secret)])


def listed(tx: Reading) -> list[StoredSecret]:
    """Return every secret, the oldest first."""
    oldest = PseudonymKeyTable.select().order_by(PseudonymKeyTable.since_year)
    return tx.all(oldest.objects(StoredSecret))


def put(tx: Writing, secrets: Sequence[StoredSecret]) -> None:
    """Put secrets in the place of those that begin in the same years: sealed anew."""
    tx.put(PseudonymKeyTable, [vars(secret) for secret in secrets])


def for_year(tx: Reading, year: int) -> StoredSecret:
    """Return the sealed secret that holds in a year.

    Raises:
        NotFoundError: there is none yet.
    """
    begun = PseudonymKeyTable.select().where(PseudonymKeyTable.since_year <= year)
    newest = begun.order_by(PseudonymKeyTable.since_year.desc()).objects(StoredSecret)
    found: StoredSecret = tx.one(newest)
    return found
