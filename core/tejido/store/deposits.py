"""Deposits: what somebody left for a process's team and cannot open themselves."""

from dataclasses import dataclass, field

import peewee as pw

from tejido.store.database import Reading, Writing
from tejido.store.tables import DepositTable, SlotTable


@dataclass(frozen=True)
class Deposit:
    """Something left, sealed to version ``key_version`` of its process's deposit pair.

    ``proof`` is not checked yet; ``left_on`` is a UTC day.
    """

    id: str
    process: str
    key_version: int
    sealed: bytes = field(repr=False)
    proof: bytes
    left_on: str


_DEPOSITS = DepositTable.select().order_by(DepositTable.left_on, DepositTable.id).objects(Deposit)


def add(tx: Writing, deposit: Deposit) -> None:
    """Add a deposit."""
    tx.insert(DepositTable, [vars(deposit)])


def by_id(tx: Reading, deposit: str) -> Deposit:
    """Return a deposit.

    Raises:
        NotFoundError: there is none.
    """
    found: Deposit = tx.one(_DEPOSITS.where(DepositTable.id == deposit))
    return found


def listed(tx: Reading) -> list[Deposit]:
    """Return every deposit, the oldest first."""
    return tx.all(_DEPOSITS)


def of_process(tx: Reading, process: str) -> list[Deposit]:
    """Return what waits in a process, the oldest first."""
    return tx.all(_DEPOSITS.where(DepositTable.process == process))


def counts(tx: Reading, person: str) -> dict[str, int]:
    """Return how many wait in each process that a person holds; those without any are left out."""
    held = SlotTable.select(SlotTable.owner).where(
        (SlotTable.kind == "process") & (SlotTable.person == person)
    )
    query = DepositTable.select(DepositTable.process, pw.fn.COUNT(DepositTable.id))
    theirs = query.where(DepositTable.process.in_(held)).group_by(DepositTable.process)
    return dict(tx.all(theirs.tuples()))


def remove(tx: Writing, deposit: str) -> int:
    """Remove a deposit; return how many there were."""
    return tx.run(DepositTable.delete().where(DepositTable.id == deposit))
