"""What every table is made of: bound to no database, and referring to rows by their ids."""

from typing import Any

import peewee as pw


class Table(pw.Model):
    """A table bound to no database."""

    class Meta:
        database = None
        legacy_table_names = False


def of(table: type[Table], **options: Any) -> "pw.ForeignKeyField[Any]":
    """Refer to a row by its id, never loading it behind the caller's back."""
    field: pw.ForeignKeyField[Any] = pw.ForeignKeyField(
        table, lazy_load=False, backref="+", **options
    )
    return field
