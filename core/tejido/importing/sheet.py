"""Reading a CSV file into rows: where each begins, its cells, and the key it is known by.

A row's key is a hash of the source's name and the row's cells, with a number for each further row
that is the same. So a file that was sorted, or has more rows, gives what it gave before and what
is new; a column that is empty everywhere changes nothing.
"""

import csv
import hashlib
import io
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tejido.errors import UsageError
from tejido.importing.mapping import FileForm, ImportMapping
from tejido.importing.matching import exact
from tejido.importing.rules import Cells
from tejido.languages import words

_ = words("tejido")


@dataclass(frozen=True)
class Row:
    """One row: the line of the file on which it begins (from 1), its cells, its key."""

    line: int
    cells: Cells
    key: str


@dataclass(frozen=True)
class Refusal:
    """Why a row was not taken: where it stands, and a reason that repeats nothing of it.

    ``column`` is empty where the row as a whole is meant.
    """

    line: int
    column: str
    reason: str


@dataclass(frozen=True)
class Sheet:
    """The rows of a file, and those that are not even rows."""

    rows: tuple[Row, ...]
    refused: tuple[Refusal, ...]


def read_sheet(content: bytes, mapping: ImportMapping) -> Sheet:
    """Return the rows of unverified ``content``, in its order.

    Raises:
        UsageError: it is not text, not CSV, or lacks a column that the mapping names.
    """
    lines = csv_lines(_text(content, mapping.form), mapping.form.delimiter)
    names = [exact(name) for name in next(lines, (1, []))[1]]
    _check_columns(names, mapping)
    rows, refused, seen = [], [], Counter[str]()
    for line, cells in lines:
        if len(cells) != len(names):
            reason = _("This row does not have as many cells as the first line has names.")
            refused.append(Refusal(line, "", reason))
            continue
        key = _key(zip(names, map(exact, cells), strict=True), mapping)
        seen[key] += 1
        named = {name: cell.strip() for name, cell in zip(names, cells, strict=True)}
        rows.append(Row(line, named, f"{key}-{seen[key]}"))
    return Sheet(tuple(rows), tuple(refused))


def _text(content: bytes, form: FileForm) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    if form.fallback:
        try:
            return content.decode(form.fallback)
        except UnicodeDecodeError:
            pass
    raise UsageError(
        _("The file is not UTF-8; save it so, or name its encoding in the mapping («fallback»).")
    )


def csv_lines(text: str, delimiter: str = ",") -> Iterator[tuple[int, Sequence[str]]]:
    """Give each row with the line on which it begins; lines without anything are none.

    Raises:
        UsageError: it is not CSV from some line on, which is named.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        begins = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise UsageError(
                _("The file cannot be read as CSV from line %(line)d on."), line=begins
            ) from None
        if cells:
            yield begins, cells


def _check_columns(names: Sequence[str], mapping: ImportMapping) -> None:
    counted = Counter(names)
    for column in mapping.columns:
        if counted[column] != 1:
            message = (
                _("The file has no column «%(column)s», which the mapping names.")
                if not counted[column]
                else _("The file has several columns «%(column)s», which the mapping names.")
            )
            raise UsageError(message, column=column)


def _key(cells: Iterable[tuple[str, str]], mapping: ImportMapping) -> str:
    """Return the hex hash of the cells that tell rows apart, the same however they are spaced."""
    told = sorted(
        (name, cell) for name, cell in cells if cell and (not mapping.key or name in mapping.key)
    )
    exact_form = json.dumps([mapping.source, told], ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(exact_form.encode("ascii")).hexdigest()
