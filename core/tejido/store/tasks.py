"""Tasks: what is due about a record. Kind and moment are in clear, what it is about is not."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import starmap

import peewee as pw

from tejido.store.database import Reading, Writing
from tejido.store.ids import parts
from tejido.store.tables import ProcessTable, RecordTable, SlotTable, TaskTable


@dataclass(frozen=True)
class Task:
    """Something to do. ``due_at`` is a UTC minute, ``2026-03-01T17:30Z``; ``done_on`` a day."""

    id: str
    process: str
    record: str
    kind: str
    due_at: str
    done_on: str | None = None


@dataclass(frozen=True)
class OpenTask:
    """Something to do, with type and state of the record that it is about."""

    id: str
    process: str
    record: str
    kind: str
    due_at: str
    type: str
    state: str | None


_IS_OPEN = TaskTable.done_on.is_null()


def add(tx: Writing, tasks: Sequence[Task]) -> None:
    """Add tasks."""
    tx.insert(TaskTable, [vars(task) for task in tasks])


def finish(tx: Writing, record: str, on_day: str, kinds: Collection[str] | None = None) -> int:
    """Mark a record's open tasks (of some kinds) done; return how many there were."""
    chosen = TaskTable.done_on.is_null() & (TaskTable.record == record)
    if kinds is not None:
        chosen &= TaskTable.kind.in_(list(kinds))
    return tx.run(TaskTable.update(done_on=on_day).where(chosen))


def postpone(tx: Writing, record: str, kind: str, due_at: str) -> int:
    """Give a record's open tasks of a kind another moment; return how many there were."""
    chosen = TaskTable.done_on.is_null() & (TaskTable.record == record) & (TaskTable.kind == kind)
    return tx.run(TaskTable.update(due_at=due_at).where(chosen))


def of_record(tx: Reading, record: str) -> list[Task]:
    """Return the tasks of a record, those that are done too, the earliest first."""
    query = TaskTable.select().where(TaskTable.record == record).objects(Task)
    return tx.all(query.order_by(TaskTable.due_at, TaskTable.id))


def of_process(tx: Reading, process: str) -> list[Task]:
    """Return the tasks of a process, those that are done too, the earliest first."""
    query = TaskTable.select().where(TaskTable.process == process).objects(Task)
    return tx.all(query.order_by(TaskTable.due_at, TaskTable.id))


def by_id(tx: Reading, task: str) -> Task:
    """Return a task that is open.

    Raises:
        NotFoundError: there is none, or it is done.
    """
    query = TaskTable.select().where(_IS_OPEN & (TaskTable.id == task))
    found: Task = tx.one(query.objects(Task))
    return found


def finish_one(tx: Writing, task: str, on_day: str) -> None:
    """Mark a task done."""
    tx.run(TaskTable.update(done_on=on_day).where(TaskTable.id == task))


def open_of_process(tx: Reading, process: str) -> list[OpenTask]:
    """Return what is to be done in one process, closed or not, the most urgent first."""
    return _told(tx, _IS_OPEN & (TaskTable.process == process))


def open_of_person(tx: Reading, person: str) -> list[OpenTask]:
    """Return what is to be done in all processes of a person, the most urgent first."""
    held = SlotTable.select(SlotTable.owner).where(
        (SlotTable.kind == "process") & (SlotTable.person == person)
    )
    return _told(tx, _IS_OPEN & _waits() & TaskTable.process.in_(held))


@dataclass(frozen=True)
class Look:
    """What is looked at: the ``most`` urgent of a kind that are due at ``since`` or later.

    ``since`` is a UTC minute; empty is the beginning.
    """

    kind: str
    since: str
    most: int


def urgent_of_person(tx: Reading, person: str, looks: Iterable[Look]) -> list[OpenTask]:
    """Return the most urgent open tasks in a person's processes, in the order of urgency."""
    urgent = [task for look in looks for (task,) in tx.raw(_urgent(person, look))]
    return _told(tx, TaskTable.id.in_(urgent))


def _urgent(person: str, look: Look) -> pw.BaseQuery:
    held = pw.fn.EXISTS(
        SlotTable.select(SlotTable.version).where(
            (SlotTable.kind == "process")
            & (SlotTable.owner == TaskTable.process)
            & (SlotTable.person == person)
        )
    )
    of_kind = _IS_OPEN & (TaskTable.kind == look.kind) & (TaskTable.due_at >= look.since)
    still = ProcessTable.select(ProcessTable.id).where(
        (ProcessTable.id == TaskTable.process) & ProcessTable.closed_on.is_null()
    )
    # Few are looked at, in the order of the index, so that the first found end the search: each is
    # asked for its process, and the records come last.
    urgent = TaskTable.select(TaskTable.id).where(of_kind & pw.fn.EXISTS(still) & held)
    return urgent.order_by(TaskTable.due_at, TaskTable.process).limit(look.most)


def kinds_of_person(tx: Reading, person: str, now: str) -> dict[tuple[str, bool], int]:
    """Return how much is to be done in a person's processes, by kind and whether it is overdue."""
    held = SlotTable.select(SlotTable.owner).where(
        (SlotTable.kind == "process") & (SlotTable.person == person)
    )
    late = pw.fn.COUNT(TaskTable.due_at).filter(TaskTable.due_at < now)
    query = TaskTable.select(TaskTable.kind, late, pw.fn.COUNT(TaskTable.due_at))
    chosen = query.where(_IS_OPEN & TaskTable.process.in_(held) & _waits())
    found = {
        (kind, is_late): number
        for kind, overdue, whole in tx.all(chosen.group_by(TaskTable.kind).tuples())
        for is_late, number in ((False, whole - overdue), (True, overdue))
    }
    return {place: number for place, number in found.items() if number}


def overdue(tx: Reading, processes: Sequence[str], now: str) -> dict[str, int]:
    """Return how much was due before ``now`` in each of these processes; none is left out."""
    query = TaskTable.select(TaskTable.process, pw.fn.COUNT(TaskTable.id)).tuples()
    late = query.where(_IS_OPEN & (TaskTable.due_at < now)).group_by(TaskTable.process)
    found = (tx.all(late.where(TaskTable.process.in_(part))) for part in parts(processes))
    return dict(pair for pairs in found for pair in pairs)


def open_of_everybody(tx: Reading) -> list[OpenTask]:
    """Return what is to be done in all processes, the most urgent first."""
    return _told(tx, _IS_OPEN & _waits())


def _waits() -> pw.Expression:
    """Say that in a process that was closed nothing waits."""
    closed = ProcessTable.select(ProcessTable.id).where(ProcessTable.closed_on.is_null(False))
    return TaskTable.process.not_in(closed)


def _told(tx: Reading, chosen: pw.Expression) -> list[OpenTask]:
    """Return tasks as the driver gives them: an agenda has thousands."""
    columns = [getattr(TaskTable, name) for name in ("id", "process", "record", "kind", "due_at")]
    query = TaskTable.select(*columns, RecordTable.type, RecordTable.state).join(RecordTable)
    found = query.where(chosen).order_by(TaskTable.due_at, TaskTable.id)
    return list(starmap(OpenTask, tx.raw(found)))
