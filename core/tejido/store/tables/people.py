"""Tables of people, their keys, and how they come in."""

import peewee as pw

from tejido.store.tables.base import Table, of


class PersonTable(Table):
    """Who signs in, and their locked key."""

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
    person = of(PersonTable)
    version = pw.IntegerField()
    sealed = pw.BlobField()
    proof = pw.BlobField()

    class Meta:
        table_name = "slot"
        primary_key = pw.CompositeKey("kind", "owner", "person", "version")


class SessionTable(Table):
    """A sign-in that is still open, under the hash of its cookie."""

    id_hash = pw.TextField(primary_key=True)
    person = of(PersonTable)
    sealed_private = pw.BlobField()
    created_at = pw.TextField()
    seen_at = pw.TextField()
    proved_at = pw.TextField()

    class Meta:
        table_name = "session"


class SpareCodeTable(Table):
    """A code for one sign-in without the phone; gone once used."""

    person = of(PersonTable)
    proof = pw.BlobField()

    class Meta:
        table_name = "spare_code"
        primary_key = pw.CompositeKey("person", "proof")


class ThrottleTable(Table):
    """How often somebody tried to sign in lately; the key hides the handle."""

    key = pw.TextField(primary_key=True)
    tries = pw.IntegerField()
    since = pw.TextField()
    until = pw.TextField(null=True)

    class Meta:
        table_name = "sign_in_throttle"


class SealingTable(Table):
    """One row: raised when the node is sealed, for its processes to forget their keys."""

    id = pw.IntegerField(primary_key=True)
    generation = pw.IntegerField()

    class Meta:
        table_name = "sealing"
