"""The first tables. A frozen copy: later migrations change it, nobody edits it."""

import peewee as pw
from playhouse.migrate import SchemaMigrator


def up(migrator: SchemaMigrator, db: pw.Database) -> None:
    """Make every table of the first version."""

    class Table(pw.Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Descriptor(Table):
        node = pw.TextField()
        version = pw.BigIntegerField()
        digest = pw.TextField()
        envelope = pw.BlobField()
        taken_in = pw.TextField()

        class Meta:
            table_name = "federation_descriptor"
            primary_key = pw.CompositeKey("node", "version")

    class Charter(Table):
        network = pw.TextField()
        version = pw.BigIntegerField()
        digest = pw.TextField()
        envelope = pw.BlobField()
        taken_in = pw.TextField()

        class Meta:
            table_name = "federation_charter"
            primary_key = pw.CompositeKey("network", "version")

    class Peer(Table):
        node = pw.TextField(primary_key=True)
        attempts = pw.IntegerField()
        next_try = pw.TextField()
        trouble = pw.TextField(null=True)
        answered_on = pw.TextField(null=True)

        class Meta:
            table_name = "federation_peer"

    class Alarm(Table):
        digest = pw.TextField(primary_key=True)
        network = pw.TextField()
        node = pw.TextField()
        code = pw.TextField()
        on_day = pw.TextField()

        class Meta:
            table_name = "federation_alarm"

    class Queue(Table):
        id = pw.AutoField()
        network = pw.TextField()
        recipient = pw.TextField()
        exchange = pw.TextField()
        purpose = pw.TextField()
        record = pw.TextField()
        process = pw.TextField()
        sealed = pw.BlobField()
        proof = pw.BlobField()
        queued_on = pw.TextField()
        message = pw.TextField(null=True, index=True)

        class Meta:
            table_name = "federation_queue"

    class StreamOut(Table):
        network = pw.TextField()
        recipient = pw.TextField()
        stream = pw.TextField()
        seq = pw.BigIntegerField()
        digest = pw.TextField()

        class Meta:
            table_name = "federation_stream_out"
            primary_key = pw.CompositeKey("network", "recipient")

    class Outgoing(Table):
        digest = pw.TextField(primary_key=True)
        network = pw.TextField()
        recipient = pw.TextField()
        stream = pw.TextField()
        seq = pw.BigIntegerField()
        type = pw.TextField()
        issued = pw.TextField()
        expires = pw.TextField()
        items = pw.IntegerField()
        message = pw.BlobField()
        attempts = pw.IntegerField()
        next_try = pw.TextField(null=True, index=True)
        outcome = pw.TextField(null=True)
        code = pw.TextField(null=True)
        receipt_n = pw.BigIntegerField()
        receipt = pw.BlobField(null=True)

        class Meta:
            table_name = "federation_outgoing"
            indexes = ((("network", "recipient", "stream", "seq"), True),)

    class SentItem(Table):
        message = pw.TextField()
        number = pw.IntegerField()
        record = pw.TextField(index=True)
        process = pw.TextField(index=True)

        class Meta:
            table_name = "federation_sent_item"
            primary_key = pw.CompositeKey("message", "number")

    class StreamIn(Table):
        network = pw.TextField()
        sender = pw.TextField()
        stream = pw.TextField()
        last = pw.BigIntegerField()
        digest = pw.TextField()
        closed = pw.BooleanField()

        class Meta:
            table_name = "federation_stream_in"
            primary_key = pw.CompositeKey("network", "sender", "stream")

    class Incoming(Table):
        digest = pw.TextField(primary_key=True)
        network = pw.TextField()
        sender = pw.TextField()
        stream = pw.TextField()
        seq = pw.BigIntegerField()
        key = pw.TextField(null=True)
        type = pw.TextField()
        received_on = pw.TextField()
        expires = pw.TextField()
        state = pw.TextField(index=True)
        envelope = pw.BlobField()
        key_digest = pw.BlobField(null=True)
        sealed_key = pw.BlobField(null=True)
        parts = pw.BlobField()
        receipt_n = pw.IntegerField()
        receipt = pw.BlobField()
        told = pw.BooleanField()

        class Meta:
            table_name = "federation_incoming"
            indexes = (
                (("network", "sender", "stream", "seq"), False),
                (("network", "sender", "told"), False),
            )

    class Received(Table):
        message = pw.TextField()
        number = pw.IntegerField()
        network = pw.TextField()
        sender = pw.TextField()
        type = pw.TextField()
        record = pw.TextField(null=True)
        version = pw.BigIntegerField()
        key = pw.BlobField(null=True)
        withheld_on = pw.TextField(null=True)

        class Meta:
            table_name = "federation_received"
            primary_key = pw.CompositeKey("message", "number")
            indexes = ((("network", "sender", "record"), False),)

    class Tombstone(Table):
        network = pw.TextField()
        sender = pw.TextField()
        message = pw.TextField()
        number = pw.IntegerField()
        record = pw.TextField(null=True)
        on_day = pw.TextField()

        class Meta:
            table_name = "federation_tombstone"
            primary_key = pw.CompositeKey("network", "sender", "message", "number")

    class Quota(Table):
        network = pw.TextField()
        node = pw.TextField()
        on_day = pw.TextField()
        messages = pw.IntegerField()
        bytes = pw.BigIntegerField()

        class Meta:
            table_name = "federation_quota"
            primary_key = pw.CompositeKey("network", "node", "on_day")

    class Failure(Table):
        on_day = pw.TextField()
        code = pw.TextField()
        count = pw.IntegerField()

        class Meta:
            table_name = "federation_failure"
            primary_key = pw.CompositeKey("on_day", "code")

    db.create_tables(
        [
            Descriptor,
            Charter,
            Peer,
            Alarm,
            Queue,
            StreamOut,
            Outgoing,
            SentItem,
            StreamIn,
            Incoming,
            Received,
            Tombstone,
            Quota,
            Failure,
        ],
        safe=False,
    )
