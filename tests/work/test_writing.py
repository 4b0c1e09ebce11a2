"""Writing down, opening, moving on: all or nothing, and nobody overwrites what they did not see."""

import json
from typing import Any

import pytest

from tejido.audit.log import read as read_log
from tejido.errors import (
    ChangedError,
    DatabaseError,
    InputError,
    NotFoundError,
    SealError,
)
from tejido.store.tables import RecordTable
from tejido.work import records, tasks
from tejido.work.keys import keys_of, newest_in
from tejido.work.records import Entry

VISIT = "tela.visit"
GIVEN = {"aggression": "threat"}


def count_of(office: Any) -> int:
    return len(office.dump()["record"])


def test_what_was_written_is_opened_as_it_was(office: Any) -> None:
    process = office.begin()
    record = office.write(process, said="Con acentos: ñandú")
    opened = records.opened(office.node, office.ana, record)
    assert (opened.process, opened.type, opened.state, opened.version) == (
        process,
        VISIT,
        "open",
        1,
    )
    assert opened.body["said"] == "Con acentos: ñandú"
    assert opened.created_on == opened.updated_on == "2026-03-01"


def test_editing_gives_the_next_version_and_keeps_state_source_and_first_day(office: Any) -> None:
    process = office.begin()
    entry = Entry(VISIT, process, GIVEN, source="row 7")
    (record,) = records.write(office.node, office.ana, [entry])
    records.move(office.node, office.ana, record, "near")
    office.clock.pass_(days=2)
    assert office.write(process, record, people=5) == record
    opened = records.opened(office.node, office.ana, record)
    assert (opened.version, opened.state, opened.source) == (2, "near", "row 7")
    assert (opened.created_on, opened.updated_on) == ("2026-03-01", "2026-03-03")
    assert opened.body["people"] == 5


def test_one_who_did_not_see_the_last_version_cannot_save(office: Any) -> None:
    process = office.begin()
    record = office.write(process)
    office.write(process, record, people=4)
    late = Entry(VISIT, process, GIVEN, record, version=1)
    before = office.dump()
    with pytest.raises(ChangedError):
        records.write(office.node, office.ana, [late])
    assert office.dump() == before


def test_two_edits_of_one_record_in_one_call_are_refused_together(office: Any) -> None:
    process = office.begin()
    record = office.write(process)
    edit = Entry(VISIT, process, GIVEN, record, version=1)
    with pytest.raises(ChangedError):
        records.write(office.node, office.ana, [edit, edit])
    assert office.version(record) == 1


@pytest.mark.parametrize("change", ["a record that is gone", "another process"])
def test_what_is_no_longer_where_it_was_is_not_edited(office: Any, change: str) -> None:
    process, other = office.begin(), office.begin("Otro")
    record = office.write(process)
    entry = (
        Entry(VISIT, process, GIVEN, "0" * 32, 1)
        if change == "a record that is gone"
        else Entry(VISIT, other, GIVEN, record, 1)
    )
    with pytest.raises(ChangedError):
        records.write(office.node, office.ana, [entry])
    assert office.version(record) == 1


@pytest.mark.parametrize(
    ("type_id", "given", "error"),
    [
        pytest.param(VISIT, {}, InputError, id="a field is missing"),
        pytest.param(VISIT, {**GIVEN, "mood": 3}, InputError, id="no such field"),
        pytest.param("training.cohort", {}, InputError, id="another form's fields"),
        pytest.param("nobody.knows", GIVEN, NotFoundError, id="no such type"),
    ],
)
def test_if_one_is_wrong_nothing_is_written(
    office: Any, type_id: str, given: dict[str, object], error: type[Exception]
) -> None:
    process = office.begin()
    before = office.dump()
    right, wrong = Entry(VISIT, process, GIVEN), Entry(type_id, process, given)
    with pytest.raises(error):
        records.write(office.node, office.ana, [right, wrong])
    assert office.dump() == before
    assert office.plugin.told[1:] == []


def test_a_record_belongs_to_a_process_of_its_own_kind(office: Any) -> None:
    process = office.begin()
    cohort = next(
        one for sample in office.node.plugins.samples(1) for one in sample.records
        if one.type == "training.cohort"
    )  # fmt: skip
    with pytest.raises(InputError) as refused:
        records.write(office.node, office.ana, [Entry(cohort.type, process, cohort.given)])
    assert "process" in refused.value.fields


