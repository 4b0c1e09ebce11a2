"""What lists are ordered and counted by, without a look at the rows."""

import peewee as pw
from playhouse.migrate import SchemaMigrator


def up(migrator: SchemaMigrator, _db: pw.Database) -> None:
    """Find a process's newest day, and the open tasks of a kind in their order."""
    migrator.migrate(
        migrator.add_index("record", ("process_id", "updated_on")),
        migrator.add_index("task", ("done_on", "kind", "due_at", "process_id")),
    )
