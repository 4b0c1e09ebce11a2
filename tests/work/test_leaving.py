"""What was seen is what leaves, or nothing does; and what stays says why."""

import json
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from tejido.errors import ChangedError, NotFoundError, NotOpenedError
from tejido.minimize.minimized import Emission
from tejido.store import emissions
from tejido.testing.networks import NORTE, SUR
from tejido.work import consent, leaving, processes, records
from tejido.work.emissions import opened
from tejido.work.keys import keys_of
from tejido.work.leaving import Leaving


def preview(office: Any, named: list[str] | None = None) -> Leaving:
    return leaving.preview(office.node, office.ana, "tela", named)


def approve(office: Any, named: list[str] | None = None) -> Leaving:
    """Approve what is seen now."""
    digest = preview(office, named).digest
    return leaving.approve(office.node, office.ana, "tela", digest, named)


def kept(office: Any) -> dict[str, Emission]:
    """What stands in the sealed emissions, by record."""
    with office.node.store.read() as tx:
        keys = keys_of(office.node, tx, office.ana)
        return {
            one.record: opened(one, keys, process)
            for process in keys
            for one in emissions.of_process(tx, process)
        }


def held(office: Any) -> set[tuple[str, str, str, str]]:
    """Record, recipient, reason and day of all that is held."""
    return {
        (record, recipient, *why)
        for record, emission in kept(office).items()
        for recipient, why in emission.held.items()
    }


def emitted(office: Any, record: str) -> bool:
    return bool(kept(office)[record].given)


# --- looking ----------------------------------------------------------------------------


def test_a_preview_shows_the_exact_bytes_for_each_other_member(office: Any) -> None:
    process, record = office.visited()
    seen = preview(office)
    assert [(one.record, one.process, one.recipient) for one in seen.items] == [
        (record, process, NORTE),
        (record, process, SUR),
    ]
    item = seen.items[0]
    content = json.loads(item.content)
    assert content["fields"] == {
        "aggression": "threat",
        "answer": "silence",
        "day": "2026-Q1",
        "people": "2-5",
        "place": "MX-OAX",
    }
    assert (item.item, item.version, item.purpose) == (content["id"], 1, "aggregate")
    assert (item.network, item.exchange) == ("tela", "records")
    assert record not in item.content.decode()
    assert process not in item.content.decode()


def test_looking_changes_nothing(office: Any) -> None:
    office.visited()
    office.write(office.begin())
    office.plugin.terms["k_records"] = 2
    before = office.dump()
    assert preview(office).digest == preview(office).digest
    assert preview(office, []).items == ()
    assert office.dump() == before


def test_some_records_can_be_looked_at_by_themselves(office: Any) -> None:
    _process, one = office.visited()
    office.visited()
    assert {item.record for item in preview(office, [one]).items} == {one}
    assert approve(office, [one]).items
    assert {item.record for item in office.plugin.queue} == {one}


def test_a_record_that_is_not_there_cannot_be_chosen(office: Any) -> None:
    _process, one = office.visited()
    with pytest.raises(NotOpenedError):
        preview(office, [one, "0" * 32])


def test_the_record_of_another_team_is_not_looked_at(office: Any) -> None:
    luna = office.small.joined_by("luna", "analyst")
    office.visited()
    theirs = processes.start(office.node, luna, "accompaniment", "Otro")
    consent.grant(office.node, luna, theirs, ["aggregate"], [NORTE])
    entry = records.Entry("tela.visit", theirs, {"aggression": "raid"})
    (record,) = records.write(office.node, luna, [entry])
    seen = leaving.preview(office.node, luna, "tela")
    assert [item.record for item in seen.items] == [record]


@pytest.mark.parametrize("network", ["", "otra"])
def test_a_network_that_the_node_is_not_in_is_not_found(office: Any, network: str) -> None:
    with pytest.raises(NotFoundError):
        leaving.preview(office.node, office.ana, network)
    with pytest.raises(NotFoundError):
        leaving.approve(office.node, office.ana, network, "")


# --- consent ----------------------------------------------------------------------------


def test_consent_is_for_each_recipient(office: Any) -> None:
    process = office.begin()
    office.grant(process, to=[NORTE])
    office.write(process)
    seen = preview(office)
    assert [item.recipient for item in seen.items] == [NORTE]
    assert (seen.unconsented, seen.held) == (1, ())


