"""What leaves is a new value of finite domains, tells of nothing else, and has a digest."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tejido import RecordSchema, fields, transforms, words
from tejido.declare.declarations import Declarations
from tejido.declare.fields import record_fields
from tejido.declare.policy import GroupPolicy, Policy, exact_bytes, may_leave, project
from tejido.declare.transforms import RESERVED
from tejido.errors import PeerError
from tejido.testing import bodies, twins

_ = words("tejido")
Leave = Callable[..., Any]
BODY: Mapping[str, Any] = {
    "day": "2018-03-09",
    "place": "sierra",
    "crowd": 4,
    "kind": "drone",
    "kinds": ["raid", "threat"],
    "people": "2-5",
    "urgent": "yes",
    "entries": [
        {"aggression": "threat", "since": "2017-05", "shown_by": [], "said": "..."},
        {"aggression": "raid", "shown_by": ["drone", "surveillance"]},
    ],
    "calls": [{"at": "nine"}, {"at": "ten"}],
    "visits": [{"at": "home"}],
    "missing": "yes",
    "until": "2019",
    "staying": 7,
    "private": ["raid"],
    "title": "Something",
    "lead": "lucia",
    "narrative": "What happened",
}
LEFT: Mapping[str, Any] = {
    "day": "2018-03",
    "place": "MX-OAX",
    "crowd": "2-5",
    "kind": "surveillance",
    "kinds": ["raid", "threat"],
    "people": "2-5",
    "urgent": "yes",
    "entries": [
        {"aggression": "raid", "since": "not_asked", "shown_by": ["surveillance"]},
        {"aggression": "threat", "since": "2017", "shown_by": ["not_asked"]},
    ],
    "calls": "2",
}


# --- the form on the wire -------------------------------------------------------------


def test_what_leaves_of_a_whole_body(policy: Policy) -> None:
    assert project(policy, BODY, {}) == LEFT


def test_the_coarser_steps(policy: Policy) -> None:
    coarsest = project(policy, BODY, {"day": 2, "place": 1, "crowd": 1})
    assert coarsest == {**LEFT, "day": "2018", "place": "MX", "crowd": "0-5"}


def test_of_an_empty_body_every_field_leaves_as_not_asked(policy: Policy) -> None:
    empty = project(policy, {}, {})
    assert empty.keys() == LEFT.keys()
    assert empty == {
        **dict.fromkeys(LEFT, "not_asked"), "kinds": ["not_asked"],
    }  # fmt: skip


def test_nothing_that_is_projected_is_the_body_itself(policy: Policy) -> None:
    body = json.loads(exact_bytes(BODY))
    project(policy, body, {})
    assert body == BODY


def test_a_level_beyond_the_ladder_is_its_coarsest(policy: Policy) -> None:
    """A level stays with a record for good; an upgrade may have taken the step away."""
    assert project(policy, BODY, {"day": 9, "kind": 3}) == {**LEFT, "day": "2018"}


@pytest.mark.parametrize(
    ("day", "left"),
    [
        ("2018-03-09", ["2018-03", "2018-Q1", "2018"]),
        ("2018-03", ["2018-03", "2018-Q1", "2018"]),
        ("2018", ["2018", "2018", "2018"]),
        ("unknown", ["unknown"] * 3),
        ("withheld", ["withheld"] * 3),
    ],
)
def test_a_day_leaves_no_finer_than_it_is_known(policy: Policy, day: str, left: list[str]) -> None:
    projected = [project(policy, {"day": day}, {"day": level})["day"] for level in range(3)]
    assert projected == left


@pytest.mark.parametrize(
    ("place", "left"),
    [
        ("MX-OAX", ["MX-OAX", "MX"]),
        ("sierra", ["MX-OAX", "MX"]),
        ("norte", ["MX", "MX"]),
        ("MX", ["MX", "MX"]),
        ("GT", ["GT", "GT"]),
    ],
)
def test_a_place_that_a_node_added_leaves_as_the_standard_one(
    policy: Policy, place: str, left: list[str]
) -> None:
    levels = [{"place": level} for level in range(2)]
    assert [project(policy, {"place": place}, one)["place"] for one in levels] == left


@pytest.mark.parametrize(
    ("codes", "left"),
    [
        (["threat", "raid"], ["raid", "threat"]),
        (["drone"], ["surveillance"]),
        (["drone", "surveillance"], ["surveillance"]),
        ([], ["not_asked"]),
        (None, ["not_asked"]),
        ("withheld", ["withheld"]),
        (["gone from the vocabulary"], ["unknown"]),
        (["gone from the vocabulary", "raid"], ["raid"]),
    ],
)
def test_several_codes_leave_as_a_sorted_set(leave: Leave, codes: object, left: object) -> None:
    several = fields.Codes("aggression", _("One"), leaves=transforms.as_is)
    assert leave(several, codes) == left


@pytest.mark.parametrize(
    ("items", "left"),
    [
        pytest.param([], [], id="empty"),
        pytest.param(None, "not_asked", id="absent"),
        pytest.param("withheld", "withheld", id="withheld"),
        pytest.param("not_applicable", "not_applicable", id="not applicable"),
        pytest.param("a text", "unknown", id="what no schema loads"),
        pytest.param([{"said": "only words"}], [], id="an item of which nothing leaves"),
        pytest.param([{}, {"shown_by": []}], [], id="items of which nothing was said"),
        pytest.param(
            [{"since": "2018", "said": "a"}, {"since": "2018-04", "said": "b"}],
            [{"aggression": "not_asked", "shown_by": ["not_asked"], "since": "2018"}],
            id="twice the same",
        ),
    ],
)
def test_a_group_leaves_as_a_set_of_what_may_leave(
    policy: Policy, items: object, left: object
) -> None:
    assert project(policy, {"entries": items}, {})["entries"] == left


@pytest.mark.parametrize(
    ("items", "left"),
    [(None, "not_asked"), ([], "0"), ([{}], "1"), ([{}] * 3, "3+"), ("unknown", "unknown")],
)
def test_of_a_counted_group_only_the_number_leaves(
    policy: Policy, items: object, left: str
) -> None:
    assert project(policy, {"calls": items}, {})["calls"] == left


# --- what leaves tells of nothing else ------------------------------------------------


@given(st.data())
def test_bodies_that_differ_only_in_what_stays_give_the_same_bytes(
    book: Declarations, policy: Policy, data: st.DataObject
) -> None:
    body, twin = data.draw(twins(book, "everything"))
    for levels in policy.climb():
        assert exact_bytes(project(policy, body, levels)) == exact_bytes(
            project(policy, twin, levels)
        )


@given(st.data())
def test_every_emitted_value_is_in_its_declared_domain(
    book: Declarations, policy: Policy, data: st.DataObject
) -> None:
    body = data.draw(bodies(book, "everything"))
    for levels in policy.climb():
        projected = project(policy, body, levels)
        policy.check(projected)
        policy.check(json.loads(exact_bytes(projected)))
        assert set(texts(projected)) <= policy_values(policy)


def test_the_twins_do_differ(book: Declarations) -> None:
    """Else the test above would hold of anything: twins differ in every way that is meant."""
    seen = set[str]()

    @settings(max_examples=150, derandomize=True, database=None)
    @given(twins(book, "everything"))
    def look(pair: tuple[dict[str, Any], dict[str, Any]]) -> None:
        one, other = pair
        seen.update(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))
        if len(one.get("entries", [])) < len(other.get("entries", [])):
            seen.add("more entries")

    look()
    stays = {"visits", "missing", "until", "staying", "private", "title", "lead", "narrative"}
    assert seen == stays | {"entries", "calls", "more entries"}


def texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from texts(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from texts(item)


def policy_values(policy: Policy) -> set[str]:
    groups = [field for group in policy.groups for field in group.fields]
    return {value for field in (*policy.fields, *groups) for value in field.values}


# --- what a peer sends ----------------------------------------------------------------


def test_what_leaves_is_accepted(policy: Policy) -> None:
    policy.check(LEFT)


ENTRY, OTHER = LEFT["entries"]


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"day": "2018-03-09"}, id="a day"),
        pytest.param({"day": "2018-13"}, id="no month"),
        pytest.param({"day": 2018}, id="a number"),
        pytest.param({"day": None}, id="nothing"),
        pytest.param({"day": ["2018"]}, id="a list of one"),
        pytest.param({"place": "sierra"}, id="a node's own term"),
        pytest.param({"place": "Oaxaca"}, id="a name"),
        pytest.param({"kind": "drone"}, id="a node's own code"),
        pytest.param({"people": "3-4"}, id="another bracket"),
        pytest.param({"people": 4}, id="a count"),
        pytest.param({"urgent": True}, id="a boolean"),
        pytest.param({"kinds": "raid"}, id="one code where several may be"),
        pytest.param({"kinds": []}, id="no code at all"),
        pytest.param({"kinds": ["threat", "raid"]}, id="codes out of order"),
        pytest.param({"kinds": ["raid", "raid"]}, id="a code twice"),
        pytest.param({"kinds": ["raid", "unknown"]}, id="a reserved id beside a code"),
        pytest.param({"kinds": ["unknown", "withheld"]}, id="two reserved ids"),
        pytest.param({"kinds": [["raid"]]}, id="a list within"),
        pytest.param({"kinds": {"raid": 1}}, id="an object"),
        pytest.param({"calls": "4"}, id="a number above the cap"),
        pytest.param({"calls": 2}, id="a number of items as a number"),
        pytest.param({"entries": "raid"}, id="a group that is no list"),
        pytest.param({"entries": None}, id="a group that is nothing"),
        pytest.param({"entries": {"withheld": 1}}, id="a group that is an object"),
        pytest.param({"entries": ["withheld"]}, id="a reserved id within a group"),
        pytest.param({"entries": [OTHER, ENTRY]}, id="items out of order"),
        pytest.param({"entries": [ENTRY, ENTRY]}, id="an item twice"),
        pytest.param(
            {"entries": [{**ENTRY, "since": str(2000 + number)} for number in range(13)]},
            id="too many items",
        ),
        pytest.param({"entries": ["raid"]}, id="an item that is no object"),
        pytest.param({"entries": [{**ENTRY, "said": "..."}]}, id="an item with more"),
        pytest.param({"entries": [{"aggression": "raid"}]}, id="an item with less"),
        pytest.param({"entries": [{**ENTRY, "since": "2017-05"}]}, id="an item's day"),
        pytest.param(
            {"entries": [{**dict.fromkeys(ENTRY, "not_asked"), "shown_by": ["not_asked"]}]},
            id="an item that says nothing",
        ),
        pytest.param({"narrative": "What happened"}, id="a field that stays"),
    ],
)
def test_what_no_node_emits_is_refused(policy: Policy, changed: Mapping[str, object]) -> None:
    with pytest.raises(PeerError) as refused:
        policy.check({**LEFT, **changed})
    assert refused.value.status == 400


@pytest.mark.parametrize("name", list(LEFT))
def test_a_field_that_is_missing_is_refused(policy: Policy, name: str) -> None:
    with pytest.raises(PeerError):
        policy.check({key: value for key, value in LEFT.items() if key != name})


@pytest.mark.parametrize("given", [None, [], "x", 1, [LEFT]])
def test_what_is_no_object_is_refused(policy: Policy, given: object) -> None:
    with pytest.raises(PeerError):
        policy.check(given)


@given(st.data())
def test_any_value_put_outside_its_domain_is_refused(
    book: Declarations, policy: Policy, data: st.DataObject
) -> None:
    projected = project(policy, data.draw(bodies(book, "everything")), {})
    field = data.draw(st.sampled_from(policy.fields))
    junk = st.text() | st.integers() | st.none() | st.booleans() | st.lists(st.text(), min_size=1)
    value = data.draw(junk.filter(lambda one: not set(texts(one)) & field.values))
    with pytest.raises(PeerError):
        policy.check({**projected, field.name: value})


# --- the digest -----------------------------------------------------------------------

#: All that the digest of the type below covers, as it is hashed.
DESCRIBED = (
    '{"fields":{"alone":{"many":false,"quasi":true,"steps":['
    '{"arguments":[1,3],"domain":["0","1-2","3+","unknown","withheld","not_asked",'
    '"not_applicable"],"transform":"bracket"},'
    '{"arguments":[3],"domain":["0-2","3+","unknown","withheld","not_asked","not_applicable"],'
    '"transform":"bracket"}]},'
    '"kinds":{"many":true,"quasi":false,"steps":['
    '{"arguments":[],"domain":["call","raid","surveillance","threat","unknown","withheld",'
    '"not_asked","not_applicable"],"transform":"as_is"}]}},'
    '"groups":{"items":{"items":{"urgent":{"many":false,"quasi":false,"steps":['
    '{"arguments":[],"domain":["yes","no","unknown","withheld","not_asked","not_applicable"],'
    '"transform":"flag"}]}},"most":5}},'
    '"schema":2,"type":"small"}'
)


class Item(RecordSchema):
    """Something that repeats."""

    urgent = fields.Flag(_("Urgent"), leaves=transforms.flag)


def parts() -> dict[str, Any]:
    return {
        "kinds": fields.Codes("aggression", _("Kinds"), leaves=transforms.as_is),
        "title": fields.Line(_("Title")),
        "items": fields.Group(Item, _("Items"), most=5),
        "alone": fields.Count(
            _("Alone"),
            leaves=transforms.ladder(transforms.bracket(1, 3), transforms.bracket(3)),
            quasi=True,
        ),
    }


Declare = Callable[..., Declarations]


def digest(declared: Declare, named: Mapping[str, Any], version: int = 2) -> str:
    return declared(named, version).policies["small"].digest


def test_the_digest_is_the_sha256_of_what_may_leave(declared: Declare) -> None:
    assert digest(declared, parts()) == hashlib.sha256(DESCRIBED.encode("ascii")).hexdigest()
    assert digest(declared, parts()) == (
        "690b72d72517a50289c968d57ce8067cd3f4ff9442a7bf6e3d7ecb0f7150e84f"
    )


def test_the_order_of_the_form_is_no_part_of_the_digest(declared: Declare) -> None:
    assert digest(declared, dict(reversed(parts().items()))) == digest(declared, parts())


def test_what_stays_is_no_part_of_the_digest(declared: Declare) -> None:
    other = {**parts(), "title": fields.Narrative(_("Other")), "more": fields.Flag(_("More"))}
    assert digest(declared, other) == digest(declared, parts())


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"more": fields.Flag(_("More"), leaves=transforms.flag)}, id="a field more"),
        pytest.param({"items": fields.Group(Item, _("Items"), most=6)}, id="more items"),
        pytest.param(
            {"items": fields.Group(Item, _("Items"), leaves=transforms.count(5))}, id="counted"
        ),
        pytest.param(
            {"alone": fields.Count(_("Alone"), leaves=transforms.bracket(1, 3), quasi=True)},
            id="a step less",
        ),
        pytest.param(
            {"kinds": fields.Code("aggression", _("Kinds"), leaves=transforms.as_is)}, id="one"
        ),
        pytest.param(
            {"kinds": fields.Codes("area", _("Kinds"), leaves=transforms.as_is)}, id="other terms"
        ),
        pytest.param({"kinds": fields.Codes("aggression", _("Kinds"))}, id="a field less"),
    ],
)
def test_whatever_may_leave_is_part_of_the_digest(
    declared: Declare, changed: Mapping[str, Any]
) -> None:
    assert digest(declared, {**parts(), **changed}) != digest(declared, parts())


def test_the_version_of_the_schema_is_part_of_the_digest(declared: Declare) -> None:
    assert digest(declared, parts(), 3) != digest(declared, parts(), 2)


def test_a_node_s_own_term_changes_no_digest(
    core: Any, book: Declarations, term: Callable[..., Any]
) -> None:
    """Upgrades and networks agree on what may leave, whatever words a node adds."""
    vocabularies = [
        one.with_terms([term("moto", "threat", "node")]) if one.id == "aggression" else one
        for one in core.vocabularies
    ]
    mine = Declarations().adding(
        type(core)(core.plugin, core.kinds, core.types, tuple(vocabularies))
    )
    assert mine.policies["everything"].digest == book.policies["everything"].digest
    assert project(mine.policies["everything"], {"kind": "moto"}, {})["kind"] == "threat"


# --- what the preview and the group gate read -----------------------------------------


def test_the_gate_climbs_when_before_where_before_the_rest(policy: Policy) -> None:
    """They are declared in another order."""
    assert list(policy.climb()) == [
        {},
        {"day": 1},
        {"day": 2},
        {"day": 2, "place": 1},
        {"day": 2, "place": 1, "crowd": 1},
    ]
    assert [field.name for field in policy.quasi] == ["day", "place", "crowd"]


def test_levels_once_given_do_not_change_behind_the_gate(policy: Policy) -> None:
    first, *_rest = levels = list(policy.climb())
    assert first == {}
    assert len({json.dumps(one) for one in levels}) == len(levels)


def test_bits_count_the_values_that_can_leave(declared: Declare) -> None:
    def bits(field: fields.RecordField) -> float:
        return declared({"one": field}).policies["small"].bits

    assert bits(fields.Flag(_("One"), leaves=transforms.flag)) == pytest.approx(2.585, abs=1e-3)
    four = fields.Count(_("One"), leaves=transforms.bracket(1, 2, 6))
    assert bits(four) == 3.0
    both = transforms.ladder(transforms.bracket(1, 2, 6), transforms.bracket(6))
    assert bits(fields.Count(_("One"), leaves=both, quasi=True)) == pytest.approx(3.17, abs=0.01)
    codes = fields.Codes("aggression", _("One"), leaves=transforms.as_is)
    assert bits(codes) == pytest.approx(4.248, abs=1e-3)  # 15 sets of four terms, four reserved
    assert bits(fields.Line(_("One"))) == 0


def test_bits_of_a_group_are_those_of_all_its_items(policy: Policy) -> None:
    (group,) = policy.groups
    assert isinstance(group, GroupPolicy)
    assert group.bits == pytest.approx(12 * sum(field.bits for field in group.fields))
    assert policy.bits == pytest.approx(sum(part.bits for part in policy.parts))


def test_a_group_may_leave_by_its_items_or_its_number(book: Declarations) -> None:
    declared = record_fields(book.schema("everything"))
    leaving = {name for name, field in declared.items() if may_leave(field)}
    assert leaving == set(LEFT)


def test_a_reserved_id_fits_everywhere(policy: Policy) -> None:
    for one in RESERVED:
        body = dict.fromkeys(LEFT, one)
        left = project(policy, body, {})
        assert left == {**dict.fromkeys(LEFT, one), "kinds": [one]}
        policy.check(left)
