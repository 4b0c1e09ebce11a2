"""Conversations about consent: grants follow in the same transaction, and so does what leaves."""

import io
import json
import zipfile
from datetime import date
from typing import Any

import pytest

from tejido.errors import InputError, NotFoundError
from tejido.store import grants
from tejido.store.grants import Grant
from tejido.testing.networks import NORTE, SUR
from tejido.work import (
    attachments,
    consent,
    erasing,
    exporting,
    leaving,
    processes,
    records,
    retention,
    search,
    tables,
    tasks,
)
from tejido.work.coding import open_coded
from tejido.work.records import Entry

VISIT = "tela.visit"
#: What is said where somebody could not be asked.
EXCEPTION = {"exception_why": "No contesta desde el ataque", "tell_by": "2026-03-04"}


def said(purpose: str = "aggregate", answer: str = "yes", *to: str) -> dict[str, Any]:
    return {"purpose": purpose, "answer": answer, "recipients": [{"node": one} for one in to]}


def talk(office: Any, process: str, *purposes: dict[str, Any], **body: Any) -> str:
    """Write a conversation down, of an assembly unless something else is said."""
    given = {"capacity": "assembly", "purposes": list(purposes), **body}
    (record,) = records.write(office.node, office.ana, [Entry("consent", process, given)])
    return record


def edit(office: Any, record: str, **changes: Any) -> None:
    found = records.opened(office.node, office.ana, record)
    entry = Entry("consent", found.process, {**found.body, **changes}, record, found.version)
    records.write(office.node, office.ana, [entry])


def every(office: Any, process: str) -> list[Grant]:
    with office.node.store.read() as tx:
        return grants.of_process(tx, process)


def standing(office: Any, process: str) -> set[str]:
    return {one.purpose for one in every(office, process) if one.withdrawn_on is None}


def coded(office: Any) -> dict[str, Any]:
    with office.node.store.read() as tx:
        return {row.record: row for row in open_coded(office.node, tx, office.ana, VISIT)}


def leave(office: Any) -> leaving.Leaving:
    seen = leaving.preview(office.node, office.ana, "tela")
    return leaving.approve(office.node, office.ana, "tela", seen.digest)


def exported(office: Any, process: str, reason: str) -> dict[str, Any]:
    made = exporting.export(office.node, office.ana, process, reason)
    with zipfile.ZipFile(io.BytesIO(b"".join(made.content))) as archive:
        found: dict[str, Any] = json.loads(archive.read("export.json"))
    return found


# --- grants follow --------------------------------------------------------------------------


def test_grants_follow_from_what_was_said_and_name_the_conversation(office: Any) -> None:
    process = office.begin()
    record = talk(
        office, process, said("aggregate", "yes", NORTE), said("research", "no"),
        said("alert_network", "later"), expires_on="2026-12",
    )  # fmt: skip
    (grant,) = every(office, process)
    assert (grant.purpose, grant.record, grant.basis) == ("aggregate", record, "consent")
    assert (grant.recipients, grant.until) == (frozenset({NORTE}), "2026-12-31")
    assert grant.given_on == "2026-03-01"


def test_editing_lets_the_grants_follow(office: Any) -> None:
    process = office.begin()
    record = talk(office, process, said("aggregate", "yes", NORTE), said("research"))
    edit(office, record, purposes=[said("aggregate", "yes", NORTE, SUR), said("research", "no")])
    stand = [one for one in every(office, process) if one.withdrawn_on is None]
    assert [(one.purpose, one.recipients) for one in stand] == [
        ("aggregate", frozenset({NORTE, SUR}))
    ]
    before = office.dump()["consent_grant"]
    edit(office, record, said="Nada más")
    assert office.dump()["consent_grant"] == before


def test_the_newest_conversation_decides_also_over_grants_given_otherwise(office: Any) -> None:
    process = office.begin()
    office.grant(process, "aggregate", "research")
    talk(office, process, said("aggregate", "no"))
    assert standing(office, process) == {"research"}
    first = talk(office, process, said("aggregate"))
    assert records.opened(office.node, office.ana, first).body["round"] == 2
    talk(office, process, said("aggregate", "later"))
    assert standing(office, process) == {"research"}
    edit(office, first, said="Se corrigió una palabra")
    assert standing(office, process) == {"research"}


