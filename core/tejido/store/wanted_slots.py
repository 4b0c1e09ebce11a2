"""Slots that somebody lost with their key, and that whoever holds the same may give them again."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from tejido.store.database import Reading, Writing
from tejido.store.ids import parts
from tejido.store.tables import WantedSlotTable


@dataclass(frozen=True)
class WantedSlot:
    """What somebody held and holds no longer: ``owner`` is a process's id or a role's name."""

    kind: Literal["process", "role"]
    owner: str
    person: str


_WANTED = (
    WantedSlotTable.select()
    .order_by(WantedSlotTable.kind, WantedSlotTable.owner, WantedSlotTable.person)
    .objects(WantedSlot)
)


def put(tx: Writing, wanted: Collection[WantedSlot]) -> None:
    """Note what is wanted; what was noted before stays."""
    tx.put(WantedSlotTable, [vars(one) for one in wanted])


def listed(tx: Reading) -> list[WantedSlot]:
    """Return all that is wanted."""
    return tx.all(_WANTED)


def of_process(tx: Reading, process: str) -> list[str]:
    """Return the ids of those who want a slot of a process again."""
    of_it = (WantedSlotTable.kind == "process") & (WantedSlotTable.owner == process)
    return [one.person for one in tx.all(_WANTED.where(of_it))]


def remove(tx: Writing, kind: str, owners: Sequence[str], person: str) -> int:
    """Forget that somebody wants slots of these owners; return how many they wanted."""
    theirs = (WantedSlotTable.kind == kind) & (WantedSlotTable.person == person)
    removed = (
        tx.run(WantedSlotTable.delete().where(theirs & WantedSlotTable.owner.in_(part)))
        for part in parts(owners)
    )
    return sum(removed)
