"""Tables of what brings lost access back: guardians, and colleagues who grant again."""

import peewee as pw

from tejido.store.tables.base import Table, of
from tejido.store.tables.people import PersonTable


class GuardianPartTable(Table):
    """A person's private half, sealed so that these guardians can give it back together."""

    person = of(PersonTable)
    guardians = pw.TextField()
    sealed = pw.BlobField()
    proof = pw.BlobField()

    class Meta:
        table_name = "guardian_part"
        primary_key = pw.CompositeKey("person", "guardians")


class RecoveryRequestTable(Table):
    """The key to which guardians give back what a person lost, under their new passphrase."""

    person = of(PersonTable, primary_key=True)
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


class RecoveryPartTable(Table):
    """How far some guardians have opened what they hold of a request."""

    person = of(RecoveryRequestTable)
    guardians = pw.TextField()
    opened = pw.IntegerField()
    sealed = pw.BlobField()
    proof = pw.BlobField()

    class Meta:
        table_name = "recovery_part"
        primary_key = pw.CompositeKey("person", "guardians")


class WantedSlotTable(Table):
    """A slot that somebody lost with their key, and that a colleague may give them again."""

    kind = pw.TextField()
    owner = pw.TextField()
    person = of(PersonTable)
    proof = pw.BlobField()

    class Meta:
        table_name = "wanted_slot"
        primary_key = pw.CompositeKey("kind", "owner", "person")
