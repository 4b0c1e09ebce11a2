"""What docs/federation-at-rest.md promises of the layer's tables, and how they came to be."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from peewee import BlobField, BooleanField, Field, IntegerField, SchemaManager

import tejido_federation
from tejido.store.database import Store
from tejido.store.tables import TABLES as CORE_TABLES
from tejido.store.tables import Table
from tejido.testing.nodes import small_node
from tejido_federation.tables import (
    TABLES,
    CharterTable,
    DescriptorTable,
    IncomingTable,
    OutgoingTable,
    ReceivedTable,
    StreamInTable,
)

PAGES = Path(__file__).parents[2] / "docs"
PAGE = (PAGES / "federation-at-rest.md").read_text("utf-8")
ROW = re.compile(r"^\| (federation_\w+) \| ([\w, ]+?) \|(?: ([\w, ]*?))? ?\|$", re.MULTILINE)
MIGRATIONS = Path(tejido_federation.__file__).parent / "migrations"
#: Bytes that are public in a network, or open nothing.
OPEN_BYTES = {"proof", "envelope", "receipt", "key_digest"}


def listed(text: str | None) -> set[str]:
    return set(filter(None, (text or "").split(", ")))


PROMISED = {name: (listed(clear), listed(sealed)) for name, clear, sealed in ROW.findall(PAGE)}


def test_the_page_says_of_every_column_whether_it_is_sealed() -> None:
    found = {}
    for table in TABLES:
        fields = table._meta.sorted_fields
        sealed = {
            field.column_name
            for field in fields
            if isinstance(field, BlobField) and field.column_name not in OPEN_BYTES
        }
        clear = {field.column_name for field in fields} - sealed
        found[table._meta.table_name] = (clear, sealed)
    assert found == PROMISED


def test_no_table_of_a_node_is_on_neither_page(tmp_path: Path) -> None:
    core = (PAGES / "at-rest.md").read_text("utf-8")
    on_core = set(re.findall(r"^\| (\w+) \| \w+ \| (?:clear|sealed) \|", core, re.MULTILINE))
    with small_node(tmp_path / "node") as small, small.node.store.read():
        found = small.node.store._engine.database.get_tables()
    kept = {table for table in found if not table.endswith("_migration")}
    assert kept == on_core | set(PROMISED)
    assert kept == {table._meta.table_name for table in (*TABLES, *CORE_TABLES)}


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    url = str(tmp_path / "node.db")
    if request.param == "postgresql":
        url = str(request.getfixturevalue("postgres_url"))
    with Store.create(url) as store:
        yield store


def test_migrating_gives_the_tables_of_the_code(empty: Store) -> None:
    empty.migrate("federation", MIGRATIONS)
    migrated = schema(empty)
    with empty.write():
        for table in reversed(TABLES):
            SchemaManager(table, empty._engine.database).drop_all()
        assert schema(empty) == {}
        for table in TABLES:
            SchemaManager(table, empty._engine.database).create_all()
    assert schema(empty) == migrated
    assert len(migrated) == len(TABLES)


def schema(store: Store) -> dict[str, object]:
    """Columns, keys and indexes of every table."""
    with store.read():
        database = store._engine.database
        return {
            table: (
                [tuple(column) for column in database.get_columns(table)],
                database.get_primary_keys(table),
                sorted((i.columns, i.unique, i.name) for i in database.get_indexes(table)),
            )
            for table in database.get_tables()
            if not table.endswith("_migration")
        }


#: What a peer may say in the format, and PostgreSQL's smaller integers cannot hold.
LARGEST = 2**53 - 1
SAID_BY_PEERS = {
    (DescriptorTable, "version"),
    (CharterTable, "version"),
    (StreamInTable, "last"),
    (IncomingTable, "seq"),
    (ReceivedTable, "version"),
    (OutgoingTable, "receipt_n"),
}


@pytest.mark.parametrize("column", sorted(SAID_BY_PEERS, key=str), ids=str)
def test_the_largest_number_a_peer_may_say_is_stored(
    empty: Store, column: tuple[type[Table], str]
) -> None:
    table, name = column
    empty.migrate("federation", MIGRATIONS)
    row = {field.name: example(field) for field in table._meta.sorted_fields}
    with empty.write() as tx:
        tx.insert(table, [{**row, name: LARGEST}])
        assert getattr(tx.one(table.select()), name) == LARGEST


def example(field: Field) -> object:
    """Any value that fits a column."""
    if isinstance(field, BlobField):
        return b""
    if isinstance(field, BooleanField):
        return False
    return 0 if isinstance(field, IntegerField) else ""
