r"""A secret that only several guardians together give back: sealed to each of them in turn.

For every set of ``threshold`` guardians there is one part: the secret in a box to the last of
them, that box in one to the guardian before, and so on. No arithmetic is shared, so nothing new
has to be trusted; whoever opens a layer sees only the next box. A layer's plaintext says what it
is, since a sealed box names neither sender nor purpose::

    "tejido/guardian/v1\0" | person 16 | guardian 16 | layers inside 1 | the next box, or secret 32

What the last guardian opened goes to the new key of the person it belongs to, in a box whose
plaintext is ``"tejido/given-back/v1\0" | person 16 | secret 32``.
"""

from collections.abc import Mapping, Sequence
from itertools import combinations

from tejido.errors import SealError
from tejido.languages import words
from tejido.vault.ciphers import KEY_SIZE, BoxPair, open_with, seal_to

_ = words("tejido")

_LAYER, _GIVEN_BACK = b"tejido/guardian/v1\0", b"tejido/given-back/v1\0"
_ID_SIZE = 16
#: Guardians of one person: seven of whom four are needed make 35 parts.
MOST = 7


def sets(guardians: Sequence[str], threshold: int) -> list[tuple[str, ...]]:
    """Return every set of ``threshold`` guardians (ids), each in the order in which it opens."""
    return list(combinations(sorted(guardians), threshold))


def seal_part(
    secret: bytes, person: str, guardians: Sequence[str], publics: Mapping[str, bytes]
) -> bytes:
    """Seal a secret (32 bytes) so that these guardians, the first one first, open it.

    Args:
        secret: what they give back together.
        person: the id of whose it is.
        guardians: their ids, in the order in which they open.
        publics: the verified public half of each.

    Raises:
        SealError: an id or a public half is none, or the secret has another length.
    """
    if len(secret) != KEY_SIZE:
        raise SealError(_("This is not a key."))
    inside = secret
    for left, guardian in enumerate(reversed(guardians)):
        inside = seal_to(publics[guardian], _head(person, guardian, left) + inside)
    return inside


def open_layer(sealed: bytes, pair: BoxPair, person: str, guardian: str, left: int) -> bytes:
    """Open the layer of one guardian: the next box, or the secret where ``left`` is 0.

    Raises:
        SealError: it is not sealed to ``pair``, or is for another person, guardian or layer.
    """
    plaintext, head = open_with(pair, sealed), _head(person, guardian, left)
    inside = plaintext[len(head) :]
    if plaintext[: len(head)] != head or (left == 0 and len(inside) != KEY_SIZE):
        raise SealError(_("This was sealed for another guardian or another person."))
    return inside


def give_back(secret: bytes, person: str, public: bytes) -> bytes:
    """Seal what the last guardian opened to the new key (public half) of its person."""
    return seal_to(public, _GIVEN_BACK + _id_bytes(person) + secret)


def take_back(sealed: bytes, pair: BoxPair, person: str) -> bytes:
    """Open what guardians gave back: the secret, 32 bytes.

    Raises:
        SealError: it is not sealed to ``pair``, or is somebody else's.
    """
    plaintext, head = open_with(pair, sealed), _GIVEN_BACK + _id_bytes(person)
    if plaintext[: len(head)] != head or len(plaintext) != len(head) + KEY_SIZE:
        raise SealError(_("This was given back to somebody else."))
    return plaintext[len(head) :]


def _head(person: str, guardian: str, left: int) -> bytes:
    return _LAYER + _id_bytes(person) + _id_bytes(guardian) + bytes([left])


def _id_bytes(text: str) -> bytes:
    try:
        raw = bytes.fromhex(text)
    except ValueError:
        raw = b""
    if len(raw) != _ID_SIZE or raw.hex() != text:
        raise SealError(_("This names no person."))
    return raw
