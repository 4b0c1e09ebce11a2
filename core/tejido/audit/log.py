r"""Appending to the log, reading it back, erasing from it, sealing it to a new key.

The leaf is ``SHA-256(0x00 | SHA-256(salt 32 | entry))``; ``entry`` is sorted, compact,
ASCII-escaped JSON of position, day, kind and facts. What is sealed to the auditors is
``"tejido/audit/v1\0" | salt | entry``. The salt is sealed with the entry: in clear it would let
anybody who can read the table try who did what to which process against the leaf.

Beside the leaf stands a proof that this node wrote it: whoever can only write to the database can
neither add an entry, nor relabel one, nor erase one. The proof of an erased entry is another.
"""

import hashlib
import json
import re
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from hmac import compare_digest

from tejido.errors import SealError, UsageError
from tejido.languages import words
from tejido.store import audit_entries
from tejido.store.audit_entries import StoredEntry, StoredLeaf
from tejido.store.database import Reading, Writing
from tejido.vault.ciphers import BoxPair, open_with, seal_to
from tejido.vault.proofs import prove

_ = words("tejido")
_MAGIC = b"tejido/audit/v1\0"
_SALT_SIZE = 32
#: A fact is an id, a code, a number, a day, or ids with spaces between: never a sentence.
_FACT = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:/*-]{0,79}|[0-9a-f]{32}( [0-9a-f]{32})*|")


class Kind(StrEnum):
    """What can be done here that has to be answered for."""

    SIGN_IN = "sign_in"
    REFUSED = "refused"
    LOCK = "lock"
    PASSPHRASE = "passphrase"  # noqa: S105  # a kind of entry
    SECOND_FACTOR = "second_factor"
    RECOVERY = "recovery"
    PERSON = "person"
    ROLE = "role"
    PROCESS = "process"
    OPEN = "open"
    WRITE = "write"
    MOVE = "move"
    GRANT = "grant"
    TEAM = "team"
    ROTATE = "rotate"
    DEPOSIT = "deposit"
    ATTACH = "attach"
    SEARCH = "search"
    CONSENT = "consent"
    WITHDRAW = "withdraw"
    APPROVE = "approve"
    SEND = "send"
    RECEIVE = "receive"
    RETRACT = "retract"
    ERASE = "erase"
    RETENTION = "retention"
    HOLD = "hold"
    IMPORT = "import"
    EXPORT = "export"
    TEMPLATE = "template"
    RELEASE = "release"
    CHARTER = "charter"
    PEER = "peer"
    VOCABULARY = "vocabulary"
    BACKUP = "backup"
    RESTORE = "restore"


@dataclass(frozen=True)
class Entry:
    """One entry, opened. ``facts`` is None where it was erased; ``on_day`` is a UTC day."""

    position: int
    on_day: str
    kind: Kind
    facts: Mapping[str, str] | None


def append(
    tx: Writing, pepper: bytes, auditors: bytes, kind: str, facts: Mapping[str, str], today: date
) -> None:
    """Write down that something was done, in the transaction in which it is done.

    Args:
        tx: that transaction.
        pepper: the node's, for the proof that it wrote the entry.
        auditors: the verified public half of the role ``auditor``.
        kind: what was done, one of :class:`Kind`.
        facts: ids, codes, numbers and days; never content, never a name.
        today: the UTC day.

    Raises:
        UsageError: there is no such kind, or a fact is not an id, a code, a number or a day.
    """
    if kind not in set(Kind) or not all(map(_FACT.fullmatch, facts.values())):
        raise UsageError(_("The log takes ids, codes, numbers and days, nothing else."))
    entry = Entry(audit_entries.next_position(tx), today.isoformat(), Kind(kind), facts)
    written, salt = _canonical(entry), secrets.token_bytes(_SALT_SIZE)
    sealed = seal_to(auditors, _MAGIC + salt + written)
    place = (entry.position, entry.on_day, str(kind), _leaf(salt, written))
    audit_entries.add(tx, StoredEntry(*place, sealed, proof_of(pepper, *place, is_erased=False)))


def proof_of(
    pepper: bytes, position: int, on_day: str, kind: str, leaf: bytes, *, is_erased: bool
) -> bytes:
    """Return the proof (32 bytes) that stands beside an entry, or beside an erased one."""
    what = "audit_erased" if is_erased else "audit_entry"
    return prove(pepper, what, str(position), on_day, kind, leaf)


def read(tx: Reading, auditor: BoxPair) -> list[Entry]:
    """Return the log from its beginning, opened with the pair of the role ``auditor``.

    Whether entries were cut off at the end, or added by somebody else, is asked by
    :mod:`tejido.audit.verifying`.

    Raises:
        SealError: an entry is missing before the last, moved, relabelled or damaged.
    """
    stored = audit_entries.listed(tx)
    if [entry.position for entry in stored] != list(range(len(stored))):
        raise SealError(_("The log has a gap: somebody removed entries."))
    return [opened(entry, auditor) for entry in stored]


def opened(stored: StoredEntry, auditor: BoxPair) -> Entry:
    """Open one entry (unverified) with the pair of the role ``auditor``.

    Raises:
        SealError: it was moved, relabelled, replaced or damaged.
    """
    if stored.kind not in set(Kind):
        raise SealError(_("An entry of the log was moved or relabelled."))
    kind = Kind(stored.kind)
    if stored.sealed is None:
        return Entry(stored.position, stored.on_day, kind, None)
    plaintext = open_with(auditor, stored.sealed)
    written = plaintext[len(_MAGIC) + _SALT_SIZE :]
    salt = plaintext[len(_MAGIC) : len(_MAGIC) + _SALT_SIZE]
    if plaintext != _MAGIC + salt + written or _leaf(salt, written) != stored.leaf:
        raise SealError(_("An entry of the log was replaced."))
    entry = Entry(stored.position, stored.on_day, kind, _facts(written))
    if _canonical(entry) != written:
        raise SealError(_("An entry of the log was moved or relabelled."))
    return entry


def erase(
    tx: Writing, pepper: bytes, *, before: date | None = None, positions: Collection[int] = ()
) -> int:
    """Erase who did what from some entries; their leaves stay, and so the tree verifies.

    What stays of an entry is its position, day, kind and leaf. That the database's file has to be
    scrubbed is noted; see :meth:`tejido.store.database.Store.scrub`.

    Args:
        tx: the transaction.
        pepper: the node's: an entry that is erased without it is refused as tampered with.
        before: erase what was done before this UTC day.
        positions: erase these as well.

    Returns:
        How many were erased now.

    Raises:
        SealError: one of them was not written as it stands by this node; it is proved anew by
            being erased, and what somebody else put in must not come to be this node's.
    """
    first_kept, wanted = before.isoformat() if before else "", set(positions)
    gone = [
        leaf
        for leaf in audit_entries.leaves(tx)
        if not leaf.is_erased and (leaf.on_day < first_kept or leaf.position in wanted)
    ]
    audit_entries.put(tx, (_erased(leaf, pepper) for leaf in gone))
    if gone:
        tx.must_scrub()
    return len(gone)


def reseal(tx: Writing, auditor: BoxPair, auditors: bytes) -> int:
    """Seal every entry to another public half of the role ``auditor``; leaves and proofs stay.

    Args:
        tx: the transaction in which the role's key changes.
        auditor: the pair that opens the entries until now.
        auditors: the verified public half that replaces it.

    Returns:
        How many entries were sealed anew; those that are erased stay erased.

    Raises:
        SealError: an entry does not open, or is not what the tree says.
    """
    kept = [entry for entry in audit_entries.listed(tx) if entry.sealed is not None]
    for entry in kept:
        opened(entry, auditor)
    audit_entries.put(tx, (_resealed(entry, auditor, auditors) for entry in kept))
    if kept:  # whoever took the old key shall not find in the file what it opens
        tx.must_scrub()
    return len(kept)


def _erased(leaf: StoredLeaf, pepper: bytes) -> StoredEntry:
    if not compare_digest(leaf.proof, proof_of(pepper, *leaf.place, is_erased=False)):
        message = _(
            "Entry %(entry)d of the log was not written as it stands by this node, so nothing of "
            "the log is erased: verify the log, and do what it says."
        )
        raise SealError(message, entry=leaf.position)
    return StoredEntry(*leaf.place, None, proof_of(pepper, *leaf.place, is_erased=True))


def _resealed(stored: StoredEntry, auditor: BoxPair, auditors: bytes) -> StoredEntry:
    return replace(stored, sealed=seal_to(auditors, open_with(auditor, stored.sealed or b"")))


def _facts(written: bytes) -> Mapping[str, str]:
    """Return the facts of an entry (unverified)."""
    try:
        said = json.loads(written)
    except (ValueError, RecursionError) as error:
        raise SealError(_("An entry of the log was replaced.")) from error
    facts = said.get("facts") if isinstance(said, dict) else None
    if not isinstance(facts, dict) or not all(isinstance(one, str) for one in facts.values()):
        raise SealError(_("An entry of the log was replaced."))
    return facts


def _leaf(salt: bytes, entry: bytes) -> bytes:
    # From: RFC 6962, 2.1 (the 0x00 sets leaves apart from nodes of the tree)
    return hashlib.sha256(b"\0" + hashlib.sha256(salt + entry).digest()).digest()


def _canonical(entry: Entry) -> bytes:
    said = {
        "position": entry.position,
        "day": entry.on_day,
        "kind": entry.kind,
        "facts": dict(entry.facts or {}),
    }
    return json.dumps(said, sort_keys=True, separators=(",", ":")).encode("ascii")
