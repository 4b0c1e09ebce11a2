"""Samples are drawn from a seed: the same every time, and no plugin moves another's."""

import re

import pytest

from tejido import Invented


def test_the_same_seed_draws_the_same() -> None:
    def drawn(plugin: str, seed: int) -> list[object]:
        invented = Invented(plugin, seed)
        return [invented.name(), invented.day(2025), invented.number(1, 10**9), invented.handle()]

    assert drawn("crisis", 1) == drawn("crisis", 1)
    assert drawn("crisis", 1) != drawn("crisis", 2)
    assert drawn("crisis", 1) != drawn("training", 1)


def test_a_name_is_given_once() -> None:
    invented = Invented("crisis", 1)
    assert len({invented.name() for _draw in range(240)}) == 240


def test_days_are_of_the_year_and_now_and_then_only_a_month_is_known() -> None:
    invented = Invented("crisis", 1)
    days = [invented.day(2024) for _draw in range(400)]
    assert all(re.fullmatch(r"2024-\d\d(-\d\d)?", day) for day in days)
    assert 0 < sum(len(day) == len("2024-01") for day in days) < 80


@pytest.mark.parametrize("most", [1, 2, 5])
def test_some_are_different_ones_and_at_least_one(most: int) -> None:
    invented = Invented("crisis", 1)
    for _draw in range(50):
        found = invented.some("abc", most)
        assert 1 <= len(found) == len(set(found)) <= min(most, 3)


def test_a_weight_of_nothing_is_never_drawn() -> None:
    invented = Invented("crisis", 1)
    assert {invented.likely({"a": 1, "b": 0}) for _draw in range(50)} == {"a"}


def test_the_own_purpose_is_not_asked_twice_where_it_is_counting() -> None:
    invented = Invented("crisis", 1)
    drawn = {invented.purposes("aggregate") for _draw in range(300)}
    assert drawn == {("aggregate",), ()}
    drawn = {invented.purposes("alert_network") for _draw in range(300)}
    assert drawn == {("alert_network", "aggregate"), ("alert_network",), ("aggregate",), ()}
