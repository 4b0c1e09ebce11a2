"""A table and its beside block as one circulation, in which every figure is an arc.

Acts flow from the source through the columns into the rows, through the row totals, on through
the beside columns to the sink, and back by the grand total::

    source -> column -> row -> row beside -> beside column -> sink -> source

What flows into a node flows out of it: each node is one sum that anyone can do. Both blocks
share the row totals, and a pair of blocks that agrees on them always belongs to some set of
acts. So the tables consistent with what is shown are exactly the whole-number flows of at
least zero that agree with it, and what a reader can work out is a question about flows.
Nothing after this file needs to know which figure is a cell and which a total.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from tejido.measures.counting import Cell, Crosstab, merge

#: A place where figures must balance: its layer, and the code it stands for.
Node = tuple[str, str]

SOURCE: Node = ("source", "")
SINK: Node = ("sink", "")


class Arc(NamedTuple):
    """One figure of a table, by the two sums it takes part in."""

    tail: Node
    head: Node

    @property
    def is_cell(self) -> bool:
        """Whether it stands inside a block, so is no total."""
        layers = (self.tail[0], self.head[0])
        return layers in {("column", "row"), ("row beside", "beside")}


TOTAL = Arc(SINK, SOURCE)


def main_cell(row: str, column: str) -> Arc:
    """Return the arc of a cell of the first block."""
    return Arc(("column", column), ("row", row))


def beside_cell(row: str, column: str) -> Arc:
    """Return the arc of a cell of the block beside it."""
    return Arc(("row beside", row), ("beside", column))


def column_total(column: str) -> Arc:
    """Return the arc of a column's total in the first block."""
    return Arc(SOURCE, ("column", column))


def beside_total(column: str) -> Arc:
    """Return the arc of a column's total in the block beside it."""
    return Arc(("beside", column), SINK)


def row_total(row: str) -> Arc:
    """Return the arc of a row's total, which both blocks share."""
    return Arc(("row", row), ("row beside", row))


def circulation(crosstab: Crosstab) -> dict[Arc, Cell]:
    """Return every figure of a table by its arc: cells (empty ones too), totals, grand total.

    The order depends on the codes alone, not on the order in which acts were counted.
    """
    main = _block(crosstab.main, crosstab.rows, crosstab.columns)
    beside = _block(crosstab.beside, crosstab.rows, crosstab.beside_columns)
    figures = {main_cell(*place): cell for place, cell in main.items()}
    figures |= {beside_cell(*place): cell for place, cell in beside.items()}
    for column in crosstab.columns:
        figures[column_total(column)] = merge(main[row, column] for row in crosstab.rows)
    for column in crosstab.beside_columns:
        figures[beside_total(column)] = merge(beside[row, column] for row in crosstab.rows)
    for row in crosstab.rows:
        figures[row_total(row)] = merge(main[row, column] for column in crosstab.columns)
    figures[TOTAL] = merge(crosstab.main.values())
    return figures


def balances(arcs: Iterable[Arc]) -> Iterator[tuple[Node, list[Arc], list[Arc]]]:
    """Yield each node with the given arcs that enter and that leave it, in the arcs' order."""
    entering: dict[Node, list[Arc]] = {}
    leaving: dict[Node, list[Arc]] = {}
    for arc in arcs:
        entering.setdefault(arc.head, []).append(arc)
        leaving.setdefault(arc.tail, []).append(arc)
    for node in sorted(entering.keys() | leaving.keys()):
        yield node, entering.get(node, []), leaving.get(node, [])


def _block(
    found: Mapping[tuple[str, str], Cell], rows: Iterable[str], columns: tuple[str, ...]
) -> dict[tuple[str, str], Cell]:
    empty = Cell({}, frozenset())
    return {(row, column): found.get((row, column), empty) for row in rows for column in columns}
