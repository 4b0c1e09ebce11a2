"""The seed of a person's one-time codes, sealed under their own key: a database yields no seeds.

The key that seals is BLAKE2b-256(key = the person's private half, ``tejido/totp-key/v1``). A sealed
box would not do: anybody can make one for a public half, and whoever writes to the database would
put in a seed of their own.
"""

import secrets

from tejido.vault.ciphers import BoxPair, keyed_hash, open_row, seal_row

#: Bytes of a seed.
# From: RFC 4226, section 4, R6 (160 bits recommended)
SEED_SIZE = 20


def draw_seed() -> bytes:
    """Draw a seed, 20 bytes."""
    return secrets.token_bytes(SEED_SIZE)


def seal_seed(pair: BoxPair, seed: bytes, person: str) -> bytes:
    """Seal a seed for the person whose ``pair`` this is; elsewhere it does not open."""
    return seal_row(_key(pair), seed, _place(person))


def open_seed(pair: BoxPair, sealed: bytes, person: str) -> bytes:
    """Open a person's seed (unverified bytes).

    Raises:
        SealError: another person's, sealed under another key, or damaged.
    """
    return open_row(_key(pair), sealed, _place(person))


def _key(pair: BoxPair) -> bytes:
    return keyed_hash(pair.private, b"tejido/totp-key/v1")


def _place(person: str) -> bytes:
    return f"tejido/totp/v1|{person}".encode()