def test_a_process_that_is_not_there_is_not_found(office: Any) -> None:
    with pytest.raises(NotFoundError):
        records.write(office.node, office.ana, [Entry(VISIT, "0" * 32, GIVEN)])


def test_plugins_are_told_once_for_a_call_and_a_type(office: Any) -> None:
    process = office.begin()
    office.plugin.told.clear()
    written = records.write(office.node, office.ana, [Entry(VISIT, process, GIVEN)] * 3)
    assert office.plugin.told == [("saved", VISIT, *written)]


# --- moving on --------------------------------------------------------------------------


def test_moving_on_closes_tasks_and_opens_what_falls_due(office: Any) -> None:
    record = office.write(office.begin())
    (call,) = tasks.due(office.node, office.ana)
    assert (call.kind, call.label, call.is_overdue) == ("call", "Call them", False)
    assert f"{call.due_at:%Y-%m-%d %H:%M}" == "2026-03-01 14:00"
    office.clock.pass_(hours=3)
    assert tasks.due(office.node, office.ana)[0].is_overdue
    records.move(office.node, office.ana, record, "near")
    (visit,) = tasks.due(office.node, office.ana)
    assert (visit.kind, visit.record, visit.is_overdue) == ("visit", record, False)
    records.move(office.node, office.ana, record, "done")
    assert tasks.due(office.node, office.ana) == []
    assert records.opened(office.node, office.ana, record).state == "done"


def test_the_most_urgent_task_comes_first_and_editing_opens_no_second(office: Any) -> None:
    process = office.begin()
    near = office.write(process)
    records.move(office.node, office.ana, near, "near")
    fresh = office.write(process)
    office.write(process, fresh, people=2)
    assert [task.record for task in tasks.due(office.node, office.ana)] == [fresh, near]


@pytest.mark.parametrize("state", ["open", "nowhere", ""])
def test_a_move_that_the_lifecycle_lacks_is_refused(office: Any, state: str) -> None:
    record = office.write(office.begin())
    before = office.dump()
    with pytest.raises(InputError) as refused:
        records.move(office.node, office.ana, record, state)
    assert "state" in refused.value.fields
    assert office.dump() == before


def test_a_move_leaves_the_version_so_that_an_open_form_can_still_be_saved(office: Any) -> None:
    process = office.begin()
    record = office.write(process)
    records.move(office.node, office.ana, record, "near")
    assert office.version(record) == 1


# --- sealed, and answered for -----------------------------------------------------------


def test_a_body_that_was_moved_to_another_record_does_not_open(office: Any) -> None:
    process = office.begin()
    one, other = office.write(process), office.write(process, people=7)
    with office.node.store.write() as tx:
        stolen = tx.scalar(RecordTable.select(RecordTable.body).where(RecordTable.id == other))
        tx.run(RecordTable.update(body=stolen).where(RecordTable.id == one))
    with pytest.raises(SealError):
        records.opened(office.node, office.ana, one)


def test_a_body_of_a_newer_plugin_says_so_rather_than_being_misread(office: Any) -> None:
    process = office.begin()
    record = office.write(process)
    newer = {"fields": {}, "schema": 9, "source": "", "type": "tela.visit"}
    with office.node.store.write() as tx:
        keys = newest_in(keys_of(office.node, tx, office.ana), process)
        body = keys.seal(record, 1, json.dumps(newer).encode())
        tx.run(RecordTable.update(schema=9, body=body))
    with pytest.raises(DatabaseError, match="newer version of its plugin"):
        records.opened(office.node, office.ana, record)


def test_the_log_says_who_wrote_opened_and_moved_what_and_nothing_else(office: Any) -> None:
    process = office.begin()
    record = office.write(process)
    records.opened(office.node, office.ana, record)
    records.move(office.node, office.ana, record, "near")
    with office.node.store.read() as tx:
        entries = read_log(tx, office.ana.role("auditor"))
    ana = {"person": office.ana.person}
    assert [(entry.kind.value, entry.facts) for entry in entries][-4:] == [
        ("process", ana | {"process": process}),
        ("write", ana | {"process": process, "records": "1"}),
        ("open", ana | {"process": process, "record": record}),
        ("move", ana | {"record": record, "state": "near"}),
    ]
