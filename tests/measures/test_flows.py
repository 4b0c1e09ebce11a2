"""The intervals that the audit trusts, against an attacker who tries every table."""

import math
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tejido.measures.circulation import TOTAL, Arc, balances, circulation
from tejido.measures.counting import Crosstab
from tejido.measures.flows import Interval, Room, attainable, push, room

CrosstabOf = Callable[..., Crosstab]
Tables = Callable[..., Iterator[dict[Arc, int]]]


@given(data=st.data())
def test_what_flows_into_a_node_flows_out_of_it(
    data: st.DataObject,
    many_acts: Callable[..., st.SearchStrategy[object]],
    crosstab_of: CrosstabOf,
) -> None:
    figures = circulation(crosstab_of(data.draw(many_acts(rows=3, columns=3, beside=3))))
    for _node, entering, leaving in balances(figures):
        assert sum(figures[arc].value for arc in entering) == sum(
            figures[arc].value for arc in leaving
        )


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_an_interval_is_what_trying_every_table_gives(
    data: st.DataObject,
    many_acts: Callable[..., st.SearchStrategy[object]],
    crosstab_of: CrosstabOf,
    tables: Tables,
) -> None:
    figures = circulation(crosstab_of(data.draw(many_acts(origins=1, most=1))))
    values = {arc: cell.value for arc, cell in figures.items()}
    choices = sorted(arc for arc in figures if arc != TOTAL)
    hidden = data.draw(st.lists(st.sampled_from(choices), min_size=1, max_size=10, unique=True))
    found = list(tables(values, hidden, most=values[TOTAL]))
    for arc in hidden:
        expected = Interval(min(t[arc] for t in found), max(t[arc] for t in found))
        assert attainable(room(values, hidden), arc, values[arc]) == expected


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_an_interval_keeps_to_what_is_certain(
    data: st.DataObject,
    many_acts: Callable[..., st.SearchStrategy[object]],
    crosstab_of: CrosstabOf,
    tables: Tables,
) -> None:
    figures = circulation(crosstab_of(data.draw(many_acts(origins=1, most=1))))
    values = {arc: cell.value for arc, cell in figures.items()}
    choices = sorted(arc for arc in figures if arc != TOTAL)
    hidden = data.draw(st.lists(st.sampled_from(choices), min_size=1, max_size=10, unique=True))
    certain = {arc: min(1, value) for arc, value in values.items()}
    found = list(tables(values, hidden, least=certain, most=values[TOTAL]))
    graph = room({arc: values[arc] - certain[arc] for arc in hidden}, hidden)
    for arc in hidden:
        expected = Interval(min(t[arc] for t in found), max(t[arc] for t in found))
        assert attainable(graph, arc, values[arc]) == expected


def test_without_any_total_a_figure_has_no_upper_end(crosstab_of: CrosstabOf) -> None:
    figures = circulation(crosstab_of({("a", "s", "r"): {"o": 3}}))
    values = {arc: cell.value for arc, cell in figures.items()}
    assert attainable(room(values, values), TOTAL, 3) == Interval(0, math.inf)


@pytest.mark.parametrize(("wanted", "pushed"), [(1, 1), (4, 4), (9, 5), (math.inf, 5)])
def test_pushing_stops_at_what_is_wanted_or_possible(wanted: float, pushed: float) -> None:
    start, left, right, goal = [("node", name) for name in ("start", "left", "right", "goal")]
    graph = {
        start: {left: 3.0, right: 2.0},
        left: {start: 0.0, right: 1.0, goal: 2.0},
        right: {start: 0.0, left: 0.0, goal: 4.0},
        goal: {left: 0.0, right: 0.0},
    }
    assert push(graph, start, goal, wanted) == pushed


def test_a_push_can_take_back_an_earlier_one() -> None:
    # The shortest way blocks both long ones, until what went across is sent back.
    start, up, down, goal = [("node", name) for name in ("start", "up", "down", "goal")]
    far, wide = ("node", "far"), ("node", "wide")
    graph: Room = {node: {} for node in (start, up, down, goal, far, wide)}
    ways = [(start, up), (up, down), (down, goal), (start, far), (far, down), (up, wide)]
    for tail, head in [*ways, (wide, goal)]:
        graph[tail][head] = 1
        graph[head].setdefault(tail, 0)
    assert push(graph, start, goal, math.inf) == 2
