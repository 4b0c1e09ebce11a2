"""Erasing leaves nothing of a process and everything of the others."""

import random
import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import peewee as pw
import pytest

from tejido.errors import BusyError
from tejido.store.database import Store
from tejido.store.erasing import counted, erase, records_of
from tejido.store.ids import new_id
from tejido.store.migrating import CORE, CORE_MIGRATIONS
from tejido.store.tables import (
    TABLES,
    AttachmentPartTable,
    AttachmentTable,
    CodedRowTable,
    CountingKeyTable,
    DepositTable,
    EmissionTable,
    GrantTable,
    PersonTable,
    ProcessTable,
    RecordTable,
    RetentionHoldTable,
    SlotTable,
    Table,
    TaskTable,
    WantedSlotTable,
)

CANARY = b"canary of the milpa"
PERSON, KEY = new_id(), new_id()


Rows = Sequence[tuple[type[Table], dict[str, Any]]]


def rows_of(process: str, record: str) -> Rows:
    """A row in every table that a process reaches."""
    of_it = {"process": process}
    return [
        row(ProcessTable, id=process),
        row(RecordTable, **of_it, id=record, body=CANARY * 50),
        row(SlotTable, kind="process", owner=process, person=PERSON),
        row(WantedSlotTable, kind="process", owner=process, person=PERSON),
        row(TaskTable, **of_it, id=new_id(), record=record),
        row(GrantTable, **of_it, id=new_id(), record=record),
        row(CodedRowTable, **of_it, record=record, key=KEY),
        row(EmissionTable, record=record),
        row(DepositTable, **of_it, id=new_id()),
        *attached(process, None),
        *attached(process, record),
        row(RetentionHoldTable, **of_it),
    ]


def attached(process: str, record: str | None) -> Rows:
    """A file of a process, or of one of its records, in two pieces."""
    attachment = new_id()
    pieces = [
        row(AttachmentPartTable, attachment=attachment, number=number, sealed=CANARY * 300)
        for number in range(2)
    ]
    return [row(AttachmentTable, id=attachment, process=process, record=record), *pieces]


def row(table: type[Table], **given: Any) -> tuple[type[Table], dict[str, Any]]:
    """A row of which only what is given matters; bytes are canaries."""
    usual = {pw.BlobField: CANARY, pw.BooleanField: False, pw.TextField: ""}
    return table, {
        name: given[name] if name in given else usual.get(type(field), 1)
        for name, field in table._meta.fields.items()
    }


def fill(store: Store, *processes: tuple[str, str]) -> None:
    with store.write() as tx:
        for table, values in (row(PersonTable, id=PERSON), row(CountingKeyTable, id=KEY)):
            nothing = {name: b"" for name, value in values.items() if value == CANARY}
            tx.insert(table, [{**values, **nothing}])
    put(store, *processes)


def put(store: Store, *processes: tuple[str, str]) -> None:
    with store.write() as tx:
        for table, values in [pair for process in processes for pair in rows_of(*process)]:
            tx.insert(table, [values])


def sizes(store: Store) -> dict[str, int]:
    with store.read() as tx:
        return {table._meta.table_name: len(tx.all(table.select())) for table in TABLES}


def test_nothing_of_a_process_stays_and_all_of_the_others(store: Store) -> None:
    kept, gone = (new_id(), new_id()), (new_id(), new_id())
    fill(store, kept)
    before = sizes(store)
    put(store, gone)
    with store.write() as tx:
        assert records_of(tx, [gone[0]]) == [gone[1]]
        told = counted(tx, [gone[0]], [])
        assert erase(tx, [gone[0]], []) == told
    assert sum(told.values()) == len(rows_of(*gone))
    assert sizes(store) == before
    with store.write() as tx:
        assert erase(tx, [gone[0]], []) == {}
    assert sizes(store) == before


def test_several_processes_go_at_once(store: Store) -> None:
    fill(store)
    before = sizes(store)
    several = [(new_id(), new_id()) for _ in range(3)]
    put(store, *several)
    with store.write() as tx:
        erase(tx, [process for process, _ in several], [])
    assert sizes(store) == before


def test_of_a_record_all_goes_that_is_about_it_and_nothing_else(store: Store) -> None:
    process, record = new_id(), new_id()
    fill(store, (process, record))
    whole = sizes(store)
    with store.write() as tx:
        told = counted(tx, [], [record])
        assert erase(tx, [], [record]) == told
    assert told == {
        "attachment_part": 2,
        "attachment": 1,
        "emission": 1,
        "task": 1,
        "coded_row": 1,
        "record": 1,
    }
    assert sizes(store) == {table: number - told.get(table, 0) for table, number in whole.items()}


def test_a_peers_coded_row_of_the_same_id_stays(store: Store) -> None:
    process, record = new_id(), new_id()
    fill(store, (process, record))
    with store.write() as tx:
        _, arrived = row(CodedRowTable, origin="b" * 26, record=record, process=None, key=KEY)
        tx.insert(CodedRowTable, [arrived])
        erase(tx, [process], [record])
        assert [one.origin for one in tx.all(CodedRowTable.select())] == ["b" * 26]


def test_no_table_that_a_process_reaches_is_forgotten() -> None:
    """A table that is added and refers to one that is erased has to be erased as well."""
    reached = {table for table, _ in rows_of("", "")}
    ids = {"process_id", "record_id", "attachment_id"}
    refers = {
        table
        for table in TABLES
        if ids & {field.column_name for field in table._meta.sorted_fields}
        or {"kind", "owner"} <= table._meta.fields.keys()
    }
    assert refers | {ProcessTable} == reached


