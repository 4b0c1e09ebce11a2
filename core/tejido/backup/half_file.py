"""One half's tables as a SQLite file: in memory, or on a disk without a name.

Whatever database a node has, its backup is SQLite, so that it can be restored to either and read
without Tejido. Its tables have the columns of the node's and nothing else: no keys, no types.
"""

import os
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from io import BytesIO
from pathlib import Path
from typing import IO, Self

from tejido.errors import DatabaseError
from tejido.languages import words
from tejido.store.copying import Row
from tejido.store.engines import translated

_ = words("tejido")
_PART = 1 << 20


class HalfFile:
    """Tables of one half. Close it when done: a file on a disk is gone with it."""

    def __init__(self, connection: sqlite3.Connection, file: IO[bytes] | None = None) -> None:
        """Use :meth:`in_memory` or :meth:`without_name`."""
        self._connection = connection
        self._file = file

    @classmethod
    def in_memory(cls, content: bytes = b"") -> Self:
        """Make an empty one in memory, or take one in; what is no SQLite file shows when read."""
        connection = _connected(":memory:")
        if content:
            connection.deserialize(content)
        return cls(connection)

    @classmethod
    def without_name(cls, folder: Path, content: IO[bytes] | None = None) -> Self:
        """Make one on the disk of ``folder``, in a file (0600) that has no name there.

        Raises:
            DatabaseError: there is no room.
        """
        with ExitStack() as failed:
            with _disk():
                handle, name = tempfile.mkstemp(prefix=".backup-", dir=folder)
            file = failed.enter_context(os.fdopen(handle, "r+b"))
            try:
                # It opens the file at once; then the name goes, and with the last handle the file.
                connection = _connected(name)
            finally:
                Path(name).unlink()
            failed.callback(connection.close)
            with _disk():
                while content and (part := content.read(_PART)):
                    file.write(part)
                file.flush()
            with translated():
                for pragma in ("journal_mode = off", "synchronous = off", "temp_store = memory"):
                    connection.execute(f"PRAGMA {pragma}")
            failed.pop_all()
        return cls(connection, file)

    def content(self) -> IO[bytes]:
        """Return the file, to be read from its beginning to its end."""
        if self._file is None:
            return BytesIO(self._connection.serialize())
        self._file.seek(0)
        return self._file

    def make(self, table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
        """Add a table with its rows, the values in the order of ``columns``.

        Raises:
            DatabaseError: there is one of this name, or no room.
        """
        names = ", ".join(map(_quoted, columns))
        places = ", ".join("?" * len(columns))
        with translated():
            self._connection.execute("BEGIN")
            self._connection.execute(f"CREATE TABLE {_quoted(table)} ({names})")
            self._connection.executemany(
                f"INSERT INTO {_quoted(table)} VALUES ({places})",  # noqa: S608
                rows,
            )
            self._connection.execute("COMMIT")

    def columns(self, table: str) -> list[str]:
        """Return the columns of a table; none where there is no such table."""
        with translated():
            found = self._connection.execute(f"PRAGMA table_info({_quoted(table)})").fetchall()
        return [name for _place, name, *_rest in found]

    def tables(self) -> list[str]:
        """Return the names of its tables."""
        query = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
        with translated():
            return [name for (name,) in self._connection.execute(query)]

    def rows(self, table: str, columns: Sequence[str]) -> Iterator[Row]:
        """Give the rows of a table, the values in the order of ``columns``.

        Raises:
            DatabaseError: it has other columns.
        """
        if sorted(self.columns(table)) != sorted(columns):
            raise DatabaseError(
                _("The backup's table %(table)s is not that of its version."), table=table
            )
        names = ", ".join(map(_quoted, columns))
        query = f"SELECT {names} FROM {_quoted(table)}"  # noqa: S608 - as looked at
        with translated():
            yield from self._connection.execute(query)

    def close(self) -> None:
        """Forget it."""
        self._connection.close()
        if self._file is not None:
            self._file.close()


def _connected(place: str) -> sqlite3.Connection:
    """Open a file that anybody may have made: what its schema says runs nothing."""
    connection = sqlite3.connect(place, isolation_level=None)
    # From: https://www.sqlite.org/security.html, "Untrusted SQLite Database Files"
    for pragma in ("trusted_schema = off", "cell_size_check = on"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


@contextmanager
def _disk() -> Iterator[None]:
    """Say of a disk that fails what to do."""
    try:
        yield
    except OSError as error:
        raise DatabaseError(
            _("There is no room for a working copy: look whether the disk is full.")
        ) from error


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
