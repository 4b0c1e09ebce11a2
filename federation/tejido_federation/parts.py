"""The parts of a body: what is hashed one by one, so that each can be destroyed alone.

A part that was destroyed travels as ``0xFFFFFFFF`` and its digest; header and signature still
verify. Nothing here opens anything.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace

from tejido.vault.ciphers import KEY_SIZE, SEALED_OVERHEAD
from tejido_federation.codes import RefusedError
from tejido_federation.wire import read_bytes, read_uint32, uint32

ERASED = 0xFFFFFFFF
SEALED_KEY_SIZE = KEY_SIZE + SEALED_OVERHEAD
_DIGEST_SIZE = hashlib.sha256().digest_size


@dataclass(frozen=True)
class Part:
    """One part: its SHA-256 (32 bytes), and its bytes unless they were destroyed."""

    digest: bytes
    content: bytes | None

    @classmethod
    def of(cls, content: bytes) -> "Part":
        """Make a part of its bytes."""
        return cls(hashlib.sha256(content).digest(), content)

    def erased(self) -> "Part":
        """Return what is left when the bytes are destroyed."""
        return Part(self.digest, None)

    def to_bytes(self) -> bytes:
        """Return the part of an item as it travels."""
        if self.content is None:
            return uint32(ERASED) + self.digest
        return uint32(len(self.content)) + self.content


@dataclass(frozen=True)
class Body:
    """A body: the sealed key (absent in an open body), and one part for each item."""

    key: Part | None
    items: tuple[Part, ...]

    @property
    def digest(self) -> str:
        """SHA-256 (hex) over the concatenated SHA-256 of each part, the sealed key first."""
        parts = self.items if self.key is None else (self.key, *self.items)
        return hashlib.sha256(b"".join(part.digest for part in parts)).hexdigest()

    def without(self, numbers: Iterable[int]) -> "Body":
        """Return the body with the items of these numbers destroyed."""
        gone = set(numbers)
        return replace(
            self,
            items=tuple(
                part.erased() if number in gone else part for number, part in enumerate(self.items)
            ),
        )

    def to_bytes(self) -> bytes:
        """Return the body as it travels.

        Raises:
            ValueError: the sealed key was destroyed: such a body no longer travels.
        """
        key = b""
        if self.key is not None:
            if self.key.content is None:
                raise ValueError("a body without its sealed key does not travel")
            key = self.key.content
        return key + b"".join(part.to_bytes() for part in self.items)


def split_body(raw: bytes, *, sealed: bool, items: int) -> Body:
    """Cut a body into its parts (unverified bytes); the first half of step 10.

    Args:
        raw: the body as it travelled.
        sealed: whether it begins with a sealed key.
        items: how many items the header lists.

    Raises:
        RefusedError: ``bad_body``.
    """
    try:
        key, at = read_bytes(raw, 0, SEALED_KEY_SIZE) if sealed else (b"", 0)
        parts = []
        for _ in range(items):
            part, at = _read_part(raw, at)
            parts.append(part)
    except RefusedError:
        raise RefusedError("bad_body") from None
    if at != len(raw):
        raise RefusedError("bad_body")
    return Body(Part.of(key) if sealed else None, tuple(parts))


def _read_part(raw: bytes, at: int) -> tuple[Part, int]:
    size, at = read_uint32(raw, at)
    if size == ERASED:
        digest, at = read_bytes(raw, at, _DIGEST_SIZE)
        return Part(digest, None), at
    content, at = read_bytes(raw, at, size)
    return Part.of(content), at