# --- SQLite's files ------------------------------------------------------------------------


def test_trap_6_what_is_deleted_stays_in_the_journal_until_it_is_truncated(tmp_path: Path) -> None:
    """Although ``secure_delete`` is on: it writes over the file, and the journal keeps copies."""
    with Store.create(tmp_path / "node.db") as store:
        store.migrate(CORE, CORE_MIGRATIONS)
        processes = [(new_id(), new_id()) for _ in range(50)]
        fill(store, *processes)
        assert CANARY in everything(tmp_path)
        with store.write() as tx:
            erase(tx, [process for process, _ in processes], [])
        assert CANARY in (tmp_path / "node.db-wal").read_bytes()
        store.scrub()
        assert CANARY not in everything(tmp_path)
    assert CANARY not in everything(tmp_path)


def test_where_pages_were_split_only_writing_the_file_anew_leaves_nothing(tmp_path: Path) -> None:
    """Rows move to other pages as others come, grow and go; old pages keep them in the gaps."""
    with Store.create(tmp_path / "node.db") as store:
        store.migrate(CORE, CORE_MIGRATIONS)
        fill(store)
        processes = [f"{number:032x}" for number in range(8)]
        put(store, *((process, f"{process}/first") for process in processes))
        seen = used(store, processes, gone=processes[:2])
        with store.write() as tx:
            erase(tx, processes[:2], [])
        store.checkpoint()
        assert is_in(seen, everything(tmp_path)), "here it would have been enough"
        store.scrub()
        assert not is_in(seen, everything(tmp_path))


def used(store: Store, processes: Sequence[str], gone: Sequence[str]) -> list[bytes]:
    """Write, rewrite and remove records; return every body there ever was in some processes."""
    dice, seen, ids = random.Random(6), list[bytes](), list[str]()  # noqa: S311  # always the same
    with store.write() as tx:
        for number in range(6000):
            action = dice.random()
            if action < 0.05 and ids:
                at = dice.randrange(len(ids))
                tx.run(RecordTable.delete().where(RecordTable.id == ids.pop(at)))
                continue
            if action < 0.5 or not ids:
                ids.append(f"{dice.choice(processes)}/{number}")
            record = ids[-1] if action < 0.5 else dice.choice(ids)
            process, body = record[:32], dice.randbytes(40 + 256 * dice.randint(1, 4))
            table, values = row(RecordTable, id=record, process=process, body=body)
            tx.put(table, [values])
            seen += [body] if process in gone else []
    return seen


def is_in(bodies: Sequence[bytes], content: bytes) -> bool:
    """Whether sixteen bytes of one of these bodies are found anywhere."""
    pieces = {body[at : at + 16] for body in bodies for at in range(0, len(body) - 16, 16)}
    return any(content[at : at + 16] in pieces for at in range(len(content)))


def test_that_it_has_to_be_scrubbed_is_noted_with_what_was_erased(tmp_path: Path) -> None:
    with Store.create(tmp_path / "node.db") as store:
        store.migrate(CORE, CORE_MIGRATIONS)
        process = (new_id(), new_id())
        fill(store, process)
        with suppress(RuntimeError), store.write() as tx:
            erase(tx, [process[0]], [])
            raise RuntimeError
        assert not store.needs_scrubbing()
        with store.write() as tx:
            erase(tx, [process[0]], [])
    with Store.open(tmp_path / "node.db") as store:  # the power went meanwhile
        assert store.needs_scrubbing()
        store.scrub()
        assert not store.needs_scrubbing()


def test_what_is_erased_while_a_file_is_scrubbed_is_not_forgotten(store: Store) -> None:
    with store.write() as tx:
        tx.must_scrub()
        tx.must_scrub()
        tx.scrubbed(1)
    is_sqlite = isinstance(store._engine.database, pw.SqliteDatabase)
    assert store.needs_scrubbing() is is_sqlite


def test_a_large_file_is_not_written_anew_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tejido.store.scrubbing.MOST_IN_MEMORY", 4096)
    with Store.create(tmp_path / "node.db") as store:
        store.migrate(CORE, CORE_MIGRATIONS)
        process = (new_id(), new_id())
        fill(store, process)
        with store.write() as tx:
            erase(tx, [process[0]], [])
        store.scrub()
        with store._connection():
            (kept,) = store._engine.database.execute_sql("PRAGMA temp_store").fetchone()
            assert kept == 2  # memory again
    assert CANARY not in everything(tmp_path)


def test_a_reader_in_the_way_of_a_checkpoint_is_told(tmp_path: Path) -> None:
    with Store.create(tmp_path / "node.db") as store:
        store.migrate(CORE, CORE_MIGRATIONS)
        fill(store)
        reader = sqlite3.connect(tmp_path / "node.db", isolation_level=None)
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM person").fetchall()
        with store.write() as tx:
            tx.run(PersonTable.update(language="es"))
        with store._connection():
            store._engine.database.execute_sql("PRAGMA busy_timeout = 50")  # the pool's only one
        with store.write() as tx:
            tx.must_scrub()
        with pytest.raises(BusyError, match="try again"):
            store.checkpoint()
        with pytest.raises(BusyError, match="try again"):
            store.scrub()
        assert store.needs_scrubbing()
        reader.close()
        store.checkpoint()
        store.scrub()
        assert not store.needs_scrubbing()


def test_files_are_sqlites_alone(store: Store) -> None:
    """PostgreSQL's belong to whoever hosts it: nothing is done, and nothing fails."""
    store.checkpoint()
    store.scrub()
    assert not store.needs_scrubbing()


def everything(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.iterdir()))
