"""What people held and lost with their key, or while they were disabled: noted, with proofs.

A wish opens nothing. Whoever holds the same may give it again; the proof says that the person
really held it, so that nobody asks for more by writing to the database.
"""

from collections.abc import Collection, Sequence
from typing import Literal

from tejido.store import slots, wanted_slots
from tejido.store.database import Reading, Writing
from tejido.store.wanted_slots import WantedSlot
from tejido.vault.proofs import check_proof, prove

Kind = Literal["process", "role"]

_WANTED = "wanted"


def note(tx: Writing, pepper: bytes, kind: Kind, owners: Collection[str], person: str) -> None:
    """Note that somebody held slots of these processes or roles, and may be given them again."""
    wanted_slots.put(
        tx,
        [
            WantedSlot(kind, owner, person, prove(pepper, _WANTED, kind, owner, person))
            for owner in owners
        ],
    )


def standing(tx: Reading, pepper: bytes, kind: Kind, owners: Sequence[str]) -> list[WantedSlot]:
    """Return what is wanted of these processes or roles and was not given again by other ways.

    Raises:
        SealError: a wish was not written by this node.
    """
    return _standing(tx, pepper, kind, wanted_slots.of_owners(tx, kind, owners))


def standing_with(tx: Reading, pepper: bytes, kind: Kind, person: str) -> list[WantedSlot]:
    """Return what is wanted of what a person holds; see :func:`standing`."""
    return _standing(tx, pepper, kind, wanted_slots.of_holder(tx, kind, person))


def _standing(
    tx: Reading, pepper: bytes, kind: Kind, found: Sequence[WantedSlot]
) -> list[WantedSlot]:
    for one in found:
        checked_wish(pepper, one)
    holding = slots.newest(tx, kind, [one.owner for one in found])
    return [one for one in found if one.person not in holding.get(one.owner, ())]


def checked_wish(pepper: bytes, one: WantedSlot) -> WantedSlot:
    """Return a wish (unverified) if this node noted it.

    Raises:
        SealError: it was put in or changed in the database.
    """
    check_proof(pepper, one.proof, _WANTED, one.kind, one.owner, one.person)
    return one
