"""The first tables. A frozen copy: later migrations change it, nobody edits it."""

import peewee as pw
from playhouse.migrate import SchemaMigrator


def up(migrator: SchemaMigrator, db: pw.Database) -> None:
    """Make every table of the first version."""

    class Table(pw.Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Person(Table):
        id = pw.TextField(primary_key=True)
        handle = pw.TextField(unique=True)
        state = pw.TextField()
        language = pw.TextField(null=True)
        administrator = pw.BooleanField()
        accompanier = pw.BooleanField()
        created_on = pw.TextField()
        salt = pw.BlobField()
        opslimit = pw.IntegerField()
        memlimit = pw.BigIntegerField()
        public = pw.BlobField()
        proof = pw.BlobField()
        sealed_private = pw.BlobField()
        sealed_recovery = pw.BlobField(null=True)
        sealed_totp = pw.BlobField(null=True)
        totp_step = pw.IntegerField(null=True)

    class RoleKey(Table):
        role = pw.TextField()
        version = pw.IntegerField()
        public = pw.BlobField()
        signature = pw.BlobField()
        created_on = pw.TextField()

        class Meta:
            table_name = "role_key"
            primary_key = pw.CompositeKey("role", "version")

    class Slot(Table):
        kind = pw.TextField()
        owner = pw.TextField()
        person = pw.ForeignKeyField(Person)
        version = pw.IntegerField()
        sealed = pw.BlobField()
        proof = pw.BlobField()

        class Meta:
            primary_key = pw.CompositeKey("kind", "owner", "person", "version")

    class Session(Table):
        id_hash = pw.TextField(primary_key=True)
        person = pw.ForeignKeyField(Person)
        sealed_private = pw.BlobField()
        created_at = pw.TextField()
        seen_at = pw.TextField()
        proved_at = pw.TextField()

    class Process(Table):
        id = pw.TextField(primary_key=True)
        kind = pw.TextField()
        key_version = pw.IntegerField()
        deposit_public = pw.BlobField()
        proof = pw.BlobField()
        opened_on = pw.TextField()
        closed_on = pw.TextField(null=True)
        renew = pw.BooleanField(default=False)
        card = pw.BlobField()

    class Record(Table):
        id = pw.TextField(primary_key=True)
        process = pw.ForeignKeyField(Process)
        type = pw.TextField()
        schema = pw.IntegerField()
        state = pw.TextField(null=True)
        version = pw.IntegerField()
        key_version = pw.IntegerField()
        created_on = pw.TextField()
        updated_on = pw.TextField()
        body = pw.BlobField()

        class Meta:
            indexes = ((("type", "process"), False),)

    class Task(Table):
        id = pw.TextField(primary_key=True)
        process = pw.ForeignKeyField(Process)
        record = pw.ForeignKeyField(Record)
        kind = pw.TextField()
        due_at = pw.TextField(index=True)
        done_on = pw.TextField(null=True)

    class Grant(Table):
        id = pw.TextField(primary_key=True)
        process = pw.ForeignKeyField(Process)
        purpose = pw.TextField()
        recipients = pw.TextField()
        basis = pw.TextField()
        given_on = pw.TextField()
        until = pw.TextField(null=True)
        withdrawn_on = pw.TextField(null=True)

        class Meta:
            table_name = "consent_grant"

    class CountingKey(Table):
        id = pw.TextField(primary_key=True)
        sealed = pw.BlobField()
        proof = pw.BlobField()
        created_on = pw.TextField()

        class Meta:
            table_name = "counting_key"

    class CodedRow(Table):
        origin = pw.TextField()
        record = pw.TextField()
        process = pw.ForeignKeyField(Process, null=True)
        type = pw.TextField()
        key = pw.ForeignKeyField(CountingKey)
        sealed = pw.BlobField()
        on_day = pw.TextField()

        class Meta:
            table_name = "coded_row"
            primary_key = pw.CompositeKey("origin", "record")
            indexes = ((("type", "origin"), False),)

    class PseudonymKey(Table):
        since_year = pw.IntegerField(primary_key=True)
        sealed = pw.BlobField()
        proof = pw.BlobField()

        class Meta:
            table_name = "pseudonym_key"

    class Emission(Table):
        record = pw.ForeignKeyField(Record)
        network = pw.TextField()
        key_version = pw.IntegerField()
        sealed = pw.BlobField()

        class Meta:
            primary_key = pw.CompositeKey("record", "network")

    class AuditEntry(Table):
        position = pw.IntegerField(primary_key=True)
        on_day = pw.TextField()
        kind = pw.TextField()
        leaf = pw.BlobField()
        sealed = pw.BlobField(null=True)
        proof = pw.BlobField()

        class Meta:
            table_name = "audit_entry"

    db.create_tables(
        [
            Person,
            RoleKey,
            Slot,
            Session,
            Process,
            Record,
            Task,
            Grant,
            CountingKey,
            CodedRow,
            PseudonymKey,
            Emission,
            AuditEntry,
        ],
        safe=False,
    )