def test_a_coordinator_counts_so_consent_to_be_counted_is_asked_as_well(office: Any) -> None:
    emergency = next(
        one for sample in office.node.plugins.samples(1) for one in sample.records
        if one.type == "crisis.emergency"
    )  # fmt: skip
    process = office.begin()
    office.grant(process, "alert_network", to=[NORTE, SUR])
    entry = records.Entry(emergency.type, process, emergency.given)
    records.write(office.node, office.ana, [entry])
    assert [item.recipient for item in preview(office).items] == [NORTE]
    office.grant(process, "aggregate", to=[SUR])
    assert [item.recipient for item in preview(office).items] == [NORTE, SUR]
    assert {item.purpose for item in preview(office).items} == {"alert_network"}


def test_without_consent_nothing_is_projected_and_nothing_is_held(office: Any) -> None:
    record = office.write(office.begin())
    seen = approve(office)
    assert (seen.items, seen.held, seen.unconsented) == ((), (), 2)
    assert (held(office), emitted(office, record)) == (set(), False)


def test_withdrawn_consent_sends_nothing_more(office: Any) -> None:
    process, _record = office.visited()
    approve(office)
    (grant,) = processes.shown(office.node, office.ana, process).grants
    consent.withdraw(office.node, office.ana, grant.id)
    seen = preview(office)
    assert (seen.items, seen.unconsented) == ((), 2)


# --- holding ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("terms", "reason"),
    [
        pytest.param({"k_records": 2}, "few_companions", id="nobody looks alike"),
        pytest.param({"until": "2026-02-28"}, "charter_expired", id="the charter expired"),
        pytest.param({"purposes": frozenset({"research"})}, "purpose_not_in_charter", id="purpose"),
        pytest.param({"policies": {}}, "policy_not_in_charter", id="policy"),
        pytest.param({"retention_days": 9}, "consent_ends_soon", id="less than a quarter"),
    ],
)
def test_what_a_gate_holds_stays_and_says_why(
    office: Any, terms: dict[str, Any], reason: str
) -> None:
    process, record = office.visited()
    office.plugin.terms.update(terms)
    seen = approve(office)
    assert seen.items == ()
    assert {(one.record, one.process, one.recipient, one.reason) for one in seen.held} == {
        (record, process, recipient, reason) for recipient in (NORTE, SUR)
    }
    assert held(office) == {(record, recipient, reason, "2026-03-01") for recipient in (NORTE, SUR)}
    assert not emitted(office, record)
    assert office.plugin.queue == []


def test_holds_are_looked_at_again_at_each_approval(office: Any) -> None:
    office.plugin.terms["k_records"] = 2
    _process, first = office.visited()
    approve(office)
    office.clock.pass_(days=3)
    approve(office)
    assert {since for *_who, since in held(office)} == {"2026-03-01"}
    _process, second = office.visited()
    assert {item.record for item in approve(office).items} == {first, second}
    assert held(office) == set()


def test_a_hold_goes_when_consent_does(office: Any) -> None:
    office.plugin.terms["k_records"] = 2
    process, _record = office.visited()
    approve(office)
    assert held(office)
    (grant,) = processes.shown(office.node, office.ana, process).grants
    consent.withdraw(office.node, office.ana, grant.id)
    approve(office)
    assert held(office) == set()


def test_a_hold_for_another_reason_begins_anew(office: Any) -> None:
    office.plugin.terms["k_records"] = 2
    office.visited()
    approve(office)
    office.clock.pass_(days=3)
    office.plugin.terms["policies"] = {}
    approve(office)
    assert {(reason, since) for _record, _recipient, reason, since in held(office)} == {
        ("policy_not_in_charter", "2026-03-04")
    }


def test_company_is_counted_where_consent_to_be_counted_is_and_ladders_are_climbed(
    office: Any,
) -> None:
    office.plugin.terms["k_records"] = 2
    _process, one = office.visited(day="2026-01-15")
    assert preview(office).items == ()
    office.write(office.begin("Sin consentimiento"), day="2026-01-20")
    assert preview(office).items == ()
    office.visited(day="2025-06-15")
    assert preview(office).items == ()
    office.visited(day="2026-08-01")
    (item, *_rest) = preview(office, [one]).items
    assert json.loads(item.content)["fields"]["day"] == "2026"


