"""Tables of the log."""

import peewee as pw

from tejido.store.tables.base import Table


class AuditEntryTable(Table):
    """A leaf of the log: what happened, sealed to the auditors."""

    position = pw.IntegerField(primary_key=True)
    on_day = pw.TextField()
    kind = pw.TextField()
    leaf = pw.BlobField()
    sealed = pw.BlobField(null=True)
    proof = pw.BlobField()

    class Meta:
        table_name = "audit_entry"


class AuditCheckpointTable(Table):
    """What the log's tree was at some size, signed by the node."""

    size = pw.IntegerField(primary_key=True)
    on_day = pw.TextField()
    note = pw.TextField()

    class Meta:
        table_name = "audit_checkpoint"
