"""Holds: a process that is kept whatever the rules say, and nobody erases before it is released.

Why is sealed for the team, who alone places and releases it: a hearing that is still to come, a
search that goes on, an inquiry into the node itself.
"""

import json
from dataclasses import dataclass, field

from tejido.accounts.signing_in import SignedIn
from tejido.audit.log import Kind
from tejido.declare.policy import exact_bytes
from tejido.errors import InputError, NotFoundError
from tejido.languages import words
from tejido.node import Node
from tejido.store import processes, retention
from tejido.store.database import Reading
from tejido.work.keys import Keys, key_at, keys_of, keys_to_write, newest_in
from tejido.work.log import log
from tejido.work.retention_proofs import checked_hold, proved_hold

_ = words("tejido")

#: Characters of a reason.
REASON_LENGTH = 500


@dataclass(frozen=True)
class OpenHold:
    """Why a process is kept, opened, and since which UTC day."""

    reason: str = field(repr=False)
    placed_on: str


def hold(node: Node, who: SignedIn, process: str, reason: str) -> None:
    """Keep a process whatever the rules say; a hold that there is gets this reason.

    Raises:
        NotFoundError: there is no such process.
        NotOpenedError: ``who`` holds no slot of it.
        InputError: the reason is missing or too long.
    """
    reason = " ".join(reason.split())
    with node.store.write() as tx:
        processes.by_id(tx, process)
        key = newest_in(keys_to_write(node, tx, who, [process]), process)
        if not 0 < len(reason) <= REASON_LENGTH:
            message = _("Say in up to %(most)d characters why it is kept.")
            raise InputError(message, {"reason": [message]}, most=REASON_LENGTH)
        sealed = key.seal_hold(exact_bytes({"reason": reason}))
        today = node.today().isoformat()
        placed = retention.Hold(process, key.version, sealed, today)
        retention.put_hold(tx, proved_hold(node.pepper, placed))
        log(node, tx, Kind.HOLD, who, process=process, held="yes")


def release(node: Node, who: SignedIn, process: str) -> None:
    """Let the rules hold again; what is due by them goes within a day.

    Raises:
        NotFoundError: there is no such process, or it is not on hold.
        NotOpenedError: ``who`` holds no slot of it.
    """
    with node.store.write() as tx:
        processes.by_id(tx, process)
        newest_in(keys_of(node, tx, who, [process]), process)
        if not retention.remove_hold(tx, process):
            raise NotFoundError(_("This process is not on hold."))
        log(node, tx, Kind.HOLD, who, process=process, held="no")


def hold_of(node: Node, tx: Reading, keys: Keys, process: str) -> OpenHold | None:
    """Return a process's hold, None where it has none.

    Raises:
        NotOpenedError: the process is not among ``keys``.
        SealError: it was put in, moved, replaced or damaged; it can be released nonetheless.
    """
    stored = retention.hold_of(tx, process)
    if stored is None:
        return None
    checked_hold(node.pepper, stored)
    opened = key_at(keys, process, stored.key_version).open_hold(bytes(stored.sealed))
    return OpenHold(json.loads(opened)["reason"], stored.placed_on)
