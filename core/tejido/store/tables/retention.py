"""Tables of how long things are kept."""

import peewee as pw

from tejido.store.tables.base import Table, of
from tejido.store.tables.processes import ProcessTable


class RetentionRuleTable(Table):
    """After how many months in a state a kind of process or a type of record goes."""

    what = pw.TextField()
    state = pw.TextField()
    months = pw.IntegerField()
    action = pw.TextField()
    from_on = pw.TextField()
    proof = pw.BlobField()

    class Meta:
        table_name = "retention_rule"
        primary_key = pw.CompositeKey("what", "state")


class RetentionHoldTable(Table):
    """A process that is kept whatever the rules say; why is sealed for its team."""

    process = of(ProcessTable, primary_key=True)
    key_version = pw.IntegerField()
    sealed = pw.BlobField()
    placed_on = pw.TextField()
    proof = pw.BlobField()

    class Meta:
        table_name = "retention_hold"
