"""Tables of what is counted, and of what has left."""

import peewee as pw

from tejido.store.tables.base import Table, of
from tejido.store.tables.processes import ProcessTable, RecordTable


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
    process = of(ProcessTable, null=True)
    type = pw.TextField()
    key = of(CountingKeyTable)
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


class EmissionTable(Table):
    """What a network was last given of a record, and what is held from it."""

    record = of(RecordTable)
    network = pw.TextField()
    key_version = pw.IntegerField()
    sealed = pw.BlobField()

    class Meta:
        table_name = "emission"
        primary_key = pw.CompositeKey("record", "network")
