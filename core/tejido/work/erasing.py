"""Erasing: what would go and what stays elsewhere; and doing it, in one transaction.

Rows go, keys first; plugins erase what they keep in the same transaction; then the database's own
files are scrubbed. Nothing is opened for it, so the node can do it by itself where the rules of
retention say so. Who did it to which ids stays in the log, until that is erased as well.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tejido.accounts.signing_in import SignedIn
from tejido.audit.log import Kind
from tejido.declare.policy import exact_bytes
from tejido.errors import ChangedError, InputError, NotFoundError, UsageError
from tejido.languages import words
from tejido.node import Node
from tejido.store import emissions, erasing, retention
from tejido.store import processes as process_rows
from tejido.store import records as record_rows
from tejido.store.database import Reading, Writing
from tejido.store.records import RecordHead
from tejido.work.consenting import forget
from tejido.work.emissions import opened
from tejido.work.keys import Keys, keys_of, newest_in
from tejido.work.log import log
from tejido.work.processes import names_in
from tejido.work.scrubbing import scrub

_ = words("tejido")

#: Why something may be erased, as the log keeps it, and as a person reads it.
REASONS: Mapping[str, str] = {
    "asked_for_by_subject": _("Its subject asked for it"),
    "retention": _("It has been kept for long enough"),
    "mistake": _("It was written down by mistake"),
}


@dataclass(frozen=True)
class ToErase:
    """What would go.

    Attributes:
        processes: ids of whole processes.
        records: ids of single records of other processes.
        heads: those single records.
        names: of every process concerned, how its team calls it.
        held: which of these are on hold, so that nothing of them can be erased.
        counts: how many rows, by table (``record``, ``attachment``, ``task``...).
        given: by recipient (node id), how many of the records were approved for them; what has
            left cannot be called back from here.
        digest: SHA-256, hex, of which records and how many rows: what somebody saw.
    """

    processes: tuple[str, ...]
    records: tuple[str, ...]
    heads: tuple[RecordHead, ...]
    names: Mapping[str, str]
    held: frozenset[str]
    counts: Mapping[str, int]
    given: Mapping[str, int]
    digest: str


@dataclass(frozen=True)
class Erased:
    """What has gone.

    Attributes:
        counts: how many rows, by table.
        scrubbed: whether it is gone from the database's files as well; if not, somebody was
            reading or the disk is full, and the daily work tries again.
    """

    counts: Mapping[str, int]
    scrubbed: bool


def preview(
    node: Node, who: SignedIn, *, processes: Sequence[str] = (), records: Sequence[str] = ()
) -> ToErase:
    """Return what would go: whole processes, and single records of others.

    Raises:
        UsageError: nothing is named.
        NotFoundError: there is no such process or record.
        NotOpenedError: ``who`` holds no slot of one of the processes.
        SealError: a card, or what was given of a record, was moved or damaged in the database; it
            can be erased nonetheless.
    """
    with node.store.read() as tx:
        named = _named(node, tx, who, processes, records)
        keys = keys_of(node, tx, who, named.concerned)
        return ToErase(
            named.processes,
            named.records,
            tuple(record_rows.heads_by_ids(tx, named.records)),
            names_in(tx, keys),
            frozenset(retention.held(tx) & named.concerned),
            named.counts,
            _given(tx, keys, named.all_records),
            named.digest,
        )


def erase(
    node: Node,
    who: SignedIn,
    *,
    processes: Sequence[str] = (),
    records: Sequence[str] = (),
    reason: str,
    digest: str | None = None,
) -> Erased:
    """Erase whole processes, and single records of others; all or nothing, and for good.

    Args:
        node: where.
        who: somebody who holds a slot of each process.
        processes: ids; several where they concern one subject.
        records: ids.
        reason: one of :data:`REASONS`.
        digest: of the preview that was seen; None erases what there is.

    Raises:
        UsageError, NotFoundError, NotOpenedError: as :func:`preview`.
        InputError: there is no such reason.
        ChangedError: a process is on hold, or more or less would go than was seen.
    """
    with node.store.write() as tx:
        named = _named(node, tx, who, processes, records)
        if reason not in REASONS:
            message = _("Choose from the list why it is erased.")
            raise InputError(message, {"reason": [message]})
        if digest is not None and digest != named.digest:
            raise ChangedError(_("Something was added or erased since you looked; look again."))
        counts = erase_within(node, tx, who, named.processes, named.records, reason)
    return Erased(counts, scrub(node))


def erase_within(
    node: Node,
    tx: Writing,
    who: SignedIn | None,
    processes: Sequence[str],
    records: Sequence[str],
    reason: str,
) -> Mapping[str, int]:
    """Erase within a transaction, and log it; :func:`~tejido.work.scrubbing.scrub` afterwards.

    ``records`` are of other processes; ``who`` is None where the rules of retention say so.

    Raises:
        ChangedError: a process is on hold.
    """
    refuse_held(tx, [*processes, *record_rows.owners(tx, records).values()])
    all_records = [*erasing.records_of(tx, processes), *records]
    forget(node, tx, who, records)
    node.plugins.erased(node, tx, processes, all_records)
    counts = erasing.erase(tx, processes, records)
    log(
        node,
        tx,
        Kind.ERASE,
        who,
        process=" ".join(processes),
        record=" ".join(records),
        records=str(len(all_records)),
        reason=reason,
    )
    return counts


@dataclass(frozen=True)
class _Named:
    """What somebody named, and may erase."""

    processes: tuple[str, ...]
    #: Single ones, of other processes.
    records: tuple[str, ...]
    all_records: tuple[str, ...]
    #: The processes, and those of the single records.
    concerned: frozenset[str]
    counts: Mapping[str, int]

    @property
    def digest(self) -> str:
        told = {
            "processes": list(self.processes),
            "records": list(self.all_records),
            "counts": dict(self.counts),
        }
        return hashlib.sha256(exact_bytes(told)).hexdigest()


def _named(
    node: Node, tx: Reading, who: SignedIn, processes: Sequence[str], records: Sequence[str]
) -> _Named:
    whole, owners = sorted(set(processes)), record_rows.owners(tx, list(records))
    if not processes and not records:
        raise UsageError(_("Name what is to be erased."))
    if set(records) - owners.keys() or set(whole) - process_rows.by_ids(tx, whole).keys():
        raise NotFoundError(_("There is no such thing here."))
    concerned = frozenset({*whole, *owners.values()})
    keys = keys_of(node, tx, who, concerned)
    for process in concerned:
        newest_in(keys, process)
    rest = sorted(record for record, process in owners.items() if process not in whole)
    of_them = erasing.records_of(tx, whole)
    counts = erasing.counted(tx, whole, rest)
    return _Named(tuple(whole), tuple(rest), (*of_them, *rest), concerned, counts)


def _given(tx: Reading, keys: Keys, ids: Sequence[str]) -> Mapping[str, int]:
    """Return for how many of these records each recipient has something that was approved."""
    owners = record_rows.owners(tx, ids)
    having: set[tuple[str, str]] = set()
    for kept in emissions.of_records(tx, ids):
        given = opened(kept, keys, owners[kept.record]).given
        having |= {(recipient, kept.record) for recipient, one in given.items() if one.digest}
    return Counter(recipient for recipient, _record in sorted(having))


def refuse_held(tx: Reading, processes: Iterable[str]) -> None:
    """Return if nothing keeps any of these processes.

    Raises:
        ChangedError: one is on hold.
    """
    if retention.held(tx) & set(processes):
        raise ChangedError(_("This process is on hold: release the hold before you erase."))
