"""The consent gate answers with the grant that covers, or raises."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tejido.consent.conversation import Conversation
from tejido.consent.gate import AGGREGATE, About, Said, ask
from tejido.errors import ConsentError
from tejido.store.grants import Grant

TODAY = date(2026, 3, 1)
GRANT = Grant("g", "p", AGGREGATE, frozenset({"norte"}), "consent", "2026-01-01")


def test_a_live_grant_for_purpose_and_recipient_is_returned() -> None:
    assert ask([GRANT], AGGREGATE, "norte", TODAY) is GRANT


def test_counting_on_the_nodes_own_screens_needs_the_purpose_and_no_recipient() -> None:
    local = replace(GRANT, recipients=frozenset())
    assert ask([local], AGGREGATE, None, TODAY) is local


@pytest.mark.parametrize(
    "grants",
    [
        pytest.param([], id="no grant at all"),
        pytest.param([replace(GRANT, purpose="research")], id="another purpose"),
        pytest.param([replace(GRANT, recipients=frozenset({"sur"}))], id="another recipient"),
        pytest.param([replace(GRANT, recipients=frozenset())], id="an empty audience is nobody"),
        pytest.param([replace(GRANT, withdrawn_on=str(TODAY))], id="withdrawn today"),
        pytest.param([replace(GRANT, until=str(TODAY - timedelta(days=1)))], id="ended yesterday"),
        pytest.param(
            [replace(GRANT, given_on=str(TODAY + timedelta(days=1)))], id="given tomorrow"
        ),
    ],
)
def test_nothing_leaves_without_a_grant_that_covers(grants: list[Grant]) -> None:
    with pytest.raises(ConsentError):
        ask(grants, AGGREGATE, "norte", TODAY)


def test_the_last_day_of_a_grant_is_included() -> None:
    last = replace(GRANT, until=str(TODAY))
    assert ask([last], AGGREGATE, "norte", TODAY) is last


def test_the_grant_that_lasts_longest_answers() -> None:
    short, longer = (
        replace(GRANT, until=str(TODAY)),
        replace(GRANT, until=str(TODAY + timedelta(days=9))),
    )
    assert ask([short, longer], AGGREGATE, "norte", TODAY) is longer
    assert ask([short, longer, GRANT], AGGREGATE, "norte", TODAY) is GRANT


days = st.dates(date(2025, 1, 1), date(2027, 12, 31))
grants = st.builds(
    Grant,
    st.just("g"),
    st.just("p"),
    st.sampled_from([AGGREGATE, "research"]),
    st.frozensets(st.sampled_from(["norte", "sur"])),
    st.just("consent"),
    days.map(str),
    st.none() | days.map(str),
    st.none() | days.map(str),
)


@given(st.lists(grants, max_size=5), st.sampled_from(["norte", "sur", None]), days)
def test_whatever_answers_is_live_and_names_purpose_and_recipient(
    found: list[Grant], recipient: str | None, today: date
) -> None:
    try:
        grant = ask(found, AGGREGATE, recipient, today)
    except ConsentError:
        assert not any(
            one.purpose == AGGREGATE
            and (recipient is None or recipient in one.recipients)
            and one.withdrawn_on is None
            and date.fromisoformat(one.given_on) <= today
            and (one.until is None or today <= date.fromisoformat(one.until))
            for one in found
        )
        return
    assert grant.purpose == AGGREGATE
    assert recipient is None or recipient in grant.recipients
    assert grant.withdrawn_on is None
    assert grant.given_on <= str(today) <= (grant.until or str(today))


# --- what is about one person ---------------------------------------------------------------


def hers(answer: str = "yes", **body: Any) -> Conversation:
    """What one of them said about the record ``r``."""
    said = {"purpose": AGGREGATE, "answer": answer, "recipients": [{"node": "norte"}]}
    kept = {
        "concerns": "member",
        "capacity": "self",
        "records": [{"record": "r"}],
        "purposes": [said],
        **body,
    }
    return Conversation("h", "2026-02-01", kept)


def about(record: str, *had: Conversation) -> About:
    return Said.of("p", had, TODAY).about(record)


def is_covered(record: str, *had: Conversation, recipient: str | None = "norte") -> bool:
    try:
        ask([GRANT], AGGREGATE, recipient, TODAY, about(record, *had))
    except ConsentError:
        return False
    return True


@pytest.mark.parametrize(
    ("changed", "covered"),
    [
        pytest.param({}, True, id="she agrees"),
        pytest.param({"answer": "no"}, False, id="she says no"),
        pytest.param({"answer": "later"}, False, id="she thinks about it"),
        pytest.param({"purposes": []}, False, id="nobody asked her"),
        pytest.param({"capacity": "assembly"}, False, id="an assembly spoke for her"),
        pytest.param({"withdrawn_on": "2026-02-28"}, False, id="she took it back"),
        pytest.param({"expires_on": "2026-02-28"}, False, id="it ended"),
    ],
)
def test_what_is_about_one_person_takes_that_person(changed: dict[str, Any], covered: bool) -> None:
    assert is_covered("r", hers(**changed)) is covered
    assert is_covered("another", hers(**changed))


def test_each_of_several_persons_has_to_agree() -> None:
    assert is_covered("r", hers(), hers())
    assert not is_covered("r", hers(), hers("no"))


def test_a_person_names_recipients_too_and_opens_nothing_by_herself() -> None:
    assert not is_covered("r", hers(), recipient="sur")
    with pytest.raises(ConsentError):
        ask([], AGGREGATE, "norte", TODAY, about("r", hers()))


def test_it_lasts_no_longer_than_what_she_said() -> None:
    longer = replace(GRANT, until="2026-12-31")
    ends = hers(expires_on="2026-06")
    assert ask([longer], AGGREGATE, "norte", TODAY, about("r", ends)).until == "2026-06-30"
    assert ask([longer], AGGREGATE, "norte", TODAY, about("r", hers())).until == "2026-12-31"
    assert ask([GRANT], AGGREGATE, "norte", TODAY, about("r", ends)).until == "2026-06-30"


def test_what_is_kept_back_adds_up_and_outlasts_what_was_agreed() -> None:
    back = {"withhold": [{"path": "act/place"}]}
    all_of_them = Conversation("a", "2026-01-01", {**back, "withdrawn_on": "2026-02-01"})
    alone = hers(withhold=[{"path": "*/day"}])
    assert about("r", all_of_them, alone).withheld == {"act/place", "*/day"}
    assert about("another", all_of_them, alone).withheld == {"act/place"}
