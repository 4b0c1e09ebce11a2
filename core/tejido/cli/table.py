"""A protected table as plain text, and as JSON.

What stands beside harm comes before the columns, so that it is read first. A figure that is not
shown is a word of its own: neither zero nor blank.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tejido.declare.declarations import Declarations
from tejido.declare.fields import field_at
from tejido.declare.glossary import Glossary
from tejido.declare.records import Measure
from tejido.languages import say, say_number, words
from tejido.measures.table import SUPPRESSED, Block, Figure, ProtectedTable

_ = words("tejido")

_BETWEEN = "  "
_BETWEEN_PARTS = " | "


@dataclass(frozen=True)
class Part:
    """Columns that belong together, under one heading: texts, line by line, the names first."""

    heading: str
    cells: Sequence[Sequence[str]]
    is_figures: bool = True

    def lines(self) -> list[str]:
        """Return its lines, all of one width, the heading first."""
        widths = [max(map(len, column)) for column in zip(*self.cells, strict=True)]
        aligned = [_BETWEEN.join(map(self._aligned, row, widths)) for row in self.cells]
        width = max(map(len, (self.heading, *aligned)))
        return [line.ljust(width) for line in (self.heading, *aligned)]

    def _aligned(self, cell: str, width: int) -> str:
        return cell.rjust(width) if self.is_figures else cell.ljust(width)


def lines(
    table: ProtectedTable, measure: Measure, declarations: Declarations, language: str
) -> Iterator[str]:
    """Give the table line by line, in the words of a language."""
    yield f"{say(measure.label, language)}, {table.year}"
    yield say(_("What is registered is not what occurred."), language)
    yield ""
    if not table.rows:
        yield say(_("Nothing of this year can be counted yet."), language)
        return
    for pieces in zip(
        *(part.lines() for part in _parts(table, measure, declarations, language)), strict=True
    ):
        yield _BETWEEN_PARTS.join(pieces).rstrip()
    yield ""
    explained = _(
        "«suppressed» is neither zero nor missing: that figure is not shown, so that nobody can "
        "be found in it. A figure is shown when at least %(k)d subjects and %(organizations)d "
        "organizations stand behind it."
    )
    asked = table.thresholds
    yield say(explained, language, k=asked.subjects, organizations=asked.organizations)


def as_json(table: ProtectedTable, measure: Measure) -> dict[str, object]:
    """Return the table in codes; a figure is a number or ``"suppressed"``."""
    return {
        "measure": measure.id,
        "year": table.year,
        "says": table.says,
        "organizations": table.organizations,
        "thresholds": {
            "subjects": table.thresholds.subjects,
            "organizations": table.thresholds.organizations,
            "share_percent": table.thresholds.share_percent,
        },
        "cells": table.cells,
        "suppressed": table.suppressed,
        "rows": {"field": measure.rows, "codes": list(table.rows)},
        "row_totals": list(map(_plain, table.row_totals)),
        "beside": {"field": measure.beside, **_block(table.beside)},
        "columns": {"field": measure.columns, **_block(table.main)},
        "total": _plain(table.total),
    }


def _parts(
    table: ProtectedTable, measure: Measure, declarations: Declarations, language: str
) -> list[Part]:
    """Return the table's parts: what the lines are called, totals, what is beside, columns."""
    schema, glossary = (
        declarations.schema(measure.type),
        Glossary(language, declarations.vocabularies),
    )

    def called(facet: str, codes: Sequence[str]) -> list[str]:
        return [glossary.value(field_at(schema, facet), code) for code in codes]

    def figures(values: Sequence[Figure]) -> list[str]:
        return [_figure(value, language) for value in values]

    def part(facet: str, block: Block) -> Part:
        cells = [called(facet, block.columns), *map(figures, (*block.cells, block.totals))]
        return Part(glossary.field(schema, facet), cells)

    everything = say(_("All"), language)
    names = [[name] for name in ("", *called(measure.rows, table.rows), everything)]
    totals = [[one] for one in (everything, *figures([*table.row_totals, table.total]))]
    return [
        Part(glossary.field(schema, measure.rows), names, is_figures=False),
        Part("", totals),
        part(measure.beside, table.beside),
        part(measure.columns, table.main),
    ]


def _figure(value: Figure, language: str) -> str:
    if value is SUPPRESSED:
        return say(_("suppressed"), language)
    return say_number(value, language)


def _block(block: Block) -> dict[str, object]:
    return {
        "codes": list(block.columns),
        "cells": [list(map(_plain, row)) for row in block.cells],
        "totals": list(map(_plain, block.totals)),
    }


def _plain(value: Figure) -> int | str:
    return SUPPRESSED.value if value is SUPPRESSED else value
