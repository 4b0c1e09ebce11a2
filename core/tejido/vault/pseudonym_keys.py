r"""The organization's secret for pseudonyms, and the key of a network and year derived from it.

The secret is drawn when a node is founded and sealed to the analysts. It is kept, not derived
from their role key: with a new role key one subject would get a second pseudonym within a year,
and a subject counted twice can lift a cell over its threshold (docs/adr/0004). The sealed
plaintext is ``"tejido/pseudonyms/v1\0" | secret 32``.
"""

import secrets

from tejido.errors import SealError
from tejido.languages import words
from tejido.vault.ciphers import KEY_SIZE, BoxPair, keyed_hash, open_with, seal_to

_ = words("tejido")
_MAGIC = b"tejido/pseudonyms/v1\0"


def new_pseudonym_secret(analysts: bytes) -> bytes:
    """Draw the secret, and return it sealed to the public half of the role ``analyst``."""
    return seal_to(analysts, _MAGIC + secrets.token_bytes(KEY_SIZE))


def resealed_secret(analyst: BoxPair, sealed: bytes, analysts: bytes) -> bytes:
    """Return the secret sealed to another public half of the role ``analyst``; it stays the same.

    Raises:
        SealError: ``sealed`` does not open with the pair of the role ``analyst``.
    """
    return seal_to(analysts, _MAGIC + _secret(analyst, sealed))


def year_key(analyst: BoxPair, sealed: bytes, network: str, year: int) -> bytes:
    """Return the key (32 bytes) of the pseudonyms of one network and year.

    Raises:
        SealError: ``sealed`` does not open with the pair of the role ``analyst``.
    """
    secret = _secret(analyst, sealed)
    return keyed_hash(secret, f"tejido/v1/pseudonym-key\n{network}\n{year}".encode())


def _secret(analyst: BoxPair, sealed: bytes) -> bytes:
    plaintext = open_with(analyst, sealed)
    secret = plaintext[-KEY_SIZE:]
    if plaintext != _MAGIC + secret:
        raise SealError(_("This is not the secret of the pseudonyms."))
    return secret
