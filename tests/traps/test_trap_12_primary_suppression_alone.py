"""Trap 12: where only small figures are hidden, many of them are arithmetic away.

A reader who has the totals subtracts. The attacker here does nothing cleverer: they narrow what
each hidden figure can be, sum by sum, until nothing moves (cleverer ones are in tests/measures).
"""

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import product

import pytest

from tejido.measures.counting import CountedRow, Facets
from tejido.measures.rule import Thresholds
from tejido.measures.table import SUPPRESSED, Figure, ProtectedTable, protected_table

FACETS = Facets(rows="aggression", columns="place", beside="answer", time="day")
ROWS, COLUMNS, BESIDE = ("a0", "a1", "a2"), ("p0", "p1", "p2"), ("r0", "r1")
ASKED = Thresholds()
#: More than any figure of these tables can be.
ENOUGH = 10_000

#: Where a figure stands: (block, line, column), ``+`` for a sum.
Place = tuple[str, str, str]
Acts = Mapping[tuple[str, str, str], int]


def acts(seed: int) -> Acts:
    """Give a table with many small figures: acts by aggression, place and the State's answer."""
    dice = random.Random(seed)  # noqa: S311  # the same every time
    sizes = [0, 1, 2, 3, 4, 20, 30, 40]
    return {place: dice.choice(sizes) for place in product(ROWS, COLUMNS, BESIDE)}


def counted(table: Acts) -> Iterator[CountedRow]:
    """Give each act of its own subject, the organizations in turn."""
    for (row, column, beside), number in table.items():
        for act in range(number):
            values = {"aggression": row, "place": column, "answer": beside, "day": "2025"}
            yield CountedRow(f"o{act % 4}", f"{row}{column}{beside}{act}", values)


def exact(table: Acts) -> dict[Place, int]:
    """Return every figure of the table, sums included."""
    found: Counter[Place] = Counter()
    for (row, column, beside), number in table.items():
        for line in (row, "+"):
            for place in (("main", line, column), ("beside", line, beside), ("+", line, "+")):
                found[place] += number
    return dict(found)


def sums() -> Iterator[tuple[list[Place], Place]]:
    """Give each sum of the table: its parts and where it stands."""
    for block, names in (("main", COLUMNS), ("beside", BESIDE)):
        for line in (*ROWS, "+"):
            yield [(block, line, name) for name in names], ("+", line, "+")
        for name in names:
            yield [(block, line, name) for line in ROWS], (block, "+", name)
    yield [("+", line, "+") for line in ROWS], ("+", "+", "+")


def narrowed(shown: Mapping[Place, int], hidden: set[Place]) -> dict[Place, tuple[int, int]]:
    """Return between what each figure must lie, for whoever subtracts what is shown."""
    low = {place: shown.get(place, 0) for place in {*shown, *hidden}}
    high = {place: shown.get(place, ENOUGH) for place in {*shown, *hidden}}
    before: object = None
    while before != (before := (dict(low), dict(high))):
        for parts, whole in sums():
            low[whole] = max(low[whole], sum(low[part] for part in parts))
            high[whole] = min(high[whole], sum(high[part] for part in parts))
            for part in parts:
                others = [other for other in parts if other != part]
                low[part] = max(low[part], low[whole] - sum(high[other] for other in others))
                high[part] = min(high[part], high[whole] - sum(low[other] for other in others))
    return {place: (low[place], high[place]) for place in hidden}


def placed(table: ProtectedTable) -> dict[Place, Figure]:
    """Return the figures of a protected table by where they stand."""
    found: dict[Place, Figure] = {("+", "+", "+"): table.total}
    for line, total in zip(table.rows, table.row_totals, strict=True):
        found["+", line, "+"] = total
    for name, block in (("main", table.main), ("beside", table.beside)):
        for column, total in zip(block.columns, block.totals, strict=True):
            found[name, "+", column] = total
        for line, cells in zip(table.rows, block.cells, strict=True):
            found |= {
                (name, line, column): cell
                for column, cell in zip(block.columns, cells, strict=True)
            }
    return found


def small(figures: Mapping[Place, int]) -> set[Place]:
    return {place for place, value in figures.items() if 0 < value < ASKED.subjects}


def test_trap_12_hiding_small_figures_alone_gives_many_of_them_away() -> None:
    hidden = recovered = 0
    for seed in range(50):
        figures = exact(acts(seed))
        primary = small(figures)
        shown = {place: value for place, value in figures.items() if place not in primary}
        between = narrowed(shown, primary)
        assert all(low <= figures[one] <= high for one, (low, high) in between.items())
        hidden += len(primary)
        recovered += sum(low == high for low, high in between.values())
    assert recovered > hidden * 2 / 5


@pytest.mark.parametrize("seed", range(50))
def test_trap_12_what_a_protected_table_hides_stays_in_doubt(seed: int) -> None:
    table = acts(seed)
    figures = placed(protected_table(counted(table), FACETS, 2025, ASKED))
    truth = exact(table)
    assert set(figures) <= set(truth)
    hidden = {place for place, value in figures.items() if value is SUPPRESSED}
    assert small({place: truth[place] for place in figures}) <= hidden, "every small one is hidden"
    shown = {place: value for place, value in figures.items() if isinstance(value, int)}
    assert all(truth[place] == value for place, value in shown.items()), "nothing shown is false"
    missing = {place: 0 for place in truth if place not in figures}
    for place, (low, high) in narrowed({**missing, **shown}, hidden).items():
        assert low <= truth[place] <= high
        assert low < high, place
        if place in small(truth):
            assert high - low >= ASKED.subjects, place
