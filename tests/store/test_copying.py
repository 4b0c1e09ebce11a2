"""Whole tables, copied from one database to another without any model."""

from collections.abc import Iterator
from pathlib import Path

import peewee as pw
import pytest

from tejido.errors import DatabaseError
from tejido.store import copying
from tejido.store.copying import Row
from tejido.store.database import Store
from tejido.store.migrating import CORE, CORE_MIGRATIONS
from tejido.store.tables import (
    AttachmentPartTable,
    AttachmentTable,
    PersonTable,
    ProcessTable,
    RecordTable,
    Table,
)

LAYERS = [CORE]


@pytest.fixture
def other() -> Iterator[Store]:
    """Another database, in memory, with the core's tables."""
    with Store.in_memory() as made:
        made.migrate(CORE, CORE_MIGRATIONS)
        yield made


def example(table: type[Table], **given: object) -> dict[str, object]:
    row: dict[str, object] = {}
    for field in table._meta.sorted_fields:
        usual: object = b"\0\xff" if isinstance(field, pw.BlobField) else "ñandú"
        if isinstance(field, pw.IntegerField):
            usual = 0
        if isinstance(field, pw.BooleanField):
            usual = False
        row[field.name] = None if field.null else usual
    return {**row, **given}


def fill(store: Store, parts: int) -> None:
    with store.write() as tx:
        tx.insert(PersonTable, [example(PersonTable, id="p", handle="ana", administrator=True)])
        tx.insert(ProcessTable, [example(ProcessTable, id="a", renew=False)])
        tx.insert(RecordTable, [example(RecordTable, id="r", process="a")])
        tx.insert(AttachmentTable, [example(AttachmentTable, id="f", process="a", parts=parts)])
        tx.insert(
            AttachmentPartTable,
            [{"attachment": "f", "number": n, "sealed": bytes([n % 256])} for n in range(parts)],
        )


def copied(store: Store, name: str) -> list[Row]:
    with store.read() as tx:
        return list(copying.rows(tx, copying.shapes(tx, LAYERS)[name]))


def test_tables_come_after_those_they_refer_to(store: Store) -> None:
    with store.read() as tx:
        order = list(copying.shapes(tx, LAYERS))
    assert order.index("person") < order.index("slot")
    assert order.index("process") < order.index("record") < order.index("task")
    assert "tejido_migration" not in order


def test_rows_come_in_the_order_of_their_keys_however_many_there_are(store: Store) -> None:
    fill(store, 300)
    rows = copied(store, "attachment_part")
    assert rows == [("f", n, bytes([n % 256])) for n in range(300)]


def test_a_read_sees_one_snapshot_from_its_first_row_to_its_last(url: str, store: Store) -> None:
    fill(store, 200)
    with Store.open(url) as second, store.read() as tx:
        rows = copying.rows(tx, copying.shapes(tx, LAYERS)["attachment_part"])
        first = next(rows)
        with second.write() as writing:
            writing.run(AttachmentPartTable.delete())
        assert len([first, *rows]) == 200


def test_all_tables_are_the_same_after_copying_to_and_fro(store: Store, other: Store) -> None:
    fill(store, 3)
    names = ("person", "process", "record", "attachment", "attachment_part")
    before = {name: copied(store, name) for name in names}
    with other.write() as tx:
        for name, shape in copying.shapes(tx, LAYERS).items():
            copying.insert(tx, shape, before.get(name, []))
    assert {name: copied(other, name) for name in names} == before
    with store.write() as tx:
        for name in reversed(names):
            tx.run(pw.Table(name).delete())
        for name, shape in copying.shapes(tx, LAYERS).items():
            copying.insert(tx, shape, copied(other, name) if name in names else [])
    assert {name: copied(store, name) for name in names} == before


def test_columns_are_filled_in_rows_that_are_there(store: Store) -> None:
    fill(store, 2)
    with store.write() as tx:
        shape = copying.shapes(tx, LAYERS)["attachment_part"]
        copying.fill(tx, shape, ["sealed"], [("f", 1, b"new"), ("f", 9, b"nowhere")])
    assert copied(store, "attachment_part") == [("f", 0, b"\0"), ("f", 1, b"new")]


def test_numbers_go_on_after_rows_that_came_with_theirs(empty: Store) -> None:
    class Letter(Table):
        id = pw.AutoField()
        text = pw.TextField()

        class Meta:
            table_name = "letter"

    with empty.write() as tx:
        pw.SchemaManager(Letter, tx.database).create_all()
        shape = copying.shapes(tx, [])["letter"]
        copying.count_on(tx, shape)
        tx.insert(Letter, [{"text": "first"}])
        copying.insert(tx, shape, [(7, "seventh")])
        copying.count_on(tx, shape)
        tx.insert(Letter, [{"text": "next"}])
        assert [row.id for row in tx.all(Letter.select().order_by(Letter.id))] == [1, 7, 8]


def test_what_only_one_database_has_is_not_copied(empty: Store) -> None:
    with empty.write() as tx:
        tx.database.execute_sql('CREATE TABLE "half" ("id" INTEGER PRIMARY KEY, "x" REAL)')
        tx.database.execute_sql('INSERT INTO "half" VALUES (1, 0.5)')
        rows = copying.rows(tx, copying.shapes(tx, [])["half"])
        with pytest.raises(DatabaseError, match="cannot be backed up"):
            next(rows)


def test_a_database_on_a_server_is_emptied_of_every_table(postgres_url: str) -> None:
    with Store.create(postgres_url) as store:
        with store.read() as tx:
            assert copying.is_empty(tx)
        store.migrate(CORE, CORE_MIGRATIONS)
        fill(store, 1)
        with store.write() as tx:
            assert not copying.is_empty(tx)
            copying.drop_all(tx)
        with store.read() as tx:
            assert copying.is_empty(tx)


def test_a_damaged_file_is_found(tmp_path: Path) -> None:
    path = tmp_path / "node.db"
    with Store.create(path) as store:
        with store.write() as tx:
            copying.look_through(tx)
            tx.database.execute_sql("CREATE TABLE a (id TEXT PRIMARY KEY)")
            tx.database.execute_sql("CREATE TABLE b (a TEXT REFERENCES a (id))")
        with store._connection():  # as a repair by hand might leave it
            store._engine.database.execute_sql("PRAGMA foreign_keys = off")
            store._engine.database.execute_sql("INSERT INTO b VALUES ('nowhere')")
        with store.read() as tx, pytest.raises(DatabaseError, match="damaged"):
            copying.look_through(tx)
