"""The organization's secret for pseudonyms, sealed to the analysts, by the year it begins in."""

from tejido.store.database import Reading, Writing
from tejido.store.tables import PseudonymKeyTable


def add(tx: Writing, since_year: int, sealed: bytes) -> None:
    """Keep a secret for the years from ``since_year`` on."""
    tx.insert(PseudonymKeyTable, [{"since_year": since_year, "sealed": sealed}])


def for_year(tx: Reading, year: int) -> bytes:
    """Return the sealed secret that holds in a year.

    Raises:
        NotFoundError: there is none yet.
    """
    begun = PseudonymKeyTable.select().where(PseudonymKeyTable.since_year <= year)
    return bytes(tx.one(begun.order_by(PseudonymKeyTable.since_year.desc())).sealed)
