"""What a face is given."""

from collections.abc import Callable

from tejido.measures.counting import CountedRow, Facets
from tejido.measures.rule import Thresholds
from tejido.measures.table import (
    REGISTERED_IS_NOT_OCCURRED,
    SUPPRESSED,
    ProtectedTable,
    Suppressed,
    protected_table,
)

RowsOf = Callable[..., list[CountedRow]]
MANY = {"o1": 5, "o2": 5, "o3": 5}


def table_of(rows_of: RowsOf, facets: Facets, small: dict[str, int]) -> ProtectedTable:
    acts = {(a, s, r): MANY for a in ("a0", "a1") for s in ("s0", "s1") for r in ("r0", "r1")}
    acts |= {("a2", "s1", "r1"): MANY, ("a2", "s0", "r0"): small}
    return protected_table(rows_of(acts), facets, 2025, Thresholds())


def test_a_table_shows_both_blocks_over_the_same_rows(rows_of: RowsOf, facets: Facets) -> None:
    table = table_of(rows_of, facets, MANY)
    assert (table.rows, table.main.columns, table.beside.columns) == (
        ("a0", "a1", "a2"),
        ("s0", "s1"),
        ("r0", "r1"),
    )
    assert table.main.cells == ((30, 30), (30, 30), (15, 15))
    assert table.beside.cells == ((30, 30), (30, 30), (15, 15))
    assert table.row_totals == (60, 60, 30)
    assert table.main.totals == table.beside.totals == (75, 75)
    assert (table.total, table.organizations, table.year) == (150, 3, 2025)
    assert (table.cells, table.suppressed, table.is_withheld) == (20, 0, False)
    assert table.says == REGISTERED_IS_NOT_OCCURRED


def test_suppressed_is_a_value_of_its_own(rows_of: RowsOf, facets: Facets) -> None:
    table = table_of(rows_of, facets, {"o1": 1})
    assert table.main.cells[2][0] is SUPPRESSED
    assert table.suppressed == table.figures.count(SUPPRESSED) > 1
    assert all(figure is SUPPRESSED or isinstance(figure, int) for figure in table.figures)
    assert not isinstance(SUPPRESSED, int | str)
    assert Suppressed("suppressed") is SUPPRESSED


def test_totals_that_are_shown_are_true(rows_of: RowsOf, facets: Facets) -> None:
    table = table_of(rows_of, facets, {"o1": 1})
    assert table.total == 8 * 15 + 15 + 1
    assert table.row_totals == (60, 60, 16)


def test_a_withheld_table_shows_no_figure(rows_of: RowsOf, facets: Facets) -> None:
    table = protected_table(rows_of({("a", "s", "r"): {"o": 1}}), facets, 2025, Thresholds())
    assert table.is_withheld
    assert set(table.figures) == {SUPPRESSED}


def test_a_year_without_acts_is_an_empty_table_of_zero(rows_of: RowsOf, facets: Facets) -> None:
    table = protected_table(rows_of({("a", "s", "r"): MANY}), facets, 2019, Thresholds())
    assert (table.rows, table.total, table.cells, table.organizations) == ((), 0, 1, 0)


def test_an_organization_counts_its_own_by_subjects_alone(rows_of: RowsOf, facets: Facets) -> None:
    acts = {(a, s, r): {"o": 9} for a in ("a0", "a1") for s in ("s0", "s1") for r in ("r0", "r1")}
    own = Thresholds(organizations=1, share_percent=0)
    assert protected_table(rows_of(acts), facets, 2025, own).suppressed == 0
    assert protected_table(rows_of(acts), facets, 2025, Thresholds()).is_withheld
