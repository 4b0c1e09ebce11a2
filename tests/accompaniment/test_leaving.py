"""What of the core's records leaves: what is listed here, and nothing that anybody wrote."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tejido.declare.declarations import Declarations
from tejido.declare.policy import exact_bytes, project
from tejido.testing.strategies import bodies, twins

#: What leaves, under which digest. A changed digest needs a new schema version: charters name
#: policies by digest, and a network that did not agree to it would refuse what is sent.
POLICIES = {
    "subject": (1, "a63ada71dbfeee241bd267b31567466bbcf94eee14bee9399f1f2087c9166c62"),
    "accompaniment": (1, "20d0d8cd98919c1970ba5d1f322b445d59232c4b7692568202ab5cd403b6e0b3"),
    "context": (1, "14c651ae8933204fbc4e2f4929b2005faac426cbabc880230c168ca74d864a84"),
    "aggression": (1, "297cbca214e7616fe4610e9793e12df20d6433b95c490171b1d7717de9aeb4f1"),
    "diagnosis": (1, "266f8197602a9a8b2b9cc39ddf3e79f0cbebfb14af83850de5fde3cfb81a57eb"),
    "session": (1, "0ebf4a7d4eccd0759749b1b529c410b601f5eabe661322c65a004a8d5d75728d"),
    "state_response": (1, "b2d60e9171c571c58d613f76504b6906bef2cb4aa0a27175102f9f37b8f932cf"),
    "evaluation": (1, "63aa4bfd4d58b2827fca2b678e4054cd347892dfffc5a1a10d157e0869a9fa58"),
}
LEAVING = {
    "subject": "unit subject_type defence_areas demands place size",
    "accompaniment": "requested_on origin strategies fields",
    "context": "read_on place factors direction openness interests intents responsibility axes"
    " patriarchal",
    "aggression": "happened_on aggressions place people coping demands openness rights"
    " verification attributions.perpetrator attributions.responsibility",
    "diagnosis": "day round subject_type place method made_by change agreed"
    " impacts.field impacts.impact impacts.dimension impacts.expressions"
    " copings.field copings.coping copings.dimension",
    "session": "day activity fields modality people",
    "state_response": "asked_on place demands rights response",
    "evaluation": "day with_subject made_by change safer",
}
#: Nothing of these leaves in a record: not the care of a team, not what anybody looks back on.
STAYING = {
    "consent", "plan", "milestone", "tool_use", "readings", "principles", "tool", "team_care",
}  # fmt: skip
#: What is about bodies, names and ways to be found never leaves, whatever else does.
NEVER = {
    "subject": {"described", "members", "contacts", "safe_channel", "municipality", "languages",
                "intersections", "do_not_contact"},
    "aggression": {"patriarchal", "narrative", "digital", "directed_at", "interests"},
    "session": {"attendees", "note", "risk_signal", "language", "duration"},
    "accompaniment": {"closing_reason", "safety_search", "ended_on", "lead"},
    "diagnosis": {"intersections", "harm_sources", "left_aside", "change_said"},
}  # fmt: skip
_TYPE_BY_TYPE = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def test_what_leaves_is_pinned(book: Declarations) -> None:
    digests = {n: (one.schema, one.digest) for n, one in book.policies.items() if one.parts}
    assert digests == POLICIES, "a changed digest needs a new schema version"
    assert set(book.types) - set(POLICIES) == STAYING


@pytest.mark.parametrize("type_id", LEAVING)
def test_no_field_leaves_that_is_not_listed_here(book: Declarations, type_id: str) -> None:
    policy = book.policies[type_id]
    leaving = [one.name for one in policy.fields]
    leaving += [f"{group.name}.{one.name}" for group in policy.groups for one in group.fields]
    assert sorted(leaving) == sorted(LEAVING[type_id].split())


@pytest.mark.parametrize("type_id", NEVER)
def test_what_could_harm_somebody_stays(book: Declarations, type_id: str) -> None:
    assert NEVER[type_id] <= set(book.schemas[type_id].fields)
    assert NEVER[type_id].isdisjoint(part.name for part in book.policies[type_id].parts)


@pytest.mark.parametrize("type_id", LEAVING)
def test_quasi_identifiers_are_when_where_and_kind_of_subject(
    book: Declarations, type_id: str
) -> None:
    steps = {one.name: [step.name for step in one.steps] for one in book.policies[type_id].quasi}
    assert steps.pop("subject_type", ["as_is"]) == ["as_is"]
    assert steps.pop("place", ["region", "country"]) == ["region", "country"]
    assert list(steps.values()) in ([["quarter", "year"]], [])


@pytest.mark.parametrize("type_id", ["aggression", "diagnosis"])
def test_harm_leaves_with_how_they_face_it_or_not_at_all(book: Declarations, type_id: str) -> None:
    parts = {part.name for part in book.policies[type_id].parts}
    assert ("coping" in parts) == ("aggressions" in parts)
    assert ("copings" in parts) == ("impacts" in parts)


@pytest.mark.parametrize("type_id", LEAVING)
@_TYPE_BY_TYPE
@given(data=st.data())
def test_what_leaves_passes_its_policy(
    book: Declarations, type_id: str, data: st.DataObject
) -> None:
    body, policy = data.draw(bodies(book, type_id)), book.policies[type_id]
    assert book.load(type_id, body) == body
    for levels in policy.climb():
        policy.check(project(policy, body, levels))


@pytest.mark.parametrize("type_id", LEAVING)
@_TYPE_BY_TYPE
@given(data=st.data())
def test_what_stays_changes_nothing_that_leaves(
    book: Declarations, type_id: str, data: st.DataObject
) -> None:
    body, twin = data.draw(twins(book, type_id))
    policy = book.policies[type_id]
    left = exact_bytes(project(policy, body, {}))
    assert left == exact_bytes(project(policy, twin, {}))
