"""The line of time: every known day once, in its order, as precise as it is known."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tejido.accompaniment.core import core_contribution
from tejido.accompaniment.timeline import SOURCES, by_year, moments

DAYS = st.sampled_from(["2018", "2018-03", "2018-03-09", "2019-01-01", "2026-02", "unknown"])
WRITTEN = st.lists(
    st.sampled_from(sorted(SOURCES)).flatmap(
        lambda type_id: st.tuples(
            st.uuids().map(str),
            st.just(type_id),
            st.fixed_dictionaries({}, optional={one.day: DAYS for one in SOURCES[type_id]}),
        )
    ),
    max_size=12,
)


@given(written=WRITTEN)
def test_each_known_day_stands_on_the_line_once_the_newest_first(written: list[Any]) -> None:
    line = moments(written)
    known = sorted(
        (body[one.day], record)
        for record, type_id, body in written
        for one in SOURCES[type_id]
        if body.get(one.day, "unknown") != "unknown"
    )
    assert sorted((one.day, one.record) for one in line) == known
    assert [one.day for one in line] == sorted((one.day for one in line), reverse=True)


@given(written=WRITTEN)
def test_years_hold_the_whole_line(written: list[Any]) -> None:
    line = moments(written)
    years = by_year(line)
    assert [one for marks in years.values() for one in marks] == line
    assert all(one.day.startswith(year) for year, marks in years.items() for one in marks)


def test_the_line_reads_fields_that_there_are() -> None:
    types = {one.id: one.schema() for one in core_contribution().types}
    for type_id, sources in SOURCES.items():
        for one in sources:
            assert {one.day, one.words} - {""} <= types[type_id].fields.keys()
