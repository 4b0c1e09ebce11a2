"""Delivery: packed messages go out in order, receipts come in, until each is final or applied.

One :class:`Delivery` for a node, in the one thread in which services tick. Batches form by
themselves while a request is under way; a batch of one leaves at once.
"""

from collections.abc import Sequence
from threading import Event
from typing import Any

from tejido.errors import PeerError
from tejido.languages import words
from tejido.node import Node
from tejido.store.database import Reading, Writing
from tejido_federation import queueing, receipts, wire
from tejido_federation.codes import CODES, STREAM_STEP
from tejido_federation.directory import Directory, today_here
from tejido_federation.inbox import Inbox
from tejido_federation.moments import moment, next_try
from tejido_federation.packing import Packer
from tejido_federation.positions import forget_quarantined
from tejido_federation.receipts import GAP, SETTLED, Receipt, ReceiptError
from tejido_federation.roster import Roster
from tejido_federation.tables import OutgoingTable, PeerTable
from tejido_federation.transport import Reply, Transport

_ = words("tejido_federation")

_OK = 200
#: Refusals that are not about what was sent: its queue's rows stay, for a stream opened anew.
STREAM_FAULTS = frozenset(code.id for code in CODES.values() if code.step == STREAM_STEP)
#: A tick ends after so many rounds, whatever peers answer; the next one goes on.
_ROUNDS = 100


class Delivery:
    """Opens what was kept, packs what was queued, sends what is packed."""

    def __init__(self, node: Node, inbox: Inbox, transport: Transport) -> None:
        """Work for ``node``; ``wake`` is set by whoever has something to do."""
        self.wake = Event()
        self._node = node
        self._inbox = inbox
        self._transport = transport
        self._directory = Directory()
        self._packer = Packer(node, self._directory)

    def tick(self) -> None:
        """Do what is due now.

        Raises:
            DatabaseError: the database cannot be used; the next tick tries again.
            SealError: somebody put a row into the queue, or changed one; nothing is packed.
        """
        self._inbox.apply_kept()
        for _round in range(_ROUNDS):
            packed = self._packer.pack()
            sent = sum(self._deliver_to(peer) for peer in self._peers())
            if not packed and not sent:
                break
        with self._node.store.write() as tx:
            forget_quarantined(tx, self._node.today())

    def _peers(self) -> list[str]:
        """Return the recipients of due messages that may be tried now."""
        now = moment(self._node.clock())
        resting = PeerTable.select(PeerTable.node).where(PeerTable.next_try > now)
        query = (
            OutgoingTable.select(OutgoingTable.recipient)
            .where(OutgoingTable.next_try <= now, OutgoingTable.recipient.not_in(resting))
            .distinct()
        )
        with self._node.store.read() as tx:
            return [node for (node,) in tx.all(query.tuples())]

    def _deliver_to(self, peer: str) -> int:
        """Send a peer what is due, in order, up to the first failure; return how many went."""
        with self._node.store.read() as tx:
            due = _due(tx, peer, moment(self._node.clock()))
            endpoint = _endpoint(self._directory.roster(tx), peer)
        for count, row in enumerate(due):
            try:
                reply = self._transport.post(endpoint, bytes(row.message))
                self._answered(row, reply)
            except PeerError as error:
                self._failed(peer, error)
                return count
        return len(due)

    def _answered(self, row: Any, reply: Reply) -> None:
        """Store the receipts of an answer.

        Raises:
            PeerError: it holds no receipt that counts for the message.
        """
        if reply.status != _OK:
            raise UnsignedError(reply.status)
        with self._node.store.read() as tx:
            roster = self._directory.roster(tx)
            today = today_here(tx, self._node.today().isoformat())
        found = _verified(wire.split_answer(reply.body), roster, today)
        if row.digest not in {receipt.of for receipt, _ in found}:
            raise ReceiptError
        with self._node.store.write() as tx:
            for receipt, envelope in found:
                self._keep(tx, receipt, envelope)
            _rested(tx, row.recipient, today)

    def _keep(self, tx: Writing, receipt: Receipt, envelope: bytes) -> None:
        """Store a receipt if it counts for a message of ours and says something newer.

        Whatever it says, an unsettled message then rests before it is asked about again.
        """
        row = tx.first(OutgoingTable.select().where(OutgoingTable.digest == receipt.of))
        if row is None:
            return
        try:
            receipts.counts_for(receipt, row.network, self._node.id, row.recipient, row.digest)
        except ReceiptError:
            return
        said: dict[str, object] = {}
        outcome = row.outcome
        if receipts.supersedes(receipt, row.outcome, row.receipt_n):
            outcome = receipt.outcome
            said = {
                "outcome": outcome,
                "code": receipt.code or None,
                "receipt_n": receipt.n,
                "receipt": envelope,
            }
        attempts = row.attempts + 1
        settled = outcome in SETTLED
        again = None if settled else next_try(self._node.clock(), attempts)
        tx.run(
            OutgoingTable.update(**said, attempts=attempts, next_try=again).where(
                OutgoingTable.digest == receipt.of
            )
        )
        if settled and receipt.code not in STREAM_FAULTS:
            queueing.settle(tx, receipt.of)
        if receipt.outcome == GAP:
            _send_again(tx, row, receipt.next, moment(self._node.clock()))

    def _failed(self, peer: str, error: PeerError) -> None:
        """Let a peer rest before the next try; an unsigned answer never ends delivery."""
        with self._node.store.write() as tx:
            row = tx.first(PeerTable.select().where(PeerTable.node == peer))
            attempts = (row.attempts if row else 0) + 1
            held = {
                "node": peer,
                "attempts": attempts,
                "next_try": next_try(self._node.clock(), attempts),
                "trouble": type(error).__name__,
                "answered_on": row.answered_on if row else None,
            }
            tx.put(PeerTable, [held])


