"""Processes: kind, keys' version, days, and the sealed card that says how the team calls them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import peewee as pw

from tejido.store.database import Reading, Writing
from tejido.store.ids import parts
from tejido.store.tables import ProcessTable, RecordTable, SlotTable


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


def active_of_person(
    tx: Reading, person: str, *, kind: str, closed: bool | None, first: int, most: int
) -> list[Process]:
    """Return some processes of which a person holds a slot, what was last written in first.

    Args:
        tx: the transaction.
        person: who.
        kind: of this kind alone, unless it is empty.
        closed: closed ones alone, or open ones; ``None`` is both.
        first: how many to pass over.
        most: how many at most.
    """
    newest = RecordTable.select(pw.fn.MAX(RecordTable.updated_on)).where(
        RecordTable.process == ProcessTable.id
    )
    query = _PROCESSES.where(ProcessTable.id.in_(_held_by(person)))
    if kind:
        query = query.where(ProcessTable.kind == kind)
    if closed is not None:
        query = query.where(ProcessTable.closed_on.is_null(not closed))
    written_on = pw.fn.COALESCE(newest, ProcessTable.opened_on)
    ordered = query.order_by(written_on.desc(), ProcessTable.opened_on.desc(), ProcessTable.id)
    return tx.all(ordered.limit(most).offset(first))


def kinds_of_person(tx: Reading, person: str) -> dict[tuple[str, bool], int]:
    """Return of how many processes a person holds a slot, by kind and whether they are closed."""
    is_open = ProcessTable.closed_on.is_null()
    query = ProcessTable.select(ProcessTable.kind, is_open, pw.fn.COUNT(ProcessTable.id))
    of_theirs = query.where(ProcessTable.id.in_(_held_by(person))).group_by(
        ProcessTable.kind, is_open
    )
    return {(kind, not one): number for kind, one, number in tx.all(of_theirs.tuples())}


def has_any(tx: Reading, person: str) -> bool:
    """Whether a person holds a slot of any process."""
    return tx.first(_held_by(person).limit(1)) is not None


def replace(tx: Writing, processes: Collection[Process]) -> None:
    """Keep processes as they are now: with new keys, or closed."""
    tx.put(ProcessTable, [vars(process) for process in processes])


def _held_by(person: str) -> "pw.ModelSelect[SlotTable]":
    return SlotTable.select(SlotTable.owner).where(
        (SlotTable.kind == "process") & (SlotTable.person == person)
    )
