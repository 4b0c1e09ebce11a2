"""Scrubbing SQLite's file: leaving nothing in it of what was deleted.

``secure_delete`` overwrites a row where it lies when it is deleted. Two kinds of copies stay:

* the journal (``-wal``) holds every page as it was, until it is truncated;
* where a page was split or merged, its old bytes stay in the gap between its rows. Seen in one of
  two runs of two thousand writes, with SQLite 3.40; only writing the whole file anew clears them.

That a file has to be scrubbed is noted in its header (``user_version``, a number that rises) by
the transaction that erases, so that not even a power cut forgets it. On PostgreSQL there is
nothing to be done from here: its files belong to whoever hosts it.
"""

import peewee as pw

from tejido.errors import BusyError
from tejido.languages import words

_ = words("tejido")

#: Files of up to this many bytes are written anew in memory, larger ones through a file of
#: SQLite's that is unlinked at once.
MOST_IN_MEMORY = 256 * 2**20


def mark(database: pw.Database) -> None:
    """Note, within an open transaction, that the file has to be scrubbed."""
    if isinstance(database, pw.SqliteDatabase):
        database.user_version = marked(database) + 1


def marked(database: pw.Database) -> int:
    """Return what was noted; 0 says that nothing is to be done."""
    return int(database.user_version) if isinstance(database, pw.SqliteDatabase) else 0


def unmark(database: pw.Database, seen: int) -> None:
    """Note, within an open transaction, that it is done, unless more was erased since ``seen``."""
    if isinstance(database, pw.SqliteDatabase) and marked(database) == seen:
        database.user_version = 0


def rewrite(database: pw.Database) -> None:
    """Write the file anew, by way of the journal; about a second to every 150 MB."""
    if not isinstance(database, pw.SqliteDatabase):
        return
    pages = database.execute_sql("PRAGMA page_count").fetchone()[0]
    if database.page_size * pages > MOST_IN_MEMORY:
        database.execute_sql("PRAGMA temp_store = file")
    try:
        database.execute_sql("VACUUM")
    finally:
        database.execute_sql("PRAGMA temp_store = memory")


def truncate(database: pw.Database) -> None:
    """Write the journal into the file, and empty it.

    Raises:
        BusyError: somebody reads from it for longer than we wait.
    """
    if not isinstance(database, pw.SqliteDatabase):
        return
    if database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
        raise BusyError(_("What was erased is still in the database's journal: try again."))
