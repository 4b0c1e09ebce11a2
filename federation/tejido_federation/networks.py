"""What the core must know of networks and peers, as values."""

from collections.abc import Mapping
from dataclasses import dataclass

import peewee as pw

from tejido.declare.records import Member, Network
from tejido.node import Node
from tejido.store.database import Reading
from tejido_federation.directory import directory_of
from tejido_federation.receipts import SETTLED
from tejido_federation.roster import InForce, Roster
from tejido_federation.tables import (
    AlarmTable,
    OutgoingTable,
    PeerTable,
    QueueTable,
    ReceivedTable,
)


@dataclass(frozen=True)
class Peer:
    """How it goes with one node of our networks; numbers are items.

    Attributes:
        sent: items of ours by what the peer said of them; ``""`` where it said nothing yet.
        messages: how many messages carried them, or will.
        receipts: how many of these are settled by a receipt; none is kept that did not verify.
        received: records of theirs that are in use here.
        trouble: why delivery rests now, as the name of a kind of error.
        answered_on: UTC day of its last signed answer.
        alarms: rejection codes that a person has to look at.
    """

    node: str
    name: str
    queued: int
    sent: Mapping[str, int]
    messages: int
    receipts: int
    received: int
    trouble: str | None
    answered_on: str | None
    alarms: tuple[str, ...]


def networks(node: Node) -> list[Network]:
    """Return the networks this node is a member of.

    Raises:
        DatabaseError: a stored descriptor or charter does not verify.
    """
    with node.store.read() as tx:
        roster = directory_of(node.store).roster(tx)
    return [
        _network(node.id, network, held, roster)
        for network, held in sorted(roster.networks.items())
        if node.id in held.charter.members
    ]


def peers(node: Node) -> list[Peer]:
    """Return the other members of this node's networks, by name."""
    with node.store.read() as tx:
        roster = directory_of(node.store).roster(tx)
        found = [_peer(tx, one, roster) for one in sorted(_others(node.id, roster))]
    return sorted(found, key=lambda peer: peer.name)


def _network(node: str, network: str, held: InForce, roster: Roster) -> Network:
    charter = held.charter
    return Network(
        id=network,
        name=charter.name,
        node=node,
        members=tuple(Member(one, name_of(roster, one)) for one in sorted(charter.members)),
        coordinators=charter.coordinators,
        purposes=charter.purposes,
        policies=charter.types,
        k=charter.k,
        k_records=charter.k_records,
        organizations=charter.contributors,
        retention_days=charter.retention_days,
        until=charter.expires,
        charter=(charter.version, held.digests[charter.version]),
    )


def name_of(roster: Roster, node: str) -> str:
    """Return what a node calls itself; its id where its descriptor is not here."""
    held = roster.nodes.get(node)
    return held.descriptor.name if held else node


def _others(node: str, roster: Roster) -> set[str]:
    members = (held.charter.members.keys() for held in roster.networks.values())
    return {one for names in members for one in names} - {node}


def _peer(tx: Reading, node: str, roster: Roster) -> Peer:
    state = tx.first(PeerTable.select().where(PeerTable.node == node))
    sent = (
        OutgoingTable.select(OutgoingTable.outcome, pw.fn.SUM(OutgoingTable.items))
        .where(OutgoingTable.recipient == node)
        .group_by(OutgoingTable.outcome)
    )
    alarms = AlarmTable.select(AlarmTable.code).where(AlarmTable.node == node)
    return Peer(
        node=node,
        name=name_of(roster, node),
        queued=_count(tx, QueueTable, QueueTable.recipient == node, QueueTable.message.is_null()),
        sent={outcome or "": int(items) for outcome, items in tx.all(sent.tuples())},
        messages=_count(tx, OutgoingTable, OutgoingTable.recipient == node),
        receipts=_count(
            tx,
            OutgoingTable,
            OutgoingTable.recipient == node,
            OutgoingTable.outcome.in_(SETTLED),
            OutgoingTable.receipt.is_null(False),
        ),
        received=_count(
            tx,
            ReceivedTable,
            ReceivedTable.sender == node,
            ReceivedTable.record.is_null(False),
            ReceivedTable.withheld_on.is_null(),
        ),
        trouble=state.trouble if state else None,
        answered_on=state.answered_on if state else None,
        alarms=tuple(sorted({code for (code,) in tx.all(alarms.tuples())})),
    )


def _count(tx: Reading, table: type[pw.Model], *conditions: pw.Expression) -> int:
    query = table.select(pw.fn.COUNT(pw.SQL("*"))).where(*conditions)
    return int(tx.scalar(query))
