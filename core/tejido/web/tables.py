"""Protected tables for the coordinator's screen: figures, and the word where one is hidden."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from tejido.declare.fields import field_at
from tejido.declare.glossary import Glossary
from tejido.declare.records import Measure
from tejido.declare.transforms import FIRST_YEAR, LAST_YEAR
from tejido.measures.table import SUPPRESSED, Figure, ProtectedTable
from tejido.web.doors import open_to
from tejido.web.say import language
from tejido.web.sessions import me
from tejido.web.state import state
from tejido.work import tables

pages = Blueprint("tables", __name__)


@dataclass(frozen=True)
class Row:
    """One row: what it is called, its total, what stands beside, and its cells."""

    label: str
    total: Figure
    beside: Sequence[Figure]
    cells: Sequence[Figure]


@dataclass(frozen=True)
class Sheet:
    """A protected table in words. ``largest`` is the figure that fills a bar."""

    row_facet: str
    column_facet: str
    beside_facet: str
    columns: Sequence[str]
    beside: Sequence[str]
    rows: Sequence[Row]
    totals: Row
    largest: int
    suppressed: Figure = SUPPRESSED


@pages.get("/tables")
@open_to("analyst")
def measures() -> ResponseReturnValue:
    """Show which tables can be counted here."""
    node = state().node
    found = list(node.declarations.measures.values())
    return render_template("tables.html", measures=found, year=node.today().year)


@pages.get("/tables/<measure>/<int:year>")
@open_to("analyst")
def table(measure: str, year: int) -> ResponseReturnValue:
    """Show one table of one year."""
    node = state().node
    declared = node.declarations.measures.get(measure)
    if declared is None or not FIRST_YEAR <= year <= LAST_YEAR:
        abort(404)
    found = tables.table(node, me(), measure, year)
    return render_template(
        "table.html",
        measure=declared,
        year=year,
        years=[one for one in (year - 1, year + 1) if FIRST_YEAR <= one <= LAST_YEAR],
        table=found,
        sheet=_sheet(declared, found),
    )


def _sheet(measure: Measure, found: ProtectedTable) -> Sheet:
    declarations = state().node.declarations
    schema = declarations.schema(measure.type)
    glossary = Glossary(language(), declarations.vocabularies)

    def said(facet: str, codes: Sequence[str]) -> list[str]:
        return [glossary.value(field_at(schema, facet), code) for code in codes]

    labels = said(measure.rows, found.rows)
    rows = [
        Row(label, total, beside, cells)
        for label, total, beside, cells in zip(
            labels, found.row_totals, found.beside.cells, found.main.cells, strict=True
        )
    ]
    numbers = [one for row in rows for one in (*row.beside, *row.cells, row.total)]
    return Sheet(
        glossary.field(schema, measure.rows),
        glossary.field(schema, measure.columns),
        glossary.field(schema, measure.beside),
        said(measure.columns, found.main.columns),
        said(measure.beside, found.beside.columns),
        rows,
        Row("", found.total, found.beside.totals, found.main.totals),
        max((one for one in numbers if isinstance(one, int)), default=0) or 1,
    )
