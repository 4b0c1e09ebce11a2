"""The federation layer's own tables; the core's are elsewhere and know nothing of these.

In clear stand message headers, positions in queues and streams, peers and their public
documents; contents stand here only sealed. Days are UTC ``YYYY-MM-DD``, moments
``YYYY-MM-DDTHH:MMZ``; digests, ids and keyids are texts as they travel. Integers that a peer
says go up to 2^53-1, more than 32 bits hold.
"""

from collections.abc import Sequence

import peewee as pw

from tejido.store.tables import Table


class DescriptorTable(Table):
    """Every version of every known node's descriptor, ours among them; verified before stored."""

    node = pw.TextField()
    version = pw.BigIntegerField()
    digest = pw.TextField()
    envelope = pw.BlobField()
    taken_in = pw.TextField()

    class Meta:
        table_name = "federation_descriptor"
        primary_key = pw.CompositeKey("node", "version")


class CharterTable(Table):
    """Every version of every network's charter; verified before stored."""

    network = pw.TextField()
    version = pw.BigIntegerField()
    digest = pw.TextField()
    envelope = pw.BlobField()
    taken_in = pw.TextField()

    class Meta:
        table_name = "federation_charter"
        primary_key = pw.CompositeKey("network", "version")


class PeerTable(Table):
    """How delivery to a node goes: failed tries since it last answered, and when to try again."""

    node = pw.TextField(primary_key=True)
    attempts = pw.IntegerField()
    next_try = pw.TextField()
    trouble = pw.TextField(null=True)
    answered_on = pw.TextField(null=True)

    class Meta:
        table_name = "federation_peer"


class AlarmTable(Table):
    """What a person has to look at: a stream that was closed, a charter that differs."""

    digest = pw.TextField(primary_key=True)
    network = pw.TextField()
    node = pw.TextField()
    code = pw.TextField()
    on_day = pw.TextField()

    class Meta:
        table_name = "federation_alarm"


# --- what leaves ----------------------------------------------------------------------


class QueueTable(Table):
    """Approved items, sealed to our own box key, until their message is applied or refused."""

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


class StreamOutTable(Table):
    """Where our stream to a recipient stands."""

    network = pw.TextField()
    recipient = pw.TextField()
    stream = pw.TextField()
    seq = pw.BigIntegerField()
    digest = pw.TextField()

    class Meta:
        table_name = "federation_stream_out"
        primary_key = pw.CompositeKey("network", "recipient")


class OutgoingTable(Table):
    """Packed messages, and the newest receipt for each; ``next_try`` is null once settled."""

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


class SentItemTable(Table):
    """Which record stands in which item of what we sent: what a retraction will need."""

    message = pw.TextField()
    number = pw.IntegerField()
    record = pw.TextField(index=True)
    process = pw.TextField(index=True)

    class Meta:
        table_name = "federation_sent_item"
        primary_key = pw.CompositeKey("message", "number")


# --- what arrives ---------------------------------------------------------------------


class StreamInTable(Table):
    """Where a peer's stream to us stands."""

    network = pw.TextField()
    sender = pw.TextField()
    stream = pw.TextField()
    last = pw.BigIntegerField()
    digest = pw.TextField()
    closed = pw.BooleanField()

    class Meta:
        table_name = "federation_stream_in"
        primary_key = pw.CompositeKey("network", "sender", "stream")


class IncomingTable(Table):
    """Authentic messages as received, and the newest receipt we gave for each.

    ``sealed_key`` is destroyed once the message is opened; ``key_digest`` is what is left of it
    and lets the signature verify.
    """

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


class ReceivedTable(Table):
    """Opened items: which record each is, and its own key, sealed so that only we open it.

    Destroying ``key`` destroys the item; the message it came in still verifies.
    """

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


class TombstoneTable(Table):
    """Items that their sender took back; ``record`` is the id once the item has been open."""

    network = pw.TextField()
    sender = pw.TextField()
    message = pw.TextField()
    number = pw.IntegerField()
    record = pw.TextField(null=True)
    on_day = pw.TextField()

    class Meta:
        table_name = "federation_tombstone"
        primary_key = pw.CompositeKey("network", "sender", "message", "number")


class QuotaTable(Table):
    """What a peer sent in a UTC day."""

    network = pw.TextField()
    node = pw.TextField()
    on_day = pw.TextField()
    messages = pw.IntegerField()
    bytes = pw.BigIntegerField()

    class Meta:
        table_name = "federation_quota"
        primary_key = pw.CompositeKey("network", "node", "on_day")


class FailureTable(Table):
    """How often a day each unsigned refusal happened; of whom is not known."""

    on_day = pw.TextField()
    code = pw.TextField()
    count = pw.IntegerField()

    class Meta:
        table_name = "federation_failure"
        primary_key = pw.CompositeKey("on_day", "code")


TABLES: Sequence[type[Table]] = (
    DescriptorTable,
    CharterTable,
    PeerTable,
    AlarmTable,
    QueueTable,
    StreamOutTable,
    OutgoingTable,
    SentItemTable,
    StreamInTable,
    IncomingTable,
    ReceivedTable,
    TombstoneTable,
    QuotaTable,
    FailureTable,
)
