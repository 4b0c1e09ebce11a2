"""From which conversation a grant follows."""

import peewee as pw
from playhouse.migrate import SchemaMigrator


def up(migrator: SchemaMigrator, db: pw.Database) -> None:
    """Let a grant name the record of its conversation."""

    class Record(pw.Model):
        id = pw.TextField(primary_key=True)

        class Meta:
            database = db
            legacy_table_names = False

    record = pw.ForeignKeyField(Record, field=Record.id, null=True)
    migrator.migrate(migrator.add_column("consent_grant", "record_id", record))
