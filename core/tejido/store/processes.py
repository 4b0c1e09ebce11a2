"""Processes: kind, keys' version, days, and the sealed card that says how the team calls them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import peewee as pw

from tejido.store.database import Reading, Writing
from tejido.store.ids import parts
from tejido.store.tables import ProcessTable, SlotTable


@dataclass(frozen=True)
class Process:
    """A process. ``card`` is sealed; ``deposit_public`` is what anyone may write to.

    ``proof`` is not checked yet: see :mod:`tejido.work.deposit_keys`.
    """

    id: str
    kind: str
    key_version: int
    deposit_public: bytes
    proof: bytes
    opened_on: str
    closed_on: str | None
    #: Whether whoever next writes in it makes a new key first: somebody who knew this one left.
    renew: bool
    card: bytes = field(repr=False)


_PROCESSES = ProcessTable.select().objects(Process)


def add(tx: Writing, process: Process) -> None:
    """Add a process."""
    tx.insert(ProcessTable, [vars(process)])


def listed(tx: Reading) -> list[Process]:
    """Return every process there is."""
    return tx.all(_PROCESSES)


def by_id(tx: Reading, process: str) -> Process:
    """Return a process.

    Raises:
        NotFoundError: there is none.
    """
    found: Process = tx.one(_PROCESSES.where(ProcessTable.id == process))
    return found


def by_ids(tx: Reading, ids: Sequence[str]) -> dict[str, Process]:
    """Return those of these processes that there are, by id."""
    found = (tx.all(_PROCESSES.where(ProcessTable.id.in_(part))) for part in parts(ids))
    return {process.id: process for processes in found for process in processes}


def by_beginning(tx: Reading, beginning: str) -> list[Process]:
    """Return the processes whose ids begin so."""
    return tx.all(_PROCESSES.where(ProcessTable.id.startswith(beginning)))


def of_person(tx: Reading, person: str) -> list[Process]:
    """Return the processes of which a person holds a slot, the newest first."""
    query = _PROCESSES.where(ProcessTable.id.in_(_held_by(person)))
    return tx.all(query.order_by(ProcessTable.opened_on.desc(), ProcessTable.id))


def replace(tx: Writing, processes: Collection[Process]) -> None:
    """Keep processes as they are now: with new keys, or closed."""
    tx.put(ProcessTable, [vars(process) for process in processes])


def _held_by(person: str) -> "pw.ModelSelect[SlotTable]":
    return SlotTable.select(SlotTable.owner).where(
        (SlotTable.kind == "process") & (SlotTable.person == person)
    )
