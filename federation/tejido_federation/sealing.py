"""Sealing items into a body and opening them again, one key to each item.

* Body key and salts are fresh for every packing and every recipient.
* A commitment in the clear header is salted: an unsalted hash of a minimized record, with its
  some 15 bits of entropy, would disclose it.
* Sizes tell only multiples of 128 bytes.
"""

import hashlib
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from tejido.errors import SealError
from tejido.vault.ciphers import (
    KEY_SIZE,
    BoxPair,
    keyed_hash,
    open_part,
    open_with,
    seal_part,
    seal_to,
)
from tejido_federation.codes import RefusedError
from tejido_federation.header import Header
from tejido_federation.parts import Body, Part
from tejido_federation.wire import read_uint32, uint32

PADDED_TO = 128
SALT_SIZE = 32
_ITEM_KEY = b"tejido/item-key/v1\0"
_COMMITMENT = b"tejido/item/v1\0"
_PREFIX_SIZE = SALT_SIZE + len(uint32(0))


@dataclass(frozen=True)
class Chance:
    """Where randomness comes from: the system's, or fixed bytes when vectors are made."""

    token: Callable[[int], bytes] = secrets.token_bytes
    seal: Callable[[bytes, bytes], bytes] = seal_to


SYSTEM = Chance()


@dataclass(frozen=True)
class OpenedItem:
    """One item whose commitment holds: exact bytes, still to be judged by its schema."""

    number: int
    content: bytes


@dataclass(frozen=True)
class Contents:
    """What was inside a body, without what was erased; item keys where it was sealed."""

    items: tuple[OpenedItem, ...]
    keys: Mapping[int, bytes] = field(repr=False)


def item_key(body_key: bytes, number: int) -> bytes:
    """Return the key of one item."""
    return keyed_hash(body_key, _ITEM_KEY + uint32(number))


def commitment(item: bytes, salt: bytes = b"") -> str:
    """Return what the header says of an item (hex); open bodies have no salt."""
    return hashlib.sha256(_COMMITMENT + salt + item).hexdigest()


def seal_items(
    header: Header, items: Sequence[bytes], public: bytes, chance: Chance = SYSTEM
) -> tuple[Header, Body]:
    """Return ``header`` completed with body digest and commitments, and the sealed body.

    Args:
        header: everything but ``body`` and ``items``; ``key`` names ``public``.
        items: exact bytes of each item.
        public: the recipient's X25519 key.
        chance: randomness; fixed only where vectors are made.
    """
    body_key = chance.token(KEY_SIZE)
    parts, commitments = [], []
    for number, item in enumerate(items):
        salt = chance.token(SALT_SIZE)
        aad = additional(header, number)
        parts.append(Part.of(seal_part(item_key(body_key, number), padded(item, salt), aad)))
        commitments.append(commitment(item, salt))
    body = Body(Part.of(chance.seal(public, body_key)), tuple(parts))
    return replace(header, body=body.digest, items=tuple(commitments)), body


def lay_open(header: Header, items: Sequence[bytes]) -> tuple[Header, Body]:
    """Return ``header`` completed, and an open body, for types without personal data."""
    body = Body(None, tuple(Part.of(item) for item in items))
    commitments = tuple(commitment(item) for item in items)
    return replace(header, body=body.digest, items=commitments), body


def open_sealed(header: Header, body: Body, pair: BoxPair) -> Contents:
    """Return what is inside a sealed body, with the key of each item; step 14.

    The body key ends here: who keeps only item keys can destroy items one by one.

    Raises:
        RefusedError: ``cannot_open``, ``bad_padding`` or ``bad_commitment``.
    """
    body_key = _body_key(body, pair)
    items, keys = [], {}
    for number, part in enumerate(body.items):
        if part.content is None:
            continue
        key = item_key(body_key, number)
        items.append(open_item(header, number, part.content, key))
        keys[number] = key
    return Contents(tuple(items), keys)


def open_item(header: Header, number: int, ciphertext: bytes, key: bytes) -> OpenedItem:
    """Return one item, opened with its own key.

    Raises:
        RefusedError: ``cannot_open``, ``bad_padding`` or ``bad_commitment``.
    """
    try:
        plaintext = open_part(key, ciphertext, additional(header, number))
    except SealError:
        raise RefusedError("cannot_open", number) from None
    item, salt = unpadded(plaintext, number)
    return _committed(header, number, item, salt)


def open_laid(header: Header, body: Body) -> Contents:
    """Return what stands in an open body; step 14.

    Raises:
        RefusedError: ``bad_commitment``.
    """
    items = [
        _committed(header, number, part.content)
        for number, part in enumerate(body.items)
        if part.content is not None
    ]
    return Contents(tuple(items), {})


def _body_key(body: Body, pair: BoxPair) -> bytes:
    if body.key is None or body.key.content is None:
        raise RefusedError("cannot_open")
    try:
        key = open_with(pair, body.key.content)
    except SealError:
        raise RefusedError("cannot_open") from None
    if len(key) != KEY_SIZE:
        raise RefusedError("cannot_open")
    return key


def padded(item: bytes, salt: bytes) -> bytes:
    """Return ``salt | length | item | zeros`` up to the next multiple of 128."""
    plain = salt + uint32(len(item)) + item
    return plain + bytes(-len(plain) % PADDED_TO)


def unpadded(plaintext: bytes, number: int) -> tuple[bytes, bytes]:
    """Return item and salt.

    Raises:
        RefusedError: ``bad_padding``: longer than needed, or anything but zeros.
    """
    if len(plaintext) < _PREFIX_SIZE:
        raise RefusedError("bad_padding", number)
    salt = plaintext[:SALT_SIZE]
    size, start = read_uint32(plaintext, SALT_SIZE)
    item = plaintext[start : start + size]
    if padded(item, salt) != plaintext or len(item) != size:
        raise RefusedError("bad_padding", number)
    return item, salt


def additional(header: Header, number: int) -> bytes:
    """Return the additional data that ties a ciphertext to its place."""
    place = (
        "tejido/body/v1",
        header.network,
        header.type,
        header.sender,
        header.recipient,
        header.stream,
        str(header.seq),
        str(number),
    )
    return "|".join(place).encode("ascii")


def _committed(header: Header, number: int, item: bytes, salt: bytes = b"") -> OpenedItem:
    if commitment(item, salt) != header.items[number]:
        raise RefusedError("bad_commitment", number)
    return OpenedItem(number, item)
