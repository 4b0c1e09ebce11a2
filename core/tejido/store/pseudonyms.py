"""The organization's secret for pseudonyms, sealed to the analysts, by the year it begins in."""

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


def for_year(tx: Reading, year: int) -> StoredSecret:
    """Return the sealed secret that holds in a year.

    Raises:
        NotFoundError: there is none yet.
    """
    begun = PseudonymKeyTable.select().where(PseudonymKeyTable.since_year <= year)
    newest = begun.order_by(PseudonymKeyTable.since_year.desc()).objects(StoredSecret)
    found: StoredSecret = tx.one(newest)
    return found
