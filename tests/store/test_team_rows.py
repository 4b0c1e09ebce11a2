"""Slots, wishes, deposits and marks of processes as rows: each call does no more than it says."""

from dataclasses import replace

import pytest

from tejido.errors import NotFoundError
from tejido.store import deposits, people, processes, slots, wanted_slots
from tejido.store.database import Store
from tejido.store.deposits import Deposit
from tejido.store.ids import new_id
from tejido.store.people import Person
from tejido.store.processes import Process
from tejido.store.slots import StoredSlot
from tejido.store.wanted_slots import WantedSlot

DAY, NEXT = "2026-03-01", "2026-03-02"
ANA = Person(
    id=new_id(),
    handle="ana",
    state="active",
    language=None,
    administrator=True,
    accompanier=True,
    created_on=DAY,
    salt=bytes(16),
    opslimit=1,
    memlimit=8192,
    public=bytes(32),
    proof=bytes(32),
    sealed_private=b"sealed",
)
ROSA = replace(ANA, id=new_id(), handle="rosa")
LUZ = replace(ANA, id=new_id(), handle="luz", state="disabled")
BARRO = Process(new_id(), "accompaniment", 1, bytes(32), bytes(32), DAY, None, False, b"card")
AGUA, TIERRA, NADIE = (replace(BARRO, id=new_id()) for _ in range(3))
LEFT = Deposit(new_id(), BARRO.id, 1, b"sealed", bytes(32), DAY)


def slot(process: Process, person: Person, version: int = 1) -> StoredSlot:
    return StoredSlot("process", process.id, person.id, version, b"sealed", b"proof")


@pytest.fixture
def filled(store: Store) -> Store:
    """Barro: Ana and Rosa. Agua: Ana, twice, and Luz, who is disabled. Tierra: Luz. Nadie."""
    with store.write() as tx:
        for person in (ANA, ROSA, LUZ):
            people.add(tx, person)
        for process in (BARRO, AGUA, TIERRA, NADIE):
            processes.add(tx, process)
        held = [slot(BARRO, ANA), slot(BARRO, ROSA), slot(AGUA, ANA), slot(AGUA, ANA, 2)]
        slots.add(tx, [*held, slot(AGUA, LUZ), slot(TIERRA, LUZ)])
    return store


def test_teams_are_found_for_many_at_once(filled: Store) -> None:
    with filled.write() as tx:
        found = slots.newest(tx, "process", [BARRO.id, AGUA.id, NADIE.id])
        assert {owner: set(team) for owner, team in found.items()} == {
            BARRO.id: {ANA.id, ROSA.id},
            AGUA.id: {ANA.id, LUZ.id},
        }
        assert slots.newest(tx, "role", [BARRO.id]) == {}
        assert slots.newest(tx, "process", []) == {}
        slots.add(tx, [replace(slot(BARRO, ANA), version=7)])
        newest = slots.newest(tx, "process", [BARRO.id])[BARRO.id]
        assert newest == {ANA.id: 7, ROSA.id: slot(BARRO, ROSA).version}


def test_what_one_active_person_alone_holds_and_what_nobody_does(filled: Store) -> None:
    with filled.write() as tx:
        slots.add(tx, [replace(slot(BARRO, ANA), kind="role", owner="intake")])
        assert slots.held_alone(tx, "process") == {AGUA.id: ANA.id}
        assert slots.held_alone(tx, "role") == {"intake": ANA.id}
        assert slots.held_by_nobody(tx) == 2
        assert [slots.count_held_alone(tx, one.id) for one in (ANA, ROSA)] == [1, 0]


def test_slots_of_one_person_go_and_those_of_others_stay(filled: Store) -> None:
    with filled.write() as tx:
        assert slots.remove_many(tx, "role", [AGUA.id], ANA.id) == 0
        assert slots.remove_many(tx, "process", [AGUA.id, TIERRA.id], ANA.id) == 2
        assert slots.holders(tx, "process", AGUA.id) == [LUZ.id]
        assert slots.holders(tx, "process", BARRO.id) == sorted([ANA.id, ROSA.id])


def test_processes_are_found_by_how_their_ids_begin(filled: Store) -> None:
    twins = [replace(BARRO, id="0a" * 15 + last) for last in ("01", "02")]
    with filled.write() as tx:
        for twin in twins:
            processes.add(tx, twin)
        assert processes.by_beginning(tx, "0a" * 4) == twins
        assert processes.by_beginning(tx, twins[0].id) == twins[:1]
        assert processes.by_beginning(tx, "%" * 8) == []
        assert processes.by_beginning(tx, "_" * 8) == []


def test_processes_are_replaced_and_found_many_at_once(filled: Store) -> None:
    newer = replace(BARRO, key_version=2, card=b"newer", closed_on=NEXT)
    with filled.write() as tx:
        processes.replace(tx, [newer])
        found = processes.by_ids(tx, [BARRO.id, AGUA.id, new_id()])
        assert found == {BARRO.id: newer, AGUA.id: AGUA}
        assert slots.holders(tx, "process", BARRO.id) == sorted([ANA.id, ROSA.id])


def test_wishes_are_noted_once_and_forgotten_one_by_one(filled: Store) -> None:
    wish = WantedSlot("process", BARRO.id, LUZ.id, b"proof")
    role = replace(wish, kind="role", owner="intake")
    with filled.write() as tx:
        wanted_slots.put(tx, [wish, role])
        wanted_slots.put(tx, [wish])
        assert wanted_slots.of_owners(tx, "process", [BARRO.id, AGUA.id]) == [wish]
        assert wanted_slots.of_owners(tx, "role", ["intake"]) == [role]
        assert wanted_slots.remove(tx, "process", [BARRO.id], ANA.id) == 0
        assert wanted_slots.remove(tx, "process", [BARRO.id, AGUA.id], LUZ.id) == 1
        assert wanted_slots.of_owners(tx, "process", [BARRO.id]) == []
        assert wanted_slots.of_owners(tx, "role", ["intake"]) == [role]


def test_deposits_wait_in_their_order_until_they_are_removed(filled: Store) -> None:
    later, elsewhere = (
        replace(LEFT, id=new_id(), left_on=NEXT),
        replace(LEFT, id=new_id(), process=AGUA.id),
    )
    with filled.write() as tx:
        for one in (later, LEFT, elsewhere):
            deposits.add(tx, one)
        assert deposits.of_process(tx, BARRO.id) == [LEFT, later]
        assert deposits.by_id(tx, later.id) == later
        assert deposits.counts(tx, ANA.id) == {BARRO.id: 2, AGUA.id: 1}
        assert deposits.counts(tx, ROSA.id) == {BARRO.id: 2}
        assert deposits.remove(tx, LEFT.id) == 1
        assert deposits.remove(tx, LEFT.id) == 0
        with pytest.raises(NotFoundError):
            deposits.by_id(tx, LEFT.id)


def test_nothing_sealed_shows() -> None:
    assert "sealed'" not in repr(LEFT)
