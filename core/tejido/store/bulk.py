"""One prepared statement for many rows: twice as fast as peewee's ``insert_many``."""

from collections.abc import Iterator, Mapping, Sequence
from operator import itemgetter

import peewee as pw

from tejido.store.tables import Table


def insert_statement(
    database: pw.Database, table: type[Table], fields: Sequence[str], *, replace: bool
) -> str:
    """Write ``INSERT INTO ...`` for these fields; ``replace`` rows with the same primary key."""
    columns = [_column(table, field) for field in fields]
    statement = insertion(database, table._meta.table_name, columns)
    return statement + _replacing(table, columns) if replace else statement


def insertion(database: pw.Database, table: str, columns: Sequence[str]) -> str:
    """Write ``INSERT INTO ...`` for these columns of a table, by their own names."""
    places = ", ".join([database.param] * len(columns))
    into = f"{_quoted(table)} ({', '.join(map(_quoted, columns))})"
    return f"INSERT INTO {into} VALUES ({places})"  # noqa: S608 - names from our tables


def values_of(
    rows: Sequence[Mapping[str, object]], fields: Sequence[str]
) -> Iterator[tuple[object, ...]]:
    """Give each row's values in the order of ``fields``."""
    if len(fields) == 1:
        return ((row[fields[0]],) for row in rows)
    return map(itemgetter(*fields), rows)


def _replacing(table: type[Table], columns: Sequence[str]) -> str:
    keys = [field.column_name for field in table._meta.get_primary_keys()]
    rest = [f"{_quoted(c)} = EXCLUDED.{_quoted(c)}" for c in columns if c not in keys]
    action = f"DO UPDATE SET {', '.join(rest)}" if rest else "DO NOTHING"
    return f" ON CONFLICT ({', '.join(map(_quoted, keys))}) {action}"


def _column(table: type[Table], field: str) -> str:
    return str(table._meta.fields[field].column_name)


def _quoted(name: str) -> str:
    return f'"{name}"'
