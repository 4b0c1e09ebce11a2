"""Rules: how one field of a record gets its value, or its several values, from a row."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol

from tejido.errors import InputError
from tejido.importing.cutting import Cut, cut_known, cut_text
from tejido.importing.matching import Matching, Terms
from tejido.languages import words

_ = words("tejido")

#: Cells of one row by the name of their column, trimmed; unverified.
Cells = Mapping[str, str]
#: Stands where a row says nothing, so that the field is left out.
ABSENT = object()


class RowError(InputError):
    """A row cannot be taken; says why beside each column, never what stands there."""

    def __init__(self, reasons: Iterable[tuple[str, str]]) -> None:
        """Keep (column, reason), at least one."""
        self.reasons = tuple(dict.fromkeys(reasons))
        super().__init__(self.reasons[0][1], {})


class Rule(Protocol):
    """What every rule answers."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it reads."""

    def values(self, cells: Cells) -> list[object]:
        """Return one value for each part of the row, at least one; ``ABSENT`` is none.

        Raises:
            RowError: naming the column.
        """


@dataclass(frozen=True)
class Constant:
    """The same value in every row."""

    value: object
    columns: tuple[str, ...] = ()

    def values(self, cells: Cells) -> list[object]:
        """Return the value."""
        return [self.value]


@dataclass(frozen=True)
class FromCell:
    """The value or values of one cell, or of several read as one text.

    Attributes:
        read: gives the value of one piece of text that no table knows, or raises
            :class:`InputError`; ``None`` where any text is its own value.
        terms: texts whose value somebody decided on; they come before ``read``, and before cutting.
        empty: what an empty cell gives.
    """

    columns: tuple[str, ...]
    terms: Terms
    read: Callable[[str], object] | None = None
    cut: Cut = field(default_factory=Cut)
    empty: object = ABSENT

    def values(self, cells: Cells) -> list[object]:
        """Return the values in the order of the text."""
        text = " ".join(filter(None, (cells[column] for column in self.columns)))
        if not text:
            return [self.empty]
        known = self.terms.find(text)
        if known is not None:
            return list(known)
        try:
            return self._cut(text)
        except InputError as error:
            raise RowError([(self.columns[0], error.message)]) from None

    def _cut(self, text: str) -> list[object]:
        if self.read is None:
            pieces = cut_text(text, self.cut)
            found = [value for piece in pieces for value in self.terms.find(piece) or (piece,)]
            return found or [self.empty]
        known = cut_known(text, self.cut, partial(self._piece, self.read))
        return [value for values in known for value in values]

    def _piece(self, read: Callable[[str], object], text: str) -> tuple[object, ...]:
        return self.terms.find(text) or (read(text),)


@dataclass(frozen=True)
class Listed:
    """All values of a cell as one list, for a field that holds several terms."""

    rule: Constant | FromCell

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it reads."""
        return self.rule.columns

    def values(self, cells: Cells) -> list[object]:
        """Return one list, or the reserved id that stands alone."""
        found = self.rule.values(cells)
        if found == [ABSENT]:
            return [ABSENT]
        flat = [value for one in found for value in (one if isinstance(one, list) else [one])]
        return [flat]


@dataclass(frozen=True)
class Items:
    """Entries of a group, each from columns of its own; cut cells give several entries."""

    entries: tuple[Mapping[str, Rule], ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it reads."""
        return tuple(c for entry in self.entries for rule in entry.values() for c in rule.columns)

    def values(self, cells: Cells) -> list[object]:
        """Return one list of entries; an entry whose columns are all empty is none."""
        found = [
            item
            for entry in self.entries
            if any(cells[column] for rule in entry.values() for column in rule.columns)
            for item in side_by_side(entry, cells)
        ]
        return [found or ABSENT]


def side_by_side(rules: Mapping[str, Rule], cells: Cells) -> Iterator[dict[str, object]]:
    """Give what ``rules`` find in a row, part by part; a field with one value has it in each.

    Raises:
        RowError: columns that cannot be read, or do not have as many parts as another.
    """
    found = _found(rules, cells)
    parts = max(map(len, found.values()), default=0)
    uneven = [name for name, values in found.items() if len(values) not in (1, parts)]
    if uneven:
        reason = _("This does not have as many parts as another column of the row.")
        raise RowError((rules[name].columns[0], reason) for name in uneven)
    for part in range(parts):
        one = {name: values[part % len(values)] for name, values in found.items()}
        yield {name: value for name, value in one.items() if value is not ABSENT}


def _found(rules: Mapping[str, Rule], cells: Cells) -> dict[str, list[object]]:
    """Return the values of each field, or raise what is wrong with any of them."""
    found: dict[str, list[object]] = {}
    reasons: list[tuple[str, str]] = []
    for name, rule in rules.items():
        try:
            found[name] = rule.values(cells)
        except RowError as error:
            reasons += error.reasons
    if reasons:
        raise RowError(reasons)
    return found


@dataclass(frozen=True)
class Skip:
    """Rows that are no records: blank lines, totals. All that it says has to hold."""

    matching: Matching
    empty: tuple[str, ...] = ()
    column: str = ""
    texts: frozenset[str] = frozenset()

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it reads."""
        return (*self.empty, *filter(None, [self.column]))

    def holds(self, cells: Cells) -> bool:
        """Whether a row is left out."""
        blank = not any(cells[column] for column in self.empty)
        return blank and (not self.column or self.matching(cells[self.column]) in self.texts)
