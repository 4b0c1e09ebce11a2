r"""Appending to the log, and reading it back.

The leaf is ``SHA-256(0x00 | SHA-256(salt 32 | entry))``; ``entry`` is sorted, compact,
ASCII-escaped JSON of position, day, kind and facts. What is sealed to the auditors is
``"tejido/audit/v1\0" | salt | entry``. The salt is sealed with the entry: in clear it would let
anybody who can read the table try who did what to which process against the leaf.
"""

import hashlib
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tejido.errors import SealError, UsageError
from tejido.languages import words
from tejido.store import audit_entries
from tejido.store.audit_entries import StoredEntry
from tejido.store.database import Reading, Writing
from tejido.vault.ciphers import BoxPair, open_with, seal_to

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
    RELEASE = "release"
    CHARTER = "charter"
    PEER = "peer"
    BACKUP = "backup"
    RESTORE = "restore"


@dataclass(frozen=True)
class Entry:
    """One entry, opened. ``facts`` is None where it was erased; ``on_day`` is a UTC day."""

    position: int
    on_day: str
    kind: Kind
    facts: Mapping[str, str] | None


def append(tx: Writing, auditors: bytes, kind: str, facts: Mapping[str, str], today: date) -> None:
    """Write down that something was done, in the transaction in which it is done.

    Args:
        tx: that transaction.
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
    leaf = _leaf(salt, written)
    audit_entries.add(tx, StoredEntry(entry.position, entry.on_day, kind, leaf, sealed))


def read(tx: Reading, auditor: BoxPair) -> list[Entry]:
    """Return the log from its beginning, opened with the pair of the role ``auditor``.

    That entries were cut off at the end, or forged by somebody who can write to the database, shows
    only against checkpoints, which are kept elsewhere; there are none yet.

    Raises:
        SealError: an entry is missing before the last, moved, relabelled or damaged.
    """
    stored = audit_entries.listed(tx)
    if [entry.position for entry in stored] != list(range(len(stored))):
        raise SealError(_("The log has a gap: somebody removed entries."))
    return [_opened(entry, auditor) for entry in stored]


def _opened(stored: StoredEntry, auditor: BoxPair) -> Entry:
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
