"""Keys as words that can be printed, read aloud and typed again (BIP-39 word lists).

A list has 2048 words, no two alike even without their accents, so that words are read back
without minding accents or capitals.
"""

import secrets
import unicodedata
from functools import cache

from mnemonic import Mnemonic

from tejido.errors import InputError
from tejido.languages import words

_ = words("tejido")

#: Language tag -> name of its list. Others fall back to Spanish, the house's first language.
LISTS = {"es": "spanish", "en": "english", "pt": "portuguese", "fr": "french"}
_FALLBACK = "es"
_SIZES = {12: 16, 24: 32}  # words -> bytes, the two that Tejido uses


def to_words(entropy: bytes, language: str) -> list[str]:
    """Return 12 words for 16 bytes, 24 for 32, checksum included, in NFC."""
    words = _mnemonic(_tag(language)).to_mnemonic(entropy).split()
    return [unicodedata.normalize("NFC", word) for word in words]


def from_words(words: str) -> bytes:
    """Return the 16 or 32 bytes of 12 or 24 words, in whichever language they are.

    Raises:
        InputError: not that many words, words of no list, or a checksum that does not fit.
    """
    typed = [_fold(word) for word in words.split()]
    if len(typed) not in _SIZES:
        raise InputError(
            _("These are %(count)d words; 12 or 24 were expected."), {}, count=len(typed)
        )
    for tag in LISTS:
        entropy = _read(tag, typed)
        if entropy is not None:
            return entropy
    raise InputError(_("These words are not right: compare them with the printed ones."), {})


def random_words(language: str, count: int) -> list[str]:
    """Draw ``count`` words with the system's randomness, from those written without accents.

    Accents and eñes are left out because not every keyboard has them; in Spanish 10.7 bits a
    word remain.
    """
    return [secrets.choice(_plain_words(_tag(language))) for _ in range(count)]


def _read(tag: str, typed: list[str]) -> bytes | None:
    """Return what the words stand for in one language, None where they do not fit."""
    known = _folded(tag)
    if not all(word in known for word in typed):
        return None
    exact = " ".join(known[word] for word in typed)
    mnemonic = _mnemonic(tag)
    return bytes(mnemonic.to_entropy(exact)) if mnemonic.check(exact) else None


def _tag(language: str) -> str:
    primary = language.replace("_", "-").partition("-")[0].lower()
    return primary if primary in LISTS else _FALLBACK


@cache
def _mnemonic(tag: str) -> Mnemonic:
    return Mnemonic(LISTS[tag])


@cache
def _folded(tag: str) -> dict[str, str]:
    return {_fold(word): word for word in _mnemonic(tag).wordlist}


@cache
def _plain_words(tag: str) -> tuple[str, ...]:
    return tuple(word for word in _mnemonic(tag).wordlist if word.isascii())


def _fold(word: str) -> str:
    parts = unicodedata.normalize("NFKD", word.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part))
