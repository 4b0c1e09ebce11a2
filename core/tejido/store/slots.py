"""Slots as stored: who holds a seed of which process or role, and the seed sealed to them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import peewee as pw

from tejido.store.database import Reading, Writing
from tejido.store.ids import parts
from tejido.store.tables import PersonTable, ProcessTable, SlotTable


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


def listed(tx: Reading) -> list[StoredSlot]:
    """Return every slot there is."""
    return tx.all(_SLOTS)


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


def newest(tx: Reading, kind: str, owners: Sequence[str]) -> dict[str, dict[str, int]]:
    """Return who holds slots of these processes or roles, and each one's newest version.

    Returns:
        Process id or role -> person id -> version.
    """
    newest_of = pw.fn.MAX(SlotTable.version)
    query = SlotTable.select(SlotTable.owner, SlotTable.person, newest_of)
    of_kind = query.where(SlotTable.kind == kind).group_by(SlotTable.owner, SlotTable.person)
    found: dict[str, dict[str, int]] = {}
    for part in parts(owners):
        rows = of_kind.where(SlotTable.owner.in_(part)).tuples()
        for owner, person, version in tx.all(rows):
            found.setdefault(owner, {})[person] = version
    return found


def held_alone(tx: Reading, kind: str) -> dict[str, str]:
    """Return the processes or roles that one active person alone holds, and who that is."""
    active = PersonTable.select(PersonTable.id).where(PersonTable.state == "active")
    query = (
        SlotTable.select(SlotTable.owner, pw.fn.MIN(SlotTable.person))
        .where((SlotTable.kind == kind) & SlotTable.person.in_(active))
        .group_by(SlotTable.owner)
        .having(pw.fn.COUNT(SlotTable.person.distinct()) == 1)
    )
    return dict(tx.all(query.tuples()))


def count_held_alone(tx: Reading, person: str) -> int:
    """Return how many processes a person holds that nobody else does who is active."""
    other = SlotTable.alias()
    colleague = (
        other.select(other.version)
        .join(PersonTable, on=(PersonTable.id == other.person))
        .where(
            (other.kind == "process")
            & (other.owner == SlotTable.owner)
            & (other.person != person)
            & (PersonTable.state == "active")
        )
    )
    count = SlotTable.select(pw.fn.COUNT(SlotTable.owner.distinct()))
    held = (SlotTable.kind == "process") & (SlotTable.person == person)
    return int(tx.scalar(count.where(held & ~pw.fn.EXISTS(colleague))))


def held_by_nobody(tx: Reading) -> int:
    """Return how many processes no active person holds a slot of."""
    active = PersonTable.select(PersonTable.id).where(PersonTable.state == "active")
    held = SlotTable.select(SlotTable.owner).where(
        (SlotTable.kind == "process") & SlotTable.person.in_(active)
    )
    count = ProcessTable.select(pw.fn.COUNT(ProcessTable.id))
    return int(tx.scalar(count.where(ProcessTable.id.not_in(held))))


def remove(tx: Writing, kind: str, owner: str, person: str) -> int:
    """Take a person's slots of a process or role away; return how many there were."""
    return remove_many(tx, kind, [owner], person)


def remove_many(tx: Writing, kind: str, owners: Sequence[str], person: str) -> int:
    """Take a person's slots of these processes or roles away; return how many there were."""
    theirs = (SlotTable.kind == kind) & (SlotTable.person == person)
    removed = sum(
        tx.run(SlotTable.delete().where(theirs & SlotTable.owner.in_(part)))
        for part in parts(owners)
    )
    if removed:  # a key taken away is no key to find in the file
        tx.must_scrub()
    return removed
