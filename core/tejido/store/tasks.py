"""Tasks: what is due about a record. Kind and moment are in clear, what it is about is not."""

from collections.abc import Sequence
from dataclasses import dataclass

from tejido.store.database import Reading, Writing
from tejido.store.tables import SlotTable, TaskTable


@dataclass(frozen=True)
class Task:
    """Something to do. ``due_at`` is a UTC minute, ``2026-03-01T17:30Z``; ``done_on`` a day."""

    id: str
    process: str
    record: str
    kind: str
    due_at: str
    done_on: str | None = None


_OPEN = TaskTable.select().where(TaskTable.done_on.is_null()).objects(Task)


def add(tx: Writing, tasks: Sequence[Task]) -> None:
    """Add tasks."""
    tx.insert(TaskTable, [vars(task) for task in tasks])


def finish(tx: Writing, record: str, on_day: str, kind: str | None = None) -> int:
    """Mark a record's open tasks (of one kind) done; return how many there were."""
    open_of_record = TaskTable.done_on.is_null() & (TaskTable.record == record)
    chosen = open_of_record & (TaskTable.kind == kind) if kind else open_of_record
    return tx.run(TaskTable.update(done_on=on_day).where(chosen))


def of_process(tx: Reading, process: str) -> list[Task]:
    """Return the tasks of a process, those that are done too, the earliest first."""
    query = TaskTable.select().where(TaskTable.process == process).objects(Task)
    return tx.all(query.order_by(TaskTable.due_at, TaskTable.id))


def open_of_person(tx: Reading, person: str) -> list[Task]:
    """Return what is to be done in all processes of a person, the most urgent first."""
    held = SlotTable.select(SlotTable.owner).where(
        (SlotTable.kind == "process") & (SlotTable.person == person)
    )
    return tx.all(_OPEN.where(TaskTable.process.in_(held)).order_by(TaskTable.due_at))
