"""The product's store on the recorder: same tables, same pragmas, same transactions, on apsw."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import apsw
from playhouse.apsw_ext import APSWDatabase

from bench.crash.recorder import VFS, Committed, Files, Recorder
from bench.crash.states import state_of
from tejido.store import engines
from tejido.store.database import Reading, Store


class _Cursor(apsw.Cursor):
    """A cursor that says how many rows it touched, as other drivers' do."""

    @property
    def rowcount(self) -> int:
        return self.connection.changes()


class _Database(APSWDatabase):  # type: ignore[misc]  # playhouse ships no types
    """One connection, kept open between transactions as the product's pool keeps its own."""

    def _connect(self) -> apsw.Connection:
        connection: apsw.Connection = super()._connect()
        connection.cursor_factory = _Cursor
        return connection

    def connect(self, reuse_if_open: bool = True) -> bool:
        return bool(super().connect(reuse_if_open=True))

    def close(self) -> bool:
        return True

    def close_all(self) -> None:
        super().close()


class _RecordedStore(Store):
    """The product's store, telling of each commit right after it is kept."""

    def __init__(self, engine: engines.Engine, committed: Callable[[], None]) -> None:
        super().__init__(engine)
        self._committed = committed

    @contextmanager
    def _transaction(self, transaction: Reading, begin: Any) -> Iterator[None]:
        with super()._transaction(transaction, begin):
            yield
        if begin is self._engine.begin_write:
            self._committed()


@contextmanager
def recorded(database: Path, recorder: Recorder, synchronous: str = "") -> Iterator[Store]:
    """Give the store of a SQLite file, with every change of its folder's files recorded.

    Args:
        database: the file; nobody else may have it open.
        recorder: of its folder.
        synchronous: instead of the product's own setting, to see what that is good for.
    """
    files = Files(recorder)
    with _engine(database, synchronous) as engine, _states(database) as state:

        def committed() -> None:
            recorder.events.append(Committed(state()))

        committed()  # what was there before
        yield _RecordedStore(engine, committed)
    files.unregister()


@contextmanager
def _engine(database: Path, synchronous: str) -> Iterator[engines.Engine]:
    """Give the product's engine for SQLite, on the recorder."""
    pragmas = dict(engines._PRAGMAS)
    pragmas["synchronous"] = synchronous or pragmas["synchronous"]
    usual = engines._sqlite(str(database))
    opened = _Database(str(database), pragmas=list(pragmas.items()), vfs=VFS, autoconnect=False)
    try:
        yield replace(usual, database=opened, close=opened.close_all)
    finally:
        opened.close_all()


@contextmanager
def _states(database: Path) -> Iterator[Callable[[], str]]:
    """Give the digest of the tables as they are now; looking is not recorded."""
    connection = apsw.Connection(str(database))
    try:
        yield lambda: state_of(lambda query: connection.execute(query).fetchall())
    finally:
        connection.close()
