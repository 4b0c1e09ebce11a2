"""Tasks open and close by themselves, as records change state and days.

A record's tasks are of two sorts, told apart by their kinds: what is due in its state, which
moving on finishes, and what falls due on a day that the record holds, which follows that day.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from tejido.declare.records import RecordType
from tejido.node import Node
from tejido.store import tasks
from tejido.store.database import Writing
from tejido.store.ids import new_id
from tejido.store.records import Record
from tejido.store.tasks import Task
from tejido.work.opening import OpenRecord


def open_tasks(
    node: Node, tx: Writing, declared: RecordType, entered: Iterable[tuple[str, str, str]]
) -> None:
    """Open what falls due for records that entered a state.

    Args:
        node: for its clock.
        tx: the transaction in which they entered it.
        declared: their type.
        entered: record id, process id and state of each.
    """
    dues = declared.lifecycle.due if declared.lifecycle else {}
    tasks.add(
        tx,
        [
            _task(process, record, dues[state].kind, node.clock() + dues[state].within)
            for record, process, state in entered
            if state in dues
        ],
    )


def moved_on(node: Node, tx: Writing, declared: RecordType, record: Record, state: str) -> None:
    """Finish what was due in a record's former state, and open what is due in its new one.

    What falls due on its days goes on, unless ``state`` ends its lifecycle.
    """
    cycle = declared.lifecycle
    if cycle is None:
        return
    kinds = None if cycle.is_end(state) else {due.kind for due in cycle.due.values()}
    tasks.finish(tx, record.id, node.today().isoformat(), kinds)
    open_tasks(node, tx, declared, [(record.id, record.process, state)])


def follow_days(
    node: Node,
    tx: Writing,
    declared: RecordType,
    saved: Iterable[OpenRecord],
    before: Mapping[str, OpenRecord],
) -> None:
    """Let tasks follow the days that records of one type hold, as they were saved now.

    Args:
        node: for its clock.
        tx: the transaction in which they were saved.
        declared: their type.
        saved: as they are now.
        before: those that were there already, as they were, by id.
    """
    if not declared.dates:
        return
    begun: list[Task] = []
    for record in saved:
        due = _falling_due(declared, record)
        if record.id in before:
            _follow(node, tx, declared, before[record.id], record)
        else:
            begun += [_task(record.process, record.id, kind, due[kind]) for kind in due]
    tasks.add(tx, begun)


def open_on(tx: Writing, process: str, record: str, kind: str, due_at: datetime) -> None:
    """Have one task of a kind open for a record, due at ``due_at`` (UTC), whatever it was."""
    if not tasks.postpone(tx, record, kind, _minute(due_at)):
        tasks.add(tx, [_task(process, record, kind, due_at)])


def _follow(
    node: Node, tx: Writing, declared: RecordType, before: OpenRecord, record: OpenRecord
) -> None:
    """Open, move or finish what falls due on a record's days; what did not change stays."""
    was, now = _falling_due(declared, before), _falling_due(declared, record)
    known = {task.kind for task in tasks.of_record(tx, record.id)}
    for kind in (due.kind for due in declared.dates.values()):
        if kind not in now:
            tasks.finish(tx, record.id, node.today().isoformat(), [kind])
        elif kind not in known or now[kind] != was.get(kind):
            open_on(tx, record.process, record.id, kind, now[kind])


def _falling_due(declared: RecordType, record: OpenRecord) -> dict[str, datetime]:
    """Return what falls due on a record's days: nothing where its lifecycle has ended."""
    cycle = declared.lifecycle
    return {} if cycle and cycle.is_end(record.state or "") else declared.falling_due(record.body)


def _task(process: str, record: str, kind: str, due_at: datetime) -> Task:
    return Task(new_id(), process, record, kind, _minute(due_at))


def _minute(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%MZ}"
