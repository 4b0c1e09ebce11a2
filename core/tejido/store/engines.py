"""The two databases and how each of them is spoken to; nothing above knows which it is.

SQLite is the embedded default, PostgreSQL (``postgresql://...``) a setting. Both give the same
promises: durable commits, snapshots to readers, one writer at a time.
"""

import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import peewee as pw
from playhouse import pool

from tejido.errors import BusyError, DatabaseError
from tejido.languages import words

_ = words("tejido")

try:
    import psycopg
except ImportError:  # the extra `postgres` is not installed
    _DRIVER_ERRORS: tuple[type[Exception], ...] = (sqlite3.Error,)
else:
    _DRIVER_ERRORS = (sqlite3.Error, psycopg.Error)

#: Seconds to wait for another writer, another process, or a free connection.
PATIENCE = 10
_CONNECTIONS = 20
_PRAGMAS = (
    ("busy_timeout", PATIENCE * 1000),  # first: the next may have to wait for another process
    ("journal_mode", "wal"),
    ("synchronous", "full"),  # a commit survives a power cut
    ("foreign_keys", "on"),
    ("secure_delete", "on"),  # deleted rows are overwritten; it takes `Store.scrub` besides
    ("trusted_schema", "off"),
    ("temp_store", "memory"),  # nothing of a query spills beside the database
)
# Any number will do, as long as every node's writers in one PostgreSQL database use the same.
_WRITERS = 0x7E31D0


@dataclass(frozen=True)
class Engine:
    """A pool of connections and the statements that begin a transaction."""

    database: pw.Database
    close: Callable[[], None]
    begin_read: Sequence[str]
    begin_write: Sequence[str]


def engine(url: str) -> Engine:
    """Choose by the look of ``url``: ``postgresql://...``, or the path of a SQLite file.

    Raises:
        DatabaseError: there is no such file.
    """
    if url.startswith(("postgresql://", "postgres://")):
        return _postgresql(url.replace("postgres://", "postgresql://", 1))
    if not Path(url).is_file():
        raise DatabaseError(
            _("There is no database %(file)s: begin with `tejido init`."), file=_name(url)
        )
    return _sqlite(url)


def in_memory() -> Engine:
    """Make an empty SQLite database that touches no disk and is gone when it is closed."""
    # One connection: each would have a memory of its own.
    return _sqlite(":memory:", connections=1)


def create_file(path: str) -> None:
    """Make an empty SQLite file that only its owner can read.

    Raises:
        DatabaseError: there is one already, or the folder cannot be written to.
    """
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except OSError as error:
        raise DatabaseError(
            _("Cannot make the database %(file)s: it exists, or its folder cannot be written to."),
            file=_name(path),
        ) from error


def _sqlite(path: str, connections: int = _CONNECTIONS) -> Engine:
    database = pool.PooledSqliteDatabase(
        path,
        pragmas=_PRAGMAS,
        timeout=PATIENCE,  # the pool's, not SQLite's
        max_connections=connections,
        autoconnect=False,
        check_same_thread=False,  # the pool hands a connection to one thread at a time
    )
    # IMMEDIATE: take the write lock at once, rather than fail when reading has turned to writing.
    return Engine(database, database.close_all, ("BEGIN",), ("BEGIN IMMEDIATE",))


def _postgresql(url: str) -> Engine:
    database = pool.PooledPostgresqlDatabase(
        url,
        prefer_psycopg3=True,
        timeout=PATIENCE,
        max_connections=_CONNECTIONS,
        autoconnect=False,
        connect_timeout=PATIENCE,
    )
    return Engine(
        database,
        database.close_all,
        ("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",),
        (
            "BEGIN",
            f"SET LOCAL lock_timeout = '{PATIENCE}s'",
            f"SELECT pg_advisory_xact_lock({_WRITERS})",
        ),
    )


@contextmanager
def translated() -> Iterator[None]:
    """Turn the library's errors into ours. A driver's text may quote values: it is not shown.

    Raises:
        BusyError: others hold the database for longer than :data:`PATIENCE`.
        DatabaseError: it is unreachable, damaged, full, or contradicts what is written.
    """
    try:
        yield
    except pool.MaxConnectionsExceeded as error:
        raise BusyError(_("Too much is going on at once: try again in a moment.")) from error
    except pw.ImproperlyConfigured as error:
        raise DatabaseError(
            _("PostgreSQL needs its driver: install tejido with the extra `postgres`.")
        ) from error
    except pw.PeeweeException as error:
        cause = error.__context__
        raise _translation(cause if isinstance(cause, _DRIVER_ERRORS) else error) from error
    except _DRIVER_ERRORS as error:  # peewee does not wrap those of fetching and of executemany
        raise _translation(error) from error


def _translation(cause: BaseException) -> BusyError | DatabaseError:
    """Say what a driver means, by its codes: its words depend on version and language."""
    code = getattr(cause, "sqlstate", None) or getattr(cause, "sqlite_errorname", None) or ""
    if code in _BUSY:
        return BusyError(_("Somebody else is writing for very long: try again in a moment."))
    if code in _OLDER or "no such table" in str(cause) or "no such column" in str(cause):
        return DatabaseError(_("The database is older than this Tejido: run `tejido upgrade`."))
    kinds = {kind.__name__ for kind in type(cause).__mro__}
    if "IntegrityError" in kinds:
        return DatabaseError(_("The database refuses a row that contradicts another."))
    if kinds & {"OperationalError", "InterfaceError"}:
        return DatabaseError(
            _("The database cannot be reached, or its disk is full or read-only: look at its host.")
        )
    return DatabaseError(_("The database is damaged or not Tejido's: restore the newest backup."))


_BUSY = {"SQLITE_BUSY", "SQLITE_LOCKED", "55P03"}  # PostgreSQL: lock_not_available
_OLDER = {"42P01", "42703"}  # PostgreSQL: undefined_table, undefined_column


def _name(path: str) -> str:
    return Path(path).name
