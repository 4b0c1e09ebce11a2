"""What is to be done by when, for a person and for a team; lateness is nobody else's to know."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tejido.accounts.signing_in import SignedIn
from tejido.audit.log import Kind
from tejido.declare.fields import Person, record_fields
from tejido.declare.records import RecordType
from tejido.errors import DatabaseError, InputError, NotOpenedError, SealError
from tejido.languages import words
from tejido.node import Node
from tejido.store import records, tasks
from tejido.store.database import Reading
from tejido.store.records import Record
from tejido.store.tasks import OpenTask, Task
from tejido.work.keys import Keys, keys_of, newest_in
from tejido.work.log import log
from tejido.work.opening import open_record

_ = words("tejido")

#: Tasks of which the records are opened to see whom they name: the most urgent ones.
_LOOKED_AT = 50


@dataclass(frozen=True)
class DueTask:
    """Something to do about a record; ``due_at`` is UTC, ``label`` still to be translated.

    Attributes:
        by_hand: whether somebody may say that it is done: what is due in a state is done by
            moving on.
        is_mine: whether the record names whoever asks, as far as it was looked at.
    """

    id: str
    process: str
    record: str
    type: str
    kind: str
    label: str
    due_at: datetime
    is_overdue: bool
    by_hand: bool
    is_mine: bool = False


def due(node: Node, who: SignedIn) -> list[DueTask]:
    """Return the open tasks of the processes opened to ``who``, the most urgent first."""
    with node.store.read() as tx:
        found = tasks.open_of_person(tx, who.person)
        mine = naming(node, tx, who, found)
    return told(node, found, mine, node.clock())


def of_process(node: Node, who: SignedIn, process: str) -> list[DueTask]:
    """Return the open tasks of one process, the most urgent first.

    Raises:
        NotOpenedError: ``who`` holds no slot of it.
    """
    with node.store.read() as tx:
        newest_in(keys_of(node, tx, who, [process]), process)
        found = tasks.open_of_process(tx, process)
        mine = naming(node, tx, who, found)
    return told(node, found, mine, node.clock())


def done(node: Node, who: SignedIn, task: str) -> Task:
    """Say that something was done which no state and no day of its record tells; return it.

    Raises:
        NotFoundError: there is no such task, or it is done.
        NotOpenedError: ``who`` holds no slot of its process.
        InputError: it is done by moving its record on.
    """
    with node.store.write() as tx:
        found = tasks.by_id(tx, task)
        newest_in(keys_of(node, tx, who, [found.process]), found.process)
        declared = node.declarations.types.get(records.by_id(tx, found.record).type)
        if not _is_by_hand(declared, found.kind):
            message = _("This is done once the record moves on: move it to its next state.")
            raise InputError(message, {"task": [message]})
        tasks.finish_one(tx, task, node.today().isoformat())
        log(node, tx, Kind.MOVE, who, record=found.record, what=found.kind)
    return found


def next_minute(now: datetime) -> str:
    """Return the first UTC minute that is not over at a moment: what is due before is overdue."""
    return f"{now + timedelta(seconds=59, microseconds=999_999):%Y-%m-%dT%H:%MZ}"


def told(
    node: Node, found: Sequence[OpenTask], mine: Collection[str], now: datetime
) -> list[DueTask]:
    """Return tasks as they are told at a moment; ``mine`` are records that name whoever asks."""
    types = node.declarations.types
    said = {
        (type_id, state, kind): (
            _label(types.get(type_id), state or "", kind),
            _is_by_hand(types.get(type_id), kind),
        )
        for type_id, state, kind in {(task.type, task.state, task.kind) for task in found}
    }
    return [_due(task, said[task.type, task.state, task.kind], now, mine) for task in found]


def _due(task: OpenTask, said: tuple[str, bool], now: datetime, mine: Collection[str]) -> DueTask:
    due_at = datetime.fromisoformat(task.due_at)
    label, by_hand = said
    return DueTask(
        task.id,
        task.process,
        task.record,
        task.type,
        task.kind,
        label,
        due_at,
        due_at < now,
        by_hand,
        task.record in mine,
    )


def _is_by_hand(declared: RecordType | None, kind: str) -> bool:
    """Whether no state asks for tasks of this kind: then nothing but a person finishes them."""
    cycle = declared.lifecycle if declared else None
    return cycle is None or kind not in {due.kind for due in cycle.due.values()}


def naming(node: Node, tx: Reading, who: SignedIn, found: Sequence[OpenTask]) -> frozenset[str]:
    """Return those of their records that name ``who`` as somebody of the team.

    Looked at are the most urgent tasks about records that can name anybody.

    Raises:
        SealError: a slot was changed in the database.
    """
    types = {task.type: _people_in(node, task.type) for task in found}
    found = [task for task in found if types[task.type]][:_LOOKED_AT]
    keys = keys_of(node, tx, who, {task.process for task in found})
    about = records.by_ids(tx, sorted({task.record for task in found}))
    return frozenset(one.id for one in about.values() if who.handle in _named(node, one, keys))


def _named(node: Node, record: Record, keys: Keys) -> set[object]:
    """Return who is named in a record; nobody where it does not open or its plugin is absent."""
    try:
        body = open_record(node, record, keys).body
    except (DatabaseError, NotOpenedError, SealError):
        return set()  # whoever opens it is told
    return {body.get(name) for name in _people_in(node, record.type)}


def _people_in(node: Node, type_id: str) -> list[str]:
    """Return the fields of a type that name somebody; none where its plugin is absent."""
    schema = node.declarations.schemas.get(type_id)
    known = record_fields(schema) if schema else {}
    return [name for name, one in known.items() if isinstance(one, Person)]


def _label(declared: RecordType | None, state: str, kind: str) -> str:
    """Return what its type calls a task of some kind; the kind where its plugin is absent."""
    if declared is None:
        return kind
    due = declared.lifecycle.due.get(state) if declared.lifecycle else None
    known = [due, *declared.dates.values()] if due else list(declared.dates.values())
    return next((one.label for one in known if one.kind == kind), kind)
