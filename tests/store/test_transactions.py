import sqlite3
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tejido.errors import BusyError, DatabaseError, NodeError, NotFoundError
from tejido.store import engines
from tejido.store.database import Store
from tejido.store.ids import new_id
from tejido.store.migrating import CORE, CORE_MIGRATIONS
from tejido.store.tables import CountingKeyTable, EmissionTable, ProcessTable, RecordTable


def key(key_id: str, sealed: bytes = b"sealed") -> dict[str, object]:
    return {"id": key_id, "sealed": sealed, "proof": b"", "created_on": "2026-03-01"}


def key_ids(store: Store) -> list[str]:
    with store.read() as tx:
        rows = tx.all(CountingKeyTable.select(CountingKeyTable.id).order_by(CountingKeyTable.id))
    return [row.id for row in rows]


def test_what_is_written_can_be_read(store: Store) -> None:
    with store.write() as tx:
        tx.insert(CountingKeyTable, [key("b"), key("a", b"\x00\xff")])
    with store.read() as tx:
        row = tx.one(CountingKeyTable.select().where(CountingKeyTable.id == "a"))
        assert bytes(row.sealed) == b"\x00\xff"
        assert tx.scalar(CountingKeyTable.select(CountingKeyTable.created_on)) == "2026-03-01"
        assert tx.first(CountingKeyTable.select().where(CountingKeyTable.id == "c")) is None
        assert tx.scalar(CountingKeyTable.select().where(CountingKeyTable.id == "c")) is None
        with pytest.raises(NotFoundError):
            tx.one(CountingKeyTable.select().where(CountingKeyTable.id == "c"))


def test_all_of_a_transaction_is_kept_or_none(store: Store) -> None:
    calls: list[str] = []

    def write_half() -> None:
        with store.write() as tx:
            tx.after(lambda: calls.append("a"))
            tx.insert(CountingKeyTable, [key("a")])
            raise LookupError

    with pytest.raises(LookupError):
        write_half()
    assert key_ids(store) == []
    assert calls == []


def test_what_comes_after_sees_what_was_kept_and_may_write(store: Store) -> None:
    seen: list[list[str]] = []

    def look_and_write() -> None:
        seen.append(key_ids(store))
        with store.write() as tx:
            tx.insert(CountingKeyTable, [key("b")])

    with store.write() as tx:
        tx.after(look_and_write)
        tx.insert(CountingKeyTable, [key("a")])
    assert seen == [["a"]]
    assert key_ids(store) == ["a", "b"]


def test_a_write_never_nests(store: Store) -> None:
    with store.write(), pytest.raises(DatabaseError, match="hand it on"), store.write():
        pass
    with store.read(), pytest.raises(DatabaseError, match="hand it on"), store.write():
        pass
    with store.write() as tx:  # and after a refusal everything goes on
        tx.insert(CountingKeyTable, [key("a")])


def test_a_read_within_a_write_sees_what_it_sees(store: Store) -> None:
    with store.write() as tx:
        tx.insert(CountingKeyTable, [key("a")])
        assert key_ids(store) == ["a"]


def test_a_reader_sees_one_snapshot(store: Store) -> None:
    with store.read() as tx:
        assert tx.all(CountingKeyTable.select()) == []
        in_thread(lambda: insert(store, "a"))
        assert tx.all(CountingKeyTable.select()) == []
    assert key_ids(store) == ["a"]


def test_rows_go_in_by_the_hundred_with_one_statement(store: Store) -> None:
    with store.write() as tx:
        tx.insert(CountingKeyTable, [key(f"{n:04}") for n in range(1000)])
        tx.insert(CountingKeyTable, [])
    assert len(key_ids(store)) == 1000


def test_a_row_put_replaces_the_one_with_its_key(store: Store) -> None:
    process, record = new_id(), new_id()
    kept = {"record": record, "network": "n", "key_version": 1, "sealed": b"sealed"}
    with store.write() as tx:
        tx.insert(ProcessTable, [a_process(process)])
        tx.insert(RecordTable, [a_record(record, process)])
        tx.put(CountingKeyTable, [key("a", b"old")])
        tx.put(CountingKeyTable, [key("a", b"new"), key("b")])
        tx.put(EmissionTable, [kept, {**kept, "network": "o"}])
        tx.put(EmissionTable, [{**kept, "key_version": 2}])
    with store.read() as tx:
        sealed = tx.scalar(CountingKeyTable.select(CountingKeyTable.sealed))
        assert bytes(sealed) == b"new"
        versions = EmissionTable.select(EmissionTable.key_version).order_by(EmissionTable.network)
        assert tx.all(versions.tuples()) == [(2,), (1,)]


