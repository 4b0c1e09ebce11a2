"""Erasing leaves nothing of a process and everything of the others."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tejido.errors import BusyError
from tejido.store.database import Store
from tejido.store.erasing import erase
from tejido.store.ids import new_id
from tejido.store.migrating import CORE, CORE_MIGRATIONS
from tejido.store.tables import (
    TABLES,
    CodedRowTable,
    CountingKeyTable,
    EmissionTable,
    GrantTable,
    PersonTable,
    ProcessTable,
    RecordTable,
    SlotTable,
    Table,
    TaskTable,
)

CANARY = b"canary of the milpa"
PERSON, KEY = new_id(), new_id()
DAY = "2026-03-01"


def rows_of(process: str, record: str) -> Sequence[tuple[type[Table], dict[str, Any]]]:
    """A row in every table that a process reaches."""
    return [
        (
            ProcessTable,
            {
                "id": process,
                "kind": "accompaniment",
                "key_version": 1,
                "deposit_public": bytes(32),
                "opened_on": DAY,
                "closed_on": None,
                "renew": False,
                "card": CANARY,
            },
        ),
        (
            RecordTable,
            {
                "id": record,
                "process": process,
                "type": "crisis.emergency",
                "schema": 1,
                "state": None,
                "version": 1,
                "key_version": 1,
                "created_on": DAY,
                "updated_on": DAY,
                "body": CANARY * 50,
            },
        ),
        (
            SlotTable,
            {
                "kind": "process",
                "owner": process,
                "person": PERSON,
                "version": 1,
                "sealed": CANARY,
                "proof": CANARY,
            },
        ),
        (
            TaskTable,
            {
                "id": new_id(),
                "process": process,
                "record": record,
                "kind": "triage",
                "due_at": f"{DAY}T12:00Z",
                "done_on": None,
            },
        ),
        (
            GrantTable,
            {
                "id": new_id(),
                "process": process,
                "purpose": "aggregate",
                "recipients": "[]",
                "basis": "consent",
                "given_on": DAY,
                "until": None,
                "withdrawn_on": None,
            },
        ),
        (
            CodedRowTable,
            {
                "origin": "",
                "record": record,
                "process": process,
                "type": "crisis.emergency",
                "key": KEY,
                "sealed": CANARY,
                "on_day": DAY,
            },
        ),
        (EmissionTable, {"record": record, "network": "red", "key_version": 1, "sealed": CANARY}),
    ]


def fill(store: Store, *processes: tuple[str, str]) -> None:
    person = {
        "id": PERSON,
        "handle": "ana",
        "state": "active",
        "language": None,
        "administrator": True,
        "accompanier": True,
        "created_on": DAY,
        "salt": bytes(16),
        "opslimit": 1,
        "memlimit": 8192,
        "public": bytes(32),
        "proof": bytes(32),
        "sealed_private": b"",
    }
    with store.write() as tx:
        tx.insert(PersonTable, [person])
        tx.insert(CountingKeyTable, [{"id": KEY, "sealed": b"", "proof": b"", "created_on": DAY}])
        for process, record in processes:
            for table, row in rows_of(process, record):
                tx.insert(table, [row])


def sizes(store: Store) -> dict[str, int]:
    with store.read() as tx:
        return {table._meta.table_name: len(tx.all(table.select())) for table in TABLES}


def test_nothing_of_a_process_stays_and_all_of_the_others(store: Store) -> None:
    kept, gone = (new_id(), new_id()), (new_id(), new_id())
    fill(store, kept)
    before = sizes(store)
    with store.write() as tx:
        for table, row in rows_of(*gone):
            tx.insert(table, [row])
    with store.write() as tx:
        assert erase(tx, gone[0]) == [gone[1]]
    assert sizes(store) == before
    with store.write() as tx:
        assert erase(tx, gone[0]) == []
    assert sizes(store) == before


def test_no_table_that_a_process_reaches_is_forgotten() -> None:
    """A table that is added and refers to processes or records has to be erased as well."""
    reached = {table for table, _ in rows_of("", "")}
    refers = {
        table
        for table in TABLES
        if {"process_id", "record_id"} & {f.column_name for f in table._meta.sorted_fields}
    }
    assert refers | {ProcessTable, SlotTable} == reached


def test_erased_is_gone_from_every_file(tmp_path: Path) -> None:
    with Store.create(tmp_path / "node.db") as store:
        store.migrate(CORE, CORE_MIGRATIONS)
        processes = [(new_id(), new_id()) for _ in range(50)]
        fill(store, *processes)
        assert CANARY in everything(tmp_path)
        with store.write() as tx:
            for process, _ in processes:
                erase(tx, process)
        assert CANARY in everything(tmp_path)  # the journal: why `checkpoint` is needed
        store.checkpoint()
        assert CANARY not in everything(tmp_path)
        assert (tmp_path / "node.db-wal").stat().st_size == 0
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
        with pytest.raises(BusyError, match="try again"):
            store.checkpoint()
        reader.close()
        store.checkpoint()


def test_checkpoints_are_sqlites_alone(store: Store) -> None:
    store.checkpoint()


def everything(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.iterdir()))
