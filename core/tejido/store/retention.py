"""Rules of retention, holds, and since when everything that a rule may be about has rested."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import peewee as pw

from tejido.store.database import Reading, Writing
from tejido.store.tables import (
    AttachmentTable,
    AuditEntryTable,
    DepositTable,
    ProcessTable,
    RecordTable,
    RetentionHoldTable,
    RetentionRuleTable,
)


@dataclass(frozen=True)
class Rule:
    """After how many whole calendar months in a state a kind or type goes, or is to be looked at.

    ``what`` is a kind of process, a type of record, or ``log``; ``state`` is ``open`` or
    ``closed``, a state of the type's lifecycle, or empty; ``action`` is ``erase`` or ``review``.
    It holds from the UTC day ``from_on`` on. ``proof`` is not checked yet.
    """

    what: str
    state: str
    months: int
    action: str
    from_on: str
    proof: bytes = field(default=b"", repr=False)


@dataclass(frozen=True)
class Hold:
    """That a process is kept whatever the rules say. ``sealed`` says why, for its team.

    ``proof`` is not checked yet.
    """

    process: str
    key_version: int
    sealed: bytes = field(repr=False)
    placed_on: str
    proof: bytes = field(default=b"", repr=False)


@dataclass(frozen=True)
class Resting:
    """A process, or a record of one, and the UTC day on which anything last happened with it."""

    process: str
    record: str | None
    what: str
    state: str
    since: str


_RULES = RetentionRuleTable.select().objects(Rule)
_HOLDS = RetentionHoldTable.select().objects(Hold)


def rules(tx: Reading) -> list[Rule]:
    """Return every rule, unverified."""
    return tx.all(_RULES.order_by(RetentionRuleTable.what, RetentionRuleTable.state))


def put_rule(tx: Writing, rule: Rule) -> None:
    """Set a rule, in the place of the one for the same ``what`` and ``state``."""
    tx.put(RetentionRuleTable, [vars(rule)])


def remove_rule(tx: Writing, what: str, state: str) -> bool:
    """Remove a rule; return whether there was one."""
    of_it = (RetentionRuleTable.what == what) & (RetentionRuleTable.state == state)
    return bool(tx.run(RetentionRuleTable.delete().where(of_it)))


def hold_of(tx: Reading, process: str) -> Hold | None:
    """Return a process's hold, unverified; None where it has none."""
    found: Hold | None = tx.first(_HOLDS.where(RetentionHoldTable.process == process))
    return found


def holds(tx: Reading) -> list[Hold]:
    """Return every hold, unverified."""
    return tx.all(_HOLDS)


def held(tx: Reading) -> set[str]:
    """Return the ids of the processes on hold."""
    query = RetentionHoldTable.select(RetentionHoldTable.process).tuples()
    return {process for (process,) in tx.all(query)}


def put_hold(tx: Writing, hold: Hold) -> None:
    """Place a hold, in the place of the one before."""
    tx.put(RetentionHoldTable, [vars(hold)])


def remove_hold(tx: Writing, process: str) -> bool:
    """Remove a hold; return whether there was one."""
    return bool(tx.run(RetentionHoldTable.delete().where(RetentionHoldTable.process == process)))


def resting_processes(tx: Reading, process: str | None = None) -> list[Resting]:
    """Return since when each process, or one, has rested.

    Since it was begun, closed, or anything was written, attached or left in it, whichever is last.
    """
    ids = (ProcessTable.id, ProcessTable.kind, ProcessTable.opened_on, ProcessTable.closed_on)
    query = ProcessTable.select(*ids).order_by(ProcessTable.id).tuples()
    rows = tx.all(query.where(ProcessTable.id == process) if process else query)
    last = _newest_days(
        tx,
        (RecordTable.process, RecordTable.updated_on),
        (AttachmentTable.process, AttachmentTable.created_on),
        (DepositTable.process, DepositTable.left_on),
        only=process,
    )
    return [
        Resting(
            one,
            None,
            kind,
            "closed" if closed_on else "open",
            max(opened_on, closed_on or "", last.get(one, "")),
        )
        for one, kind, opened_on, closed_on in rows
    ]


def resting_records(tx: Reading, types: Iterable[str]) -> list[Resting]:
    """Return since when each record of some types has rested: saved, moved or attached to."""
    columns = (
        RecordTable.process,
        RecordTable.id,
        RecordTable.type,
        RecordTable.state,
        RecordTable.updated_on,
    )
    query = RecordTable.select(*columns).where(RecordTable.type.in_(sorted(types)))
    last = _newest_days(tx, (AttachmentTable.record, AttachmentTable.created_on))
    return [
        Resting(process, record, type_id, state or "", max(updated_on, last.get(record, "")))
        for process, record, type_id, state, updated_on in tx.all(
            query.order_by(RecordTable.process, RecordTable.id).tuples()
        )
    ]


def newest_day_before(tx: Reading, day: str) -> str | None:
    """Return the newest day before this one on which anything was logged, None if there is none."""
    newest = AuditEntryTable.select(pw.fn.MAX(AuditEntryTable.on_day))
    found: str | None = tx.scalar(newest.where(AuditEntryTable.on_day < day))
    return found


def _newest_days(tx: Reading, *columns: tuple[Any, Any], only: str | None = None) -> dict[str, str]:
    """Return the newest day by owner, of several columns (owner, day); of one owner alone."""
    found: dict[str, str] = {}
    for owner, day in columns:
        chosen = owner == only if only else owner.is_null(False)
        query = owner.model.select(owner, pw.fn.MAX(day)).where(chosen)
        for one, newest in tx.all(query.group_by(owner).tuples()):
            found[one] = max(found.get(one, ""), newest)
    return found
