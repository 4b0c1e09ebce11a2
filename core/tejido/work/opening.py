"""Opening records: a sealed row becomes a value, its body brought up to the schema of today."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tejido.accounts.signing_in import SignedIn
from tejido.errors import DatabaseError, SealError
from tejido.languages import words
from tejido.node import Node
from tejido.store import records
from tejido.store.database import Reading
from tejido.store.records import Record
from tejido.work.keys import Keys, key_at, keys_of

_ = words("tejido")


@dataclass(frozen=True)
class OpenRecord:
    """One record, opened. Days are UTC, ``YYYY-MM-DD``."""

    id: str
    process: str
    type: str
    state: str | None
    version: int
    body: Mapping[str, Any] = field(repr=False)
    source: str = field(repr=False)
    created_on: str
    updated_on: str


def open_record(node: Node, record: Record, keys: Keys) -> OpenRecord:
    """Open a sealed record.

    Raises:
        NotOpenedError: its process is not among ``keys``.
        SealError: it was moved, relabelled, replaced or damaged.
        DatabaseError: it was written by a newer version of its plugin.
    """
    return read_record(node, record, plaintext_of(record, keys))


def plaintext_of(record: Record, keys: Keys) -> bytes:
    """Return what is sealed in a record, as JSON.

    Raises:
        NotOpenedError: its process is not among ``keys``.
        SealError: it was moved, replaced or damaged.
    """
    key = key_at(keys, record.process, record.key_version)
    return key.open(record.id, record.version, record.body)


def read_record(node: Node, record: Record, content: bytes) -> OpenRecord:
    """Return a record from its plaintext.

    Raises:
        SealError: it was relabelled.
        DatabaseError: it was written by a newer version of its plugin.
    """
    plaintext = json.loads(content)
    if (plaintext["type"], plaintext["schema"]) != (record.type, record.schema):
        raise SealError(_("A record was relabelled in the database: restore the newest backup."))
    return OpenRecord(
        record.id,
        record.process,
        record.type,
        record.state,
        record.version,
        upgraded(node, record.type, record.schema, plaintext["fields"]),
        plaintext["source"],
        record.created_on,
        record.updated_on,
    )


def upgraded(node: Node, type_id: str, version: int, body: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a body of some version in the shape of today; as it is where its plugin is absent.

    Raises:
        DatabaseError: it was written by a newer version of its plugin.
    """
    schema = node.declarations.schemas.get(type_id)
    if schema is None or schema.version == version:
        return body
    if schema.version < version:
        message = _("A record was written by a newer version of its plugin: upgrade the plugin.")
        raise DatabaseError(message)
    return schema.upgrade(body, version)


def open_all(node: Node, tx: Reading, who: SignedIn, types: Iterable[str]) -> list[OpenRecord]:
    """Return every record of some types that is opened to ``who``, in the order of their ids."""
    keys = keys_of(node, tx, who)
    found = [
        open_record(node, record, keys)
        for type_id in types
        for record in records.of_type(tx, type_id)
        if record.process in keys
    ]
    return sorted(found, key=lambda record: record.id)


def open_process(node: Node, tx: Reading, who: SignedIn, process: str) -> list[OpenRecord]:
    """Return the records of one process, the oldest first.

    Raises:
        NotOpenedError: ``who`` holds no slot of it.
    """
    keys = keys_of(node, tx, who, [process])
    return [open_record(node, record, keys) for record in records.of_process(tx, process)]
