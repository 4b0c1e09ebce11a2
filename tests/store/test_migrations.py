import textwrap
from pathlib import Path

import pytest
from peewee import SchemaManager

from tejido.errors import DatabaseError
from tejido.store.database import Store
from tejido.store.migrating import CORE, CORE_MIGRATIONS
from tejido.store.tables import TABLES, PersonTable

FIRST = """
    def up(migrator, db):
        db.execute_sql("CREATE TABLE letter (id TEXT PRIMARY KEY)")
"""
SECOND = """
    import peewee as pw

    def up(migrator, db):
        migrator.migrate(migrator.add_column("letter", "seal", pw.TextField(default="")))
"""
BROKEN = """
    def up(migrator, db):
        db.execute_sql("CREATE TABLE half (id TEXT PRIMARY KEY)")
        db.execute_sql("SELECT * FROM nothing")
"""


def schema(store: Store) -> dict[str, object]:
    """Everything the database says of its tables, but for who migrated them."""
    with store.read():
        database = store._engine.database
        return {
            table: (
                [tuple(column) for column in database.get_columns(table)],
                database.get_primary_keys(table),
                sorted(
                    (index.columns, index.unique, index.name)
                    for index in database.get_indexes(table)
                ),
                sorted(
                    (key.column, key.dest_table, key.dest_column)
                    for key in database.get_foreign_keys(table)
                ),
            )
            for table in database.get_tables()
            if not table.endswith("_migration")
        }


def test_migrating_from_empty_gives_the_tables_of_the_code(store: Store) -> None:
    migrated = schema(store)
    with store.write():
        for table in reversed(TABLES):
            SchemaManager(table, store._engine.database).drop_all()
    assert schema(store) == {}
    with store.write():
        for table in TABLES:
            SchemaManager(table, store._engine.database).create_all()
    assert schema(store) == migrated
    assert len(migrated) == len(TABLES)


def folder(tmp_path: Path, **scripts: str) -> Path:
    made = tmp_path / "migrations"
    made.mkdir(exist_ok=True)
    for name, script in scripts.items():
        (made / f"{name[1:]}.py").write_text(textwrap.dedent(script))
    return made


def test_a_migration_is_applied_once(empty: Store, tmp_path: Path) -> None:
    letters = folder(tmp_path, _0001_letter=FIRST)
    assert empty.migrate("post", letters) == ["0001_letter"]
    assert empty.migrate("post", letters) == []
    folder(tmp_path, _0002_seal=SECOND)
    with pytest.raises(DatabaseError, match="tejido upgrade"):
        empty.check("post", letters)
    assert empty.migrate("post", letters) == ["0002_seal"]
    empty.check("post", letters)


def test_two_layers_have_histories_of_their_own(store: Store, tmp_path: Path) -> None:
    letters = folder(tmp_path, _0001_letter=FIRST)
    assert store.migrate("post", letters) == ["0001_letter"]
    assert store.migrate(CORE, CORE_MIGRATIONS) == []
    store.check(CORE, CORE_MIGRATIONS)
    store.check("post", letters)


def test_a_database_newer_than_the_code_is_refused(empty: Store, tmp_path: Path) -> None:
    letters = folder(tmp_path, _0001_letter=FIRST, _0002_seal=SECOND)
    empty.migrate("post", letters)
    (letters / "0002_seal.py").unlink()
    before = schema(empty)
    for look in (empty.migrate, empty.check):
        with pytest.raises(DatabaseError, match="upgrade Tejido"):
            look("post", letters)
    assert schema(empty) == before


def test_a_database_without_tables_is_older(empty: Store) -> None:
    with pytest.raises(DatabaseError, match="tejido upgrade"):
        empty.check(CORE, CORE_MIGRATIONS)
    assert schema(empty) == {}


def test_half_a_migration_is_undone(empty: Store, tmp_path: Path) -> None:
    with pytest.raises(DatabaseError):
        empty.migrate("post", folder(tmp_path, _0001_broken=BROKEN))
    assert "half" not in schema(empty)


def test_a_script_that_does_nothing_is_refused(empty: Store, tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="reinstall"):
        empty.migrate("post", folder(tmp_path, _0001_nothing="x = 1"))


def test_every_core_migration_is_numbered_in_order() -> None:
    names = sorted(path.name for path in CORE_MIGRATIONS.glob("*.py"))
    assert [name[:5] for name in names] == [f"{n:04}_" for n in range(1, len(names) + 1)]


def test_an_old_database_says_to_migrate_when_it_is_read(empty: Store) -> None:
    with empty.read() as tx, pytest.raises(DatabaseError, match="tejido upgrade"):
        tx.all(PersonTable.select())
