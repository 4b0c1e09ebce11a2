"""The calls over the tables: what goes in comes out, and each does no more than it says."""

from dataclasses import fields, replace

import pytest

from tejido.errors import ChangedError, NotFoundError
from tejido.store import (
    audit_checkpoints,
    audit_entries,
    coding,
    emissions,
    grants,
    people,
    processes,
    pseudonyms,
    records,
    role_keys,
    sessions,
    slots,
    tasks,
)
from tejido.store.audit_checkpoints import StoredCheckpoint
from tejido.store.audit_entries import StoredEntry, StoredLeaf
from tejido.store.coding import CodedRow, StoredCountingKey
from tejido.store.database import Store
from tejido.store.deposits import Deposit
from tejido.store.emissions import Emission
from tejido.store.grants import Grant
from tejido.store.ids import new_id, parts
from tejido.store.people import Person
from tejido.store.processes import Process
from tejido.store.pseudonyms import StoredSecret
from tejido.store.records import Record
from tejido.store.retention import Hold, Rule
from tejido.store.role_keys import StoredRoleKey
from tejido.store.sessions import StoredSession
from tejido.store.slots import StoredSlot
from tejido.store.tables import (
    AuditCheckpointTable,
    AuditEntryTable,
    CodedRowTable,
    CountingKeyTable,
    DepositTable,
    EmissionTable,
    GrantTable,
    PersonTable,
    ProcessTable,
    PseudonymKeyTable,
    RecordTable,
    RetentionHoldTable,
    RetentionRuleTable,
    RoleKeyTable,
    SessionTable,
    SlotTable,
    TaskTable,
    WantedSlotTable,
)
from tejido.store.tasks import Task
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
    salt=b"\0" * 16,
    opslimit=3,
    memlimit=2**33,  # beyond 32 bits: SQLite would not mind a smaller column, PostgreSQL would
    public=b"\1" * 32,
    proof=b"\3" * 32,
    sealed_private=b"\xff\0",
)
ROSA = replace(ANA, id=new_id(), handle="rosa", language="es-MX", administrator=False)
OPEN = Process(new_id(), "accompaniment", 1, b"\2" * 32, b"\3" * 32, DAY, None, False, b"card")
LATER = replace(OPEN, id=new_id(), opened_on=NEXT)
FORM = Record(new_id(), OPEN.id, "crisis.emergency", 1, "received", 1, 1, DAY, DAY, b"body")


@pytest.fixture
def filled(store: Store) -> Store:
    """Ana and Rosa; two processes, of which Ana holds both and Rosa one; a record."""
    with store.write() as tx:
        for person in (ANA, ROSA):
            people.add(tx, person)
        for process in (OPEN, LATER):
            processes.add(tx, process)
        slots.add(
            tx,
            [
                StoredSlot("process", process.id, person.id, 1, b"slot", b"proof")
                for process, person in [(OPEN, ANA), (LATER, ANA), (OPEN, ROSA)]
            ],
        )
        records.add(tx, [FORM])
    return store


@pytest.mark.parametrize(
    ("value", "table"),
    [
        (Person, PersonTable),
        (StoredRoleKey, RoleKeyTable),
        (StoredSlot, SlotTable),
        (StoredSession, SessionTable),
        (Process, ProcessTable),
        (Record, RecordTable),
        (Task, TaskTable),
        (Grant, GrantTable),
        (StoredCountingKey, CountingKeyTable),
        (CodedRow, CodedRowTable),
        (StoredSecret, PseudonymKeyTable),
        (Emission, EmissionTable),
        (Deposit, DepositTable),
        (WantedSlot, WantedSlotTable),
        (Rule, RetentionRuleTable),
        (Hold, RetentionHoldTable),
        (StoredEntry, AuditEntryTable),
        (StoredCheckpoint, AuditCheckpointTable),
    ],
)
def test_a_value_is_its_row(value: type, table: type) -> None:
    assert {each.name for each in fields(value)} == set(
        table._meta.fields  # type: ignore[attr-defined] # a table, as listed above
    )


