"""Ways back in, deposits, attachments, retention, checkpoints. A frozen copy, as the first."""

import peewee as pw
from playhouse.migrate import SchemaMigrator


def up(migrator: SchemaMigrator, db: pw.Database) -> None:
    """Make the tables of the second version."""

    class Table(pw.Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Person(Table):
        id = pw.TextField(primary_key=True)

    class Process(Table):
        id = pw.TextField(primary_key=True)

    class Record(Table):
        id = pw.TextField(primary_key=True)

    class SpareCode(Table):
        person = pw.ForeignKeyField(Person)
        proof = pw.BlobField()

        class Meta:
            table_name = "spare_code"
            primary_key = pw.CompositeKey("person", "proof")

    class Throttle(Table):
        key = pw.TextField(primary_key=True)
        tries = pw.IntegerField()
        since = pw.TextField()
        until = pw.TextField(null=True)

        class Meta:
            table_name = "sign_in_throttle"

    class Sealing(Table):
        id = pw.IntegerField(primary_key=True)
        generation = pw.IntegerField()

        class Meta:
            table_name = "sealing"

    class GuardianPart(Table):
        person = pw.ForeignKeyField(Person)
        guardians = pw.TextField()
        sealed = pw.BlobField()
        proof = pw.BlobField()

        class Meta:
            table_name = "guardian_part"
            primary_key = pw.CompositeKey("person", "guardians")

    class RecoveryRequest(Table):
        person = pw.ForeignKeyField(Person, primary_key=True)
        rehearsal = pw.BooleanField()
        public = pw.BlobField()
        salt = pw.BlobField()
        opslimit = pw.IntegerField()
        memlimit = pw.BigIntegerField()
        sealed_private = pw.BlobField()
        asked_on = pw.TextField()
        proof = pw.BlobField()

        class Meta:
            table_name = "recovery_request"

    class RecoveryPart(Table):
        person = pw.ForeignKeyField(RecoveryRequest)
        guardians = pw.TextField()
        opened = pw.IntegerField()
        sealed = pw.BlobField()
        proof = pw.BlobField()

        class Meta:
            table_name = "recovery_part"
            primary_key = pw.CompositeKey("person", "guardians")

    class WantedSlot(Table):
        kind = pw.TextField()
        owner = pw.TextField()
        person = pw.ForeignKeyField(Person)
        proof = pw.BlobField()

        class Meta:
            table_name = "wanted_slot"
            primary_key = pw.CompositeKey("kind", "owner", "person")

    class Deposit(Table):
        id = pw.TextField(primary_key=True)
        process = pw.ForeignKeyField(Process)
        key_version = pw.IntegerField()
        sealed = pw.BlobField()
        proof = pw.BlobField()
        left_on = pw.TextField()

        class Meta:
            table_name = "deposit"

    class Attachment(Table):
        id = pw.TextField(primary_key=True)
        process = pw.ForeignKeyField(Process)
        record = pw.ForeignKeyField(Record, null=True)
        key_version = pw.IntegerField()
        parts = pw.IntegerField()
        card = pw.BlobField()
        created_on = pw.TextField()

        class Meta:
            table_name = "attachment"

    class AttachmentPart(Table):
        attachment = pw.ForeignKeyField(Attachment)
        number = pw.IntegerField()
        sealed = pw.BlobField()

        class Meta:
            table_name = "attachment_part"
            primary_key = pw.CompositeKey("attachment", "number")

    class RetentionRule(Table):
        what = pw.TextField()
        state = pw.TextField()
        months = pw.IntegerField()
        action = pw.TextField()
        from_on = pw.TextField()
        proof = pw.BlobField()

        class Meta:
            table_name = "retention_rule"
            primary_key = pw.CompositeKey("what", "state")

    class RetentionHold(Table):
        process = pw.ForeignKeyField(Process, primary_key=True)
        key_version = pw.IntegerField()
        sealed = pw.BlobField()
        placed_on = pw.TextField()
        proof = pw.BlobField()

        class Meta:
            table_name = "retention_hold"

    class AuditCheckpoint(Table):
        size = pw.IntegerField(primary_key=True)
        on_day = pw.TextField()
        note = pw.TextField()

        class Meta:
            table_name = "audit_checkpoint"

    db.create_tables(
        [
            SpareCode,
            Throttle,
            Sealing,
            GuardianPart,
            RecoveryRequest,
            RecoveryPart,
            WantedSlot,
            Deposit,
            Attachment,
            AttachmentPart,
            RetentionRule,
            RetentionHold,
            AuditCheckpoint,
        ],
        safe=False,
    )
