"""A record leaves only among others that look like it; the gate climbs when before where."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tejido.declare.coding import CodedRow, code, group_of
from tejido.declare.policy import Policy
from tejido.errors import HeldError
from tejido.minimize.group_gate import Company, levels_to_emit


def rows_of(policy: Policy, *acts: tuple[str, str, str]) -> list[CodedRow]:
    """Coded rows from (process, day, place)."""
    return [
        code(policy, f"r{number}", process, {"day": day, "place": place})
        for number, (process, day, place) in enumerate(acts)
    ]


def test_three_processes_that_look_alike_leave_at_the_finest_level(policy: Policy) -> None:
    rows = rows_of(policy, *[(p, "2025-03", "MX-OAX") for p in "abc"])
    assert levels_to_emit(rows[0], Company(policy, rows), 3) == {}


def test_when_is_coarsened_before_where(policy: Policy) -> None:
    rows = rows_of(
        policy, ("a", "2025-03", "MX-OAX"), ("b", "2025-05", "MX-OAX"), ("c", "2025-11", "MX-OAX")
    )
    assert levels_to_emit(rows[0], Company(policy, rows), 3) == {"day": 1}


def test_where_is_coarsened_when_the_year_alone_is_not_enough(policy: Policy) -> None:
    rows = rows_of(
        policy, ("a", "2025-03", "MX-OAX"), ("b", "2025-05", "MX-CHP"), ("c", "2025-11", "MX-CHP")
    )
    assert levels_to_emit(rows[0], Company(policy, rows), 3) == {"day": 1, "place": 1}


def test_many_records_of_one_process_are_no_company(policy: Policy) -> None:
    rows = rows_of(policy, *[("a", "2025-03", "MX-OAX")] * 5)
    with pytest.raises(HeldError) as held:
        levels_to_emit(rows[0], Company(policy, rows), 2)
    assert held.value.reason == "few_companions"


def test_a_record_that_is_not_coded_counts_itself(policy: Policy) -> None:
    rows = rows_of(policy, *[(p, "2025-03", "MX-OAX") for p in "abc"])
    assert levels_to_emit(rows[0], Company(policy, rows[1:]), 3) == {}


def test_levels_that_were_sent_never_change(policy: Policy) -> None:
    rows = rows_of(policy, *[(p, "2025-03", "MX-OAX") for p in "abc"])
    assert levels_to_emit(rows[0], Company(policy, rows), 3, frozen={"day": 1}) == {"day": 1}
    lone = rows_of(policy, ("a", "2025-03", "MX-OAX"), ("b", "2025-06", "MX-OAX"))
    with pytest.raises(HeldError):
        levels_to_emit(lone[0], Company(policy, lone), 2, frozen={})


def test_what_other_levels_were_asked_for_before_changes_no_answer(policy: Policy) -> None:
    rows = rows_of(policy, ("a", "2025-03", "MX-OAX"), ("b", "2025-11", "MX-OAX"))
    company = Company(policy, rows)
    assert company.sharing(rows[0], {"day": 1}) == {"a", "b"}
    assert company.sharing(rows[0], {}) == {"a"}
    assert company.sharing(rows[1], {}) == {"b"}
    assert company.sharing(rows[0], {"day": 1}) == {"a", "b"}


acts = st.tuples(
    st.sampled_from("abcdef"),
    st.sampled_from(["2025", "2025-02", "2025-03-04", "2024-12", "unknown"]),
    st.sampled_from(["MX", "MX-OAX", "MX-CHP", "withheld"]),
)


@given(st.lists(acts, min_size=1, max_size=20), st.integers(1, 5))
def test_what_leaves_is_shared_by_enough_processes_at_the_exact_tuple(
    policy: Policy, found: list[tuple[str, str, str]], k: int
) -> None:
    rows = rows_of(policy, *found)
    try:
        levels = levels_to_emit(rows[0], Company(policy, rows), k)
    except HeldError:
        coarsest: dict[str, Any] = {"day": 1, "place": 1}
        alike = [
            r for r in rows if group_of(policy, r, coarsest) == group_of(policy, rows[0], coarsest)
        ]
        assert len({row.subject for row in alike}) < k
        return
    alike = [r for r in rows if group_of(policy, r, levels) == group_of(policy, rows[0], levels)]
    assert len({row.subject for row in alike}) >= k
