"""The minimized record: exact bytes, versions that tell nothing, pseudonyms, rounding down."""

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tejido.declare.coding import CodedRow, code, code_arrived
from tejido.declare.declarations import Declarations
from tejido.declare.policy import Policy, project
from tejido.errors import HeldError
from tejido.minimize.minimized import (
    Emission,
    Given,
    Terms,
    Told,
    item_id,
    minimized,
    pseudonym,
    until_quarter,
)

TERMS = Terms("aggregate", "consent", "2027-Q1")
LEVELS = {"day": 1}
EMISSION = Emission("0" * 32, "1" * 32, LEVELS)


def test_the_bytes_are_sorted_compact_ascii_and_hold_only_what_is_declared(
    policy: Policy, body: dict[str, Any]
) -> None:
    content = minimized(policy, body, LEVELS, EMISSION, 3, TERMS)
    assert content.isascii()
    assert json.loads(content) == {
        "id": "0" * 32,
        "version": 3,
        "type": "act",
        "schema": 1,
        "purpose": "aggregate",
        "subject": "1" * 32,
        "consent": {"basis": "consent", "until": "2027-Q1"},
        "policy": policy.digest,
        "fields": {"day": "2025", "place": "MX-OAX", "aggression": "threat", "people": "2-5"},
    }
    assert (
        content == json.dumps(json.loads(content), sort_keys=True, separators=(",", ":")).encode()
    )


texts = st.text(max_size=80)


@given(narratives=st.tuples(texts, texts), leads=st.tuples(texts, texts), extra=texts)
def test_records_that_differ_only_in_what_stays_give_identical_bytes(
    policy: Policy,
    narratives: tuple[str, str],
    leads: tuple[str, str],
    extra: str,
) -> None:
    declared = {"day": "2025-03", "place": "MX-OAX", "aggression": "raid", "people": 2}
    one, other = (
        {**declared, "narrative": narrative, "lead": lead, f"extra {extra}": extra}
        for narrative, lead in zip(narratives, leads, strict=True)
    )
    assert minimized(policy, one, LEVELS, EMISSION, 1, TERMS) == minimized(
        policy, other, LEVELS, EMISSION, 1, TERMS
    )
    assert code(policy, "r", "p", one).to_bytes() == code(policy, "r", "p", other).to_bytes()


def told(version: int, *to: str) -> Told:
    """What was told on one day, of one field."""
    return Told(version, "2026-03-01", "aggregate", "2026-Q2", ("g",), {"aggression": "raid"}, to)


def test_an_emission_survives_its_seal() -> None:
    given = Given(3, "a" * 64, "2026-03-01")
    emission = EMISSION.giving("norte", given, LEVELS, told(3, "norte"))
    emission = emission.holding({"sur": "few_companions"}, "2026-03-02")
    assert Emission.from_bytes(emission.to_bytes()) == emission


def test_a_reason_holds_since_the_day_on_which_it_was_first_given() -> None:
    emission = EMISSION.holding({"sur": "few", "norte": "few"}, "2026-03-01")
    later = emission.holding({"sur": "few", "este": "few"}, "2026-03-02")
    assert later.held == {"sur": ("few", "2026-03-01"), "este": ("few", "2026-03-02")}
    assert later.holding({"sur": "policy"}, "2026-03-03").held == {"sur": ("policy", "2026-03-03")}


def test_what_was_taken_from_a_recipient_keeps_its_version() -> None:
    norte, sur = Given(3, "a" * 64, "2026-03-01"), Given(1, "b" * 64, "2026-03-01")
    emission = EMISSION.giving("norte", norte, LEVELS, told(3, "norte"))
    emission = emission.giving("sur", sur, LEVELS, told(1, "sur"))
    taken = emission.taken_from({"norte", "este"})
    assert taken.given["norte"] == Given(3, "", "2026-03-01")
    assert taken.given["sur"] == emission.given["sur"]


def test_what_several_were_told_alike_is_kept_once_and_all_of_it_stays() -> None:
    emission, given = EMISSION, Given(1, "a" * 64, "2026-03-01")
    for recipient, version in (("norte", 1), ("sur", 1), ("norte", 2)):
        emission = emission.giving(recipient, given, LEVELS, told(version, recipient))
    assert emission.told == (told(1, "norte", "sur"), told(2, "norte"))
    assert emission.taken_from({"norte", "sur"}).told == emission.told


def test_a_coded_row_survives_its_seal(policy: Policy, body: dict[str, Any]) -> None:
    row = code(policy, "r", "p", body)
    assert CodedRow.from_bytes("r", row.to_bytes()) == row
    assert row.at("day") == "2025-Q1"
    assert row.at("day", 1) == "2025"


def test_a_row_of_another_version_of_a_policy_says_that_nobody_asked(
    policy: Policy, body: dict[str, Any]
) -> None:
    assert code(policy, "r", "p", body).at("weather") == "not_asked"


def test_a_row_that_arrived_has_only_the_step_that_was_emitted(
    policy: Policy, body: dict[str, Any]
) -> None:
    row = code_arrived(policy, "i", "norte", "s", project(policy, body, {"day": 1}))
    assert row.at("day") == row.at("day", 1) == "2025"


def test_an_item_id_is_the_same_each_time_and_differs_by_record_network_and_process() -> None:
    made = {
        item_id(seed, network, record)
        for seed in (b"a" * 32, b"b" * 32)
        for network in ("n1", "n2")
        for record in ("r1", "r2")
    }
    assert len(made) == 8
    assert item_id(b"a" * 32, "n1", "r1") in made


def test_pseudonyms_differ_by_year_key() -> None:
    assert pseudonym(b"2025" * 8, "p") != pseudonym(b"2026" * 8, "p")
    assert pseudonym(b"2025" * 8, "p") == pseudonym(b"2025" * 8, "p")


@pytest.mark.parametrize(
    ("until", "quarter"),
    [
        (date(2027, 3, 31), "2027-Q1"),
        (date(2027, 3, 30), "2026-Q4"),
        (date(2027, 1, 1), "2026-Q4"),
        (date(2026, 12, 31), "2026-Q4"),
    ],
)
def test_the_last_quarter_is_rounded_down(until: date, quarter: str) -> None:
    assert until_quarter(until, date(2026, 11, 1)) == quarter


def test_consent_that_ends_within_the_quarter_holds_the_record() -> None:
    with pytest.raises(HeldError) as held:
        until_quarter(date(2026, 11, 30), date(2026, 11, 1))
    assert held.value.reason == "consent_ends_soon"


@given(st.dates(date(2026, 1, 1), date(2035, 1, 1)), st.dates(date(2026, 1, 1), date(2030, 1, 1)))
def test_nothing_may_be_kept_longer_than_consent(until: date, today: date) -> None:
    try:
        quarter = until_quarter(until, today)
    except HeldError:
        return
    year, part = int(quarter[:4]), int(quarter[-1])
    end = date(year + part // 4, part % 4 * 3 + 1, 1).toordinal() - 1
    assert today.toordinal() <= end <= until.toordinal()


def test_every_declared_field_is_always_emitted(declarations: Declarations) -> None:
    empty = project(declarations.policies["act"], {}, {})
    assert set(empty.values()) == {"not_asked"}
    declarations.policies["act"].check(empty)
