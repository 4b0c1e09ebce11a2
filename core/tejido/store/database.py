"""A node's database, and the transactions through which alone it is read and written.

::

    with store.read() as tx:
        records = tx.all(RecordTable.select().where(RecordTable.process == process))
    with store.write() as tx:
        tx.insert(RecordTable, rows)
        tx.after(lambda: ...)

A transaction is handed on, never opened again: a write within another is refused, a read within
another joins it and sees what it sees.
"""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import peewee as pw

from tejido.errors import BusyError, DatabaseError, NodeError, NotFoundError
from tejido.languages import words
from tejido.store import engines, migrating, scrubbing
from tejido.store.bulk import insert_statement, values_of
from tejido.store.tables import Table

_ = words("tejido")


class Reading:
    """An open transaction: one snapshot of the database for as long as it lasts."""

    def __init__(self, database: pw.Database) -> None:
        """Speak to ``database``, within a transaction that has begun."""
        self._database = database

    @property
    def database(self) -> pw.Database:
        """The database itself, for copying whole tables, which asks for what has no model."""
        return self._database

    def all(self, query: pw.BaseQuery) -> list[Any]:
        """Return every row, in the query's own form (models, ``.tuples()``, ``.objects(T)``)."""
        with engines.translated():
            return list(query.clone().execute(self._database))

    def raw(self, query: pw.BaseQuery) -> list[tuple[Any, ...]]:
        """Return every row as the driver gives it: converting costs too much where all is read."""
        with engines.translated():
            return list(self._database.execute(query).fetchall())

    def first(self, query: pw.BaseQuery) -> Any | None:
        """Return the first row, None where there is none."""
        rows = self.all(query)
        return rows[0] if rows else None

    def one(self, query: pw.BaseQuery) -> Any:
        """Return the first row.

        Raises:
            NotFoundError: there is none.
        """
        row = self.first(query)
        if row is None:
            raise NotFoundError(_("There is no such thing here."))
        return row

    def scalar(self, query: pw.BaseQuery) -> Any:
        """Return the first column of the first row, None where there is none."""
        row = self.first(query.tuples())
        return None if row is None else row[0]


class Writing(Reading):
    """An open transaction that may change things; all of it is kept, or none."""

    def __init__(self, database: pw.Database) -> None:
        """Speak to ``database``, within a transaction that has begun."""
        super().__init__(database)
        self._afterwards: list[Callable[[], None]] = []

    def run(self, query: pw.BaseQuery) -> int:
        """Update or delete; return how many rows that touched."""
        with engines.translated():
            return int(self._database.execute(query).rowcount)

    def insert(self, table: type[Table], rows: Sequence[Mapping[str, object]]) -> None:
        """Insert rows, prepared once whatever their number; all have the same fields.

        Raises:
            DatabaseError: a row is there already, or refers to one that is not.
        """
        self._many(table, rows, replace=False)

    def put(self, table: type[Table], rows: Sequence[Mapping[str, object]]) -> None:
        """Insert rows, replacing those that have the same primary key."""
        self._many(table, rows, replace=True)

    def must_scrub(self) -> None:
        """Note that what was erased here still lies in SQLite's file: see :meth:`Store.scrub`."""
        with engines.translated():
            scrubbing.mark(self._database)

    def scrubbed(self, seen: int) -> None:
        """Note that it no longer does, unless more was erased since ``seen`` was noted."""
        with engines.translated():
            scrubbing.unmark(self._database, seen)

    def after(self, call: Callable[[], None]) -> None:
        """Call this once the transaction is kept and others may write; never if it is undone."""
        self._afterwards.append(call)

    def run_afterwards(self) -> None:
        """Make the calls asked for with :meth:`after`, in their order."""
        for call in self._afterwards:
            call()

    def _many(
        self, table: type[Table], rows: Sequence[Mapping[str, object]], *, replace: bool
    ) -> None:
        if not rows:
            return
        fields = list(rows[0])
        statement = insert_statement(self._database, table, fields, replace=replace)
        with engines.translated():
            self._database.cursor().executemany(statement, values_of(rows, fields))


