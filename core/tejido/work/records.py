"""Records: writing, opening, moving on. Nothing of a body touches the disk in clear.

A body's plaintext is ``{"fields": ..., "schema": ..., "source": ..., "type": ...}`` in JSON;
``source`` is the key of the imported row it came from, or empty. Type and schema say again, sealed,
what their columns say in clear: relabelled, a record would leave under another policy.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from tejido.accounts.signing_in import SignedIn
from tejido.audit.log import Kind
from tejido.declare.policy import exact_bytes
from tejido.errors import ChangedError, InputError
from tejido.languages import words
from tejido.node import Node
from tejido.store import processes, records
from tejido.store.database import Reading, Writing
from tejido.store.ids import new_id
from tejido.store.records import Record
from tejido.work.coding import recode
from tejido.work.consenting import follow, numbered
from tejido.work.conversations import CONSENT
from tejido.work.falling_due import follow_days, moved_on, open_tasks
from tejido.work.keys import Keys, key_at, keys_of, keys_to_write, newest_in
from tejido.work.log import log
from tejido.work.opening import OpenRecord, open_record

_ = words("tejido")

_CLOSED = _(
    "This process is closed, and nothing new is written in it. Open it again first, under "
    "«Who opens it, and for how long»."
)


@dataclass(frozen=True)
class Entry:
    """What somebody wants written: unverified input for one record of one process.

    To edit, name the ``record`` and the ``version`` that was seen. ``source`` is an imported
    row's key; it is sealed with the body and stays with the record.
    """

    type: str
    process: str
    given: Mapping[str, Any]
    record: str | None = None
    version: int | None = None
    source: str = ""


def write(node: Node, who: SignedIn, entries: Sequence[Entry]) -> list[str]:
    """Write records, all or none, and return their ids in the order of ``entries``.

    Raises:
        InputError: something is wrong with the input; ``fields`` says what.
        NotFoundError: no such type or process.
        NotOpenedError: ``who`` holds no slot of a process.
        ChangedError: a record is gone, or somebody saved it since the version that was seen.
    """
    with node.store.write() as tx:
        return keep(node, tx, who, entries)


def keep(node: Node, tx: Writing, who: SignedIn, entries: Sequence[Entry]) -> list[str]:
    """Write records within a transaction; see :func:`write`."""
    bodies = [node.declarations.load(entry.type, entry.given) for entry in entries]
    keys = keys_to_write(node, tx, who, {entry.process for entry in entries})
    _check_processes(node, tx, keys, entries)
    _refuse_second(node, tx, entries)
    before = _edited(node, tx, keys, entries)
    begun = [_next(node, entry, body, before) for entry, body in zip(entries, bodies, strict=True)]
    made = numbered(node, tx, keys, begun)
    records.add(tx, [_sealed(node, one, keys) for one in made if one.version == 1])
    for one in made:
        if one.version > 1:
            records.replace(tx, _sealed(node, one, keys))
    recode(node, tx, keys, made)
    follow(node, tx, who, keys, made, before)
    for type_id, found in _by_type(made):
        declared = node.declarations.types[type_id]
        entered = [(one.id, one.process, one.state or "") for one in found if one.version == 1]
        open_tasks(node, tx, declared, entered)
        follow_days(node, tx, declared, found, before)
        tx.after(_telling(node, type_id, [one.id for one in found]))
    for process, count in _counted(made):
        log(node, tx, Kind.WRITE, who, process=process, records=str(count))
    return [record.id for record in made]


def opened(node: Node, who: SignedIn, record: str) -> OpenRecord:
    """Return one record, opened; that it was opened is logged.

    Raises:
        NotFoundError: there is none with this id.
        NotOpenedError: ``who`` holds no slot of its process.
    """
    with node.store.write() as tx:
        found = records.by_id(tx, record)
        opened = open_record(node, found, keys_of(node, tx, who, [found.process]))
        log(node, tx, Kind.OPEN, who, process=found.process, record=record)
    return opened


def move(node: Node, who: SignedIn, record: str, state: str) -> None:
    """Move a record to a state that may follow its own; its tasks are done, new ones fall due.

    Raises:
        NotFoundError: there is no such record.
        NotOpenedError: ``who`` holds no slot of its process.
        InputError: its lifecycle has no such move.
    """
    with node.store.write() as tx:
        found = records.by_id(tx, record)
        key_at(keys_of(node, tx, who, [found.process]), found.process, found.key_version)
        declared = node.declarations.types.get(found.type)
        lifecycle = declared.lifecycle if declared else None
        if declared is None or lifecycle is None or state not in lifecycle.next(found.state or ""):
            message = _("From its present state it cannot move there; look at it again.")
            raise InputError(message, {"state": [message]})
        records.move(tx, record, state, node.today().isoformat())
        moved_on(node, tx, declared, found, state)
        log(node, tx, Kind.MOVE, who, record=record, state=state)
        tx.after(_telling(node, found.type, [record]))


def _check_processes(node: Node, tx: Reading, keys: Keys, entries: Iterable[Entry]) -> None:
    """Let nobody write into a process that is not opened to them, of another kind, or closed.

    In a closed one what is there can be corrected; and what its subject says of consent is taken
    down whenever they say it.
    """
    named = {process: processes.by_id(tx, process) for process in {one.process for one in entries}}
    for process in named:
        newest_in(keys, process)
    for entry in entries:
        found, declared = named[entry.process], node.declarations.types[entry.type]
        if not declared.belongs_to(found.kind):
            message = _("This type of record belongs to another kind of process.")
            raise InputError(message, {"process": [message]})
        if found.closed_on and entry.record is None and entry.type != CONSENT:
            raise InputError(_CLOSED, {"process": [_CLOSED]})


def _refuse_second(node: Node, tx: Reading, entries: Iterable[Entry]) -> None:
    """Refuse a second record of a type of which a process has only one."""
    types = node.declarations.types
    begun = Counter(
        (one.type, one.process) for one in entries if one.record is None and types[one.type].single
    )
    for (type_id, process), number in begun.items():
        if number > 1 or records.has_type(tx, process, type_id):
            message = _("A process has only one such record: open the one that is there.")
            raise InputError(message, {"type": [message]})


def _edited(node: Node, tx: Reading, keys: Keys, entries: Iterable[Entry]) -> dict[str, OpenRecord]:
    """Return the records that entries edit, as they are now."""
    found = records.by_ids(tx, [entry.record for entry in entries if entry.record])
    return {
        name: open_record(node, one, keys) for name, one in found.items() if one.process in keys
    }


def _next(
    node: Node, entry: Entry, body: Mapping[str, Any], before: Mapping[str, OpenRecord]
) -> OpenRecord:
    """Return what an entry makes: a record begun, or the next version of one."""
    today = node.today().isoformat()
    if entry.record is None:
        lifecycle = node.declarations.types[entry.type].lifecycle
        state = lifecycle.start if lifecycle else None
        return OpenRecord(
            new_id(), entry.process, entry.type, state, 1, body, entry.source, today, today
        )
    known = before.get(entry.record)
    if known is None or (known.process, known.type) != (entry.process, entry.type):
        raise ChangedError(_("This record is no longer where it was; look for it again."))
    if known.version != entry.version:
        raise ChangedError(
            _("Somebody saved this record while you were writing; compare and save again.")
        )
    return replace(known, version=known.version + 1, body=body, updated_on=today)


def _sealed(node: Node, record: OpenRecord, keys: Keys) -> Record:
    key = newest_in(keys, record.process)
    schema = node.declarations.schema(record.type).version
    plaintext = exact_bytes(
        {
            "fields": record.body,
            "schema": schema,
            "source": record.source,
            "type": record.type,
        }
    )
    return Record(
        record.id,
        record.process,
        record.type,
        schema,
        record.state,
        record.version,
        key.version,
        record.created_on,
        record.updated_on,
        key.seal(record.id, record.version, plaintext),
    )


def _by_type(made: Iterable[OpenRecord]) -> list[tuple[str, list[OpenRecord]]]:
    ordered = sorted(made, key=lambda one: one.type)
    return [(name, list(found)) for name, found in groupby(ordered, key=lambda one: one.type)]


def _counted(made: Iterable[OpenRecord]) -> list[tuple[str, int]]:
    ordered = sorted(one.process for one in made)
    return [(process, len(list(found))) for process, found in groupby(ordered)]


def _telling(node: Node, type_id: str, saved: Sequence[str]) -> Callable[[], None]:
    return lambda: node.plugins.records_saved(node, type_id, saved)
