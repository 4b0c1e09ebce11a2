r"""Slots: a seed sealed to one person, and what it is for written inside.

A sealed box has no additional data and names no sender, so anybody who can write to the
database could put one in another's place. Its plaintext therefore says what it is::

    "tejido/slot/v1\0" | kind 1 | owner 16 | person 16 | version 4 (big-endian) | seed 32

``kind`` is 1 for a process, 2 for a role; ``owner`` a process's id (16 bytes) or a role's name
(ASCII, zeros behind); ``person`` an id. 84 bytes, 132 when sealed.
"""

import struct
from dataclasses import dataclass, field
from typing import Literal

from tejido.errors import SealError
from tejido.languages import words
from tejido.vault.ciphers import KEY_SIZE, BoxPair, open_with, seal_to

_ = words("tejido")

Kind = Literal["process", "role"]

_MAGIC = b"tejido/slot/v1\0"
_LAYOUT = struct.Struct(f">{len(_MAGIC)}sB16s16sI{KEY_SIZE}s")
_KINDS: dict[Kind, int] = {"process": 1, "role": 2}
_OWNER_SIZE = 16


@dataclass(frozen=True)
class Slot:
    """One seed, of which process or role, for whom, and which version of its key.

    ``owner`` is a process id or a role's name, ``person`` a person id, ``seed`` 32 bytes.
    """

    kind: Kind
    owner: str
    person: str
    version: int
    seed: bytes = field(repr=False)


def seal_slot(slot: Slot, public: bytes) -> bytes:
    """Seal a slot to its person's public half.

    Raises:
        SealError: ``public`` is no key, or the slot names no process, role or person.
    """
    return seal_to(public, _plaintext(slot))


def open_slot(
    sealed: bytes, pair: BoxPair, *, kind: Kind, owner: str, person: str, version: int
) -> Slot:
    """Open a slot that should be for this owner, person and version.

    Raises:
        SealError: it is not sealed to ``pair``, or is a slot for something or somebody else.
    """
    plaintext = open_with(pair, sealed)
    slot = Slot(kind, owner, person, version, plaintext[-KEY_SIZE:])
    if plaintext != _plaintext(slot):
        raise SealError(_("This slot is for another process, role, person or version."))
    return slot


def _plaintext(slot: Slot) -> bytes:
    if len(slot.seed) != KEY_SIZE:
        raise SealError(_("This is not a key."))
    try:
        owner = _owner(slot.kind, slot.owner)
        person = _id_bytes(slot.person)
        return _LAYOUT.pack(_MAGIC, _KINDS[slot.kind], owner, person, slot.version, slot.seed)
    except (ValueError, struct.error) as error:
        raise SealError(_("This slot names no process, role or person.")) from error


def _owner(kind: Kind, owner: str) -> bytes:
    if kind == "process":
        return _id_bytes(owner)
    name = owner.encode("ascii")
    if not 0 < len(name) <= _OWNER_SIZE or not owner.isalpha():
        raise ValueError(owner)
    return name.ljust(_OWNER_SIZE, b"\0")


def _id_bytes(text: str) -> bytes:
    raw = bytes.fromhex(text)
    if len(raw) != _OWNER_SIZE or raw.hex() != text:
        raise ValueError(text)
    return raw
