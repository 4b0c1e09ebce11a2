"""Everything that a node keeps sealed, value by value, with what each is about."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tests.matrix.closure import Blob

from tejido.node import Node
from tejido.store import sealing
from tejido.store.tables import TABLES as CORE_TABLES
from tejido.store.tables import EmissionTable, RecordTable, Table
from tejido_federation import wire
from tejido_federation.envelope import parse_envelope
from tejido_federation.header import Header, parse_header
from tejido_federation.parts import Body, split_body
from tejido_federation.tables import TABLES as FEDERATION_TABLES

DOCS = Path(__file__).parents[2] / "docs"
#: Values of a column in clear that are tried as keys.
_FEW = 3


def sealed_columns() -> set[str]:
    """Return every column that the two pages call sealed: ``record.body``."""
    core = re.findall(
        r"^\| (\w+) \| (\w+) \| sealed \|", (DOCS / "at-rest.md").read_text("utf-8"), re.MULTILINE
    )
    page = (DOCS / "federation-at-rest.md").read_text("utf-8")
    rows = re.findall(r"^\| (federation_\w+) \| [\w, ]+ \| ([\w, ]+) \|$", page, re.MULTILINE)
    found = {f"{table}.{column}" for table, column in core}
    return found | {f"{table}.{name.strip()}" for table, names in rows for name in names.split(",")}


def gathered(node: Node) -> tuple[list[Blob], set[bytes]]:
    """Return every sealed value with what its row is about, and what in clear is like a key."""
    sealed, blobs, clear = sealed_columns(), list[Blob](), dict[str, set[bytes]]()
    with node.store.read() as tx:
        sealings = {"generation": sealing.generation(tx)}
        processes_of = dict(
            tx.all(RecordTable.select(RecordTable.id, RecordTable.process).tuples())
        )
        for table in (*CORE_TABLES, *FEDERATION_TABLES):
            for row in tx.all(table.select().dicts()):
                about = _about(table, row, processes_of) | sealings
                for name in table._meta.sorted_field_names:
                    column = f"{table._meta.table_name}.{table._meta.fields[name].column_name}"
                    if column not in sealed:
                        found = clear.setdefault(column, set())
                        found |= _like_a_key(row[name]) if len(found) < _FEW else set()
                    elif row[name] is not None:
                        blobs += _CUT.get(column, _whole)(column, about, bytes(row[name]), row)
    return blobs, set().union(*clear.values())


def _about(
    table: type[Table], row: Mapping[str, Any], processes_of: Mapping[str, str]
) -> dict[str, Any]:
    """Return a row's columns, its own id under the name of its table."""
    about = dict(row)
    if "id" in row:
        about[table._meta.table_name] = row["id"]
    if table is EmissionTable:
        about["process"] = processes_of[row["record"]]
    if table._meta.table_name == "attachment_part":
        about["piece"] = row["number"]
    return about


def _whole(column: str, about: dict[str, Any], content: bytes, _row: Any) -> list[Blob]:
    return [Blob(column, about, content)]


def _outgoing(column: str, about: dict[str, Any], content: bytes, _row: Any) -> list[Blob]:
    framed = wire.split_message(content)
    header = parse_header(parse_envelope(framed.envelope).payload)
    body = split_body(framed.body, sealed=True, items=len(header.items)) if framed.body else None
    return _pieces(column, about, header, body) if body else []


def _incoming(column: str, about: dict[str, Any], content: bytes, row: Any) -> list[Blob]:
    header = parse_header(parse_envelope(bytes(row["envelope"])).payload)
    return _pieces(
        column, about, header, split_body(content, sealed=False, items=len(header.items))
    )


def _pieces(column: str, about: dict[str, Any], header: Header, body: Body) -> list[Blob]:
    """Cut a body into its sealed key and its items, each with its place in the message."""
    found = [Blob(column, about, body.key.content)] if body.key and body.key.content else []
    place = {name: getattr(header, name) for name in ("network", "type", "stream", "seq")}
    place |= {"sender": header.sender, "recipient": header.recipient}
    for number, part in enumerate(body.items):
        if part.content is not None:
            found.append(Blob(column, {**place, "number": number, "item": True}, part.content))
    return found


_CUT: Mapping[str, Callable[[str, dict[str, Any], bytes, Any], list[Blob]]] = {
    "federation_outgoing.message": _outgoing,
    "federation_incoming.parts": _incoming,
}


def _like_a_key(value: object) -> set[bytes]:
    """Return what in clear could be mistaken for a key: 16 or 32 bytes, as they are or in hex."""
    if isinstance(value, bytes | memoryview):
        return {bytes(value)} if len(bytes(value)) in (16, 32) else set()
    if isinstance(value, str) and re.fullmatch(r"[0-9a-f]{32}|[0-9a-f]{64}", value):
        return {bytes.fromhex(value)}
    return set()
