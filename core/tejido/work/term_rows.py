"""Terms out of a CSV file, as ``tejido vocabulary export --form csv`` writes it: pure.

Rows of terms that are not the node's own are looked at as well: a file that says something else
of a standard term than this node knows is refused, and not half understood.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from tejido.declare.vocabularies import DEFINITION, LABEL
from tejido.errors import UsageError
from tejido.exporting.vocabulary_csv import COLUMNS, RETIRED
from tejido.importing.sheet import csv_lines
from tejido.languages import COMPLETE_LANGUAGES, is_tag, words
from tejido.work.wanted_terms import Wanted

_ = words("tejido")

#: Without these a row says nothing that could be kept.
_NEEDED = ("vocabulary", "code", "broader", *COMPLETE_LANGUAGES)


@dataclass(frozen=True)
class TermRow:
    """One row: the line of the file on which it begins, and the term as it is wanted."""

    line: int
    wanted: Wanted


def read_terms(content: bytes, outside: Collection[str]) -> list[TermRow]:
    """Return the terms of unverified ``content``, in its order.

    Args:
        content: of the file.
        outside: columns of outside lists, which are passed over.

    Raises:
        UsageError: it is not UTF-8 or not CSV, a column is missing, twice or not known, or a row
            has not as many cells as there are columns.
    """
    try:
        lines = csv_lines(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise UsageError(_("The file is not UTF-8; save it so.")) from None
    names = [name.strip() for name in next(lines, (1, []))[1]]
    _check_columns(names, outside)
    rows = []
    for line, cells in lines:
        if len(cells) != len(names):
            message = _("Line %(line)d does not have as many cells as the first line has names.")
            raise UsageError(message, line=line)
        rows.append(TermRow(line, _wanted(dict(zip(names, map(str.strip, cells), strict=True)))))
    return rows


def _check_columns(names: list[str], outside: Collection[str]) -> None:
    for name in _NEEDED:
        if name not in names:
            raise UsageError(_("The file has no column «%(column)s»."), column=name)
    for name in names:
        if names.count(name) > 1:
            raise UsageError(_("The file has several columns «%(column)s»."), column=name)
        if name not in COLUMNS and name not in outside and not _tag(name):
            raise UsageError(_("Nobody knows a column «%(column)s» here."), column=name)


def _tag(column: str) -> str:
    """Return the language of a column of labels or definitions, or nothing."""
    prefix = next((one for one in (LABEL, DEFINITION) if column.startswith(one)), "")
    tag = column.removeprefix(prefix) if prefix else ""
    return tag if is_tag(tag) else ""


def _wanted(cells: Mapping[str, str]) -> Wanted:
    labels = {tag: cells[tag] for tag in COMPLETE_LANGUAGES}
    return Wanted(
        cells["vocabulary"],
        cells["code"],
        cells["broader"],
        {**labels, **_said(cells, LABEL)},
        _said(cells, DEFINITION),
        cells["retired"] == RETIRED if "retired" in cells else None,
    )


def _said(cells: Mapping[str, str], prefix: str) -> dict[str, str]:
    return {_tag(name): said for name, said in cells.items() if name.startswith(prefix) and said}
