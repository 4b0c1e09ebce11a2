r"""Counting keys: each run of the node seals coded rows under one of its own.

The key is sealed to the analysts as it is made, so that the node can write rows all its life and
only analysts read them after it has stopped. Each row is sealed by itself, to be erased by
itself. The sealed key's plaintext is ``"tejido/counting/v1\0" | id 16 | key 32``; a row's
additional data is ``tejido/coded/v1|key id|origin|record``. The codes are padded to whole steps:
their length would tell them.
"""

import secrets
from dataclasses import dataclass, field

from tejido.errors import SealError
from tejido.languages import words
from tejido.vault.ciphers import KEY_SIZE, BoxPair, open_row, open_with, seal_row, seal_to
from tejido.vault.padding import padded, unpadded

_ = words("tejido")

_MAGIC = b"tejido/counting/v1\0"
_ID_SIZE = 16
#: Bytes to a multiple of which a record's codes are padded.
STEP = 512


@dataclass(frozen=True)
class CountingKey:
    """A key under which coded rows are sealed; ``id`` is 32 hex characters."""

    id: str
    key: bytes = field(repr=False)

    @classmethod
    def generate(cls) -> "CountingKey":
        """Make the key of a run."""
        return cls(secrets.token_hex(_ID_SIZE), secrets.token_bytes(KEY_SIZE))

    def sealed_to(self, analysts: bytes) -> bytes:
        """Seal the key itself to the public half of the role ``analyst``."""
        return seal_to(analysts, _MAGIC + bytes.fromhex(self.id) + self.key)

    @classmethod
    def open(cls, pair: BoxPair, key_id: str, sealed: bytes) -> "CountingKey":
        """Open a stored counting key with the pair of the role ``analyst``.

        Raises:
            SealError: it is not that key, not sealed to that pair, or damaged.
        """
        plaintext = open_with(pair, sealed)
        key = cls(key_id, plaintext[-KEY_SIZE:])
        if plaintext != _MAGIC + bytes.fromhex(key_id) + key.key:
            raise SealError(_("This is another counting key."))
        return key

    def seal(self, record: str, codes: bytes, origin: str = "") -> bytes:
        """Seal one record's codes; ``origin`` is the peer's node id, empty for our own."""
        return seal_row(self.key, padded(codes, STEP), self._place(record, origin))

    def open_codes(self, record: str, sealed: bytes, origin: str = "") -> bytes:
        """Open one record's codes.

        Raises:
            SealError: another record's or origin's, another key, or damaged.
        """
        return unpadded(open_row(self.key, sealed, self._place(record, origin)), STEP)

    def _place(self, record: str, origin: str) -> bytes:
        return f"tejido/coded/v1|{self.id}|{origin}|{record}".encode()
