"""Packing: queued items become signed messages, up to 256 of one kind to one recipient.

Needs the node key, and the box key for what is queued: a sealed node packs nothing. Sealing and
signing happen before the transaction, which stores the message, moves the stream on and marks
the queue's rows, all or nothing: a crash before it leaves them queued, one after it leaves a
message that is sent as it is. What is wrong in one lane stops no other.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tejido.audit.log import Kind
from tejido.declare.records import Exchange
from tejido.errors import TejidoError
from tejido.node import Node
from tejido.store.database import Reading, Writing
from tejido.work.log import log
from tejido_federation import breaks, exchanges, queueing, troubles
from tejido_federation.charter import Charter
from tejido_federation.directory import Directory, today_here
from tejido_federation.envelope import MESSAGE, Envelope, sign
from tejido_federation.exchanges import FEDERATION
from tejido_federation.header import NOTHING_BEFORE, CharterSeen, Head, Header
from tejido_federation.moments import moment
from tejido_federation.parts import Body
from tejido_federation.queueing import Lane, Queued
from tejido_federation.roster import InForce, Roster
from tejido_federation.sealing import lay_open, seal_items
from tejido_federation.tables import (
    OutgoingTable,
    QueueTable,
    SentItemTable,
    StreamOutTable,
)
from tejido_federation.wire import Framed

_STREAM_SIZE = 4


@dataclass(frozen=True)
class Standing:
    """Where our stream to a recipient stands; ``seq`` 0 before its first message.

    Attributes:
        old: head of the stream that one not begun yet follows; ``None`` for the first.
    """

    stream: str
    seq: int
    digest: str
    old: Head | None = None


@dataclass(frozen=True)
class Packed:
    """A message ready to be stored and sent."""

    header: Header
    envelope: Envelope
    body: Body

    def to_bytes(self) -> bytes:
        """Return the message as it travels."""
        return Framed(self.envelope.to_json(), self.body.to_bytes()).to_bytes()


class Packer:
    """Packs for one node; only one may work at a time, in one thread."""

    def __init__(self, node: Node, directory: Directory) -> None:
        """Pack what ``node`` has queued."""
        self._node = node
        self._directory = directory
        self._exchanges = exchanges.known(node.declarations.exchanges)

    def pack(self) -> int:
        """Pack one message in each lane that may be used today; return how many.

        What stops a lane is kept as its recipient's trouble.
        """
        if self._node.held.box is None:
            return 0
        with self._node.store.read() as tx:
            waiting = queueing.lanes(tx)
        return sum(self._try_lane(lane) for lane in waiting)

    def _try_lane(self, lane: Lane) -> bool:
        try:
            return self._pack_lane(lane)
        except TejidoError as error:
            trouble = troubles.code_of(error)
        with self._node.store.read() as tx:
            noted = troubles.noted(tx, lane.recipient)
        if noted != trouble:  # not in each second
            with self._node.store.write() as tx:
                troubles.note(tx, lane.recipient, trouble)
        return False

    def _pack_lane(self, lane: Lane) -> bool:
        pair = self._node.held.box
        if pair is None:
            return False
        with self._node.store.read() as tx:
            roster = self._directory.roster(tx)
            today = today_here(tx, self._node.today().isoformat())
            exchange = self._exchanges.get(lane.exchange)
            if exchange is None or not may_send(lane, exchange, roster, today):
                return False
            standing = _standing(tx, lane)
            if not standing.seq and not breaks.may_open(tx, lane.network, lane.recipient, today):
                return False
            batch = queueing.next_batch(
                tx, self._node.pepper, lane, pair, roster, date.fromisoformat(today)
            )
        if batch.uncovered:
            with self._node.store.write() as tx:
                queueing.drop(tx, batch.uncovered)
        if not batch.items:
            return False
        packed = compose(self._node, lane, exchange, roster, standing, batch.items, today)
        with self._node.store.write() as tx:
            return self._keep(tx, lane, standing, packed, batch.items)

    def _keep(
        self,
        tx: Writing,
        lane: Lane,
        standing: Standing,
        packed: Packed,
        batch: Sequence[Queued],
    ) -> bool:
        """Store a message, unless the stream moved on or an item was withdrawn meanwhile."""
        waiting = (QueueTable.id.in_([one.id for one in batch])) & QueueTable.message.is_null()
        marked = tx.run(QueueTable.update(message=packed.envelope.digest).where(waiting))
        if marked != len(batch) or _standing(tx, lane, standing.stream) != standing:
            tx.run(
                QueueTable.update(message=None).where(QueueTable.message == packed.envelope.digest)
            )
            return False
        header = packed.header
        head = {
            "network": lane.network,
            "recipient": lane.recipient,
            "stream": header.stream,
            "seq": header.seq,
            "digest": packed.envelope.digest,
        }
        tx.put(StreamOutTable, [head])
        tx.insert(OutgoingTable, [self._row(packed)])
        tx.insert(
            SentItemTable,
            [
                {
                    "message": packed.envelope.digest,
                    "number": number,
                    "record": one.record,
                    "process": one.process,
                }
                for number, one in enumerate(batch)
            ],
        )
        log(
            self._node,
            tx,
            Kind.SEND,
            None,
            network=lane.network,
            peer=lane.recipient,
            message=packed.envelope.digest,
            items=str(len(batch)),
        )
        return True

    def _row(self, packed: Packed) -> dict[str, object]:
        header = packed.header
        return {
            "digest": packed.envelope.digest,
            "network": header.network,
            "recipient": header.recipient,
            "stream": header.stream,
            "seq": header.seq,
            "type": header.type,
            "issued": header.issued,
            "expires": header.expires,
            "items": len(header.items),
            "message": packed.to_bytes(),
            "attempts": 0,
            "next_try": moment(self._node.clock()),
            "outcome": None,
            "code": None,
            "receipt_n": 0,
            "receipt": None,
        }


def may_send(lane: Lane, exchange: Exchange, roster: Roster, today: str) -> bool:
    """Whether something may be packed: an expired charter freezes, an unknown roster holds.

    Raises:
        RefusedError: ``recipient_key``: the recipient has no active key to seal to.
    """
    held = roster.networks.get(lane.network)
    if held is None or lane.recipient not in held.charter.members:
        return False
    recipient = roster.nodes.get(lane.recipient)
    if recipient is None:
        return False
    if exchange.sealed:
        recipient.descriptor.active(exchange.opens)
    return not (exchange.frozen and today > held.charter.expires)


def compose(
    node: Node,
    lane: Lane,
    exchange: Exchange,
    roster: Roster,
    standing: Standing,
    batch: Sequence[Queued],
    today: str,
) -> Packed:
    """Return the next message of a lane, sealed to the recipient and signed.

    Raises:
        RefusedError: ``recipient_key``: the recipient has no active key to seal to.
    """
    held = roster.networks[lane.network]
    recipient = roster.nodes[lane.recipient].descriptor
    key = recipient.active(exchange.opens) if exchange.sealed else None
    header = Header(
        network=lane.network,
        charter=_charter_seen(held),
        sender=node.id,
        recipient=lane.recipient,
        key=key.id if key else None,
        stream=standing.stream,
        seq=standing.seq + 1,
        prev=standing.digest,
        type=lane.exchange,
        purpose=FEDERATION if exchange.purpose == FEDERATION else lane.purpose,
        issued=today,
        expires=_expires(held.charter, today),
        body="",
        items=(),
        old=standing.old,
    )
    items = [one.content for one in batch]
    complete, body = seal_items(header, items, key.public) if key else lay_open(header, items)
    return Packed(complete, sign(MESSAGE, complete.payload(), node.identity.signing), body)


def _charter_seen(held: InForce) -> CharterSeen:
    version = held.charter.version
    return CharterSeen(version, held.digests[version])


def _expires(charter: Charter, today: str) -> str:
    """A message is kept no longer than the charter's longest retention."""
    days = timedelta(days=charter.retention_days)
    return (date.fromisoformat(today) + days).isoformat()


def _standing(tx: Reading, lane: Lane, fresh: str | None = None) -> Standing:
    """Return where the stream stands; one that does not exist yet gets the id ``fresh``."""
    row = tx.first(
        StreamOutTable.select().where(
            StreamOutTable.network == lane.network,
            StreamOutTable.recipient == lane.recipient,
        )
    )
    if row is None:
        old = breaks.head_before(tx, lane.network, lane.recipient)
        return Standing(fresh or secrets.token_hex(_STREAM_SIZE), 0, NOTHING_BEFORE, old)
    return Standing(row.stream, row.seq, row.digest)
