"""Coded rows hold what a policy gives at every step, and come back as they were sealed."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tejido.declare.coding import CodedRow, code, code_arrived
from tejido.declare.declarations import Declarations
from tejido.declare.policy import Policy, project
from tejido.declare.transforms import RESERVED
from tejido.testing import bodies


@given(st.data())
def test_a_row_comes_back_from_its_bytes(
    book: Declarations, policy: Policy, data: st.DataObject
) -> None:
    row = code(policy, "r1", "p1", data.draw(bodies(book, "everything")))
    assert CodedRow.from_bytes("r1", row.to_bytes()) == row


@given(st.data())
def test_what_arrived_is_coded_as_it_was_where_it_left(
    book: Declarations, policy: Policy, data: st.DataObject
) -> None:
    body = data.draw(bodies(book, "everything"))
    own = code(policy, "r1", "p1", body)
    for levels in policy.climb():
        arrived = code_arrived(policy, "i1", "peer", "s1", project(policy, body, levels))
        assert arrived.groups == own.groups
        for field in policy.fields:
            assert arrived.at(field.name) == own.at(field.name, levels.get(field.name, 0))
        assert CodedRow.from_bytes("i1", arrived.to_bytes()) == arrived


@pytest.mark.parametrize(
    ("body", "coded"),
    [({}, "not_asked"), ({"entries": "withheld"}, "withheld"), ({"entries": []}, ())],
)
def test_a_group_that_was_not_asked_for_is_no_empty_one(
    policy: Policy, body: dict[str, Any], coded: object
) -> None:
    row = code(policy, "r1", "p1", body)
    assert row.groups["entries"] == coded
    assert CodedRow.from_bytes("r1", row.to_bytes()).groups["entries"] == coded


@given(st.data())
def test_a_field_of_a_group_gives_the_codes_of_all_its_items(
    book: Declarations, policy: Policy, data: st.DataObject
) -> None:
    row = code(policy, "r1", "p1", data.draw(bodies(book, "everything")))
    (group,) = policy.groups
    for field in group.fields:
        found, items = row.at(f"{group.name}.{field.name}"), row.groups[group.name]
        if isinstance(items, str):
            assert found == items
            continue
        codes = {one for item in items for one in (*_several(item[field.name]),)}
        assert set(found) == (codes - set(RESERVED) or codes)
        assert len(found) == len(set(found))


def test_a_group_that_a_row_does_not_have_was_not_asked_for(policy: Policy) -> None:
    assert code(policy, "r1", "p1", {}).at("strangers.kind") == "not_asked"


def _several(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value
