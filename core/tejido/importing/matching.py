"""Matching a cell with a known text: exactly, or loosely where the mapping says so.

Loose matching looks past case, accents, spaces and punctuation around the text, and past
nothing else: a misspelt term is added to the mapping by somebody who decided what it means.
"""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass

#: Turns a text into the form by which it is compared.
Matching = Callable[[str], str]

_AROUND = " .,;:"


def exact(text: str) -> str:
    """Return the text composed, each run of spaces and line breaks as one space."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def loose(text: str) -> str:
    """Return the text without case, accents, doubled spaces and punctuation around it."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(character for character in apart if not unicodedata.combining(character))
    return " ".join(bare.casefold().split()).strip(_AROUND)


MATCHINGS: Mapping[str, Matching] = {"exact": exact, "loose": loose}


@dataclass(frozen=True)
class Terms:
    """Known texts, each with the value or values that stand for it."""

    matching: Matching
    values: Mapping[str, tuple[object, ...]]

    def find(self, text: str) -> tuple[object, ...] | None:
        """Return the values that stand for ``text``, or ``None`` where it is not known."""
        return self.values.get(self.matching(text))