class UnsignedError(PeerError):
    """A peer answered without a signed receipt; the message stays in delivery."""

    def __init__(self, status: int) -> None:
        """Keep the HTTP status."""
        super().__init__(_("The peer answered %(status)d without a receipt."), status=status)


def _due(tx: Reading, peer: str, now: str) -> Sequence[Any]:
    query = OutgoingTable.select().where(
        OutgoingTable.recipient == peer, OutgoingTable.next_try <= now
    )
    ordered: list[Any] = tx.all(
        query.order_by(OutgoingTable.network, OutgoingTable.stream, OutgoingTable.seq).limit(64)
    )
    return ordered


def _endpoint(roster: Roster, peer: str) -> str:
    held = roster.nodes.get(peer)
    endpoints = held.descriptor.endpoints if held else ()
    return endpoints[0] if endpoints else ""


def _verified(
    envelopes: Sequence[bytes], roster: Roster, today: str
) -> list[tuple[Receipt, bytes]]:
    """Return the receipts of an answer that are signed by whom they say; others are left out."""
    found = []
    for envelope in envelopes:
        try:
            found.append((receipts.verify_receipt(envelope, roster, today), envelope))
        except ReceiptError:
            continue
    return found


def _rested(tx: Writing, peer: str, today: str) -> None:
    row = {"node": peer, "attempts": 0, "next_try": "", "trouble": None, "answered_on": today}
    tx.put(PeerTable, [row])


def _send_again(tx: Writing, row: Any, missing: int, now: str) -> None:
    """Make due what the peer lacks before a message that it holds in quarantine."""
    tx.run(
        OutgoingTable.update(next_try=now).where(
            OutgoingTable.network == row.network,
            OutgoingTable.recipient == row.recipient,
            OutgoingTable.stream == row.stream,
            OutgoingTable.seq >= missing,
            OutgoingTable.seq < row.seq,
        )
    )
