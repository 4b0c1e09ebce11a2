"""Slots that somebody lost with their key, and that whoever holds the same may give them again."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from tejido.store.database import Reading, Writing
from tejido.store.ids import parts
from tejido.store.tables import SlotTable, WantedSlotTable


@dataclass(frozen=True)
class WantedSlot:
    """What somebody held and holds no longer: ``owner`` is a process's id or a role's name.

    ``proof`` is not checked yet: see :mod:`tejido.work.wishes`.
    """

    kind: Literal["process", "role"]
    owner: str
    person: str
    proof: bytes


_WANTED = WantedSlotTable.select().objects(WantedSlot)


def put(tx: Writing, wanted: Collection[WantedSlot]) -> None:
    """Note what is wanted; what was noted before stays."""
    tx.put(WantedSlotTable, [vars(one) for one in wanted])


def listed(tx: Reading) -> list[WantedSlot]:
    """Return all that is wanted."""
    return tx.all(_WANTED)


def has_any(tx: Reading) -> bool:
    """Whether anything is wanted: mostly nothing is, and each agenda asks."""
    return tx.first(_WANTED.limit(1)) is not None


def of_owners(tx: Reading, kind: str, owners: Sequence[str]) -> list[WantedSlot]:
    """Return what is wanted of these processes or roles."""
    of_kind = _WANTED.where(WantedSlotTable.kind == kind)
    found = (tx.all(of_kind.where(WantedSlotTable.owner.in_(part))) for part in parts(owners))
    return [one for some in found for one in some]


def of_holder(tx: Reading, kind: str, person: str) -> list[WantedSlot]:
    """Return what is wanted of the processes or roles that a person holds."""
    held = SlotTable.select(SlotTable.owner).where(
        (SlotTable.kind == kind) & (SlotTable.person == person)
    )
    return tx.all(_WANTED.where((WantedSlotTable.kind == kind) & WantedSlotTable.owner.in_(held)))


def remove(tx: Writing, kind: str, owners: Sequence[str], person: str) -> int:
    """Forget that somebody wants slots of these owners; return how many they wanted."""
    theirs = (WantedSlotTable.kind == kind) & (WantedSlotTable.person == person)
    removed = (
        tx.run(WantedSlotTable.delete().where(theirs & WantedSlotTable.owner.in_(part)))
        for part in parts(owners)
    )
    return sum(removed)