def test_what_is_told_about_a_collective_waits_for_the_collective(office: Any) -> None:
    process = office.begin()
    talk(office, process, said("aggregate"), said("alert_network"), capacity="self")
    assert standing(office, process) == {"alert_network"}
    subject = Entry("subject", process, {"unit": "person"})
    (record,) = records.write(office.node, office.ana, [subject])
    assert standing(office, process) == {"alert_network"}, "only a conversation gives"
    talk(office, process, said("aggregate"), capacity="self")
    assert standing(office, process) == {"alert_network", "aggregate"}
    changed = Entry("subject", process, {"unit": "community"}, record, 1)
    records.write(office.node, office.ana, [changed])
    assert standing(office, process) == {"alert_network"}


def test_withdrawing_a_grant_writes_it_into_its_conversation(office: Any) -> None:
    process = office.begin()
    visit = office.write(process)
    record = talk(office, process, said("aggregate", "yes", NORTE), said("research"))
    assert set(coded(office)) == {visit}
    grant = next(one for one in every(office, process) if one.purpose == "aggregate")
    consent.withdraw(office.node, office.ana, grant.id)
    assert standing(office, process) == {"research"}
    assert coded(office) == {}
    body = records.opened(office.node, office.ana, record).body
    assert [one.get("withdrawn_on") for one in body["purposes"]] == ["2026-03-01", None]
    with pytest.raises(NotFoundError):
        consent.withdraw(office.node, office.ana, grant.id)
    edit(office, record, said="Queda retirado aunque se edite")
    assert standing(office, process) == {"research"}


def test_all_that_was_said_is_withdrawn_at_once(office: Any) -> None:
    process = office.begin()
    record = talk(office, process, said("aggregate"), said("research"), said("service"))
    consent.withdraw_said(office.node, office.ana, record)
    assert standing(office, process) == set()
    for _again in range(2):
        with pytest.raises(NotFoundError):
            consent.withdraw_said(office.node, office.ana, record)
    with pytest.raises(NotFoundError):
        consent.withdraw_said(office.node, office.ana, office.write(process))


def test_a_change_and_its_effect_are_kept_or_undone_together(office: Any) -> None:
    process = office.begin()
    talk(office, process, said("aggregate"))
    before = office.dump()
    talked = Entry("consent", process, {"purposes": [said("aggregate", "no")]})
    wrong = Entry("consent", process, {"purposes": [said("aggregate"), said("aggregate", "no")]})
    with pytest.raises(InputError):
        records.write(office.node, office.ana, [talked, wrong])
    assert office.dump() == before


def test_plugins_are_told_once_it_is_kept(office: Any) -> None:
    process = office.begin()
    office.plugin.told.clear()
    talk(office, process, said("aggregate"))
    assert ("consent", process) in office.plugin.told


