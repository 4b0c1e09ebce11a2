"""Delivery: packed messages go out in order, receipts come in, until each is final or applied.

One :class:`Delivery` for a node, in the one thread in which services tick. Batches form by
themselves while a request is under way; a batch of one leaves at once. No peer stops delivery to
the others: each has its turn, of so many messages and so many seconds.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from threading import Event
from typing import Any

from tejido.errors import PeerError, TejidoError
from tejido.languages import words
from tejido.node import Node
from tejido.store.database import Reading
from tejido_federation import answers, erasing, troubles, wire, withdrawing
from tejido_federation.directory import Directory, today_here
from tejido_federation.inbox import Inbox
from tejido_federation.moments import moment
from tejido_federation.packing import Packer
from tejido_federation.positions import forget_quarantined
from tejido_federation.roster import Roster
from tejido_federation.tables import OutgoingTable, PeerTable
from tejido_federation.transport import Reply, Transport

_ = words("tejido_federation")

_OK = 200


@dataclass(frozen=True)
class Limits:
    """How long delivery goes on.

    Attributes:
        messages: to one peer in one round, so that the others have their turn.
        seconds: after which no further message to a peer is begun in a round, and no further
            round in a tick; the next tick goes on.
    """

    messages: int = 8
    seconds: float = 60.0


class Delivery:
    """Opens what was kept, packs what was queued, sends what is packed."""

    def __init__(
        self, node: Node, inbox: Inbox, transport: Transport, limits: Limits | None = None
    ) -> None:
        """Work for ``node``; ``wake`` is set by whoever has something to do."""
        self.wake = Event()
        self._node = node
        self._inbox = inbox
        self._transport = transport
        self._limits = limits or Limits()
        self._directory = Directory()
        self._packer = Packer(node, self._directory)
        self._tidied_on: date | None = None

    def tick(self) -> None:
        """Do what is due now.

        Raises:
            DatabaseError: the database cannot be used; the next tick tries again.
        """
        self._tidy()
        try:
            self._inbox.apply_kept()
        finally:
            # What cannot be opened here keeps nothing from leaving.
            self._send()

    def _send(self) -> None:
        """Pack and send in rounds, until nothing is left to do or the time is over."""
        until = time.monotonic() + self._limits.seconds
        tried: set[str] = set()
        while True:
            packed = self._packer.pack()
            before = len(tried)
            for peer in self._peers():
                self._deliver_to(peer, tried)
            if (not packed and len(tried) == before) or time.monotonic() > until:
                break

    def _tidy(self) -> None:
        """Forget, at start and once a day, what waited too long behind a gap or was erased."""
        today = self._node.today()
        if today == self._tidied_on:
            return
        with self._node.store.write() as tx:
            forget_quarantined(tx, today)
            erasing.erase_strays(tx)
        self._tidied_on = today

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

    def _deliver_to(self, peer: str, tried: set[str]) -> None:
        """Send a peer what is due, in order, up to the first failure.

        ``tried`` holds the digests sent in this tick and grows: whatever a peer answers, no
        message goes out twice in one tick.
        """
        until = time.monotonic() + self._limits.seconds
        with self._node.store.read() as tx:
            due = _due(tx, peer, moment(self._node.clock()))
            endpoint = _endpoint(self._directory.roster(tx), peer)
        for digest in [one for one in due if one not in tried][: self._limits.messages]:
            if time.monotonic() > until:
                return
            tried.add(digest)
            try:
                self._deliver(endpoint, digest)
            except TejidoError as error:
                with self._node.store.write() as tx:
                    troubles.rest(tx, peer, error, self._node.clock())
                return

    def _deliver(self, endpoint: str, digest: str) -> None:
        """Send one message as it may leave now, and store what is answered."""
        row = self._at_the_door(digest)
        if row is not None:
            self._answered(row, self._transport.post(endpoint, bytes(row.message)))

    def _at_the_door(self, digest: str) -> Any | None:
        """Return a packed message without what consent covers no more; nothing if it is settled.

        Asked right before it is sent: consent may have ended since it was packed.
        """
        with self._node.store.read() as tx:
            lapsed = self._lapsed(tx, digest)
        if lapsed:
            with self._node.store.write() as tx:
                withdrawing.destroy(tx, self._lapsed(tx, digest))
        waiting = OutgoingTable.select().where(
            OutgoingTable.digest == digest, OutgoingTable.next_try.is_null(False)
        )
        with self._node.store.read() as tx:
            return tx.first(waiting)

    def _lapsed(self, tx: Reading, digest: str) -> Sequence[Any]:
        today = date.fromisoformat(self._today(tx))
        return withdrawing.lapsed(tx, digest, self._directory.roster(tx), today)

    def _answered(self, row: Any, reply: Reply) -> None:
        """Store the receipts of an answer.

        Raises:
            PeerError: it holds no receipt that counts for the message.
        """
        if reply.status != _OK:
            raise UnsignedError(reply.status)
        with self._node.store.read() as tx:
            roster, today = self._directory.roster(tx), self._today(tx)
        found = answers.verified(wire.split_answer(reply.body), roster, today)
        with self._node.store.write() as tx:
            answers.keep(self._node, tx, row, found, today)

    def _today(self, tx: Reading) -> str:
        return today_here(tx, self._node.today().isoformat())


class UnsignedError(PeerError):
    """A peer answered without a signed receipt; the message stays in delivery."""

    def __init__(self, status: int) -> None:
        """Keep the HTTP status."""
        super().__init__(_("The peer answered %(status)d without a receipt."), status=status)


def _due(tx: Reading, peer: str, now: str) -> list[str]:
    """Return the digests of what is due, in the order of its streams."""
    query = OutgoingTable.select(OutgoingTable.digest).where(
        OutgoingTable.recipient == peer, OutgoingTable.next_try <= now
    )
    ordered = query.order_by(OutgoingTable.network, OutgoingTable.stream, OutgoingTable.seq)
    return [digest for (digest,) in tx.all(ordered.tuples())]


def _endpoint(roster: Roster, peer: str) -> str:
    held = roster.nodes.get(peer)
    endpoints = held.descriptor.endpoints if held else ()
    return endpoints[0] if endpoints else ""