def test_people_are_found_by_handle_and_id(filled: Store) -> None:
    with filled.read() as tx:
        assert people.listed(tx) == [ANA, ROSA]
        assert people.by_handle(tx, "rosa") == ROSA
        assert people.by_handle(tx, "Rosa") is None
        assert people.by_id(tx, ANA.id) == ANA
        with pytest.raises(NotFoundError):
            people.by_id(tx, new_id())


def test_a_person_changes_and_stays_the_same_person(filled: Store) -> None:
    with filled.write() as tx:
        people.replace(tx, replace(ROSA, state="disabled"))
        assert people.listed(tx) == [ANA, replace(ROSA, state="disabled")]
        assert slots.holders(tx, "process", OPEN.id) == sorted([ANA.id, ROSA.id])


def test_the_newest_version_of_a_key_counts(filled: Store) -> None:
    first = StoredRoleKey("intake", 1, b"1", b"s", DAY)
    second = replace(first, version=2, public=b"2")
    with filled.write() as tx:
        for key in (second, first):
            role_keys.add(tx, key)
        assert role_keys.newest(tx, "intake") == second
        assert role_keys.newest(tx, "analyst") is None


def test_slots_are_found_newest_first(filled: Store) -> None:
    old = StoredSlot("process", OPEN.id, ANA.id, 1, b"slot", b"proof")
    new = replace(old, version=2, sealed=b"new")
    with filled.write() as tx:
        slots.add(tx, [new])
        assert slots.find(tx, "process", OPEN.id, ANA.id) == new
        assert slots.find(tx, "role", OPEN.id, ANA.id) is None
        assert slots.of_person(tx, "process", ANA.id)[OPEN.id] == new
        assert set(slots.of_person(tx, "process", ANA.id)) == {OPEN.id, LATER.id}
        assert slots.of_person(tx, "role", ANA.id) == {}
        assert len(slots.versions_of_person(tx, "process", ANA.id)) == 3
        assert slots.versions_of_person(tx, "process", ANA.id, [OPEN.id]) == [new, old]
        assert slots.versions_of_person(tx, "process", ANA.id, []) == []
        assert slots.remove(tx, "process", OPEN.id, ANA.id) == 2
        assert slots.holders(tx, "process", OPEN.id) == [ROSA.id]


def test_people_see_the_processes_they_hold(filled: Store) -> None:
    with filled.read() as tx:
        assert processes.of_person(tx, ANA.id) == [LATER, OPEN]
        assert processes.of_person(tx, ROSA.id) == [OPEN]
        assert processes.of_person(tx, new_id()) == []
        assert processes.by_id(tx, LATER.id) == LATER


def test_records_are_found_with_and_without_their_bodies(filled: Store) -> None:
    other = replace(FORM, id=new_id(), process=LATER.id, type="training.cohort", state=None)
    with filled.write() as tx:
        records.add(tx, [other])
        assert records.by_id(tx, FORM.id) == FORM
        assert records.by_ids(tx, [FORM.id, other.id, new_id()]) == {
            FORM.id: FORM,
            other.id: other,
        }
        assert records.of_process(tx, OPEN.id) == [FORM]
        assert records.of_type(tx, "training.cohort") == [other]
        assert records.counts(tx) == {OPEN.id: 1, LATER.id: 1}
        (head,) = records.heads(tx, OPEN.id)
        assert {**vars(head), "body": FORM.body} == vars(FORM)


def test_a_record_that_was_saved_meanwhile_is_not_overwritten(filled: Store) -> None:
    mine = replace(FORM, version=2, body=b"mine")
    with filled.write() as tx:
        records.replace(tx, mine)
        with pytest.raises(ChangedError):
            records.replace(tx, replace(FORM, version=2, body=b"somebody else's"))
        with pytest.raises(ChangedError):
            records.replace(tx, replace(mine, id=new_id(), version=3))
        assert records.by_id(tx, FORM.id) == mine


