r"""A person's key as six words that two people compare by voice before one seals to the other.

SHA-256 of ``"tejido/v1/person-key\n" | person's id in hex | public half 32``; its first 16 bytes
as BIP-39 words, of which the first six are said: 66 bits. Two keys alike in them are out of reach
of anybody who would have to make keys for one certain person.
"""

import hashlib

from tejido.vault.wordlists import to_words

#: Words that are compared.
COUNT = 6
_ENTROPY_SIZE = 16


def key_words(person: str, public: bytes, language: str) -> tuple[str, ...]:
    """Return the six words of a person's key; ``language`` is the node's, alike for both."""
    digest = hashlib.sha256(b"tejido/v1/person-key\n" + person.encode() + public).digest()
    return tuple(to_words(digest[:_ENTROPY_SIZE], language)[:COUNT])
