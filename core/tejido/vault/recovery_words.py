"""A person's key under a code that is printed once, as twelve words: the first way back in.

The code is 128 random bits, which nobody can try through: it needs neither stretching nor the
pepper, so that paper alone opens the key again where the pepper is lost. The key that seals is
BLAKE2b-256(key = code, ``tejido/recovery-key/v1``).
"""

import secrets

from tejido.errors import InputError
from tejido.languages import words
from tejido.vault.ciphers import BoxPair, keyed_hash, open_row, seal_row
from tejido.vault.wordlists import from_words, to_words

_ = words("tejido")
_CODE_SIZE = 16


def draw_code() -> bytes:
    """Draw a code, 16 bytes."""
    return secrets.token_bytes(_CODE_SIZE)


def code_words(code: bytes, language: str) -> list[str]:
    """Return a code as twelve words, to be printed."""
    return to_words(code, language)


def code_from_words(typed: str) -> bytes:
    """Return the code that twelve words stand for, in whichever language they are.

    Raises:
        InputError: these are not twelve such words.
    """
    code = from_words(typed)
    if len(code) != _CODE_SIZE:
        raise InputError(_("These are other words: twelve bring back a person's access."), {})
    return code


def seal_recovery(private: bytes, code: bytes, person: str) -> bytes:
    """Seal a private half (32 bytes) under a code; under another person's id it does not open."""
    return seal_row(_key(code), private, _place(person))


def open_recovery(sealed: bytes, code: bytes, person: str) -> BoxPair:
    """Open a person's key (unverified bytes) with their code.

    Raises:
        SealError: another code, another person's, or damaged.
    """
    return BoxPair.of(open_row(_key(code), sealed, _place(person)))


def _key(code: bytes) -> bytes:
    return keyed_hash(code, b"tejido/recovery-key/v1")


def _place(person: str) -> bytes:
    return f"tejido/person-recovery/v1|{person}".encode()
