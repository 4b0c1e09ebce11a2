"""The log as a whole: signing what its tree is, verifying it, reading it page by page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from tejido.accounts.signing_in import SignedIn
from tejido.audit.checkpoints import Checkpoint, signed_checkpoint, verified_checkpoint
from tejido.audit.log import Entry, Kind, opened
from tejido.audit.verifying import Verified, verify
from tejido.errors import SealError
from tejido.node import Node
from tejido.store import audit_checkpoints, audit_entries, people, records
from tejido.store.audit_checkpoints import StoredCheckpoint
from tejido.store.audit_entries import StoredEntry
from tejido.store.database import Reading
from tejido.vault.ciphers import BoxPair
from tejido.work.log import log

#: Entries of one page.
PAGE = 50
#: The fact of an entry that says that it was the log which was opened.
THE_LOG = "log"


@dataclass(frozen=True)
class LogPage:
    """Some entries of the log, the newest first.

    Attributes:
        entries: opened; ``facts`` None where one was erased, or is closed.
        closed: positions of those that do not open: somebody replaced them, or older data was
            restored than the auditors' key is.
        handles: by id, of everybody who is or was here.
        types: by id, of the records that these entries name and that are still here.
        size: how many entries the log has.
        before: the position before which the next page goes on, None where nothing is older.
        newest: the largest checkpoint, None where there is none.
        made_on: the UTC day of that checkpoint, empty where there is none.
    """

    entries: Sequence[Entry]
    closed: frozenset[int]
    handles: Mapping[str, str]
    types: Mapping[str, str]
    size: int
    before: int | None
    newest: Checkpoint | None
    made_on: str


def checkpoint(node: Node) -> Checkpoint:
    """Sign what the log's tree is now, unless it has not grown since; return the newest.

    The log is verified first, without the auditors: what was tampered with is not signed. For the
    daily service, before backups, and by command; reads the whole log, about a second to every
    hundred thousand entries.

    Raises:
        SealError: the log does not verify; see :func:`tejido.audit.verifying.verify`.
    """
    with node.store.read() as tx:
        found = verify(tx, node.identity, node.pepper)
    if found.newest is not None and found.newest.size == found.size:
        return found.newest
    made = signed_checkpoint(node.identity, found.size, found.root)
    with node.store.write() as tx:
        today = node.today().isoformat()
        audit_checkpoints.keep(tx, StoredCheckpoint(made.size, today, made.note))
    return made


def newest(node: Node) -> Checkpoint | None:
    """Return the largest checkpoint, None where there is none yet.

    Raises:
        SealError: it is not signed by this node.
    """
    with node.store.read() as tx:
        return _newest(node, tx)[0]


def verified(node: Node, outside: Sequence[str] = (), who: SignedIn | None = None) -> Verified:
    """Verify the whole log; return what was found in order.

    Args:
        node: the node.
        outside: checkpoints (unverified notes) that were kept elsewhere.
        who: somebody who holds the role ``auditor``: then every entry is opened, which takes some
            six seconds to every hundred thousand, and that it was done is logged.

    Raises:
        NotOpenedError: ``who`` does not hold the role.
        SealError: a step fails; which, and what to do, is in its message.
    """
    auditor = who.role("auditor") if who else None
    with node.store.read() as tx:
        found = verify(tx, node.identity, node.pepper, outside, auditor)
    if who:
        with node.store.write() as tx:
            log(node, tx, Kind.OPEN, who, what=THE_LOG)
    return found


def listed(node: Node, who: SignedIn, before: int | None = None, number: int = PAGE) -> LogPage:
    """Return a page of the log; that it was read is logged.

    Args:
        node: the node.
        who: somebody who holds the role ``auditor``.
        before: the position before which the page ends; None for the newest entries.
        number: how many entries.

    Raises:
        NotOpenedError: ``who`` does not hold the role.
        SealError: an entry was relabelled, or the newest checkpoint is not what this node wrote.
    """
    auditor = who.role("auditor")
    with node.store.write() as tx:
        size = audit_entries.next_position(tx)
        end = size if before is None else max(0, min(before, size))
        first = max(0, end - number)
        stored = audit_entries.between(tx, first, end)
        found = [_opened(entry, auditor) for entry in reversed(stored)]
        handles = {person.id: person.handle for person in people.listed(tx)}
        types = _types(tx, [entry for entry, _ in found])
        signed, made_on = _newest(node, tx)
        log(node, tx, Kind.OPEN, who, what=THE_LOG)
    entries, closed = [entry for entry, _ in found], [e.position for e, opens in found if not opens]
    return LogPage(entries, frozenset(closed), handles, types, size, first or None, signed, made_on)


def _types(tx: Reading, entries: Sequence[Entry]) -> dict[str, str]:
    named = {(entry.facts or {}).get("record", "") for entry in entries}
    return {one.id: one.type for one in records.heads_by_ids(tx, sorted(named))}


def _opened(stored: StoredEntry, auditor: BoxPair) -> tuple[Entry, bool]:
    """Open an entry; return it without what is in it, and False, if it does not open."""
    try:
        return opened(stored, auditor), True
    except SealError:
        return opened(replace(stored, sealed=None), auditor), False


def _newest(node: Node, tx: Reading) -> tuple[Checkpoint | None, str]:
    stored = audit_checkpoints.newest(tx)
    if stored is None:
        return None, ""
    return verified_checkpoint(node.identity, stored.note), stored.on_day
