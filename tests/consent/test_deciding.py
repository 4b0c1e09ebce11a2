"""What conversations decide: who can say yes, which one counts, and what grants follow."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tejido.consent.conversation import Conversation
from tejido.consent.deciding import (
    COLLECTIVE,
    OPEN,
    PROTECTING,
    State,
    changes,
    decisions,
    refused_before,
)
from tejido.store.grants import Grant

TODAY = date(2026, 3, 1)
PURPOSES = sorted(COLLECTIVE | PROTECTING)


def talk(
    number: int = 1, said: dict[str, str] | None = None, to: Sequence[str] = (), **body: Any
) -> Conversation:
    """A conversation of an assembly, as its record keeps it."""
    purposes = [
        {"purpose": purpose, "answer": answer, "recipients": [{"node": one} for one in to]}
        for purpose, answer in (said or {"aggregate": "yes"}).items()
    ]
    kept = {"round": number, "capacity": "assembly", "purposes": purposes, **body}
    return Conversation(f"r{number}", "2026-02-01", kept)


def state(conversation: Conversation, unit: str = "community", purpose: str = "aggregate") -> State:
    return decisions([conversation], unit, TODAY)[purpose].state


@pytest.mark.parametrize(
    ("unit", "capacity", "purpose", "expected"),
    [
        ("community", "assembly", "aggregate", State.AGREED),
        ("community", "representative", "advocacy_named", State.AGREED),
        ("community", "self", "aggregate", State.NEEDS_COLLECTIVE),
        ("", "self", "advocacy_anonymous", State.NEEDS_COLLECTIVE),
        ("family", "guardian", "research", State.NEEDS_COLLECTIVE),
        ("community", "self", "alert_network", State.AGREED),
        ("community", "", "alert_network", State.NEEDS_PERSON),
        ("person", "self", "aggregate", State.AGREED),
        ("person", "assembly", "aggregate", State.NEEDS_PERSON),
        ("person", "assembly", "service", State.NEEDS_PERSON),
    ],
)
def test_what_is_told_about_a_collective_takes_the_collective(
    unit: str, capacity: str, purpose: str, expected: State
) -> None:
    found = talk(said={purpose: "yes"}, capacity=capacity, assent="yes")
    assert state(found, unit, purpose) is expected


@pytest.mark.parametrize(
    ("assent", "expected"),
    [
        (None, State.NEEDS_ASSENT),
        ("no", State.NEEDS_ASSENT),
        ("unknown", State.NEEDS_ASSENT),
        ("yes", State.AGREED),
        ("not_applicable", State.AGREED),
    ],
)
def test_a_guardian_speaks_together_with_the_child(assent: str | None, expected: State) -> None:
    found = talk(capacity="guardian", assent=assent)
    assert state(found, "person") is expected


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"expires_on": "2026-02-28"}, State.ENDED),
        ({"expires_on": "2026-03-01"}, State.AGREED),
        ({"expires_on": "2026-03"}, State.AGREED),
        ({"expires_on": "unknown"}, State.AGREED),
        ({"withdrawn_on": "2026-02-20"}, State.WITHDRAWN),
        ({"said": {"aggregate": "no"}}, State.REFUSED),
        ({"said": {"aggregate": "later"}}, State.LATER),
    ],
)
def test_a_yes_ends_and_is_taken_back(changed: dict[str, Any], expected: State) -> None:
    assert state(talk(**changed)) is expected


def test_a_reserved_answer_decides_nothing() -> None:
    assert decisions([talk(said={"aggregate": "not_asked"})], "", TODAY) == {}
    assert decisions([Conversation("r", "2026-01-01", {"purposes": "withheld"})], "", TODAY) == {}


def test_the_newest_conversation_decides_each_purpose_that_it_answers() -> None:
    first = talk(1, {"aggregate": "yes", "research": "yes"})
    second = talk(2, {"aggregate": "no"})
    found = decisions([second, first], "community", TODAY)
    assert found["aggregate"].state is State.REFUSED
    assert found["research"].conversation is first


def test_of_one_day_the_one_written_last_is_the_newest_and_days_come_first() -> None:
    old_paper = talk(3, {"aggregate": "yes"}, given_on="2025-12")
    assert (
        decisions([old_paper, talk(2, {"aggregate": "no"})], "", TODAY)["aggregate"].state
        is State.REFUSED
    )
    later = talk(2, {"aggregate": "no"}, given_on="2026-01-09")
    assert (
        decisions([later, talk(1, given_on="2026-01-09")], "", TODAY)["aggregate"].state
        is State.REFUSED
    )


def test_a_day_to_come_makes_nothing_newer_than_what_was_written_since() -> None:
    tomorrow = talk(1, {"aggregate": "yes"}, given_on="2049-01-01")
    assert (
        decisions([tomorrow, talk(2, {"aggregate": "no"})], "", TODAY)["aggregate"].state
        is State.REFUSED
    )


def test_a_yes_that_does_not_suffice_leaves_what_was_decided() -> None:
    assembly, one_of_them = talk(1), talk(2, capacity="self")
    assert decisions([assembly, one_of_them], "", TODAY)["aggregate"].conversation is assembly
    refused = talk(1, {"aggregate": "no"})
    assert decisions([refused, one_of_them], "", TODAY)["aggregate"].state is State.REFUSED
    assert decisions([one_of_them], "", TODAY)["aggregate"].state is State.NEEDS_COLLECTIVE


def test_vital_interest_protects_a_life_and_never_goes_against_a_no() -> None:
    alert = {"alert_network": "vital"}
    assert state(talk(1, alert), purpose="alert_network") is State.VITAL
    assert state(talk(1, {"aggregate": "vital"})) is State.REFUSED
    for before in (
        talk(1, {"alert_network": "no"}),
        talk(1, {"alert_network": "yes"}, withdrawn_on="2026-02-20"),
    ):
        found = decisions([before, talk(2, alert)], "", TODAY)
        assert found["alert_network"].state not in OPEN
        assert refused_before([before], "", TODAY) == {"alert_network"}
    later = decisions([talk(1, {"alert_network": "later"}), talk(2, alert)], "", TODAY)
    assert later["alert_network"].state is State.VITAL


def test_what_one_person_says_about_herself_decides_nothing_for_the_others() -> None:
    hers = talk(2, {"aggregate": "no"}, concerns="member", capacity="self")
    assert decisions([talk(1), hers], "", TODAY)["aggregate"].state is State.AGREED
    assert decisions([hers], "", TODAY) == {}


# --- the grants that follow ----------------------------------------------------------------


def grants_of(found: Conversation, unit: str = "") -> tuple[Grant, ...]:
    return changes("p", decisions([found], unit, TODAY), [], {found.record}).given


def standing(*given: Grant) -> list[Grant]:
    return [replace(one, id=f"g{number}") for number, one in enumerate(given)]


def test_a_grant_says_what_was_agreed_and_where() -> None:
    (grant,) = grants_of(talk(to=["norte"], expires_on="2026-12"))
    assert (grant.record, grant.process, grant.purpose) == ("r1", "p", "aggregate")
    assert (grant.recipients, grant.basis) == (frozenset({"norte"}), "consent")
    assert (grant.until, grant.withdrawn_on) == ("2026-12-31", None)
    (vital,) = grants_of(talk(said={"referral": "vital"}))
    assert vital.basis == "vital_interest"


def test_saving_again_changes_nothing_and_editing_replaces() -> None:
    first = talk(to=["norte"])
    kept = standing(*grants_of(first))
    decided = decisions([first], "", TODAY)
    assert changes("p", decided, kept, {"r1"}) == changes("p", {}, [], set())
    wider = talk(to=["norte", "sur"])
    found = changes("p", decisions([wider], "", TODAY), kept, {"r1"})
    assert list(found.withdrawn) == kept
    assert found.given[0].recipients == frozenset({"norte", "sur"})


def test_only_what_is_being_said_now_gives() -> None:
    """So that nothing comes back by itself when something else is erased or restored."""
    decided = decisions([talk(1)], "", TODAY)
    assert changes("p", decided, [], set()).given == ()
    taken = changes("p", {}, standing(*grants_of(talk(1))), set())
    assert len(taken.withdrawn) == 1


def test_a_grant_without_conversation_goes_only_when_its_purpose_is_answered_now() -> None:
    lone = Grant("g", "p", "aggregate", frozenset(), "public_interest", "2026-01-01")
    no = decisions([talk(1, {"aggregate": "no"})], "", TODAY)
    assert changes("p", no, [lone], set()).withdrawn == ()
    assert changes("p", no, [lone], {"r1"}).withdrawn == (lone,)
    not_enough = decisions([talk(1, capacity="self")], "", TODAY)
    assert changes("p", not_enough, [lone], {"r1"}).withdrawn == ()


conversations = st.lists(
    st.builds(
        lambda number, said, to, body: talk(number, said, to, **body),
        st.integers(1, 4),
        st.dictionaries(
            st.sampled_from(PURPOSES), st.sampled_from(["yes", "no", "later", "vital", "unknown"])
        ),
        st.lists(st.sampled_from(["norte", "sur"]), unique=True),
        st.fixed_dictionaries(
            {},
            optional={
                "capacity": st.sampled_from(["self", "representative", "assembly", "guardian"]),
                "assent": st.sampled_from(["yes", "no"]),
                "concerns": st.sampled_from(["subject", "member"]),
                "expires_on": st.sampled_from(["2026-02-28", "2027", "unknown"]),
                "withdrawn_on": st.just("2026-02-27"),
                "given_on": st.sampled_from(["2025", "2026-01-05", "2026-02-01"]),
            },
        ),
    ),
    max_size=4,
    unique_by=lambda one: one.record,
)


@given(conversations, st.sampled_from(["", "person", "community"]), st.data())
def test_whatever_is_saved_in_whatever_order_only_what_was_decided_stands(
    had: list[Conversation], unit: str, data: st.DataObject
) -> None:
    """Saved one by one, in any order: what stands is decided today, and never a no."""
    stands: list[Grant] = []
    present: list[Conversation] = []
    for saved in data.draw(st.permutations(had)):
        present.append(saved)
        decided = decisions(present, unit, TODAY)
        found = changes("p", decided, stands, {saved.record})
        stands = [one for one in stands if one not in found.withdrawn] + list(found.given)
        assert len({one.purpose for one in stands}) == len(stands)
        for one in stands:
            decision = decided[one.purpose]
            assert decision.state in OPEN
            assert one == decision.grant("p")
            assert not decision.conversation.is_personal
            assert (one.basis == "vital_interest") is (decision.answer.answer == "vital")
            if one.basis == "vital_interest":
                assert one.purpose in PROTECTING
            elif one.purpose in COLLECTIVE and unit != "person":
                assert decision.conversation.capacity in ("assembly", "representative")
