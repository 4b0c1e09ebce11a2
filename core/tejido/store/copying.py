"""Whole tables as the database itself describes them, for backups: no model says what they are.

A backup is also taken of a database that is older than this code, whose models would name
columns that are not there yet. Values are what both databases have in common: None, integers
(booleans among them), texts, bytes.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter
from typing import Any

import peewee as pw

from tejido.errors import DatabaseError
from tejido.languages import words
from tejido.store import engines, migrating
from tejido.store.bulk import insertion
from tejido.store.database import Reading, Writing

_ = words("tejido")

Value = int | str | bytes | None
Row = tuple[Value, ...]
#: Rows read at once: what is attached lies in rows of many kilobytes.
_PAGE = 64
_BOOLEANS = {"bool", "boolean"}


@dataclass(frozen=True)
class ForeignKey:
    """A column that names a row of ``table`` by its column ``parent``."""

    column: str
    table: str
    parent: str


@dataclass(frozen=True)
class Shape:
    """A table of a database as it is: ``columns`` in their order, the ``primary`` ones, keys."""

    name: str
    columns: tuple[str, ...]
    primary: tuple[str, ...]
    booleans: frozenset[str]
    nullable: frozenset[str]
    foreign: tuple[ForeignKey, ...]


def shapes(tx: Reading, layers: Iterable[str]) -> dict[str, Shape]:
    """Return every table but the histories of ``layers``, each after those that it refers to."""
    histories = {migrating.history(layer) for layer in layers}
    with engines.translated():
        names = sorted(set(tx.database.get_tables()) - histories)
        found = {name: _shape(tx.database, name) for name in names}
    parents = {name: {key.table for key in shape.foreign} for name, shape in found.items()}
    return {name: found[name] for name in TopologicalSorter(parents).static_order()}


def applied(tx: Reading, layers: Iterable[str]) -> dict[str, list[str]]:
    """Return by layer the names of the migrations that were applied."""
    with engines.translated():
        return {layer: migrating.applied(tx.database, layer) for layer in layers}


def is_empty(tx: Reading) -> bool:
    """Whether there is no table at all."""
    with engines.translated():
        return not tx.database.get_tables()


def rows(tx: Reading, shape: Shape, columns: Sequence[str] = ()) -> Iterator[Row]:
    """Give a table's rows in the order of their primary keys, a few at a time.

    Args:
        tx: one snapshot: what others write meanwhile is not seen.
        shape: of the table.
        columns: these alone, instead of all.

    Raises:
        DatabaseError: a value is of a kind that both databases do not have.
    """
    table = pw.Table(shape.name)
    # Not by `table.c`: a column called "node" would be an attribute of peewee's own.
    place = [pw.Column(table, column) for column in shape.primary]
    wanted = columns or shape.columns
    query = table.select(*place, *(pw.Column(table, column) for column in wanted))
    query = query.order_by(*place).limit(_PAGE).tuples()
    after: Sequence[Any] = ()
    while True:
        page = tx.all(query.where(pw.Tuple(*place) > pw.Tuple(*after)) if after else query)
        for row in page:
            yield tuple(_plain(value) for value in row[len(place) :])
        if len(page) < _PAGE:
            return
        after = page[-1][: len(place)]


def insert(tx: Writing, shape: Shape, found: Iterable[Row]) -> None:
    """Insert rows, their values in the order of the table's columns.

    Raises:
        DatabaseError: a row is there already, or refers to one that is not.
    """
    statement = insertion(tx.database, shape.name, shape.columns)
    with engines.translated():
        tx.database.cursor().executemany(statement, map(_fitting(tx, shape), found))


def fill(tx: Writing, shape: Shape, columns: Sequence[str], found: Iterable[Row]) -> None:
    """Set ``columns`` of rows that are there: each row given is primary keys, then values."""
    param = tx.database.param
    values = ", ".join(f'"{column}" = {param}' for column in columns)
    place = " AND ".join(f'"{column}" = {param}' for column in shape.primary)
    statement = f'UPDATE "{shape.name}" SET {values} WHERE {place}'  # noqa: S608 - as introspected
    keys = len(shape.primary)
    with engines.translated():
        turned = ((*row[keys:], *row[:keys]) for row in found)
        tx.database.cursor().executemany(statement, turned)


def count_on(tx: Writing, shape: Shape) -> None:
    """Let PostgreSQL number new rows after those that were inserted with their numbers."""
    if isinstance(tx.database, pw.PostgresqlDatabase):
        for column in shape.primary:
            with engines.translated():
                _count_on(tx.database, shape.name, column)


def look_through(tx: Reading) -> None:
    """Return if a SQLite file is sound; PostgreSQL sees to that by itself.

    Raises:
        DatabaseError: a page is damaged, or a row refers to one that is not there.
    """
    if not isinstance(tx.database, pw.SqliteDatabase):
        return
    for pragma, sound in (("integrity_check", [("ok",)]), ("foreign_key_check", [])):
        with engines.translated():
            found = tx.database.execute_sql(f"PRAGMA {pragma}").fetchall()
        if found != sound:
            raise DatabaseError(_("The database is damaged: restore the newest backup."))


def drop_all(tx: Writing) -> None:
    """Drop every table of a PostgreSQL database that held none before a restore that failed.

    A SQLite file goes as a whole, by whoever made it.
    """
    if isinstance(tx.database, pw.PostgresqlDatabase):
        with engines.translated():
            for name in tx.database.get_tables():
                tx.database.execute_sql(f'DROP TABLE "{name}" CASCADE')


def _shape(database: pw.Database, name: str) -> Shape:
    columns = database.get_columns(name)
    return Shape(
        name,
        tuple(column.name for column in columns),
        tuple(database.get_primary_keys(name)),
        frozenset(one.name for one in columns if one.data_type.lower() in _BOOLEANS),
        frozenset(one.name for one in columns if one.null),
        tuple(
            ForeignKey(key.column, key.dest_table, key.dest_column)
            for key in database.get_foreign_keys(name)
        ),
    )


def _plain(value: object) -> Value:
    if isinstance(value, memoryview):
        return bytes(value)
    if value is None or isinstance(value, int | str | bytes):
        return int(value) if isinstance(value, bool) else value
    raise DatabaseError(_("A table holds values of a kind that cannot be backed up."))


def _fitting(tx: Reading, shape: Shape) -> Callable[[Row], Row]:
    """Return what makes a row fit: PostgreSQL takes no number for a boolean."""
    if not isinstance(tx.database, pw.PostgresqlDatabase):
        return lambda row: row
    places: Mapping[int, str] = {
        place: column for place, column in enumerate(shape.columns) if column in shape.booleans
    }

    def fitted(row: Row) -> Row:
        return tuple(
            bool(value) if place in places and value is not None else value
            for place, value in enumerate(row)
        )

    return fitted if places else lambda row: row


def _count_on(database: pw.Database, table: str, column: str) -> None:
    sequence = database.execute_sql(
        "SELECT pg_get_serial_sequence(%s, %s)", (f'"{table}"', column)
    ).fetchone()[0]
    if sequence:
        newest = f'(SELECT MAX("{column}") FROM "{table}")'  # noqa: S608 - as introspected
        database.execute_sql(
            f"SELECT setval(%s, COALESCE({newest}, 1), {newest} IS NOT NULL)",
            (sequence,),
        )