def test_nothing_in_clear_tells_what_was_held_or_given_and_what_was_not(office: Any) -> None:
    """One record leaves, one is held, one is not covered: their rows look alike."""
    office.plugin.terms["k_records"] = 2
    office.visited(), office.visited()
    office.visited(day="2020-01-01")
    office.write(office.begin())
    left = approve(office)
    assert (len(left.items), len(left.held), left.unconsented) == (4, 2, 2)
    rows = office.dump()["emission"]
    assert {row[0] for row in rows} == {row[0] for row in office.dump()["record"]}
    assert len({(*row[1:3], len(row[3])) for row in rows}) == 1


def test_the_pseudonym_of_what_never_left_is_of_the_year_in_which_it_leaves(office: Any) -> None:
    office.plugin.terms["k_records"] = 2
    office.visited()
    approve(office)
    (before,) = kept(office).values()
    office.clock.pass_(days=365)
    office.plugin.terms["k_records"] = 1
    (item, *_rest) = approve(office).items
    assert json.loads(item.content)["subject"] != before.subject
    assert json.loads(item.content)["id"] == before.item


# --- consent withdrawn ------------------------------------------------------------------


def test_consent_given_again_sends_a_new_version_of_the_same_values(office: Any) -> None:
    process, record = office.visited()
    before = approve(office).items
    (grant,) = processes.shown(office.node, office.ana, process).grants
    consent.withdraw(office.node, office.ana, grant.id)
    assert {one.digest for one in kept(office)[record].given.values()} == {""}
    office.grant(process, to=[NORTE])
    (again,) = approve(office).items
    assert (again.recipient, again.version, again.item) == (NORTE, 2, before[0].item)
    assert json.loads(again.content)["fields"] == json.loads(before[0].content)["fields"]
    assert preview(office).items == ()


def test_withdrawing_what_another_grant_still_covers_sends_nothing_anew(office: Any) -> None:
    process = office.begin()
    office.grant(process, to=[NORTE])
    (second,) = office.grant(process, to=[NORTE, SUR])
    office.write(process)
    approve(office)
    consent.withdraw(office.node, office.ana, second)
    seen = preview(office)
    assert (seen.items, seen.unchanged, seen.unconsented) == ((), 1, 1)


def test_withdrawing_another_purpose_sends_nothing_anew(office: Any) -> None:
    process, _record = office.visited()
    (other,) = office.grant(process, "research")
    approve(office)
    consent.withdraw(office.node, office.ana, other)
    assert preview(office).unchanged == 2


# --- approving --------------------------------------------------------------------------


def test_what_was_seen_is_queued_byte_for_byte_and_then_nothing_is_new(office: Any) -> None:
    _process, record = office.visited()
    seen = preview(office)
    done = leaving.approve(office.node, office.ana, "tela", seen.digest)
    assert done == seen
    assert tuple(office.plugin.queue) == seen.items
    assert emitted(office, record)
    again = preview(office)
    assert (again.items, again.unchanged) == ((), 2)
    approve(office)
    assert len(office.plugin.queue) == 2


@pytest.mark.parametrize(
    "change", ["a field that leaves", "a new record", "consent", "the charter", "the calendar"]
)
def test_what_changed_since_it_was_seen_is_not_approved_and_nothing_happens(
    office: Any, change: str
) -> None:
    process, record = office.visited()
    seen = preview(office)
    if change == "a field that leaves":
        office.write(process, record, aggression="killing")
    elif change == "a new record":
        office.write(process)
    elif change == "consent":
        (grant,) = processes.shown(office.node, office.ana, process).grants
        consent.withdraw(office.node, office.ana, grant.id)
    elif change == "the charter":
        office.plugin.terms["charter"] = (2, "d" * 64)
    else:
        office.clock.pass_(days=92)
    before = office.dump()
    with pytest.raises(ChangedError):
        leaving.approve(office.node, office.ana, "tela", seen.digest)
    assert office.dump() == before
    assert office.plugin.queue == []


def test_an_edit_of_what_stays_does_not_spoil_an_approval(office: Any) -> None:
    process, record = office.visited()
    seen = preview(office)
    office.write(process, record, said="otra cosa, y más larga", title="x", people=5)
    assert leaving.approve(office.node, office.ana, "tela", seen.digest).items == seen.items