def test_moving_a_record_touches_neither_body_nor_version(filled: Store) -> None:
    with filled.write() as tx:
        records.move(tx, FORM.id, "triaged", NEXT)
        assert records.by_id(tx, FORM.id) == replace(FORM, state="triaged", updated_on=NEXT)


def test_tasks_come_by_urgency_until_they_are_done(filled: Store) -> None:
    late = Task(new_id(), OPEN.id, FORM.id, "call", "2026-03-01T09:00Z")
    soon = Task(new_id(), OPEN.id, FORM.id, "triage", "2026-03-01T08:59Z")
    with filled.write() as tx:
        tasks.add(tx, [late, soon])
        assert [one.id for one in tasks.open_of_person(tx, ROSA.id)] == [soon.id, late.id]
        (first, _other) = tasks.open_of_process(tx, OPEN.id)
        assert (first.type, first.state) == (FORM.type, FORM.state)
        assert tasks.finish(tx, FORM.id, DAY, {"triage"}) == 1
        assert [one.id for one in tasks.open_of_person(tx, ROSA.id)] == [late.id]
        assert tasks.finish(tx, FORM.id, DAY) == 1
        assert tasks.finish(tx, FORM.id, DAY) == 0
        assert tasks.open_of_person(tx, ROSA.id) == []


def test_nobody_sees_the_tasks_of_others_processes(filled: Store) -> None:
    elsewhere = replace(FORM, id=new_id(), process=LATER.id)
    with filled.write() as tx:
        records.add(tx, [elsewhere])
        tasks.add(tx, [Task(new_id(), LATER.id, elsewhere.id, "call", "2026-03-01T09:00Z")])
        assert tasks.open_of_person(tx, ROSA.id) == []
        assert len(tasks.open_of_person(tx, ANA.id)) == 1


def test_a_grant_stands_until_it_is_withdrawn(filled: Store) -> None:
    grant = Grant(new_id(), OPEN.id, "aggregate", frozenset({"b", "a"}), "consent", DAY)
    nobody = replace(grant, id=new_id(), recipients=frozenset(), given_on=NEXT, until=NEXT)
    with filled.write() as tx:
        grants.add(tx, [nobody, grant])
        assert grants.of_process(tx, OPEN.id) == [grant, nobody]
        assert grants.by_process(tx) == {OPEN.id: [grant, nobody]}
        assert grants.withdraw(tx, grant.id, NEXT)
        assert not grants.withdraw(tx, grant.id, "2026-03-09")
        assert grants.by_id(tx, grant.id) == replace(grant, withdrawn_on=NEXT)
        assert grants.of_process(tx, LATER.id) == []


def test_coded_rows_of_two_origins_do_not_touch(filled: Store) -> None:
    key = StoredCountingKey(new_id(), b"key", b"proof", DAY)
    own = CodedRow("", FORM.id, OPEN.id, FORM.type, key.id, b"own", DAY)
    peers = replace(own, origin="peer", process=None, sealed=b"peer's")
    with filled.write() as tx:
        coding.add_key(tx, key)
        coding.add_key(tx, replace(key, id=new_id()))  # a run that wrote nothing
        coding.put_rows(tx, [own, peers])
        coding.put_rows(tx, [replace(own, sealed=b"again")])
        assert coding.keys(tx) == [key]
        assert coding.own_rows(tx, FORM.type) == [replace(own, sealed=b"again")]
        assert coding.remove_rows(tx, [FORM.id]) == 1
        assert coding.rows(tx, FORM.type) == [peers]
        assert coding.remove_rows(tx, [FORM.id], origin="peer") == 1
        assert coding.keys(tx) == []


def test_a_secret_holds_from_its_year_on(store: Store) -> None:
    first = StoredSecret(2026, b"first", b"proof")
    second = replace(first, since_year=2028, sealed=b"second")
    with store.write() as tx:
        for secret in (second, first):
            pseudonyms.add(tx, secret)
        assert [pseudonyms.for_year(tx, year) for year in (2026, 2027, 2029)] == [
            first,
            first,
            second,
        ]
        with pytest.raises(NotFoundError):
            pseudonyms.for_year(tx, 2025)


