"""What of the core cannot stay as it was where keys are newer than the data restored with them."""

import peewee as pw

from tejido.store.database import Writing
from tejido.store.tables import ProcessTable, SlotTable


def settle_processes(tx: Writing) -> list[str]:
    """Put back processes whose key was replaced since the data was backed up; return their ids.

    Nothing in the data is sealed under the newer versions, and the process does not know them:
    their slots go. Somebody who had to leave may know the version that is left: whoever restores
    marks them, so that the next who writes makes a new one first.
    """
    newest = (
        SlotTable.select(SlotTable.owner, pw.fn.MAX(SlotTable.version))
        .where(SlotTable.kind == "process")
        .group_by(SlotTable.owner)
        .tuples()
    )
    versions = dict(tx.all(newest))
    known = dict(tx.all(ProcessTable.select(ProcessTable.id, ProcessTable.key_version).tuples()))
    behind = sorted(one for one, version in known.items() if versions.get(one, 0) > version)
    for process in behind:
        tx.run(
            SlotTable.delete().where(
                SlotTable.kind == "process",
                SlotTable.owner == process,
                SlotTable.version > known[process],
            )
        )
    return behind