def test_if_queueing_fails_all_of_the_approval_is_undone(office: Any) -> None:
    office.visited()
    office.plugin.terms["k_records"] = 2
    office.visited(day="2020-01-01")
    office.plugin.terms["k_records"] = 1
    seen = preview(office)
    before = office.dump()
    office.plugin.fails = RuntimeError("no space")
    with pytest.raises(RuntimeError):
        leaving.approve(office.node, office.ana, "tela", seen.digest)
    assert office.dump() == before
    office.plugin.fails = None
    assert leaving.approve(office.node, office.ana, "tela", seen.digest).items == seen.items


def test_approving_a_subset_leaves_the_holds_of_others(office: Any) -> None:
    office.plugin.terms["k_records"] = 2
    _process, lone = office.visited(day="2020-01-01")
    approve(office)
    _process, one = office.visited()
    office.visited()
    approve(office, [one])
    assert {record for record, *_why in held(office)} == {lone}


# --- versions ---------------------------------------------------------------------------


def test_versions_rise_only_when_the_bytes_change_for_each_recipient_alone(office: Any) -> None:
    process = office.begin()
    office.grant(process, to=[NORTE])
    record = office.write(process)
    approve(office)
    office.write(process, record, said="otra cosa")
    assert preview(office).items == ()
    office.write(process, record, aggression="killing")
    approve(office)
    office.grant(process, to=[SUR])
    approve(office)
    assert [(item.recipient, item.version) for item in office.plugin.queue] == [
        (NORTE, 1),
        (NORTE, 2),
        (SUR, 1),
    ]
    assert len({item.item for item in office.plugin.queue}) == 1


def test_levels_stay_as_they_were_sent(office: Any) -> None:
    office.plugin.terms["k_records"] = 2
    process, record = office.visited(day="2026-01-15")
    office.visited(day="2026-08-01")
    approve(office, [record])
    office.visited(day="2026-02-01")
    assert preview(office, [record]).items == ()
    office.write(process, record, day="2026-01-15", people=40)
    (item, *_rest) = preview(office, [record]).items
    assert (item.version, json.loads(item.content)["fields"]["day"]) == (2, "2026")


def test_levels_that_were_only_seen_are_not_frozen(office: Any) -> None:
    office.plugin.terms["k_records"] = 2
    _process, record = office.visited(day="2026-01-15")
    office.visited(day="2026-08-01")
    preview(office)
    office.visited(day="2026-02-01")
    days = {json.loads(item.content)["fields"]["day"] for item in preview(office, [record]).items}
    assert days == {"2026-Q1"}


def test_one_subject_has_one_pseudonym_in_a_network_and_year_and_each_record_its_own_id(
    office: Any,
) -> None:
    process, _record = office.visited()
    office.write(process)
    office.visited()
    contents = [json.loads(item.content) for item in preview(office).items]
    assert sorted(Counter(one["subject"] for one in contents).values()) == [2, 4]
    assert len({one["id"] for one in contents}) == 3


def test_a_subject_gets_another_pseudonym_next_year_but_its_record_keeps_the_first(
    office: Any,
) -> None:
    process, record = office.visited()
    approve(office)
    office.clock.pass_(days=365)
    office.write(process, record, people=40)
    second = office.write(process)
    subjects = {item.record: json.loads(item.content)["subject"] for item in preview(office).items}
    first = json.loads(office.plugin.queue[0].content)["subject"]
    assert subjects[record] == first
    assert subjects[second] != first


def test_another_network_knows_records_and_subjects_by_other_names(office: Any) -> None:
    office.visited()
    here = preview(office).items[0]
    office.plugin.network = "otra"
    there = leaving.preview(office.node, office.ana, "otra").items[0]
    assert here.item != there.item
    assert json.loads(here.content)["subject"] != json.loads(there.content)["subject"]
    assert json.loads(here.content)["fields"] == json.loads(there.content)["fields"]


def test_a_type_of_which_nothing_leaves_is_never_shown(office: Any) -> None:
    office.visited()
    declarations = office.node.declarations
    silent = replace(declarations.policies["tela.visit"], fields=(), groups=())
    policies = {**declarations.policies, "tela.visit": silent}
    plugins = replace(office.node.plugins, declarations=replace(declarations, policies=policies))
    node = replace(office.node, plugins=plugins)
    seen = leaving.preview(node, office.ana, "tela")
    assert (seen.items, seen.held, seen.unconsented) == ((), (), 0)