# --- what cannot be said ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"purposes": [said(), said()]}, "purposes"),
        ({"purposes": [said("aggregate", "yes", "Doña Lucía")]}, "purposes"),
        ({"withhold": [{"path": "where she lives"}]}, "withhold"),
        ({"concerns": "member", "records": [{"record": "0" * 32}]}, "records"),
        ({"given_on": "2026-03-02"}, "given_on"),
        ({"withdrawn_on": "2026-04"}, "withdrawn_on"),
        ({"purposes": [said("referral", "vital")], "tell_by": "2026-03-04"}, "exception_why"),
        ({"purposes": [said("referral", "vital")], "exception_why": "Se la llevaron"}, "tell_by"),
        ({"purposes": [said("research", "vital")], **EXCEPTION}, "purposes"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(
    office: Any, changes: dict[str, Any], field: str
) -> None:
    process = office.begin()
    before = office.dump()
    with pytest.raises(InputError) as refused:
        talk(office, process, **({"purposes": [said()]} | changes))
    assert field in refused.value.fields
    assert "Lucía" not in str(refused.value)
    assert office.dump() == before


# --- vital interest --------------------------------------------------------------------------


def test_for_a_life_it_leaves_without_asking_and_they_are_told(office: Any) -> None:
    process = office.begin()
    record = talk(office, process, said("alert_network", "vital", NORTE), **EXCEPTION)
    (grant,) = every(office, process)
    assert (grant.purpose, grant.basis) == ("alert_network", "vital_interest")
    (task,) = tasks.due(office.node, office.ana)
    assert (task.kind, task.record, str(task.due_at.date())) == ("tell_them", record, "2026-03-04")
    edit(office, record, told_on="2026-03-01")
    assert tasks.due(office.node, office.ana) == []
    assert standing(office, process) == {"alert_network"}


def test_a_no_holds_even_then(office: Any) -> None:
    process = office.begin()
    talk(office, process, said("alert_network", "no"))
    with pytest.raises(InputError) as refused:
        talk(office, process, said("alert_network", "vital"), **EXCEPTION)
    assert "purposes" in refused.value.fields


@pytest.mark.parametrize(("second", "is_taken"), [("rosa", True), ("ana", False), ("nadie", False)])
def test_the_second_person_is_somebody_else_of_this_node(
    office: Any, second: str, is_taken: bool
) -> None:
    assert office.rosa
    process, given = office.begin(), {**EXCEPTION, "second_person": second}
    if is_taken:
        talk(office, process, said("referral", "vital"), **given)
        assert standing(office, process) == {"referral"}
    else:
        with pytest.raises(InputError):
            talk(office, process, said("referral", "vital"), **given)


# --- ending ----------------------------------------------------------------------------------


def test_before_it_ends_it_is_talked_about_again(office: Any) -> None:
    process = office.begin()
    record = talk(office, process, said("aggregate"), expires_on="2026-06-30")
    (task,) = tasks.due(office.node, office.ana)
    assert (task.kind, task.record, str(task.due_at.date())) == ("ask_again", record, "2026-05-31")
    consent.withdraw_said(office.node, office.ana, record)
    assert tasks.due(office.node, office.ana) == []


def test_what_has_ended_counts_no_longer(office: Any) -> None:
    process = office.begin()
    office.write(process)
    talk(office, process, said("aggregate"), expires_on="2026-03-10")
    office.clock.pass_(days=9)
    assert len(coded(office)) == 1
    office.clock.pass_(days=1)
    assert coded(office) == {}


# --- what is kept back -----------------------------------------------------------------------


def test_what_is_kept_back_is_neither_counted_nor_leaves(office: Any) -> None:
    process = office.begin()
    visit = office.write(process)
    talk(
        office, process, said("aggregate", "yes", NORTE),
        withhold=[{"path": "tela.visit/people"}], withhold_reason="fear_of_harm",
    )  # fmt: skip
    assert coded(office)[visit].at("people") == "withheld"
    (item,) = leave(office).items
    assert b'"people":"withheld"' in item.content
    later = office.write(process, aggression="raid")
    assert coded(office)[later].at("people") == "withheld"
    assert coded(office)[later].at("aggression") == "raid"


def test_in_a_table_what_is_kept_back_stands_under_no_region(office: Any) -> None:
    kept_back = {"withhold": [{"path": "*/area"}]}
    for number in range(4):
        process = office.begin(f"Hilo {number}")
        office.write(process)
        talk(office, process, said(), **(kept_back if number == 3 else {}))
    table = tables.table(office.node, office.ana, "tela.visits", 2026)
    assert set(table.main.columns) == {"MX-OAX", "withheld"}


def test_keeping_something_back_later_takes_back_what_waits_and_is_approved_anew(
    office: Any,
) -> None:
    process = office.begin()
    visit = office.write(process)
    record = talk(office, process, said("aggregate", "yes", NORTE))
    (first,) = leave(office).items
    edit(office, record, withhold=[{"path": "*/area"}])
    assert office.plugin.dropped == sorted([visit, record])
    (second,) = leave(office).items
    assert (second.version, b'"place":"withheld"' in second.content) == (first.version + 1, True)
    edit(office, record, withhold=[])
    (third,) = leave(office).items
    assert b"MX-OAX" in third.content


# --- what is about one person ------------------------------------------------------------------


def test_what_is_about_one_person_takes_her_and_an_assembly_does_not_override(office: Any) -> None:
    process = office.begin()
    alone, others = office.write(process), office.write(process, aggression="raid")
    talk(office, process, said("aggregate", "yes", NORTE))
    assert set(coded(office)) == {alone, others}
    hers = {"concerns": "member", "capacity": "self", "records": [{"record": alone}]}
    record = talk(office, process, said("aggregate", "no"), **hers)
    assert set(coded(office)) == {others}
    assert {one.record for one in leave(office).items} == {others}
    assert standing(office, process) == {"aggregate"}
    edit(office, record, purposes=[said("aggregate", "yes", NORTE)])
    assert set(coded(office)) == {alone, others}
    assert {one.record for one in leave(office).items} == {alone}
    consent.withdraw_said(office.node, office.ana, record, "aggregate")
    assert set(coded(office)) == {others}
    assert office.plugin.dropped == sorted([alone, record]) * 3


def test_what_she_said_ends_by_its_day_though_nobody_does_anything(office: Any) -> None:
    process = office.begin()
    visit = office.write(process)
    talk(office, process, said("aggregate", "yes", NORTE))
    hers = {"concerns": "member", "capacity": "self", "records": [{"record": visit}]}
    talk(office, process, said("aggregate"), expires_on="2026-03-10", **hers)
    assert visit in coded(office)
    office.clock.pass_(days=10)
    assert visit not in coded(office)
    assert leave(office).items == ()


@pytest.mark.parametrize("reason", ["moving", "required"])
def test_others_get_nothing_that_was_kept_back_nor_what_is_about_her_alone(
    office: Any, reason: str
) -> None:
    process = office.begin()
    alone, others = office.write(process), office.write(process)
    talk(office, process, withhold=[{"path": "*/area"}, {"path": "tela.visit/said"}])
    hers = {"concerns": "member", "capacity": "self", "records": [{"record": alone}]}
    record = talk(office, process, said("referral", "no"), **hers)
    found = exported(office, process, reason)
    assert set(found["left_out"]) == {alone, record}
    (visit,) = (one for one in found["records"] if one["type"] == VISIT)
    assert (visit["id"], visit["fields"]["place"], visit["fields"]["said"]) == (
        others,
        "withheld",
        "withheld",
    )
    edit(office, record, purposes=[said("referral")])
    assert exported(office, process, reason)["left_out"] == []
    whole = exported(office, process, "asked_for_by_subject")
    assert {one["fields"].get("place") for one in whole["records"]} >= {"MX-OAX"}


# --- erasing, and going on without -------------------------------------------------------------


def test_erasing_a_conversation_withdraws_whatever_stands(office: Any) -> None:
    """What it kept back, or who had a say, is forgotten with it: so nothing leaves."""
    process = office.begin()
    office.write(process)
    office.grant(process, "research")
    talk(office, process, said("aggregate", "yes", NORTE))
    kept_back = talk(office, process, withhold=[{"path": "*/area"}])
    erasing.erase(office.node, office.ana, records=[kept_back], reason="mistake")
    assert standing(office, process) == set()
    assert office.dump()["coded_row"] == []
    assert leave(office).items == ()
    assert all(one.withdrawn_on == "2026-03-01" for one in every(office, process))


def test_no_rule_erases_conversations_by_themselves(office: Any) -> None:
    assert "consent" not in retention.choices(office.node)
    with pytest.raises(InputError):
        retention.set_rule(office.node, office.ana, "consent", "", 12)


def test_refusing_everything_but_accompaniment_blocks_nothing(office: Any) -> None:
    process = office.begin()
    purposes = office.node.declarations.vocabularies["consent_purpose"].terms
    talk(office, process, *(said(one, "no") for one in purposes if one != "service"))
    visit = office.write(process)
    office.write(process, visit, people=9)
    records.move(office.node, office.ana, visit, "near")
    assert records.opened(office.node, office.ana, visit).body["people"] == 9
    assert processes.shown(office.node, office.ana, process).records
    assert tasks.due(office.node, office.ana)
    assert attachments.listed(office.node, office.ana, process) == []
    assert search.found(office.node, office.ana, "río").hits
    assert leaving.preview(office.node, office.ana, "tela").items == ()


def test_every_kind_of_process_has_consent(office: Any) -> None:
    for kind in office.node.declarations.kinds:
        process = processes.start(office.node, office.ana, kind, "Hilo")
        talk(office, process, said("research"))
        assert standing(office, process) == {"research"}


def test_an_import_without_conversation_goes_on_as_before(office: Any) -> None:
    process = office.begin()
    consent.grant(
        office.node, office.ana, process, ["research"], [], date(2026, 9, 1), "public_interest"
    )
    office.write(process)
    assert [one.record for one in every(office, process)] == [None]
    assert standing(office, process) == {"research"}
