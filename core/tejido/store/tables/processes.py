"""Tables of processes and of what is written down in them."""

import peewee as pw

from tejido.store.tables.base import Table, of


class ProcessTable(Table):
    """Unit of keys, team, consent and retention."""

    id = pw.TextField(primary_key=True)
    kind = pw.TextField()
    key_version = pw.IntegerField()
    deposit_public = pw.BlobField()
    proof = pw.BlobField()
    opened_on = pw.TextField()
    closed_on = pw.TextField(null=True)
    renew = pw.BooleanField(default=False)
    card = pw.BlobField()

    class Meta:
        table_name = "process"


class RecordTable(Table):
    """One filled-in form."""

    id = pw.TextField(primary_key=True)
    process = of(ProcessTable)
    type = pw.TextField()
    schema = pw.IntegerField()
    state = pw.TextField(null=True)
    version = pw.IntegerField()
    key_version = pw.IntegerField()
    created_on = pw.TextField()
    updated_on = pw.TextField()
    body = pw.BlobField()

    class Meta:
        table_name = "record"
        indexes = ((("type", "process"), False), (("process", "updated_on"), False))


class TaskTable(Table):
    """Something to do about a record by some moment."""

    id = pw.TextField(primary_key=True)
    process = of(ProcessTable)
    record = of(RecordTable)
    kind = pw.TextField()
    due_at = pw.TextField(index=True)
    done_on = pw.TextField(null=True)

    class Meta:
        table_name = "task"
        indexes = ((("done_on", "kind", "due_at", "process"), False),)


class GrantTable(Table):
    """Consent of a process's subject."""

    id = pw.TextField(primary_key=True)
    process = of(ProcessTable)
    purpose = pw.TextField()
    recipients = pw.TextField()
    basis = pw.TextField()
    given_on = pw.TextField()
    until = pw.TextField(null=True)
    withdrawn_on = pw.TextField(null=True)
    record = of(RecordTable, null=True)

    class Meta:
        table_name = "consent_grant"


class DepositTable(Table):
    """Something left for a process's team by somebody who cannot read it."""

    id = pw.TextField(primary_key=True)
    process = of(ProcessTable)
    key_version = pw.IntegerField()
    sealed = pw.BlobField()
    proof = pw.BlobField()
    left_on = pw.TextField()

    class Meta:
        table_name = "deposit"


class AttachmentTable(Table):
    """A file of a process, or of one of its records; its name and key are in the card."""

    id = pw.TextField(primary_key=True)
    process = of(ProcessTable)
    record = of(RecordTable, null=True)
    key_version = pw.IntegerField()
    parts = pw.IntegerField()
    card = pw.BlobField()
    created_on = pw.TextField()

    class Meta:
        table_name = "attachment"


class AttachmentPartTable(Table):
    """A piece of a file, sealed while it streamed in."""

    attachment = of(AttachmentTable)
    number = pw.IntegerField()
    sealed = pw.BlobField()

    class Meta:
        table_name = "attachment_part"
        primary_key = pw.CompositeKey("attachment", "number")
