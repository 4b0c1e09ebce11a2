"""Taking somebody out: what others hold too is taken, what only they hold stays with them."""

from typing import Any

import pytest

from tejido.accounts import sessions
from tejido.audit.log import read as read_log
from tejido.errors import SignInError
from tejido.store import processes as stored_processes
from tejido.store.tables import SlotTable
from tejido.testing.keys import publics_of
from tejido.testing.nodes import PASSPHRASE
from tejido.work import people, processes
from tejido.work.leaving_slots import LeftSlots


def slots_of(office: Any, person: str) -> set[tuple[str, str]]:
    with office.node.store.read() as tx:
        theirs = SlotTable.select().where(SlotTable.person == person)
        return {(slot.kind, slot.owner) for slot in tx.all(theirs)}


def test_who_is_taken_out_loses_what_others_hold_and_keeps_what_only_they_hold(
    either: Any,
) -> None:
    office = either
    luz = office.small.joined_by("luz", "analyst")
    shared = office.begin(team=["luz"])
    theirs = processes.start(office.node, luz, "accompaniment", "Barro")
    people.set_rights(office.node, office.ana, "luz", accompanier=True, administrator=True)
    left = people.disable(office.node, office.ana, "luz")
    assert left == LeftSlots(("analyst",), 1, (), 1)
    assert slots_of(office, luz.person) == {("process", theirs)}
    assert people.card(office.node, office.ana, "luz").taken == ("analyst",)
    assert [card.id for card in processes.listed(office.node, office.ana)] == [shared]
    with office.node.store.read() as tx:
        assert stored_processes.by_id(tx, shared).renew
    with pytest.raises(SignInError):
        people.sign_in(office.node, "luz", PASSPHRASE)
    people.enable(office.node, office.ana, "luz")
    back = people.sign_in(office.node, "luz", PASSPHRASE)
    assert [card.id for card in processes.listed(office.node, back)] == [theirs]
    assert back.roles == {}
    assert people.card(office.node, office.ana, "luz").taken == ()


def test_a_colleague_who_was_taken_out_does_not_count_as_holding_it_too(office: Any) -> None:
    luz, sol = office.small.joined_by("luz"), office.small.joined_by("sol")
    process = processes.start(
        office.node, luz, "accompaniment", "Barro", publics_of(office.node, ["sol"])
    )
    people.disable(office.node, office.ana, "sol")
    assert people.disable(office.node, office.ana, "luz") == LeftSlots((), 0, (), 1)
    assert slots_of(office, luz.person) == {("process", process)}
    assert slots_of(office, sol.person) == set()


def test_who_holds_an_older_key_that_nobody_else_has_keeps_it(office: Any) -> None:
    """What was written before a colleague came opens with it alone."""
    luz = office.small.joined_by("luz")
    process = processes.start(
        office.node, luz, "accompaniment", "Barro", publics_of(office.node, ["ana"])
    )
    with office.node.store.write() as tx:
        newer = SlotTable.update(version=2).where(SlotTable.person == office.ana.person)
        tx.run(newer.where(SlotTable.owner == process))
    assert people.disable(office.node, office.ana, "luz") == LeftSlots((), 0, (), 1)
    assert slots_of(office, luz.person) == {("process", process)}


def test_the_sessions_of_who_is_taken_out_end(office: Any) -> None:
    rosa, node = office.rosa, office.node
    with node.store.write() as tx:
        cookie = sessions.open_session(tx, rosa, office.clock())
    people.disable(node, office.ana, "rosa")
    people.enable(node, office.ana, "rosa")
    with pytest.raises(SignInError):
        sessions.resume(node.store, node.identity, node.pepper, cookie, office.clock())


def test_the_log_says_what_became_of_whom(office: Any) -> None:
    rosa = office.rosa.person
    people.set_rights(office.node, office.ana, "rosa", accompanier=False, administrator=True)
    people.disable(office.node, office.ana, "rosa")
    people.enable(office.node, office.ana, "rosa")
    with office.node.store.read() as tx:
        entries = read_log(tx, office.ana.role("auditor"))[-3:]
    ana = {"person": office.ana.person}
    nothing = dict.fromkeys(
        ("roles", "processes", "only_theirs_roles", "only_theirs_processes"), "0"
    )
    assert [entry.facts for entry in entries] == [
        ana | {"changed": rosa, "accompanier": "no", "administrator": "yes"},
        ana | {"disabled": rosa} | nothing,
        ana | {"enabled": rosa},
    ]