def test_what_was_emitted_last_is_what_is_kept(filled: Store) -> None:
    first = Emission(FORM.id, "red", 1, b"first")
    with filled.write() as tx:
        emissions.put(tx, [first, replace(first, network="other")])
        emissions.put(tx, [replace(first, sealed=b"second")])
        kept = emissions.of_network(tx, "red", [FORM.id, new_id()])
        assert kept == {FORM.id: replace(first, sealed=b"second")}
        assert emissions.of_network(tx, "red", []) == {}
        found = emissions.of_process(tx, OPEN.id)
        assert sorted(one.network for one in found) == ["other", "red"]
        assert emissions.of_process(tx, LATER.id) == []


def test_sessions_are_removed_by_age_person_and_hash(filled: Store) -> None:
    old = StoredSession(
        "a" * 64, ANA.id, b"key", f"{DAY}T08:00:00Z", f"{DAY}T08:10:00Z", f"{DAY}T08:00:00Z"
    )
    new = replace(old, id_hash="b" * 64, created_at=f"{DAY}T09:00:00Z", seen_at=f"{DAY}T09:00:00Z")
    with filled.write() as tx:
        for session in (old, new):
            sessions.add(tx, session)
        sessions.seen(tx, new.id_hash, f"{DAY}T09:05:00Z")
        sessions.remove_old(tx, f"{DAY}T08:30:00Z", f"{DAY}T08:00:00Z")
        assert sessions.by_hash(tx, old.id_hash) is None
        assert sessions.by_hash(tx, new.id_hash) == replace(new, seen_at=f"{DAY}T09:05:00Z")
        sessions.remove_of_person(tx, ANA.id)
        assert sessions.by_hash(tx, new.id_hash) is None


def test_the_log_counts_from_nothing(filled: Store) -> None:
    with filled.write() as tx:
        assert audit_entries.next_position(tx) == 0
        entry = StoredEntry(0, DAY, "open", b"leaf", None, b"proof")
        audit_entries.add(tx, entry)
        assert audit_entries.next_position(tx) == 1
        assert audit_entries.listed(tx) == [entry]
        assert audit_entries.between(tx, 0, 1) == [entry]
        assert audit_entries.between(tx, 1, 9) == []
        assert audit_entries.leaves(tx) == [
            StoredLeaf(0, DAY, "open", b"leaf", b"proof", is_erased=True)
        ]
        audit_entries.put(tx, [replace(entry, sealed=b"sealed")])
        assert not audit_entries.leaves(tx)[0].is_erased


def test_the_largest_checkpoint_is_the_newest(filled: Store) -> None:
    small, large = StoredCheckpoint(4, DAY, "note"), StoredCheckpoint(7, DAY, "another")
    with filled.write() as tx:
        assert audit_checkpoints.newest(tx) is None
        for one in (large, small, small):
            audit_checkpoints.keep(tx, one)
        assert audit_checkpoints.newest(tx) == large
        assert audit_checkpoints.listed(tx) == [small, large]


def test_more_ids_than_a_statement_takes(filled: Store) -> None:
    many = [replace(FORM, id=new_id()) for _ in range(6000)]
    with filled.write() as tx:
        records.add(tx, many)
        found = records.by_ids(tx, [record.id for record in many])
    assert found == {record.id: record for record in many}
    assert [len(part) for part in parts(list(found))] == [5000, 1000]


def test_nothing_sealed_shows() -> None:
    values = [ANA, OPEN, FORM, StoredSlot("role", "intake", ANA.id, 1, b"sealed", b"proof")]
    values += [Emission(FORM.id, "red", 1, b"sealed"), StoredSecret(2026, b"sealed", b"proof")]
    values += [StoredCountingKey(new_id(), b"sealed", b"proof", DAY)]
    for value in values:
        for sealed in (b"sealed", ANA.sealed_private, OPEN.card, FORM.body):
            assert repr(sealed) not in repr(value)
