"""Coded rows to a table."""

from typing import Any

import pytest

from tejido.measures.counting import SEVERAL, UNKNOWN, CountedRow, Facets, count


def row(**values: Any) -> CountedRow:
    known: dict[str, Any] = {
        "aggression": "threat",
        "state": "MX-CHP",
        "response": "silence",
        "period": "2025",
    }
    known |= values
    return CountedRow(
        "node", "subject", {name: value for name, value in known.items() if value is not None}
    )


@pytest.mark.parametrize("period", ["2025", "2025-Q1", "2025-07", "2025-07-31", ("2025-Q4",)])
def test_a_time_within_the_year_counts(facets: Facets, period: str | tuple[str, ...]) -> None:
    assert count([row(period=period)], facets, 2025).main["threat", "MX-CHP"].value == 1


@pytest.mark.parametrize(
    "period",
    ["unknown", "withheld", "", None, (), "2024-Q4", "20251", "2025-Q5", ("2024", "2025"), "٢٠٢٥"],
)
def test_a_time_that_names_no_year_or_another_does_not(facets: Facets, period: object) -> None:
    assert not count([row(period=period)], facets, 2025).main


def test_a_subject_with_three_acts_is_one_subject(facets: Facets) -> None:
    cell = count([row()] * 3, facets, 2025).main["threat", "MX-CHP"]
    assert (cell.value, len(cell.subjects), set(cell.acts)) == (3, 1, {"node"})


def test_the_same_pseudonym_of_two_organizations_is_two_subjects(facets: Facets) -> None:
    rows = [CountedRow(origin, "subject", row().values) for origin in ("one", "other")]
    cell = count(rows, facets, 2025).main["threat", "MX-CHP"]
    assert len(cell.subjects) == len(cell.acts) == 2


def test_an_act_of_two_aggressions_counts_under_each_in_both_blocks(facets: Facets) -> None:
    table = count([row(aggression=("threat", "killing", "threat"))], facets, 2025)
    assert table.rows == ("killing", "threat")
    assert {place: cell.value for place, cell in table.main.items()} == {
        ("threat", "MX-CHP"): 1,
        ("killing", "MX-CHP"): 1,
    }
    assert {place: cell.value for place, cell in table.beside.items()} == {
        ("threat", "silence"): 1,
        ("killing", "silence"): 1,
    }


def test_several_columns_stand_under_one_code_so_that_totals_agree(facets: Facets) -> None:
    table = count([row(state=("MX-CHP", "MX-OAX"), response=("silence", "denied"))], facets, 2025)
    assert table.columns == table.beside_columns == (SEVERAL,)


def test_a_facet_that_a_row_lacks_is_unknown(facets: Facets) -> None:
    table = count([row(aggression=None, state=(), response=None)], facets, 2025)
    assert (table.rows, table.columns, table.beside_columns) == ((UNKNOWN,),) * 3
