"""What is to be done by when: opened and closed as records change state."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from tejido.accounts.signing_in import SignedIn
from tejido.declare.records import RecordType
from tejido.node import Node
from tejido.store import records, tasks
from tejido.store.database import Writing
from tejido.store.ids import new_id
from tejido.store.tasks import Task


@dataclass(frozen=True)
class DueTask:
    """Something to do about a record; ``due_at`` is UTC, ``label`` still to be translated."""

    process: str
    record: str
    type: str
    kind: str
    label: str
    due_at: datetime
    is_overdue: bool


def due(node: Node, who: SignedIn) -> list[DueTask]:
    """Return the open tasks of the processes opened to ``who``, the most urgent first."""
    now = node.clock()
    with node.store.read() as tx:
        found = tasks.open_of_person(tx, who.person)
        types = {
            record.id: record.type
            for record in records.by_ids(tx, [task.record for task in found]).values()
        }
    return [_due(node, task, types[task.record], now) for task in found]


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
            Task(new_id(), process, record, dues[state].kind, _due_at(node, dues[state].within))
            for record, process, state in entered
            if state in dues
        ],
    )


def _due_at(node: Node, within: timedelta) -> str:
    return f"{node.clock() + within:%Y-%m-%dT%H:%MZ}"


def _due(node: Node, task: Task, type_id: str, now: datetime) -> DueTask:
    due_at = datetime.fromisoformat(task.due_at)
    declared = node.declarations.types.get(type_id)
    dues = declared.lifecycle.due.values() if declared and declared.lifecycle else ()
    label = next((one.label for one in dues if one.kind == task.kind), task.kind)
    return DueTask(task.process, task.record, type_id, task.kind, label, due_at, due_at < now)
