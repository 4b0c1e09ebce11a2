"""What is kept back leaves as the reserved id, and nothing tells what stood there."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tejido import ProcessKind, RecordSchema, RecordType, Vocabulary, fields
from tejido.consent.withholding import is_path, path_of, withheld_from
from tejido.declare.coding import code
from tejido.declare.declarations import CORE, Contribution, Declarations
from tejido.declare.policy import exact_bytes, project
from tejido.declare.transforms import as_is, bracket, count, country, ladder, quarter, region, year
from tejido.declare.vocabularies import Term
from tejido.testing import bodies


class Harm(RecordSchema):
    """What repeats."""

    impact = fields.Code("impact", "Impact", leaves=as_is)
    since = fields.Day("Since", leaves=year)
    said = fields.Narrative("Said")


class Act(RecordSchema):
    """Something of every kind."""

    day = fields.Day("Day", leaves=ladder(quarter, year), quasi=True)
    place = fields.Place("Where", leaves=ladder(region, country), quasi=True)
    impacts = fields.Codes("impact", "Impacts", leaves=as_is)
    people = fields.Count("People", leaves=bracket(1, 2, 6))
    harms = fields.Group(Harm, "Harms")
    signs = fields.Group(Harm, "Signs", leaves=count(3))
    said = fields.Narrative("Said")


def _vocabulary(name: str, *codes: str) -> Vocabulary:
    terms = [Term(one, {"es": one, "en": one}, "tejido", "", "MX" * ("-" in one)) for one in codes]
    return Vocabulary.of(name, terms)


BOOK = Declarations().adding(
    Contribution(
        CORE,
        kinds=(ProcessKind("accompaniment", "Accompaniment"),),
        types=(RecordType("act", "Act", Act),),
        vocabularies=(
            _vocabulary("area", "MX", "MX-OAX", "MX-CHP"),
            _vocabulary("impact", "fear", "guilt", "grief"),
        ),
    )
)
POLICY = BOOK.policies["act"]
#: Each path, and where what it names stands.
PLACES: Mapping[str, tuple[str, ...]] = {
    "act/day": ("day",),
    "act/place": ("place",),
    "act/impacts": ("impacts",),
    "act/people": ("people",),
    "act/harms": ("harms",),
    "act/harms.impact": ("harms", "impact"),
    "act/harms.since": ("harms", "since"),
    "act/signs": ("signs",),
    "*/area": ("place",),
    "*/number": ("people",),
}
paths = st.sets(st.sampled_from([*PLACES, "*/day", "other/day", "act/said"]))


def leaves(body: Mapping[str, Any], kept_back: set[str]) -> Mapping[str, Any]:
    return project(POLICY, withheld_from(POLICY, body, kept_back), {})


@given(bodies(BOOK, "act"), paths)
def test_nothing_of_what_is_kept_back_leaves_at_any_level(
    body: dict[str, Any], kept_back: set[str]
) -> None:
    reserved = withheld_from(POLICY, body, kept_back)
    row = code(POLICY, "r", "p", reserved)
    for levels in POLICY.climb():
        left: Mapping[str, Any] = project(POLICY, reserved, levels)
        POLICY.check(left)
        for path in kept_back & PLACES.keys():
            name, *inner = PLACES[path]
            values = left[name] if isinstance(left[name], list) else [left[name]]
            if not inner:
                assert values == ["withheld"]
            else:
                told = [one for one in values if isinstance(one, dict)]
                assert all(one[inner[0]] == "withheld" for one in told)
    for path in kept_back & PLACES.keys():
        name, *inner = PLACES[path]
        if not inner and name in row.values:
            assert set(row.values[name]) <= {"withheld", ("withheld",)}


@given(bodies(BOOK, "act"), bodies(BOOK, "act"), paths)
def test_what_is_kept_back_changes_nothing_that_leaves(
    body: dict[str, Any], other: dict[str, Any], kept_back: set[str]
) -> None:
    """Noninterference: put anything in the place of what is kept back, the same leaves."""
    twin = {**body, "said": "otra cosa"}
    for path in kept_back & PLACES.keys():
        name, *inner = PLACES[path]
        if not inner:
            twin.pop(name, None)
            twin |= {name: other[name]} if name in other else {}
        elif isinstance(twin.get(name), list):
            twin[name] = [{**one, inner[0]: "unknown"} for one in twin[name]] + [
                {inner[0]: "not_asked", "said": "solo esto"}
            ]
    if "*/day" in kept_back:
        twin["day"] = "1999"
        if isinstance(twin.get("harms"), list):
            twin["harms"] = [{**one, "since": "1999"} for one in twin["harms"]]
    assert exact_bytes(leaves(body, kept_back)) == exact_bytes(leaves(twin, kept_back))


@given(bodies(BOOK, "act"), paths)
def test_the_rest_leaves_as_it_would(body: dict[str, Any], kept_back: set[str]) -> None:
    whole, left = leaves(body, set()), leaves(body, kept_back)
    assert withheld_from(POLICY, body, kept_back) is not body
    named = {PLACES[path][0] for path in kept_back & PLACES.keys()}
    named |= {"day", "harms"} if "*/day" in kept_back else set()
    assert {name: left[name] for name in left if name not in named} == {
        name: whole[name] for name in whole if name not in named
    }


def test_an_item_of_which_nothing_else_is_told_goes() -> None:
    body = {"harms": [{"impact": "fear"}, {"since": "2020"}, {"said": "algo"}]}
    assert leaves(body, {"act/harms.since"})["harms"] == [{"impact": "fear", "since": "withheld"}]
    assert leaves(body, {"act/harms.since", "act/harms.impact"})["harms"] == "withheld"


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        (path_of("crisis.emergency", "place"), True),
        (path_of("diagnosis", "impact", "impacts"), True),
        ("*/area", True),
        ("*/code", False),
        ("place", False),
        ("crisis.emergency/", False),
        ("Doña Lucía/calle", False),
        ("a/b.c.d", False),
        ("a/b\n", False),
    ],
)
def test_a_path_is_a_type_and_a_field(text: str, is_one: bool) -> None:
    assert is_path(text) is is_one
