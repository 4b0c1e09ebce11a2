"""The queue: approved items, sealed to our own box key within the transaction of their approval.

A row lives until its message is applied or refused; nobody can lose what a person approved. What
is sealed is padded, and each row carries a proof that this node queued it, for this recipient.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tejido.accounts.role_keys import role_key
from tejido.declare.records import Approved
from tejido.errors import InputError
from tejido.languages import words
from tejido.node import KEPT_ROLE, Node
from tejido.store.database import Reading, Writing
from tejido.vault.ciphers import BoxPair, open_with, seal_to
from tejido.vault.padding import padded, unpadded
from tejido.vault.proofs import check_proof, prove
from tejido_federation.roster import Roster
from tejido_federation.tables import QueueTable
from tejido_federation.wire import MAX_ITEMS
from tejido_federation.withdrawing import uncovered

_ = words("tejido_federation")
_ROW = "federation_queue"

#: Ciphertexts, sealed key and lengths of 256 items fit beside this much plaintext in 1 MiB.
MOST_BYTES = 768 * 1024
#: Bytes to a multiple of which an item is padded before it is sealed.
STEP = 256


@dataclass(frozen=True)
class Lane:
    """What can travel in one message: one kind, to one recipient."""

    network: str
    recipient: str
    exchange: str
    purpose: str


@dataclass(frozen=True)
class Queued:
    """One item that waits: exact bytes, and which record of ours it is."""

    id: int
    record: str
    process: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Batch:
    """What goes into the next message of a lane, and rows that consent no longer covers."""

    items: tuple[Queued, ...]
    uncovered: tuple[int, ...]


def enqueue(node: Node, tx: Writing, items: Sequence[Approved]) -> None:
    """Queue approved items; whatever this raises undoes the approval.

    Raises:
        DatabaseError: the box key is not signed by our root.
        InputError: an item is too large for any message.
    """
    if any(len(item.content) > MOST_BYTES for item in items):
        raise InputError(_("One of these is too large to be sent; shorten it."), {})
    public = role_key(tx, node.identity.root_public, KEPT_ROLE).public
    today = node.today().isoformat()
    tx.insert(QueueTable, [_row(node.pepper, public, item, today) for item in items])


def lanes(tx: Reading) -> list[Lane]:
    """Return the lanes in which something waits to be packed."""
    columns = (
        QueueTable.network,
        QueueTable.recipient,
        QueueTable.exchange,
        QueueTable.purpose,
    )
    query = QueueTable.select(*columns).where(QueueTable.message.is_null()).distinct()
    return [Lane(*row) for row in tx.all(query.order_by(*columns).tuples())]


def next_batch(
    tx: Reading, pepper: bytes, lane: Lane, pair: BoxPair, roster: Roster, today: date
) -> Batch:
    """Return the oldest items of a lane that fit into one message, opened.

    Raises:
        SealError: an item was not queued by this node for this lane, or not sealed to ``pair``.
    """
    query = (
        QueueTable.select()
        .where(
            QueueTable.message.is_null(),
            QueueTable.network == lane.network,
            QueueTable.recipient == lane.recipient,
            QueueTable.exchange == lane.exchange,
            QueueTable.purpose == lane.purpose,
        )
        .order_by(QueueTable.id)
        .limit(MAX_ITEMS)
    )
    rows = tx.all(query)
    gone = {row.id for row in uncovered(tx, rows, roster, today)}
    items: list[Queued] = []
    size = 0
    for row in rows:
        if row.id in gone:
            continue
        content = _opened(pepper, pair, row)
        size += len(content)
        if items and size > MOST_BYTES:
            break
        items.append(Queued(row.id, row.record, row.process, content))
    return Batch(tuple(items), tuple(gone))


def _row(pepper: bytes, public: bytes, item: Approved, today: str) -> dict[str, object]:
    told = {
        "network": item.network,
        "recipient": item.recipient,
        "exchange": item.exchange,
        "purpose": item.purpose,
        "record": item.record,
        "process": item.process,
    }
    sealed = seal_to(public, padded(item.content, STEP))
    proof = prove(pepper, _ROW, *told.values(), sealed)
    return {**told, "sealed": sealed, "proof": proof, "queued_on": today, "message": None}


def _opened(pepper: bytes, pair: BoxPair, row: Any) -> bytes:
    """Return the exact bytes of a row that this node queued, and for whom it was approved."""
    told = (row.network, row.recipient, row.exchange, row.purpose, row.record, row.process)
    check_proof(pepper, bytes(row.proof), _ROW, *told, bytes(row.sealed))
    return unpadded(open_with(pair, bytes(row.sealed)), STEP)


def drop(tx: Writing, rows: Sequence[int]) -> None:
    """Remove rows that shall not be sent."""
    tx.run(QueueTable.delete().where(QueueTable.id.in_(rows)))


def settle(tx: Writing, message: str) -> None:
    """Remove the rows of a message that was applied or refused."""
    tx.run(QueueTable.delete().where(QueueTable.message == message))


def release(tx: Writing, message: str) -> None:
    """Let the rows of a message that was not taken wait for another one."""
    tx.run(QueueTable.update(message=None).where(QueueTable.message == message))
