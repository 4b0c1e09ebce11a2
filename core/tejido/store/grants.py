"""Consent grants, as codes: for what, to whom, until when. What they mean is decided above."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

import peewee as pw

from tejido.store.database import Reading, Writing
from tejido.store.ids import parts
from tejido.store.tables import GrantTable


@dataclass(frozen=True)
class Grant:
    """A subject's consent, for one purpose.

    Attributes:
        purpose: code of the vocabulary ``consent_purpose``.
        recipients: node ids that may receive under it; none is nobody.
        basis: code of the vocabulary ``legal_basis``.
        given_on: the UTC day, ``YYYY-MM-DD``, from which it holds.
        until: its last UTC day; ``None`` is until withdrawn.
        withdrawn_on: the UTC day on which it was withdrawn.
        record: the conversation that it follows from, if it does from one.
    """

    id: str
    process: str
    purpose: str
    recipients: frozenset[str]
    basis: str
    given_on: str
    until: str | None = None
    withdrawn_on: str | None = None
    record: str | None = None


def add(tx: Writing, grants: Sequence[Grant]) -> None:
    """Add grants."""
    tx.insert(
        GrantTable,
        [{**vars(grant), "recipients": json.dumps(sorted(grant.recipients))} for grant in grants],
    )


def withdraw(tx: Writing, grant: str, on_day: str) -> bool:
    """Withdraw a grant; say whether it still stood."""
    standing = (GrantTable.id == grant) & GrantTable.withdrawn_on.is_null()
    return bool(tx.run(GrantTable.update(withdrawn_on=on_day).where(standing)))


def withdraw_all(tx: Writing, processes: Sequence[str], on_day: str) -> int:
    """Withdraw whatever stands of these processes; return how many grants that were."""
    standing = GrantTable.withdrawn_on.is_null()
    return sum(
        tx.run(
            GrantTable.update(withdrawn_on=on_day).where(standing & GrantTable.process.in_(part))
        )
        for part in parts(processes)
    )


def by_id(tx: Reading, grant: str) -> Grant:
    """Return a grant.

    Raises:
        NotFoundError: there is none.
    """
    return _grant(**tx.one(_rows().where(GrantTable.id == grant)))


def of_process(tx: Reading, process: str) -> list[Grant]:
    """Return a process's grants, withdrawn ones too, the oldest first."""
    return [_grant(**row) for row in tx.all(_rows().where(GrantTable.process == process))]


def by_process(tx: Reading) -> dict[str, list[Grant]]:
    """Return the grants of every process, withdrawn ones too."""
    found: dict[str, list[Grant]] = {}
    for row in tx.all(_rows()):
        found.setdefault(row["process"], []).append(_grant(**row))
    return found


def _rows() -> "pw.ModelSelect[GrantTable]":
    return GrantTable.select().order_by(GrantTable.given_on, GrantTable.id).dicts()


def _grant(recipients: str, **rest: str) -> Grant:
    return Grant(recipients=frozenset(json.loads(recipients)), **rest)
