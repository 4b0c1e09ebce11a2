"""Erasing a process: its keys first, then all that they opened, in one transaction.

Afterwards :meth:`~tejido.store.database.Store.checkpoint` empties SQLite's journal, in which
what was erased would otherwise stay until it is written over.
"""

from tejido.store.database import Writing
from tejido.store.tables import (
    CodedRowTable,
    EmissionTable,
    GrantTable,
    ProcessTable,
    RecordTable,
    SlotTable,
    TaskTable,
)


def erase(tx: Writing, process: str) -> list[str]:
    """Erase a process and everything of it; return the ids of the records it had.

    What peers hold of them is retracted by whoever calls, in the same transaction.
    """
    records = RecordTable.select(RecordTable.id).where(RecordTable.process == process)
    erased = [record for (record,) in tx.all(records.tuples())]
    tx.run(SlotTable.delete().where((SlotTable.kind == "process") & (SlotTable.owner == process)))
    tx.run(EmissionTable.delete().where(EmissionTable.record.in_(records)))
    for by_process in (TaskTable, GrantTable, CodedRowTable, RecordTable):
        tx.run(by_process.delete().where(by_process.process == process))
    tx.run(ProcessTable.delete().where(ProcessTable.id == process))
    return erased
