"""Slots in and out of the store: sealed to one person, with the proof that this node made them."""

from tejido.store.slots import StoredSlot
from tejido.vault import slots
from tejido.vault.ciphers import BoxPair
from tejido.vault.proofs import check_proof, prove
from tejido.vault.slots import Slot, seal_slot

_SLOT = "slot"


def stored_slot(pepper: bytes, slot: Slot, public: bytes) -> StoredSlot:
    """Return a slot sealed to its person's verified public half, as it is stored.

    Raises:
        SealError: ``public`` is no key, or the slot names no process, role or person.
    """
    sealed = seal_slot(slot, public)
    place = (slot.kind, slot.owner, slot.person, str(slot.version), sealed)
    return StoredSlot(
        slot.kind, slot.owner, slot.person, slot.version, sealed, prove(pepper, _SLOT, *place)
    )


def open_stored(pepper: bytes, stored: StoredSlot, pair: BoxPair) -> Slot:
    """Open a stored slot (unverified) with its person's pair.

    Raises:
        SealError: this node did not make it, or it is for something or somebody else.
    """
    verified_slot(pepper, stored)
    return slots.open_slot(
        stored.sealed,
        pair,
        kind=stored.kind,
        owner=stored.owner,
        person=stored.person,
        version=stored.version,
    )


def verified_slot(pepper: bytes, stored: StoredSlot) -> StoredSlot:
    """Return a stored slot (unverified) if this node made it; nobody need be able to open it.

    Raises:
        SealError: it did not.
    """
    place = (stored.kind, stored.owner, stored.person, str(stored.version), stored.sealed)
    check_proof(pepper, stored.proof, _SLOT, *place)
    return stored
