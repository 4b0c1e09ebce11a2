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
from tejido.store.records import Record
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
        about = records.by_ids(tx, [task.record for task in found])
    return [_due(node, task, about[task.record], now) for task in found]


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


def _due(node: Node, task: Task, record: Record, now: datetime) -> DueTask:
    due_at = datetime.fromisoformat(task.due_at)
    label = _label(node.declarations.types.get(record.type), record.state or "", task.kind)
    return DueTask(task.process, task.record, record.type, task.kind, label, due_at, due_at < now)


def _label(declared: RecordType | None, state: str, kind: str) -> str:
    """Return what a state calls what falls due in it; the kind where its plugin is absent."""
    due = declared.lifecycle.due.get(state) if declared and declared.lifecycle else None
    return due.label if due and due.kind == kind else kind
