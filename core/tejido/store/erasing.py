"""What erasing reaches: every row of a process or of a record, in one list for telling and doing.

Keys go first. What is erased stays in SQLite's files until :meth:`Store.scrub
<tejido.store.database.Store.scrub>`; that it has to be done is noted in the same transaction.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import peewee as pw

from tejido.store.database import Reading, Writing
from tejido.store.ids import parts
from tejido.store.tables import (
    AttachmentPartTable,
    AttachmentTable,
    CodedRowTable,
    DepositTable,
    EmissionTable,
    GrantTable,
    ProcessTable,
    RecordTable,
    RetentionHoldTable,
    SlotTable,
    Table,
    TaskTable,
    WantedSlotTable,
)


class _Rows(NamedTuple):
    """Rows of a table, as a condition on it."""

    table: type[Table]
    which: pw.Expression


def counted(tx: Reading, processes: Sequence[str], records: Sequence[str]) -> dict[str, int]:
    """Return how many rows would go, by the names of their tables; none of those without any.

    Args:
        tx: where it is read.
        processes: ids.
        records: ids, of records of other processes.
    """
    found: dict[str, int] = {}
    for rows in _reached(processes, records):
        number = tx.scalar(rows.table.select(pw.fn.COUNT(pw.SQL("*"))).where(rows.which))
        _add(found, rows.table, number)
    return found


def erase(tx: Writing, processes: Sequence[str], records: Sequence[str]) -> dict[str, int]:
    """Erase processes, and single records of others, with all that belongs to them.

    Returns:
        How many rows went; see :func:`counted`.
    """
    gone: dict[str, int] = {}
    for part in parts(records):
        # What was given stays, without the conversation that it followed from.
        tx.run(GrantTable.update(record=None).where(GrantTable.record.in_(part)))
    for rows in _reached(processes, records):
        _add(gone, rows.table, tx.run(rows.table.delete().where(rows.which)))
    if gone:
        tx.must_scrub()
    return gone


def records_of(tx: Reading, processes: Sequence[str]) -> list[str]:
    """Return the ids of all records of these processes."""
    ids = RecordTable.select(RecordTable.id).order_by(RecordTable.id).tuples()
    found = (tx.all(ids.where(RecordTable.process.in_(part))) for part in parts(processes))
    return [record for rows in found for (record,) in rows]


def _reached(processes: Sequence[str], records: Sequence[str]) -> Iterator[_Rows]:
    """Give what goes, in an order in which no row is left that refers to one that went."""
    for part in parts(processes):
        yield from _of_processes(part)
    for part in parts(records):
        yield from _of_records(part)


def _of_processes(processes: Sequence[str]) -> Iterator[_Rows]:
    for keys in (SlotTable, WantedSlotTable):
        yield _Rows(keys, (keys.kind == "process") & keys.owner.in_(processes))
    yield _parts_of(AttachmentTable.process.in_(processes))
    of_them = RecordTable.select(RecordTable.id).where(RecordTable.process.in_(processes))
    yield _Rows(EmissionTable, EmissionTable.record.in_(of_them))
    for table in (
        AttachmentTable,
        DepositTable,
        TaskTable,
        CodedRowTable,
        GrantTable,
        RetentionHoldTable,
        RecordTable,
    ):
        yield _Rows(table, table.process.in_(processes))
    yield _Rows(ProcessTable, ProcessTable.id.in_(processes))


def _of_records(records: Sequence[str]) -> Iterator[_Rows]:
    yield _parts_of(AttachmentTable.record.in_(records))
    for table in (AttachmentTable, EmissionTable, TaskTable):
        yield _Rows(table, table.record.in_(records))
    yield _Rows(CodedRowTable, (CodedRowTable.origin == "") & CodedRowTable.record.in_(records))
    yield _Rows(RecordTable, RecordTable.id.in_(records))


def _parts_of(attachments: pw.Expression) -> _Rows:
    whose = AttachmentTable.select(AttachmentTable.id).where(attachments)
    return _Rows(AttachmentPartTable, AttachmentPartTable.attachment.in_(whose))


def _add(found: dict[str, int], table: type[Table], number: int) -> None:
    if number:
        name = table._meta.table_name
        found[name] = found.get(name, 0) + number
