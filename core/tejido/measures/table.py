"""A protected table: the one form of counts that a face may show. Codes only, no labels."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Final, Literal

from tejido.measures.circulation import (
    TOTAL,
    Arc,
    beside_cell,
    beside_total,
    circulation,
    column_total,
    main_cell,
    row_total,
)
from tejido.measures.counting import CountedRow, Facets, count
from tejido.measures.protect import protect
from tejido.measures.rule import Thresholds


class Suppressed(Enum):
    """The value of a figure that is not shown: neither a number, nor zero, nor blank."""

    SUPPRESSED = "suppressed"


SUPPRESSED: Final = Suppressed.SUPPRESSED
Figure = int | Literal[Suppressed.SUPPRESSED]

#: The code of the sentence that goes with every figure: "registered is not occurred".
REGISTERED_IS_NOT_OCCURRED = "registered_is_not_occurred"


@dataclass(frozen=True)
class Block:
    """One half of a table: ``cells[i][j]`` stands in row i and column j."""

    columns: tuple[str, ...]
    cells: tuple[tuple[Figure, ...], ...]
    totals: tuple[Figure, ...]


@dataclass(frozen=True)
class ProtectedTable:
    """A table as it may be shown: acts by rows x columns, and by rows x beside.

    Both blocks share ``rows`` and ``row_totals``. ``organizations`` is how many organizations
    put anything in. ``says`` is the code of the sentence to print with it.
    """

    facets: Facets
    year: int
    thresholds: Thresholds
    organizations: int
    rows: tuple[str, ...]
    main: Block
    beside: Block
    row_totals: tuple[Figure, ...]
    total: Figure
    says: str = REGISTERED_IS_NOT_OCCURRED

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Every figure once: the cells of both blocks, then all the totals."""
        cells = (cell for block in (self.main, self.beside) for row in block.cells for cell in row)
        return (*cells, *self.main.totals, *self.beside.totals, *self.row_totals, self.total)

    @property
    def cells(self) -> int:
        """How many figures there are, totals included."""
        return len(self.figures)

    @property
    def suppressed(self) -> int:
        """How many of them are suppressed."""
        return self.figures.count(SUPPRESSED)

    @property
    def is_withheld(self) -> bool:
        """Whether nothing at all could be shown safely."""
        return self.suppressed == self.cells


def protected_table(
    rows: Iterable[CountedRow], facets: Facets, year: int, thresholds: Thresholds
) -> ProtectedTable:
    """Count ``rows`` of one ``year``, protect what came out, and return only that."""
    crosstab = count(rows, facets, year)
    figures = circulation(crosstab)
    hidden = protect(figures, thresholds)

    def show(arc: Arc) -> Figure:
        return SUPPRESSED if arc in hidden else figures[arc].value

    return ProtectedTable(
        facets=facets,
        year=year,
        thresholds=thresholds,
        organizations=len(figures[TOTAL].acts),
        rows=crosstab.rows,
        main=Block(
            crosstab.columns,
            tuple(
                tuple(show(main_cell(row, c)) for c in crosstab.columns) for row in crosstab.rows
            ),
            tuple(show(column_total(c)) for c in crosstab.columns),
        ),
        beside=Block(
            crosstab.beside_columns,
            tuple(
                tuple(show(beside_cell(row, c)) for c in crosstab.beside_columns)
                for row in crosstab.rows
            ),
            tuple(show(beside_total(c)) for c in crosstab.beside_columns),
        ),
        row_totals=tuple(show(row_total(row)) for row in crosstab.rows),
        total=show(TOTAL),
    )
