"""Cutting one cell into the several things that somebody wrote into it.

A cell is first cut at marks (``1.``, ``Persona2:``), which must begin it and be numbered one by
one. What lies between is cut at separators, by one of two rules:

* where pieces must be known (terms, days, numbers), the fewest cuts after which every piece is
  known; two such ways are one too many, and the cell is refused. So «y» may be a separator and
  stand within a term as well;
* where any text will do, at every separator.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from tejido.errors import InputError
from tejido.languages import words

_ = words("tejido")
_Read = TypeVar("_Read")

#: More separators in one cell than any list of acts has; bounds the ways to be tried.
MOST_SEPARATORS = 40


@dataclass(frozen=True)
class Cut:
    """Where cells of a column are cut; ``#`` in a mark stands for its number."""

    separators: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()

    @cached_property
    def _separator(self) -> re.Pattern[str] | None:
        if not self.separators:
            return None
        alternatives = "|".join(map(_separator_pattern, self.separators))
        return re.compile(rf"\s*(?:(?:{alternatives})\s*)+", re.IGNORECASE)

    @cached_property
    def _mark(self) -> re.Pattern[str] | None:
        if not self.marks:
            return None
        alternatives = "|".join(re.escape(mark).replace(r"\#", r"\d{1,2}") for mark in self.marks)
        return re.compile(rf"(?:^|(?<=\s))(?:{alternatives})", re.IGNORECASE)

    def marked(self, text: str) -> list[str]:
        """Return what follows each mark, or the whole text where marks do not number it."""
        found = list(self._mark.finditer(text)) if self._mark else []
        numbers = [int(re.sub(r"\D", "", mark.group())) for mark in found]
        if not found or found[0].start() or numbers != list(range(1, len(found) + 1)):
            return [text]
        ends = [*(mark.start() for mark in found[1:]), len(text)]
        return [text[mark.end() : end] for mark, end in zip(found, ends, strict=True)]

    def bare(self, text: str) -> str:
        """Return the text without separators at its ends, where they separate nothing."""
        spans = self.separated(text)
        start = spans[0][1] if spans and not spans[0][0] else 0
        end = spans[-1][0] if spans and spans[-1][1] == len(text) else len(text)
        return text[start:end].strip()

    def separated(self, text: str) -> list[tuple[int, int]]:
        """Return the start and end of every separator in ``text``."""
        found = self._separator.finditer(text) if self._separator else ()
        return [one.span() for one in found]


def cut_known(text: str, cut: Cut, read: Callable[[str], _Read]) -> list[_Read]:
    """Return what ``read`` makes of each piece of ``text``, cut as seldom as possible.

    Args:
        text: unverified text of a cell, not empty.
        cut: where it may be cut.
        read: gives the value of one piece or raises :class:`InputError`.

    Raises:
        InputError: no way of cutting leaves only known pieces, or two ways do so equally well;
            a cell that cannot be cut at all is refused as ``read`` refuses it.
    """
    return [value for part in cut.marked(_plain(text)) for value in _fewest(part, cut, read)]


def cut_text(text: str, cut: Cut) -> list[str]:
    """Return the pieces of ``text`` between marks and separators, without empty ones."""
    if cut == Cut():
        return [text]  # words stay as they were written, line breaks and all
    pieces = []
    for part in map(cut.bare, cut.marked(_plain(text))):
        spans = cut.separated(part)
        starts, ends = [0, *(end for _, end in spans)], [*(start for start, _ in spans), len(part)]
        pieces += [part[start:end].strip() for start, end in zip(starts, ends, strict=True)]
    return [piece for piece in pieces if piece]


def _fewest(text: str, cut: Cut, read: Callable[[str], _Read]) -> list[_Read]:
    """Return the values of the pieces, found from the left: how few pieces reach each place."""
    text = cut.bare(text)
    spans = cut.separated(text)
    if len(spans) > MOST_SEPARATORS:
        raise InputError(_("This holds more entries than one row can have."), {})
    if not spans:
        return [read(text)]
    starts, ends = [0, *(end for _, end in spans)], [*(start for start, _ in spans), len(text)]
    # best[place]: the pieces that reach it, and whether as few reach it in another way too
    best: list[tuple[list[_Read], bool] | None] = [([], False)]
    for end in ends:
        best.append(_reached(text, starts[: len(best)], end, best, read))
    if best[-1] is None:
        raise InputError(_("The mapping does not know this text, whole or cut."), {})
    pieces, twice = best[-1]
    if twice:
        raise InputError(_("The mapping can cut this text in more than one way."), {})
    return pieces


def _reached(
    text: str,
    starts: list[int],
    end: int,
    best: list[tuple[list[_Read], bool] | None],
    read: Callable[[str], _Read],
) -> tuple[list[_Read], bool] | None:
    """Return the fewest pieces that end at ``end``, or ``None`` where none do."""
    ways = []
    for start, before in zip(starts, best, strict=True):
        if before is None:
            continue
        try:
            value = read(text[start:end].strip())
        except InputError:
            continue
        ways.append(([*before[0], value], before[1]))
    if not ways:
        return None
    fewest = min(len(pieces) for pieces, _ in ways)
    shortest = [way for way in ways if len(way[0]) == fewest]
    return shortest[0][0], len(shortest) > 1 or shortest[0][1]


def _separator_pattern(separator: str) -> str:
    """Return a pattern in which a word separates only where it stands by itself."""
    bare = separator.strip()
    if not bare:
        return re.escape(separator)
    before = r"(?<!\w)" if bare[0].isalnum() else ""
    after = r"(?!\w)" if bare[-1].isalnum() else ""
    return f"{before}{re.escape(bare)}{after}"


def _plain(text: str) -> str:
    """Return the text with each run of spaces as one, so that patterns stay linear."""
    return re.sub(r"\s+", lambda run: "\n" if "\n" in run.group() else " ", text).strip()