class Store:
    """A node's database. Safe to share between threads; each transaction has its own connection."""

    def __init__(self, engine: engines.Engine) -> None:
        """Use :meth:`open` or :meth:`create`."""
        self._engine = engine
        self._turn = threading.Lock()
        self._here = threading.local()

    @classmethod
    def open(cls, url: str | Path) -> Self:
        """Open a database: a SQLite file that exists, or ``postgresql://...``.

        Its tables are as they are: see :meth:`migrate` and :meth:`check`.

        Raises:
            DatabaseError: it is missing, unreachable, or not a database.
        """
        store = cls(engines.engine(str(url)))
        try:
            with store.read(), engines.translated():
                store._engine.database.get_tables()  # SQLite reads nothing before it must
        except NodeError:
            store.close()
            raise
        return store

    @classmethod
    def create(cls, url: str | Path) -> Self:
        """Make a SQLite file (0600) and open it; a PostgreSQL database has to be there.

        Raises:
            DatabaseError: there is such a file already, or none can be made.
        """
        if "://" not in str(url):
            engines.create_file(str(url))
        return cls.open(url)

    @classmethod
    def in_memory(cls) -> Self:
        """Make a database without tables that touches no disk and is gone when it is closed."""
        return cls(engines.in_memory())

    @contextmanager
    def read(self) -> Iterator[Reading]:
        """Read one snapshot; within an open transaction of this thread, read what it sees."""
        current: Reading | None = getattr(self._here, "transaction", None)
        if current is not None:
            yield current
            return
        reading = Reading(self._engine.database)
        with self._transaction(reading, self._engine.begin_read):
            yield reading

    @contextmanager
    def write(self) -> Iterator[Writing]:
        """Write in one's turn; what :meth:`Writing.after` asked for happens once it is kept.

        Raises:
            DatabaseError: a transaction is open in this thread: it has to be handed on.
            BusyError: somebody else's turn takes too long.
        """
        if getattr(self._here, "transaction", None) is not None:
            raise DatabaseError(_("A transaction is open already: hand it on."))
        writing = Writing(self._engine.database)
        with self._my_turn(), self._transaction(writing, self._engine.begin_write):
            yield writing
        writing.run_afterwards()

    def migrate(self, name: str, directory: Path, last: str | None = None) -> list[str]:
        """Bring the tables that ``name`` owns up to the newest migration in ``directory``.

        Args:
            name: of the layer.
            directory: its migrations.
            last: the migration to stop after, instead of the newest.

        Returns:
            The names of the migrations that were applied now.

        Raises:
            DatabaseError: the database knows a migration that the directory does not.
        """
        with self._my_turn(), self._connection(), engines.translated():
            return migrating.migrate(self._engine.database, name, directory, last)

    def pending(self, name: str, directory: Path) -> list[str]:
        """Return the migrations of ``directory`` that were not applied yet, in their order.

        Raises:
            DatabaseError: the database knows a migration that the directory does not.
        """
        with self._connection(), engines.translated():
            return migrating.pending(self._engine.database, name, directory)

    def check(self, name: str, directory: Path) -> None:
        """Return if the tables that ``name`` owns are exactly as new as ``directory``.

        Raises:
            DatabaseError: they are newer (upgrade Tejido) or older (``tejido upgrade``).
        """
        with self._connection(), engines.translated():
            migrating.check(self._engine.database, name, directory)

    def checkpoint(self) -> None:
        """Empty SQLite's journal, which holds pages as they were until they are written over.

        Raises:
            BusyError: somebody reads from it for longer than we wait.
        """
        with self._my_turn(), self._connection(), engines.translated():
            scrubbing.truncate(self._engine.database)

    def needs_scrubbing(self) -> bool:
        """Whether something was erased that still lies in SQLite's files."""
        with self._connection(), engines.translated():
            return scrubbing.marked(self._engine.database) > 0

    def scrub(self) -> None:
        """Leave nothing in SQLite's files of what was erased: write them anew, empty the journal.

        Raises:
            BusyError: others write, or read from it, for longer than we wait; the note stays.
        """
        with self._my_turn(), self._connection(), engines.translated():
            seen = scrubbing.marked(self._engine.database)
            # First what was overwritten in its place: what the file loses at its end stays so.
            scrubbing.truncate(self._engine.database)
            scrubbing.rewrite(self._engine.database)
            scrubbing.truncate(self._engine.database)
        with self.write() as tx:
            tx.scrubbed(seen)

    def close(self) -> None:
        """Close every connection; transactions must have ended."""
        with engines.translated():
            self._engine.close()

    def __enter__(self) -> Self:
        """Close at the end of a ``with``."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()

    @contextmanager
    def _my_turn(self) -> Iterator[None]:
        if not self._turn.acquire(timeout=engines.PATIENCE):
            raise BusyError(_("Somebody else is writing for very long: try again in a moment."))
        try:
            yield
        finally:
            self._turn.release()

    @contextmanager
    def _connection(self) -> Iterator[None]:
        """Take a connection from the pool, and give it back."""
        with engines.translated():
            self._engine.database.connect()
        try:
            yield
        finally:
            with engines.translated():
                self._engine.database.close()

    @contextmanager
    def _transaction(self, transaction: Reading, begin: Sequence[str]) -> Iterator[None]:
        """Begin, and commit or undo; whoever asks meanwhile in this thread gets this one."""
        database = self._engine.database
        with self._connection():
            self._here.transaction = transaction
            try:
                with engines.translated():
                    for statement in begin:
                        database.execute_sql(statement)
                yield
                with engines.translated():
                    database.commit()
            except BaseException:
                _undo(database)
                raise
            finally:
                self._here.transaction = None


def _undo(database: pw.Database) -> None:
    """Roll back; where even that fails the connection is lost, and nothing was kept either."""
    try:
        database.rollback()
    except pw.PeeweeException:
        return
