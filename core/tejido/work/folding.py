"""Texts as search compares them: case and accents do not matter, and the hit is marked.

What is typed plainly finds what is written with accents: «garcia» finds «García», «ano» finds
«año», for not every keyboard has an ñ. But ñ is a letter of its own: typed, it finds only ñ.

A folded text is bytes, one for each letter of Western Europe, so that most of the work is done by
three calls of C: a search goes through everything that somebody may read.
"""

import codecs
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

_WORD = re.compile(r"\w+")
_ENYE = "ñ"
_SINGLE_BYTES = "latin-1"
#: Bytes that stand for no character of a text: controls, which no field keeps.
_DIGITS, _END = range(0x80, 0x90), 0x90
#: The last character that JSON escapes as one.
_LAST_WHOLE = "\uffff"
#: Characters that are shown before the first hit, and in all.
_BEFORE, _LENGTH = 60, 200


@dataclass(frozen=True)
class Piece:
    """A part of a text; ``is_hit`` where it is what was looked for."""

    text: str
    is_hit: bool = False


@lru_cache(maxsize=4096)
def _folded_char(char: str) -> str:
    """Return a character without case and marks; it may be none, or several."""
    base = (one for one in unicodedata.normalize("NFD", char) if not unicodedata.combining(one))
    return "".join(base).lower()


def _table(*kept: str) -> bytes:
    """Return what each byte becomes; ``kept`` characters only lose their case."""
    folded = [
        char.lower() if char.lower() in kept else _folded_char(char)
        for char in map(chr, range(256))
    ]
    return "".join(folded).encode(_SINGLE_BYTES)


_LOOSE, _STRICT = _table(), _table(_ENYE)


def _beyond(error: UnicodeError) -> tuple[bytes, int]:
    """Fold what is no single byte: six digits and an end for each character that has none."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    found = bytearray()
    for char in error.object[error.start : error.end]:
        for one in _folded_char(char):
            if ord(one) < len(_LOOSE):
                found.append(ord(one))
            else:
                found += bytes(_DIGITS[int(digit, 16)] for digit in f"{ord(one):06x}")
                found.append(_END)
    return bytes(found), error.end


_ERRORS = "tejido.folding"
codecs.register_error(_ERRORS, _beyond)


def folded(text: str) -> bytes:
    """Return a text without case and accents: what it contains, its folded form contains."""
    return text.encode(_SINGLE_BYTES, _ERRORS).translate(_LOOSE)


@dataclass(frozen=True)
class Word:
    """One word that is looked for, as its folded form, and which table folds a text to meet it.

    ``rough`` is what :func:`folded` of a record's JSON contains if the record contains the word;
    nothing where JSON writes the word in another way.
    """

    form: bytes
    table: bytes
    rough: bytes

    @classmethod
    def of(cls, typed: str) -> "Word":
        """Return what is looked for when a word is typed (unverified)."""
        table = _STRICT if _ENYE in typed.lower() else _LOOSE
        form = typed.encode(_SINGLE_BYTES, _ERRORS).translate(table)
        # JSON splits characters of further planes into two.
        rough = folded(typed) if max(typed) <= _LAST_WHOLE else b""
        return cls(form, table, rough)

    def is_in(self, text: str) -> bool:
        """Return whether it occurs in a text, within a longer word as well."""
        return self.form in text.encode(_SINGLE_BYTES, _ERRORS).translate(self.table)

    def places(self, text: str) -> Iterator[tuple[int, int]]:
        """Give where it occurs in a text, each as its begin and its end."""
        form, origin = self._with_origins(text)
        at = form.find(self.form)
        while at >= 0:
            end = at + len(self.form)
            yield origin[at], origin[end - 1] + 1
            at = form.find(self.form, end)

    def _with_origins(self, text: str) -> tuple[bytes, Sequence[int]]:
        """Return a text folded, and which character each of its bytes comes from."""
        try:
            return text.encode(_SINGLE_BYTES).translate(self.table), range(len(text))
        except UnicodeEncodeError:  # some are none or several
            pieces = [c.encode(_SINGLE_BYTES, _ERRORS).translate(self.table) for c in text]
            origin = [number for number, piece in enumerate(pieces) for _byte in piece]
            return b"".join(pieces), origin


def words_in(typed: str) -> list[Word]:
    """Return the words of what was typed, each once: letters and digits, whatever is between."""
    found = (Word.of(word) for word in _WORD.findall(unicodedata.normalize("NFC", typed)))
    return list(dict.fromkeys(word for word in found if word.form))


def excerpt(text: str, words: Sequence[Word]) -> tuple[Piece, ...]:
    """Return the part of a text around the first hit, with every hit in it marked."""
    hits = _joined(sorted(place for word in words for place in word.places(text)))
    begin, end = _around(text, *(hits[0] if hits else (0, 0)))
    pieces, at = [Piece("…" if begin else "")], begin
    for start, stop in hits:
        if stop <= end:
            pieces += [Piece(text[at:start]), Piece(text[start:stop], is_hit=True)]
            at = stop
    pieces += [Piece(text[at:end]), Piece("…" if end < len(text) else "")]
    return tuple(piece for piece in pieces if piece.text)


def _joined(places: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return places in their order, those that overlap or touch as one."""
    found: list[tuple[int, int]] = []
    for start, stop in places:
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(stop, found[-1][1]))
        else:
            found.append((start, stop))
    return found


def _around(text: str, start: int, stop: int) -> tuple[int, int]:
    """Return from where to where a text is shown around a hit: whole words, where there are any."""
    begin = max(0, start - _BEFORE)
    if begin:
        begin = text.find(" ", begin, start) + 1 or begin
    end = max(stop, begin + _LENGTH)
    if end >= len(text):
        return begin, len(text)
    cut = text.rfind(" ", stop, end)
    return begin, cut if cut >= 0 else end
