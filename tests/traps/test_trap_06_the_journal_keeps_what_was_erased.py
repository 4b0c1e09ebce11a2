"""Trap 6: ``secure_delete`` leaves everything in the journal until it is truncated.

Looked for is what is really stored: the sealed bytes of a process's records, card and slots. A key
that somebody kept would open them.
"""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from tejido.store.tables import ProcessTable, RecordTable, SlotTable
from tejido.work import erasing

#: Enough to tell sealed bytes from any others.
LONG = 40


def sealed_of(small: Any, process: str) -> list[bytes]:
    """Return all that is sealed of a process: card, records, slots."""
    with small.node.store.read() as tx:
        (card,) = tx.all(ProcessTable.select(ProcessTable.card).where(ProcessTable.id == process))
        bodies = tx.all(RecordTable.select(RecordTable.body).where(RecordTable.process == process))
        slots = tx.all(SlotTable.select(SlotTable.sealed).where(SlotTable.owner == process))
    found = [bytes(card.card), *(bytes(one.body) for one in bodies)]
    return [*found, *(bytes(one.sealed) for one in slots)]


def kept_of(sealed: list[bytes], folder: Path) -> int:
    """Return of how many some part lies in a file of the node."""
    files = b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())
    return sum(one[:LONG] in files or one[-LONG:] in files for one in sealed)


def test_trap_6_nothing_of_what_is_erased_is_left_in_any_file(alone: Any, begin: Any) -> None:
    folder = alone.node.settings.folder
    gone, kept = begin(alone.node, alone.ana, "Uno"), begin(alone.node, alone.ana, "Dos")
    sealed, others = sealed_of(alone, gone), sealed_of(alone, kept)
    assert len(sealed) >= 3
    assert kept_of(sealed, folder) == len(sealed)
    erasing.erase(alone.node, alone.ana, processes=[gone], reason="asked_for_by_subject")
    assert kept_of(sealed, folder) == 0
    assert kept_of(others, folder) == len(others), "what others wrote is where it was"


def test_trap_6_deleting_alone_leaves_it_in_the_journal(alone: Any, begin: Any) -> None:
    """The control: the same rows, deleted by SQLite with ``secure_delete``, and no more."""
    folder = alone.node.settings.folder
    gone = begin(alone.node, alone.ana, "Uno")
    sealed = sealed_of(alone, gone)
    with closing(sqlite3.connect(alone.node.settings.database)) as database:
        database.execute("PRAGMA secure_delete = on")
        database.execute("DELETE FROM slot WHERE owner = ?", (gone,))
        for table in ("task", "coded_row", "emission"):
            column = "record_id" if table == "emission" else "process_id"
            database.execute(f"DELETE FROM {table} WHERE {column} IS NOT NULL")  # noqa: S608  # ours
        database.execute("DELETE FROM record WHERE process_id = ?", (gone,))
        database.execute("DELETE FROM process WHERE id = ?", (gone,))
        database.commit()
        assert kept_of(sealed, folder) == len(sealed)
