"""The words that an organization adds to the vocabularies. A frozen copy, as the first."""

import peewee as pw
from playhouse.migrate import SchemaMigrator


def up(migrator: SchemaMigrator, db: pw.Database) -> None:
    """Make the table of a node's own terms."""

    class OwnTerm(pw.Model):
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
            database = db
            legacy_table_names = False
            table_name = "own_term"
            primary_key = pw.CompositeKey("vocabulary", "code")

    db.create_tables([OwnTerm], safe=False)
