"""Spare codes: one sign-in each without the phone. Only proofs of them are here."""

from collections.abc import Sequence

import peewee as pw

from tejido.store.database import Reading, Writing
from tejido.store.tables import SpareCodeTable


def add(tx: Writing, person: str, proofs: Sequence[bytes]) -> None:
    """Keep the proofs of a person's new codes."""
    tx.insert(SpareCodeTable, [{"person": person, "proof": proof} for proof in proofs])


def use(tx: Writing, person: str, proof: bytes) -> bool:
    """Use a code up; return whether there was one."""
    theirs = SpareCodeTable.person == person
    return tx.run(SpareCodeTable.delete().where(theirs & (SpareCodeTable.proof == proof))) == 1


def count(tx: Reading, person: str) -> int:
    """Return how many codes a person has left."""
    theirs = SpareCodeTable.person == person
    return int(tx.scalar(SpareCodeTable.select(pw.fn.COUNT(SpareCodeTable.proof)).where(theirs)))


def remove_of_person(tx: Writing, person: str) -> None:
    """Remove every code of a person."""
    tx.run(SpareCodeTable.delete().where(SpareCodeTable.person == person))
