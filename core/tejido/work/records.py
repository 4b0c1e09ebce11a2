"""Records: writing, opening, moving on. Nothing of a body touches the disk in clear.

A body's plaintext is ``{"fields": ..., "source": ...}`` in JSON; ``source`` is the key of the
imported row it came from, or empty.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from tejido.accounts.signing_in import SignedIn
from tejido.consent.gate import AGGREGATE, Grant, ask
from tejido.consent.grants import grants_of
from tejido.declare.coding import code
from tejido.declare.policy import exact_bytes
from tejido.declare.records import RecordType
from tejido.errors import ChangedError, ConsentError, InputError
from tejido.languages import words
from tejido.node import Node
from tejido.store.database import Reading, Writing
from tejido.store.ids import new_id
from tejido.store.tables import ProcessTable, RecordTable
from tejido.vault.process_keys import ProcessKeys
from tejido.work.coding import drop_coded, keep_coded
from tejido.work.keys import Keys, key_at, keys_of
from tejido.work.log import log
from tejido.work.tasks import close_tasks, open_tasks

_ = words("tejido")


@dataclass(frozen=True)
class Entry:
    """What somebody wants written: unverified input for one record of one process.

    To edit, name the ``record`` and the ``version`` that was seen. ``source`` is an imported
    row's key; it is sealed with the body.
    """

    type: str
    process: str
    given: Mapping[str, Any]
    record: str | None = None
    version: int | None = None
    source: str = ""


@dataclass(frozen=True)
class OpenRecord:
    """One record, opened."""

    id: str
    process: str
    type: str
    state: str | None
    version: int
    body: Mapping[str, Any]
    source: str
    created_on: str
    updated_on: str


#: A record about to be kept, and the keys that seal it.
_Kept = tuple[OpenRecord, ProcessKeys]


def write(node: Node, who: SignedIn, entries: Sequence[Entry]) -> list[str]:
    """Write records, all or none, and return their ids in the order of ``entries``.

    Raises:
        InputError: something is wrong with the input; ``fields`` says what.
        NotFoundError: no such type, process or record.
        NotOpenedError: ``who`` holds no slot of a process.
        ChangedError: somebody saved a record since the version that was seen.
    """
    bodies = [node.declarations.load(entry.type, entry.given) for entry in entries]
    with node.store.write() as tx:
        kept = _kept(node, tx, who, entries, bodies)
        records = [record for record, _keys in kept]
        _put(node, tx, kept)
        recode(node, tx, records)
        for type_id, found in _by_type(records):
            begun = [(one.id, one.process, one.state or "") for one in found if one.version == 1]
            open_tasks(node, tx, node.declarations.types[type_id], begun)
            tx.after(_telling(node, type_id, [one.id for one in found]))
        log(node, tx, "write", who, records=" ".join(one.id for one in records))
    return [record.id for record in records]


def opened(node: Node, who: SignedIn, record: str) -> OpenRecord:
    """Return one record, opened.

    Raises:
        NotFoundError: there is none with this id.
        NotOpenedError: ``who`` holds no slot of its process.
    """
    with node.store.read() as tx:
        row = tx.one(RecordTable.select().where(RecordTable.id == record))
        return open_record(node, row, keys_of(tx, who, [row.process]))


def opened_all(
    node: Node,
    tx: Reading,
    who: SignedIn,
    types: Iterable[str],
    *,
    processes: Iterable[str] | None = None,
    records: Iterable[str] | None = None,
) -> list[OpenRecord]:
    """Return the records of some types that are opened to ``who``, or some among them by id."""
    keys = keys_of(tx, who, processes)
    query = RecordTable.select().where(
        RecordTable.type.in_(list(types)), RecordTable.process.in_(list(keys))
    )
    if records is not None:
        query = query.where(RecordTable.id.in_(list(records)))
    rows = tx.all(query.order_by(RecordTable.id))
    return [open_record(node, row, keys) for row in rows]


def sources(node: Node, who: SignedIn, type_id: str) -> set[str]:
    """Return the source keys of the imported records of a type that are opened to ``who``."""
    with node.store.read() as tx:
        return {one.source for one in opened_all(node, tx, who, [type_id]) if one.source}


def move(node: Node, who: SignedIn, record: str, state: str) -> None:
    """Move a record to a state that may follow its own.

    Raises:
        NotFoundError: there is no such record.
        NotOpenedError: ``who`` holds no slot of its process.
        InputError: its lifecycle has no such move.
    """
    with node.store.write() as tx:
        row = tx.one(RecordTable.select().where(RecordTable.id == record))
        key_at(keys_of(tx, who, [row.process]), row.process, row.key_version)
        declared = node.declarations.types.get(row.type)
        lifecycle = declared.lifecycle if declared else None
        if declared is None or lifecycle is None or state not in lifecycle.next(row.state or ""):
            message = _("From its present state it cannot move there; look at it again.")
            raise InputError(message, {"state": [message]})
        tx.run(
            RecordTable.update(state=state, updated_on=node.today().isoformat()).where(
                RecordTable.id == record
            )
        )
        close_tasks(node, tx, record)
        open_tasks(node, tx, declared, [(record, row.process, state)])
        log(node, tx, "move", who, record=record, state=state)
        tx.after(_telling(node, row.type, [record]))


def open_record(node: Node, row: Any, keys: Keys) -> OpenRecord:
    """Open a record's row, its body brought up to the schema of today.

    Raises:
        NotOpenedError: its process is not among ``keys``.
    """
    plaintext = json.loads(
        key_at(keys, row.process, row.key_version).open(row.id, row.version, row.body)
    )
    body = plaintext["fields"]
    if row.type in node.declarations.schemas:
        body = node.declarations.schemas[row.type].upgrade(body, row.schema)
    return OpenRecord(
        row.id,
        row.process,
        row.type,
        row.state,
        row.version,
        body,
        plaintext["source"],
        row.created_on,
        row.updated_on,
    )


def recode(node: Node, tx: Writing, records: Sequence[OpenRecord]) -> None:
    """Keep coded rows where consent covers counting today, and none where it does not."""
    grants = grants_of(tx, {one.process for one in records})
    covered = [one for one in records if _is_counted(node, grants[one.process])]
    rows = [
        code(node.declarations.policies[one.type], one.id, one.process, one.body) for one in covered
    ]
    drop_coded(tx, {one.id for one in records} - {one.id for one in covered})
    keep_coded(node, tx, rows, [one.process for one in covered])


def _kept(
    node: Node,
    tx: Reading,
    who: SignedIn,
    entries: Sequence[Entry],
    bodies: Sequence[Mapping[str, Any]],
) -> list[_Kept]:
    """Return each entry as it will be kept, with the keys that seal it."""
    named = {entry.process for entry in entries}
    processes = {
        row.id: row for row in tx.all(ProcessTable.select().where(ProcessTable.id.in_(list(named))))
    }
    edited = [entry.record for entry in entries if entry.record is not None]
    before = {row.id: row for row in tx.all(RecordTable.select().where(RecordTable.id.in_(edited)))}
    keys = keys_of(tx, who, named)
    kept = []
    for entry, body in zip(entries, bodies, strict=True):
        declared = node.declarations.types[entry.type]
        process = processes.get(entry.process)
        if process is None or process.kind != declared.process:
            message = _("This type of record belongs to another kind of process.")
            raise InputError(message, {"process": [message]})
        key = key_at(keys, process.id, process.key_version)
        if entry.record is None:
            record = _begun(node, entry, declared, body)
        else:
            record = _edited(node, entry, before.get(entry.record), keys, body)
        kept.append((record, key))
    return kept


def _begun(node: Node, entry: Entry, declared: RecordType, body: Mapping[str, Any]) -> OpenRecord:
    state = declared.lifecycle.start if declared.lifecycle else None
    today = node.today().isoformat()
    return OpenRecord(
        new_id(), entry.process, entry.type, state, 1, body, entry.source, today, today
    )


def _edited(node: Node, entry: Entry, row: Any, keys: Keys, body: Mapping[str, Any]) -> OpenRecord:
    if row is None or row.process != entry.process or row.type != entry.type:
        raise ChangedError(_("This record is no longer where it was; look for it again."))
    if row.version != entry.version:
        raise ChangedError(
            _("Somebody saved this record while you were writing; compare and save again.")
        )
    today = node.today().isoformat()
    before = open_record(node, row, keys)
    return replace(before, version=before.version + 1, body=body, updated_on=today)


def _put(node: Node, tx: Writing, kept: Sequence[_Kept]) -> None:
    tx.put(
        RecordTable,
        [
            {
                "id": one.id,
                "process": one.process,
                "type": one.type,
                "schema": node.declarations.schemas[one.type].version,
                "state": one.state,
                "version": one.version,
                "key_version": keys.version,
                "created_on": one.created_on,
                "updated_on": one.updated_on,
                "body": keys.seal(one.id, one.version, _plaintext(one)),
            }
            for one, keys in kept
        ],
    )


def _plaintext(record: OpenRecord) -> bytes:
    return exact_bytes({"fields": record.body, "source": record.source})


def _is_counted(node: Node, grants: Sequence[Grant]) -> bool:
    try:
        ask(grants, AGGREGATE, None, node.today())
    except ConsentError:
        return False
    return True


def _by_type(records: Sequence[OpenRecord]) -> list[tuple[str, list[OpenRecord]]]:
    ordered = sorted(records, key=lambda one: one.type)
    return [(name, list(found)) for name, found in groupby(ordered, key=lambda one: one.type)]


def _telling(node: Node, type_id: str, records: Sequence[str]) -> Callable[[], None]:
    return lambda: node.plugins.records_saved(node, type_id, records)