def test_changing_says_how_many_rows_it_touched(store: Store) -> None:
    with store.write() as tx:
        tx.insert(CountingKeyTable, [key("a"), key("b")])
        assert tx.run(CountingKeyTable.update(created_on="2026")) == 2
        assert tx.run(CountingKeyTable.delete().where(CountingKeyTable.id == "a")) == 1
        assert tx.run(CountingKeyTable.delete().where(CountingKeyTable.id == "a")) == 0


def test_one_query_may_be_asked_of_two_stores(store: Store, tmp_path: Path) -> None:
    query = CountingKeyTable.select(CountingKeyTable.id).tuples()
    with Store.create(tmp_path / "other.db") as other:
        other.migrate(CORE, CORE_MIGRATIONS)
        insert(store, "here")
        insert(other, "there")
        with store.read() as tx:
            assert tx.all(query) == [("here",)]
        with other.read() as tx:
            assert tx.all(query) == [("there",)]


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([key("a"), key("a")], id="a second time"),
        pytest.param([key("a", None)], id="a gap"),  # type: ignore[arg-type] # what is tested
    ],
)
def test_a_contradiction_is_refused_without_quoting_it(
    store: Store, rows: list[dict[str, object]]
) -> None:
    with pytest.raises(DatabaseError) as refused, store.write() as tx:
        tx.insert(CountingKeyTable, rows)
    assert str(refused.value) == "The database refuses a row that contradicts another."
    assert key_ids(store) == []


def test_a_row_cannot_refer_to_nothing(store: Store) -> None:
    with pytest.raises(DatabaseError), store.write() as tx:
        tx.insert(RecordTable, [a_record(new_id(), new_id())])


def test_a_transaction_that_has_ended_does_nothing(store: Store) -> None:
    with store.write() as tx:
        pass
    with pytest.raises(DatabaseError):
        tx.insert(CountingKeyTable, [key("a")])
    with pytest.raises(DatabaseError):
        tx.all(CountingKeyTable.select())


