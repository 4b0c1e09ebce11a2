"""The table of a node's own terms: words that the organization added to the vocabularies."""

import peewee as pw

from tejido.store.tables.base import Table


class OwnTermTable(Table):
    """One term that this node added, under a standard one. Its words are no personal data.

    ``labels`` and ``definitions`` are JSON by language tag; ``version`` counts its changes.
    """

    vocabulary = pw.TextField()
    code = pw.TextField()
    broader = pw.TextField()
    labels = pw.TextField()
    definitions = pw.TextField()
    added_on = pw.TextField()
    retired_on = pw.TextField(null=True)
    version = pw.IntegerField()
    proof = pw.BlobField()

    class Meta:
        table_name = "own_term"
        primary_key = pw.CompositeKey("vocabulary", "code")
