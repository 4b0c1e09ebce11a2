"""A node's own terms as stored: added, put into further languages, retired; never removed."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import peewee as pw

from tejido.store.database import Reading, Writing
from tejido.store.tables import OwnTermTable


@dataclass(frozen=True)
class OwnTerm:
    """One term of a vocabulary that this node added, under the standard term ``broader``.

    ``labels`` and ``definitions`` are JSON by language tag; days are UTC days. ``version`` rises
    with each change. ``proof`` is not checked yet.
    """

    vocabulary: str
    code: str
    broader: str
    labels: str
    definitions: str
    added_on: str
    retired_on: str | None = None
    version: int = 1
    proof: bytes = field(default=b"", repr=False)


def listed(tx: Reading) -> list[OwnTerm]:
    """Return every term of the node's own, unverified, by vocabulary and code."""
    query = OwnTermTable.select().order_by(OwnTermTable.vocabulary, OwnTermTable.code)
    return tx.all(query.objects(OwnTerm))


def put(tx: Writing, terms: Sequence[OwnTerm]) -> None:
    """Keep terms, each in the place of the one with the same vocabulary and code."""
    tx.put(OwnTermTable, [vars(term) for term in terms])


def changes(tx: Reading) -> int:
    """Return how often any term was added or changed: another number says to read them again."""
    added = pw.fn.COALESCE(pw.fn.SUM(OwnTermTable.version), 0)
    return int(tx.scalar(OwnTermTable.select(added)))
