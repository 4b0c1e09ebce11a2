"""Slots as stored: who holds a seed of which process or role, and the seed sealed to them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from tejido.store.database import Reading, Writing
from tejido.store.ids import parts
from tejido.store.tables import SlotTable


@dataclass(frozen=True)
class StoredSlot:
    """A sealed slot. ``owner`` is a process's id or a role's name; ``proof`` is not checked yet."""

    kind: Literal["process", "role"]
    owner: str
    person: str
    version: int
    sealed: bytes = field(repr=False)
    proof: bytes


_SLOTS = SlotTable.select().order_by(SlotTable.version.desc()).objects(StoredSlot)


def add(tx: Writing, slots: Sequence[StoredSlot]) -> None:
    """Add slots.

    Raises:
        DatabaseError: somebody holds theirs already.
    """
    tx.insert(SlotTable, [vars(slot) for slot in slots])


def find(tx: Reading, kind: str, owner: str, person: str) -> StoredSlot | None:
    """Return a person's newest slot of a process or role, None where they hold none."""
    return tx.first(
        _SLOTS.where(
            (SlotTable.kind == kind) & (SlotTable.owner == owner) & (SlotTable.person == person)
        )
    )


def of_person(tx: Reading, kind: str, person: str) -> dict[str, StoredSlot]:
    """Return a person's slots, the newest for each owner."""
    slots = tx.all(_SLOTS.where((SlotTable.kind == kind) & (SlotTable.person == person)))
    return {slot.owner: slot for slot in reversed(slots)}


def versions_of_person(
    tx: Reading, kind: str, person: str, owners: Sequence[str] | None = None
) -> list[StoredSlot]:
    """Return every slot of a person, of every version of a key: of all owners, or of these."""
    query = _SLOTS.where((SlotTable.kind == kind) & (SlotTable.person == person))
    if owners is None:
        return tx.all(query)
    found = (tx.all(query.where(SlotTable.owner.in_(part))) for part in parts(owners))
    return [slot for slots in found for slot in slots]


def holders(tx: Reading, kind: str, owner: str) -> list[str]:
    """Return the ids of the people who hold a slot of a process or role."""
    people = SlotTable.select(SlotTable.person).distinct()
    query = people.where((SlotTable.kind == kind) & (SlotTable.owner == owner))
    return sorted(person for (person,) in tx.all(query.tuples()))


def remove(tx: Writing, kind: str, owner: str, person: str) -> int:
    """Take a person's slots of a process or role away; return how many there were."""
    return tx.run(
        SlotTable.delete().where(
            (SlotTable.kind == kind) & (SlotTable.owner == owner) & (SlotTable.person == person)
        )
    )
