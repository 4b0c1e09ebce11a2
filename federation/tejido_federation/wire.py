"""How bytes lie on the wire: lengths before contents, limits before anything is read.

Integers are 32 bits, big-endian. Nothing here is verified; nothing here allocates more than the
input it was given.
"""

import struct
from dataclasses import dataclass

from tejido_federation.codes import RefusedError

MAX_ENVELOPE = 96 * 1024
MAX_MESSAGE = 1024 * 1024
MAX_ANSWER = 1024 * 1024
#: A charter of 256 members, signed by all of them, takes some 90 KiB.
MAX_DOCUMENT = 256 * 1024
MAX_ITEMS = 256
#: Receipts in one answer: the one asked for and up to 63 that changed.
MAX_RECEIPTS = 64

_UINT32 = struct.Struct(">I")
_LENGTHS = struct.Struct(">II")


@dataclass(frozen=True)
class Framed:
    """A message cut in two; unverified bytes from a peer."""

    envelope: bytes
    body: bytes

    def to_bytes(self) -> bytes:
        """Return the message as it travels."""
        return _LENGTHS.pack(len(self.envelope), len(self.body)) + self.envelope + self.body


def uint32(number: int) -> bytes:
    """Return ``number`` as it stands on the wire."""
    return _UINT32.pack(number)


def split_message(raw: bytes) -> Framed:
    """Cut a message in two; step 1.

    Raises:
        RefusedError: ``too_large`` or ``bad_framing``.
    """
    if len(raw) > MAX_MESSAGE:
        raise RefusedError("too_large")
    if len(raw) < _LENGTHS.size:
        raise RefusedError("bad_framing")
    envelope, body = _LENGTHS.unpack_from(raw)
    if envelope > MAX_ENVELOPE:
        raise RefusedError("too_large")
    if _LENGTHS.size + envelope + body != len(raw):
        raise RefusedError("bad_framing")
    start = _LENGTHS.size
    return Framed(raw[start : start + envelope], raw[start + envelope :])


def read_uint32(raw: bytes, at: int) -> tuple[int, int]:
    """Return the number at ``at`` and where it ends.

    Raises:
        RefusedError: ``bad_framing``: ``raw`` ends before.
    """
    if at + _UINT32.size > len(raw):
        raise RefusedError("bad_framing")
    return _UINT32.unpack_from(raw, at)[0], at + _UINT32.size


def read_bytes(raw: bytes, at: int, size: int) -> tuple[bytes, int]:
    """Return ``size`` bytes from ``at`` and where they end.

    Raises:
        RefusedError: ``bad_framing``: ``raw`` ends before.
    """
    if at + size > len(raw):
        raise RefusedError("bad_framing")
    return raw[at : at + size], at + size


def join_answer(receipts: list[bytes]) -> bytes:
    """Return the answer that carries these receipt envelopes, the one asked for first."""
    return b"".join(uint32(len(one)) + one for one in receipts)


def split_answer(raw: bytes) -> list[bytes]:
    """Return the receipt envelopes of an answer (unverified bytes).

    Raises:
        RefusedError: ``too_large`` or ``bad_framing``.
    """
    if len(raw) > MAX_ANSWER:
        raise RefusedError("too_large")
    found, at = [], 0
    while at < len(raw):
        size, at = read_uint32(raw, at)
        one, at = read_bytes(raw, at, size)
        found.append(one)
    if not 1 <= len(found) <= MAX_RECEIPTS:
        raise RefusedError("bad_framing")
    return found
