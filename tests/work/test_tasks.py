"""What is to be done: for a person, for a team, done by hand, and told without a name."""

from typing import Any

import pytest

from tejido.audit.log import Kind
from tejido.audit.log import read as read_log
from tejido.errors import InputError, NotFoundError, NotOpenedError
from tejido.store.tables import RecordTable
from tejido.work import processes, records, reminders, tasks
from tejido.work.falling_due import open_on


def told(office: Any) -> list[tuple[str, bool]]:
    """Return whose tasks Ana sees, and whether they are hers."""
    return [(task.record, task.is_mine) for task in tasks.due(office.node, office.ana)]


def to_write(office: Any, record: str, process: str) -> tasks.DueTask:
    """Open a task that no state asks for, and return it."""
    with office.node.store.write() as tx:
        open_on(tx, process, record, "write_to_them", office.clock())
    found = tasks.of_process(office.node, office.ana, process)
    return next(task for task in found if task.kind == "write_to_them")


# --- whose ----------------------------------------------------------------------------


def test_a_record_that_names_somebody_is_theirs(office: Any) -> None:
    process = office.begin()
    mine = office.write(process, lead="ana")
    office.clock.pass_(minutes=1)
    others, nobodys = office.write(process, lead="rosa"), office.write(process)
    assert told(office)[0] == (mine, True)
    assert sorted(told(office)[1:]) == sorted([(others, False), (nobodys, False)])


def test_one_that_does_not_open_is_nobody_s_and_stays_on_the_agenda(office: Any) -> None:
    record = office.write(office.begin(), lead="ana")
    with office.node.store.write() as tx:
        tx.run(RecordTable.update(body=b"damaged").where(RecordTable.id == record))
    assert told(office) == [(record, False)]


def test_a_team_sees_what_is_due_in_its_process(office: Any) -> None:
    process, other = office.begin(), office.begin("Otro")
    record = office.write(process)
    office.write(other)
    assert [one.record for one in tasks.of_process(office.node, office.ana, process)] == [record]
    with pytest.raises(NotOpenedError):
        tasks.of_process(office.node, office.rosa, process)


def test_nothing_waits_in_a_process_that_was_closed(office: Any) -> None:
    process = office.begin()
    record = office.write(process)
    processes.close(office.node, office.ana, process)
    assert told(office) == []
    assert not reminders.waiting(office.node, days=30)
    assert [one.record for one in tasks.of_process(office.node, office.ana, process)] == [record]
    processes.reopen(office.node, office.ana, process)
    assert told(office) == [(record, False)]


# --- done by hand ---------------------------------------------------------------------


def test_what_no_state_asks_for_is_done_by_hand_and_that_is_logged(office: Any) -> None:
    process = office.begin()
    record = office.write(process)
    task = to_write(office, record, process)
    assert task.by_hand
    assert tasks.done(office.node, office.ana, task.id).record == record
    kinds = [one.kind for one in tasks.of_process(office.node, office.ana, process)]
    assert kinds == ["call"]
    with office.node.store.read() as tx:
        (entry,) = (
            one for one in read_log(tx, office.ana.role("auditor")) if one.kind == Kind.MOVE
        )
    assert entry.facts == {
        "person": office.ana.person,
        "record": record,
        "what": "write_to_them",
    }


def test_what_a_state_asks_for_is_done_by_moving_on(office: Any) -> None:
    office.write(office.begin())
    (call,) = tasks.due(office.node, office.ana)
    assert not call.by_hand
    with pytest.raises(InputError, match="moves on"):
        tasks.done(office.node, office.ana, call.id)
    assert tasks.due(office.node, office.ana) == [call]


def test_nobody_else_says_that_it_is_done_and_nobody_twice(office: Any) -> None:
    process = office.begin()
    task = to_write(office, office.write(process), process)
    with pytest.raises(NotOpenedError):
        tasks.done(office.node, office.rosa, task.id)
    tasks.done(office.node, office.ana, task.id)
    with pytest.raises(NotFoundError):
        tasks.done(office.node, office.ana, task.id)


def test_a_task_that_is_opened_again_only_moves(office: Any) -> None:
    process = office.begin()
    record = office.write(process)
    first = to_write(office, record, process)
    office.clock.pass_(days=1)
    again = to_write(office, record, process)
    assert again.id == first.id
    assert (again.due_at - first.due_at).days == 1


# --- reminders ------------------------------------------------------------------------


def test_what_waits_is_counted_without_any_key(office: Any) -> None:
    process = office.begin()
    first = office.write(process)
    records.move(office.node, office.ana, first, "near")
    second = office.write(process)
    office.clock.pass_(hours=3)
    office.node.held.forget()
    assert reminders.waiting(office.node) == reminders.Waiting(1, 0, (second,))
    soon = reminders.waiting(office.node, days=3)
    assert soon == reminders.Waiting(1, 1, (second, first))
    assert soon
    assert not reminders.Waiting(0, 0, ())


def test_what_waits_for_somebody_is_in_their_processes(office: Any) -> None:
    office.write(office.begin())
    office.clock.pass_(hours=3)
    assert office.rosa.handle == "rosa"
    assert reminders.waiting(office.node, handle="ana").overdue == 1
    assert not reminders.waiting(office.node, handle="rosa")
    with pytest.raises(NotFoundError):
        reminders.waiting(office.node, handle="nadie")
