"""Every table of the core. ``docs/at-rest.md`` says of each column whether it is sealed.

Days are ``YYYY-MM-DD``; moments are UTC, ``YYYY-MM-DDTHH:MMZ``, seconds only where a session
needs them. A column that refers to a row is named after it and holds its id.
"""

from collections.abc import Sequence
from typing import Any

import peewee as pw


class Table(pw.Model):
    """A table bound to no database."""

    class Meta:
        database = None
        legacy_table_names = False


def _of(table: type[Table], **options: Any) -> "pw.ForeignKeyField[Any]":
    """Refer to a row by its id, never loading it behind the caller's back."""
    field: pw.ForeignKeyField[Any] = pw.ForeignKeyField(
        table, lazy_load=False, backref="+", **options
    )
    return field


# --- people and keys ------------------------------------------------------------------


class PersonTable(Table):
    """Who signs in, and their locked key."""

    id = pw.TextField(primary_key=True)
    handle = pw.TextField(unique=True)
    state = pw.TextField()
    language = pw.TextField(null=True)
    administrator = pw.BooleanField()
    created_on = pw.TextField()
    salt = pw.BlobField()
    opslimit = pw.IntegerField()
    memlimit = pw.BigIntegerField()
    public = pw.BlobField()
    proof = pw.BlobField()
    sealed_private = pw.BlobField()

    class Meta:
        table_name = "person"


class RoleKeyTable(Table):
    """The public half of each version of a role's key, signed by the root."""

    role = pw.TextField()
    version = pw.IntegerField()
    public = pw.BlobField()
    signature = pw.BlobField()
    created_on = pw.TextField()

    class Meta:
        table_name = "role_key"
        primary_key = pw.CompositeKey("role", "version")


class SlotTable(Table):
    """A seed, of a process or a role, sealed to one person."""

    kind = pw.TextField()
    owner = pw.TextField()
    person = _of(PersonTable)
    version = pw.IntegerField()
    sealed = pw.BlobField()
    proof = pw.BlobField()

    class Meta:
        table_name = "slot"
        primary_key = pw.CompositeKey("kind", "owner", "person", "version")


class SessionTable(Table):
    """A sign-in that is still open, under the hash of its cookie."""

    id_hash = pw.TextField(primary_key=True)
    person = _of(PersonTable)
    sealed_private = pw.BlobField()
    created_at = pw.TextField()
    seen_at = pw.TextField()

    class Meta:
        table_name = "session"


# --- processes and what is written down in them ---------------------------------------


class ProcessTable(Table):
    """Unit of keys, team, consent and retention."""

    id = pw.TextField(primary_key=True)
    kind = pw.TextField()
    key_version = pw.IntegerField()
    deposit_public = pw.BlobField()
    opened_on = pw.TextField()
    closed_on = pw.TextField(null=True)
    card = pw.BlobField()

    class Meta:
        table_name = "process"


class RecordTable(Table):
    """One filled-in form."""

    id = pw.TextField(primary_key=True)
    process = _of(ProcessTable)
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
        indexes = ((("type", "process"), False),)


class TaskTable(Table):
    """Something to do about a record by some moment."""

    id = pw.TextField(primary_key=True)
    process = _of(ProcessTable)
    record = _of(RecordTable)
    kind = pw.TextField()
    due_at = pw.TextField(index=True)
    done_on = pw.TextField(null=True)

    class Meta:
        table_name = "task"


class GrantTable(Table):
    """Consent of a process's subject."""

    id = pw.TextField(primary_key=True)
    process = _of(ProcessTable)
    purpose = pw.TextField()
    recipients = pw.TextField()
    basis = pw.TextField()
    given_on = pw.TextField()
    until = pw.TextField(null=True)
    withdrawn_on = pw.TextField(null=True)

    class Meta:
        table_name = "consent_grant"


# --- counting -------------------------------------------------------------------------


class CountingKeyTable(Table):
    """A key of one run of the node, sealed to the analysts."""

    id = pw.TextField(primary_key=True)
    sealed = pw.BlobField()
    proof = pw.BlobField()
    created_on = pw.TextField()

    class Meta:
        table_name = "counting_key"


class CodedRowTable(Table):
    """What counting reads of one record: the node's own (origin ``""``) or a peer's."""

    origin = pw.TextField()
    record = pw.TextField()
    process = _of(ProcessTable, null=True)
    type = pw.TextField()
    key = _of(CountingKeyTable)
    sealed = pw.BlobField()
    on_day = pw.TextField()

    class Meta:
        table_name = "coded_row"
        primary_key = pw.CompositeKey("origin", "record")
        indexes = ((("type", "origin"), False),)


class PseudonymKeyTable(Table):
    """The organization's secret for pseudonyms, sealed to the analysts."""

    since_year = pw.IntegerField(primary_key=True)
    sealed = pw.BlobField()
    proof = pw.BlobField()

    class Meta:
        table_name = "pseudonym_key"


# --- leaving --------------------------------------------------------------------------


class EmissionTable(Table):
    """What a network was last given of a record, and what is held from it."""

    record = _of(RecordTable)
    network = pw.TextField()
    key_version = pw.IntegerField()
    sealed = pw.BlobField()

    class Meta:
        table_name = "emission"
        primary_key = pw.CompositeKey("record", "network")


# --- audit ----------------------------------------------------------------------------


class AuditEntryTable(Table):
    """A leaf of the log: what happened, sealed to the auditors."""

    position = pw.IntegerField(primary_key=True)
    on_day = pw.TextField()
    kind = pw.TextField()
    leaf = pw.BlobField()
    sealed = pw.BlobField(null=True)

    class Meta:
        table_name = "audit_entry"


#: In an order in which each may refer to those before it.
TABLES: Sequence[type[Table]] = (
    PersonTable,
    RoleKeyTable,
    SlotTable,
    SessionTable,
    ProcessTable,
    RecordTable,
    TaskTable,
    GrantTable,
    CountingKeyTable,
    CodedRowTable,
    PseudonymKeyTable,
    EmissionTable,
    AuditEntryTable,
)
