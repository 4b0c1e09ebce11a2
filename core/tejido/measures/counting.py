"""Counting coded rows into a two-way table, with a second block beside it.

* What is counted are acts (rows); who is protected are subjects. A cell knows both.
* A subject is known by the organization it comes from: the same person registered by two
  organizations is two subjects here, since pseudonyms of different origins cannot be joined.
* A row with several codes of the row facet counts once under each, in both blocks, so a total
  counts mentions. The column and the beside facet take one code a row; a row with several
  is counted under :data:`SEVERAL`, so that both blocks keep the same row totals.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

#: A subject as counted: (origin node id, pseudonym or process id).
Subject = tuple[str, str]

#: The code under which a row stands whose column or beside facet has several codes.
SEVERAL = "several"
#: The reserved id under which a row stands that lacks a facet.
UNKNOWN = "unknown"

# The precisions that a time field may have left: year, quarter, month, day (ISO 8601 and its
# quarter as in docs/federation.md). Anything else, the reserved ids included, names no year.
_TIME = re.compile(r"([0-9]{4})(-Q[1-4]|-[0-9]{2}(-[0-9]{2})?)?")


@dataclass(frozen=True)
class CountedRow:
    """One act as counted: codes only, already projected and opened.

    ``values`` maps a field to its code, or to several.
    """

    origin: str
    subject: str
    values: Mapping[str, str | tuple[str, ...]]


@dataclass(frozen=True)
class Facets:
    """Which fields a table is made of: no harm is counted without something beside it."""

    rows: str
    columns: str
    beside: str
    time: str


@dataclass(frozen=True)
class Cell:
    """What one figure is made of: acts by origin (all above zero), and distinct subjects."""

    acts: Mapping[str, int]
    subjects: frozenset[Subject]

    @property
    def value(self) -> int:
        """The figure itself: how many acts."""
        return sum(self.acts.values())


@dataclass(frozen=True)
class Crosstab:
    """A counted table, not yet protected: never to be shown.

    ``main`` and ``beside`` map (row code, column code) to the cells that are not empty.
    """

    facets: Facets
    year: int
    main: Mapping[tuple[str, str], Cell]
    beside: Mapping[tuple[str, str], Cell]

    @property
    def rows(self) -> tuple[str, ...]:
        """The row codes that occur, sorted."""
        return tuple(sorted({row for row, _ in self.main}))

    @property
    def columns(self) -> tuple[str, ...]:
        """The column codes that occur, sorted."""
        return tuple(sorted({column for _, column in self.main}))

    @property
    def beside_columns(self) -> tuple[str, ...]:
        """The codes of the beside facet that occur, sorted."""
        return tuple(sorted({column for _, column in self.beside}))


def count(rows: Iterable[CountedRow], facets: Facets, year: int) -> Crosstab:
    """Return the table of ``rows`` whose time field lies in ``year``."""
    main: dict[tuple[str, str], list[Cell]] = {}
    beside: dict[tuple[str, str], list[Cell]] = {}
    for row in rows:
        if _years(row, facets.time) != {year}:
            continue
        act = Cell({row.origin: 1}, frozenset({(row.origin, row.subject)}))
        for code in _codes(row, facets.rows) or (UNKNOWN,):
            main.setdefault((code, _one_code(row, facets.columns)), []).append(act)
            beside.setdefault((code, _one_code(row, facets.beside)), []).append(act)
    return Crosstab(facets, year, _merged(main), _merged(beside))


def merge(cells: Iterable[Cell]) -> Cell:
    """Return the cell that stands for all of ``cells``: acts added, subjects joined."""
    acts: dict[str, int] = {}
    subjects: set[Subject] = set()
    for cell in cells:
        subjects |= cell.subjects
        for origin, number in cell.acts.items():
            acts[origin] = acts.get(origin, 0) + number
    return Cell(acts, frozenset(subjects))


def _merged(found: Mapping[tuple[str, str], list[Cell]]) -> dict[tuple[str, str], Cell]:
    return {place: merge(cells) for place, cells in found.items()}


def _codes(row: CountedRow, facet: str) -> tuple[str, ...]:
    """Return the distinct codes of a facet, in their order."""
    value = row.values.get(facet, ())
    return (value,) if isinstance(value, str) else tuple(dict.fromkeys(value))


def _one_code(row: CountedRow, facet: str) -> str:
    codes = _codes(row, facet) or (UNKNOWN,)
    return codes[0] if len(codes) == 1 else SEVERAL


def _years(row: CountedRow, facet: str) -> set[int | None]:
    """Return the years that a row's time field names; None stands for a time without one."""
    matches = [_TIME.fullmatch(code) for code in _codes(row, facet)]
    return {int(match[1]) if match else None for match in matches}
