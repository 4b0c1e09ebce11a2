"""Processes: kind, keys' version, days, and the sealed card that says how the team calls them."""

from dataclasses import dataclass, field

from tejido.store.database import Reading, Writing
from tejido.store.tables import ProcessTable, SlotTable


@dataclass(frozen=True)
class Process:
    """A process. ``card`` is sealed; ``deposit_public`` is what anyone may write to."""

    id: str
    kind: str
    key_version: int
    deposit_public: bytes
    opened_on: str
    closed_on: str | None
    #: Whether whoever next writes in it makes a new key first: somebody who knew this one left.
    renew: bool
    card: bytes = field(repr=False)


_PROCESSES = ProcessTable.select().objects(Process)


def add(tx: Writing, process: Process) -> None:
    """Add a process."""
    tx.insert(ProcessTable, [vars(process)])


def by_id(tx: Reading, process: str) -> Process:
    """Return a process.

    Raises:
        NotFoundError: there is none.
    """
    found: Process = tx.one(_PROCESSES.where(ProcessTable.id == process))
    return found


def of_person(tx: Reading, person: str) -> list[Process]:
    """Return the processes of which a person holds a slot, the newest first."""
    held = SlotTable.select(SlotTable.owner).where(
        (SlotTable.kind == "process") & (SlotTable.person == person)
    )
    query = _PROCESSES.where(ProcessTable.id.in_(held))
    return tx.all(query.order_by(ProcessTable.opened_on.desc(), ProcessTable.id))
