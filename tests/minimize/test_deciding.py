"""All gates in their order, and versions that tell of nothing but what leaves."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tejido.consent.gate import About
from tejido.declare.coding import code
from tejido.declare.policy import Policy, exact_bytes
from tejido.declare.records import Member, Network
from tejido.errors import ConsentError, HeldError
from tejido.minimize.deciding import Candidate, Decision, decide
from tejido.minimize.group_gate import Company
from tejido.minimize.minimized import Emission, Terms, minimized
from tejido.store.grants import Grant

TODAY = date(2026, 3, 1)
EMISSION = Emission("0" * 32, "1" * 32, levels=None)
#: Counts what it receives; its partner does not.
CENTRE, PARTNER = "centre", "partner"

Decide = Callable[..., Decision]


def grant(purpose: str = "advocacy_anonymous", **changes: Any) -> Grant:
    recipients = frozenset({CENTRE, PARTNER})
    return Grant(purpose, "p", purpose, recipients, "consent", "2026-01-01", **changes)


#: Consent for the record's purpose, and for being counted.
BOTH = (grant(), grant("aggregate"))


@pytest.fixture
def network(policy: Policy) -> Network:
    return Network(
        id="n",
        name="Red",
        node="here",
        members=(Member("here", "H"), Member(CENTRE, "C"), Member(PARTNER, "P")),
        coordinators=frozenset({CENTRE}),
        purposes=frozenset({"advocacy_anonymous"}),
        policies={"act": frozenset({policy.digest})},
        k=5,
        k_records=1,
        organizations=3,
        retention_days=365,
        until="2026-12-31",
        charter=(1, "c" * 64),
    )


@pytest.fixture
def candidate(policy: Policy, body: dict[str, Any]) -> Candidate:
    return Candidate("r", "p", "advocacy_anonymous", policy, body, BOTH, EMISSION)


@pytest.fixture
def decided(candidate: Candidate, network: Network) -> Decide:
    """Decide about the candidate, other things being as given."""

    def call(
        recipient: str = PARTNER, *, on: date = TODAY, charter: Any = None, **changes: Any
    ) -> Decision:
        one = replace(candidate, **changes)
        alone = Company(one.policy, [])
        return decide(one, recipient, replace(network, **(charter or {})), alone, on)

    return call


def read(decision: Decision) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(decision.content)
    return found


# --- consent and charter ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("recipient", "grants", "leaves"),
    [
        pytest.param(PARTNER, [grant()], True, id="the purpose suffices for who does not count"),
        pytest.param(CENTRE, [grant()], False, id="who counts needs consent to be counted"),
        pytest.param(CENTRE, BOTH, True, id="both"),
        pytest.param(PARTNER, [grant("aggregate")], False, id="counting is not the purpose"),
        pytest.param(PARTNER, [], False, id="nothing"),
        pytest.param("stranger", BOTH, False, id="somebody whom no grant names"),
        pytest.param(PARTNER, [grant(withdrawn_on="2026-02-01")], False, id="withdrawn"),
    ],
)
def test_consent_is_asked_for_the_purpose_and_for_counting(
    decided: Decide, recipient: str, grants: list[Grant], leaves: bool
) -> None:
    if leaves:
        assert decided(recipient, grants=grants).is_new
    else:
        with pytest.raises(ConsentError):
            decided(recipient, grants=grants)


@pytest.mark.parametrize(
    ("charter", "reason"),
    [
        pytest.param({"until": "2026-02-28"}, "charter_expired", id="expired yesterday"),
        pytest.param({"purposes": frozenset({"research"})}, "purpose_not_in_charter", id="purpose"),
        pytest.param({"policies": {}}, "policy_not_in_charter", id="no such type"),
        pytest.param(
            {"policies": {"act": frozenset({"0" * 64})}}, "policy_not_in_charter", id="policy"
        ),
        pytest.param({"k_records": 2}, "few_companions", id="company"),
        pytest.param(
            {"retention_days": 20}, "consent_ends_soon", id="kept for less than a quarter"
        ),
    ],
)
def test_what_the_charter_does_not_allow_is_held_with_its_reason(
    decided: Decide, charter: dict[str, Any], reason: str
) -> None:
    with pytest.raises(HeldError) as held:
        decided(charter=charter)
    assert held.value.reason == reason


def test_without_consent_nothing_else_is_looked_at(decided: Decide) -> None:
    class Untouchable(dict[str, Any]):
        def get(self, *_: object) -> Any:
            raise AssertionError("a body was read without consent")

    with pytest.raises(ConsentError):
        decided(grants=[], body=Untouchable(), charter={"until": "2020-01-01"})


def test_the_last_day_of_the_charter_is_included(decided: Decide) -> None:
    assert decided(charter={"until": "2026-03-01"}).is_new


@pytest.mark.parametrize(
    ("recipient", "purpose", "aggregate", "until"),
    [
        (PARTNER, None, None, "2026-Q4"),
        (PARTNER, "2026-09-30", None, "2026-Q3"),
        (PARTNER, None, "2026-06-30", "2026-Q4"),
        (CENTRE, None, "2026-06-30", "2026-Q2"),
        (CENTRE, "2026-04-15", "2026-06-30", "2026-Q1"),
    ],
)
def test_it_is_kept_until_the_first_of_what_consent_and_charter_say(
    decided: Decide, recipient: str, purpose: str | None, aggregate: str | None, until: str
) -> None:
    grants = [grant(until=purpose), grant("aggregate", until=aggregate)]
    assert read(decided(recipient, grants=grants))["consent"]["until"] == until


# --- versions and levels ------------------------------------------------------------------


def test_the_first_version_is_1_and_freezes_the_levels(decided: Decide) -> None:
    first = decided()
    assert (first.version, first.emission.levels, first.is_new) == (1, {}, True)


def test_what_a_recipient_has_is_not_new_and_nothing_changes_by_looking(decided: Decide) -> None:
    first = decided()
    again = decided(emission=first.emission)
    assert (again.is_new, again.content, again.version) == (False, first.content, 1)
    assert again.emission == first.emission


def test_editing_what_leaves_raises_the_version_and_what_stays_does_not(
    decided: Decide, body: dict[str, Any]
) -> None:
    first = decided()
    stays = decided(emission=first.emission, body={**body, "narrative": "otra", "people": 3})
    assert not stays.is_new
    leaves = decided(emission=first.emission, body={**body, "people": 40})
    assert (leaves.is_new, leaves.version, read(leaves)["version"]) == (True, 2, 2)


def test_versions_of_one_recipient_tell_nothing_of_another(
    decided: Decide, body: dict[str, Any]
) -> None:
    first = decided()
    second = decided(emission=first.emission, body={**body, "people": 40})
    assert second.version == 2
    assert decided(CENTRE, emission=second.emission, body={**body, "people": 40}).version == 1


def test_time_alone_raises_no_version(decided: Decide) -> None:
    """Else every record would be sent again each quarter, only to be kept a little longer."""
    first = decided(charter={"until": "2030-01-01"})
    for days in (31, 92, 200, 300):
        later = decided(
            on=TODAY + timedelta(days), emission=first.emission, charter={"until": "2030-01-01"}
        )
        assert (later.is_new, later.content) == (False, first.content)


def test_what_may_be_kept_no_longer_is_given_anew(decided: Decide) -> None:
    first = decided(charter={"until": "2030-01-01"})
    later = decided(
        on=TODAY + timedelta(400), emission=first.emission, charter={"until": "2030-01-01"}
    )
    assert (later.is_new, later.version) == (True, 2)
    assert read(later)["consent"]["until"] > read(first)["consent"]["until"]


@pytest.mark.parametrize("until", ["2026-06-30", "2026-09-30"])
def test_consent_that_ends_earlier_or_later_than_it_did_is_told(
    decided: Decide, until: str
) -> None:
    first = decided(grants=[grant(until="2026-07-01")])
    assert read(first)["consent"]["until"] == "2026-Q2"
    later = decided(grants=[grant(until=until)], emission=first.emission)
    assert later.is_new is (until == "2026-09-30")


def test_levels_that_were_sent_never_become_finer_or_coarser(
    candidate: Candidate, network: Network, body: dict[str, Any]
) -> None:
    def company(*days: str) -> Company:
        rows = [code(candidate.policy, f"r{day}", f"p{day}", {**body, "day": day}) for day in days]
        return Company(candidate.policy, rows)

    charter = replace(network, k_records=2)
    first = decide(candidate, PARTNER, charter, company("2025-11-02"), TODAY)
    assert (first.emission.levels, read(first)["fields"]["day"]) == ({"day": 1}, "2025")
    sent = replace(candidate, emission=first.emission)
    more = decide(sent, PARTNER, charter, company("2025-11-02", "2025-03-01"), TODAY)
    assert not more.is_new
    with pytest.raises(HeldError):
        decide(sent, PARTNER, charter, company("2024-03-01"), TODAY)


texts = st.text(max_size=60)


@given(one=texts, other=texts, people=st.sampled_from([2, 3, 4, 5]))
def test_records_that_differ_only_in_what_stays_are_decided_alike(
    policy: Policy, one: str, other: str, people: int
) -> None:
    declared = {"day": "2025-03", "place": "MX-OAX", "aggression": "raid"}
    charter = Network(
        "n", "R", "h", (), frozenset(), frozenset({"aggregate"}),
        {"act": frozenset({policy.digest})}, 5, 1, 3, 365, "2026-12-31", (1, "c"),
    )  # fmt: skip
    made = [
        decide(
            Candidate("r", "p", "aggregate", policy, body, BOTH, EMISSION),
            PARTNER,
            charter,
            Company(policy, []),
            TODAY,
        )
        for body in (
            {**declared, "narrative": one, "lead": other, "people": 2},
            {**declared, "narrative": other, "lead": one, "people": people},
        )
    ]
    assert made[0] == made[1]


# --- after a restore ------------------------------------------------------------------


def test_versions_jump_ahead_of_what_was_forgotten(decided: Decide) -> None:
    first = decided()
    assert (first.version, decided(least=65536).version) == (1, 65536)
    given = replace(first.emission.given[PARTNER], version=7, digest="")
    emission = replace(first.emission, given={PARTNER: given})
    assert decided(emission=emission).version == 8
    assert decided(emission=emission, least=65536).version == 65536
    ahead = replace(emission, given={PARTNER: replace(given, version=70000)})
    assert decided(emission=ahead, least=65536).version == 70001


def test_what_a_recipient_has_stays_as_it_is_after_a_restore(decided: Decide) -> None:
    first = decided()
    again = decided(emission=first.emission, least=65536)
    assert (again.is_new, again.version, again.content) == (False, 1, first.content)


# --- what was told, for its subject to see ---------------------------------------------------


def test_what_is_told_is_kept_with_the_grants_it_left_under(decided: Decide) -> None:
    first = decided(CENTRE, on=TODAY)
    (told,) = first.emission.told
    assert (told.version, told.on, told.recipients) == (1, "2026-03-01", (CENTRE,))
    assert told.grants == ("advocacy_anonymous", "aggregate")
    assert told.fields == read(first)["fields"]
    assert (told.purpose, told.until) == ("advocacy_anonymous", "2026-Q4")


def test_what_is_told_gives_the_exact_bytes_again(
    decided: Decide, policy: Policy, body: dict[str, Any]
) -> None:
    """What a subject is shown is what left, whatever becomes of the record."""
    first = decided()
    second = decided(emission=first.emission, body={**body, "people": 40})
    for decision, told in zip((first, second), second.emission.told, strict=True):
        terms = Terms(told.purpose, "consent", told.until)
        again = minimized(policy, {}, {}, decision.emission, told.version, terms)
        assert exact_bytes({**json.loads(again), "fields": told.fields}) == decision.content


def test_what_is_kept_back_is_told_to_nobody(decided: Decide) -> None:
    made = decided(about=About(withheld=frozenset({"act/people", "*/area"})))
    assert read(made)["fields"] == {
        "aggression": "threat",
        "day": "2025-Q1",
        "people": "withheld",
        "place": "withheld",
    }
    assert made.emission.told[0].fields == read(made)["fields"]