def test_two_nodes_in_threads_of_one_process_do_not_mix(tmp_path: Path) -> None:
    stores = {name: Store.create(tmp_path / f"{name}.db") for name in ("one", "two")}
    for store in stores.values():
        store.migrate(CORE, CORE_MIGRATIONS)

    def write(name: str, start: int) -> None:
        for number in range(start, start + 100):
            insert(stores[name], f"{name} {number:04}")

    threads = [
        threading.Thread(target=write, args=(name, start))
        for name in stores
        for start in (0, 100, 200, 300)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for name, store in stores.items():
        assert key_ids(store) == [f"{name} {number:04}" for number in range(400)]
        store.close()


def test_writers_take_turns(store: Store) -> None:
    """Each reads, then writes what it read plus one: none may read what another changes."""
    insert(store, "counter", b"0")

    def count() -> None:
        for _ in range(20):
            with store.write() as tx:
                row = tx.one(CountingKeyTable.select())
                tx.run(CountingKeyTable.update(sealed=str(int(bytes(row.sealed)) + 1).encode()))

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.read() as tx:
        assert bytes(tx.one(CountingKeyTable.select()).sealed) == b"80"


def test_writers_of_two_processes_take_turns(
    url: str, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A command beside the server: another store over the same database, with its own lock."""
    monkeypatch.setattr(engines, "PATIENCE", 1)
    monkeypatch.setattr(engines, "_PRAGMAS", (("busy_timeout", 100), *engines._PRAGMAS[1:]))
    with Store.open(url) as command:
        with store.write() as tx:
            tx.insert(CountingKeyTable, [key("server")])
            errors = in_thread(lambda: insert(command, "command"))
            assert [type(error) for error in errors] == [BusyError]
        insert(command, "command")
    assert key_ids(store) == ["command", "server"]


def test_a_writer_that_waits_too_long_is_told_so(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "PATIENCE", 0.05)
    with store.write():
        errors = in_thread(lambda: insert(store, "late"))
    assert [type(error) for error in errors] == [BusyError]
    assert BusyError.status == 503


def test_connections_come_back_and_close(store: Store) -> None:
    """More threads than the pool has connections, one after the other."""
    for number in range(50):
        in_thread(partial(insert, store, f"{number:02}"))
    assert len(key_ids(store)) == 50


# --- SQLite alone ---------------------------------------------------------------------


def test_sqlite_is_durable_and_careful(tmp_path: Path) -> None:
    with Store.create(tmp_path / "node.db") as store:
        with store.read():
            database = store._engine.database
            settings = {
                name: database.execute_sql(f"PRAGMA {name}").fetchone()[0]
                for name, _ in engines._PRAGMAS
            }
        assert settings == {
            "journal_mode": "wal",
            "synchronous": 2,
            "foreign_keys": 1,
            "secure_delete": 1,
            "trusted_schema": 0,
            "temp_store": 2,
            "busy_timeout": 10_000,
        }


def test_only_its_owner_reads_the_file(tmp_path: Path) -> None:
    with Store.create(tmp_path / "node.db") as store:
        store.migrate(CORE, CORE_MIGRATIONS)
        modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    assert set(modes.values()) == {0o600}
    assert "node.db-wal" in modes


def test_a_database_is_made_once(tmp_path: Path) -> None:
    Store.create(tmp_path / "node.db").close()
    with pytest.raises(DatabaseError, match="it exists"):
        Store.create(tmp_path / "node.db")
    with pytest.raises(DatabaseError, match="cannot be written"):
        Store.create(tmp_path / "nowhere" / "node.db")


def test_a_missing_database_is_not_made_in_silence(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="tejido init"):
        Store.open(tmp_path / "node.db")
    assert not (tmp_path / "node.db").exists()


@pytest.mark.parametrize("content", [b"not a database at all" * 99, b"SQLite format 3\0" * 99])
def test_a_damaged_file_is_one_clear_error(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "node.db").write_bytes(content)
    with pytest.raises(DatabaseError, match="backup"):
        Store.open(tmp_path / "node.db")


def test_a_damaged_table_is_one_clear_error(tmp_path: Path) -> None:
    with Store.create(tmp_path / "node.db") as store:
        store.migrate(CORE, CORE_MIGRATIONS)
        with store.write() as tx:
            tx.insert(CountingKeyTable, [key(new_id(), bytes(3000)) for _ in range(300)])
        store.checkpoint()
    pages = bytearray((tmp_path / "node.db").read_bytes())
    pages[30 * 4096 :] = b"\xff" * len(pages[30 * 4096 :])
    (tmp_path / "node.db").write_bytes(pages)
    with (
        pytest.raises(DatabaseError, match="backup"),
        Store.open(tmp_path / "node.db") as store,
    ):
        key_ids(store)


def test_sqlite_itself_finds_the_file_whole(tmp_path: Path) -> None:
    with Store.create(tmp_path / "node.db") as store:
        store.migrate(CORE, CORE_MIGRATIONS)
        insert(store, "a")
    connection = sqlite3.connect(tmp_path / "node.db")
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()


# --- PostgreSQL alone -----------------------------------------------------------------


def test_a_server_that_is_not_there_is_one_clear_error() -> None:
    with pytest.raises(DatabaseError, match="cannot be reached"):
        Store.open("postgresql://nobody@127.0.0.1:1/nothing")


# --- what the tests above are made of -------------------------------------------------


def insert(store: Store, name: str, sealed: bytes = b"") -> None:
    with store.write() as tx:
        tx.insert(CountingKeyTable, [key(name, sealed)])


def in_thread(call: Callable[[], None]) -> list[Exception]:
    errors: list[Exception] = []

    def run() -> None:
        try:
            call()
        except NodeError as error:
            errors.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return errors


def a_process(process: str) -> dict[str, object]:
    return {
        "id": process,
        "kind": "accompaniment",
        "key_version": 1,
        "deposit_public": bytes(32),
        "proof": bytes(32),
        "opened_on": "2026-03-01",
        "closed_on": None,
        "renew": False,
        "card": b"",
    }


def a_record(record: str, process: str) -> dict[str, object]:
    return {
        "id": record,
        "process": process,
        "type": "crisis.emergency",
        "schema": 1,
        "state": None,
        "version": 1,
        "key_version": 1,
        "created_on": "2026-03-01",
        "updated_on": "2026-03-01",
        "body": b"",
    }
