"""What somebody holds, and who else holds it."""

from tejido.store import slots
from tejido.store.database import Reading
from tejido.store.tables import PersonTable, SlotTable


def held_versions(tx: Reading, kind: str, person: str) -> dict[str, set[int]]:
    """Return the versions of keys that a person holds, by process id or role."""
    found: dict[str, set[int]] = {}
    for slot in slots.versions_of_person(tx, kind, person):
        found.setdefault(slot.owner, set()).add(slot.version)
    return found


def by_others(tx: Reading, kind: str, person: str) -> dict[str, set[int]]:
    """Return the versions of keys that people hold who can sign in, but for one person.

    Args:
        tx: the transaction.
        kind: ``process`` or ``role``.
        person: whom to leave out.

    Returns:
        Process id or role -> versions.
    """
    able = PersonTable.select(PersonTable.id).where(
        (PersonTable.state == "active") & (PersonTable.id != person)
    )
    held = SlotTable.select(SlotTable.owner, SlotTable.version).distinct()
    query = held.where((SlotTable.kind == kind) & SlotTable.person.in_(able))
    found: dict[str, set[int]] = {}
    for owner, version in tx.all(query.tuples()):
        found.setdefault(owner, set()).add(version)
    return found
