"""Step 16, the rule of it: which of the judged records are stored, and what is said of the rest.

Pure. Records are keyed by (network, from, id), so what is decided here never concerns what
another node sent.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from tejido_federation.judging import JudgedRecord
from tejido_federation.receipts import APPLIED, ERASED, WITHHELD, ItemOutcome


@dataclass(frozen=True)
class Settled:
    """What to store, what to store withheld, and what the receipt says of single items.

    ``replaced`` are the ids of which an older version is held.
    """

    stored: tuple[JudgedRecord, ...]
    replaced: tuple[str, ...]
    withheld: tuple[JudgedRecord, ...]
    outcomes: tuple[ItemOutcome, ...]


def settle(
    judged: Sequence[JudgedRecord],
    versions: Mapping[str, int],
    tombstoned: Collection[str],
    retracted: Collection[int],
    erased: Collection[int] = (),
) -> Settled:
    """Decide on each record of a message.

    Args:
        judged: its records.
        versions: the version held of each record id, from this sender in this network.
        tombstoned: ids that a tombstone of this sender covers.
        retracted: numbers of this message's items that a tombstone names.
        erased: numbers of items that arrived already destroyed.
    """
    stored: list[JudgedRecord] = []
    withheld: list[JudgedRecord] = []
    outcomes = [ItemOutcome(number, ERASED) for number in erased]
    for one in judged:
        if one.number in retracted or one.record.id in tombstoned:
            withheld.append(one)
            outcomes.append(ItemOutcome(one.number, WITHHELD, "tombstoned"))
        elif versions.get(one.record.id, 0) >= one.record.version:
            outcomes.append(ItemOutcome(one.number, APPLIED, "not_newer"))
        else:
            stored.append(one)
    said = tuple(sorted(outcomes, key=lambda one: one.number))
    replaced = tuple(one.record.id for one in stored if one.record.id in versions)
    return Settled(tuple(stored), replaced, tuple(withheld), said)
