"""Trap 8: restoring a backup rewinds sequence numbers, which looks like an attack.

A restored node has forgotten what it sent since. If it went on where the backup stands, it would
give a second message the number of one that its peers hold: equivocation. So it opens new streams
that name the ones before.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tejido.declare.policy import project
from tejido.node import Node
from tejido.work import backups, nodes
from tejido.work.restoring import Backup, restore
from tejido_federation import checks
from tejido_federation.checks import Authentic
from tejido_federation.delivery import Delivery
from tejido_federation.inbox import Inbox
from tejido_federation.simulator import here, sample_record
from tejido_federation.streams import Placement, Seen, Stream, place
from tejido_federation.transport import Transport


@dataclass
class Listening(httpx2.BaseTransport):
    """The peer's end of the line: it places what arrives by the rule of the format, and answers."""

    joined: Any
    streams: dict[str, Stream] = field(default_factory=dict)
    held: dict[tuple[str, int], str] = field(default_factory=dict)
    placed: list[Placement] = field(default_factory=list)
    messages: list[Authentic] = field(default_factory=list)

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        raw = request.read()
        self.take(raw)
        founded, peer = self.joined.founded, self.joined.peer
        answer = peer.accept(raw, founded, "2026-06-01")
        return httpx2.Response(200, stream=httpx2.ByteStream(answer))

    def take(self, raw: bytes) -> Placement:
        """Place a message, and remember it if it stands next."""
        today = "2026-06-01"
        message = checks.authentic(raw, here(self.joined.peer.id, self.joined.founded, today))
        header = message.header
        at = self.held.get((header.stream, header.seq))
        old = header.old
        known = self.held.get((old.stream, old.seq)) if old else None
        seen = Seen(self.streams, at, frozenset({known} if known else ()))
        found = place(header, message.digest, seen)
        self.placed.append(found)
        self.messages.append(message)
        if found is Placement.NEXT:
            self.streams[header.stream] = Stream(header.seq, message.digest)
            self.held[header.stream, header.seq] = message.digest
        return found


def send(node: Node, joined: Any, line: Listening, number: int) -> None:
    """Approve a record for the peer and let it be delivered."""
    policy = node.declarations.policies["crisis.emergency"]
    terms = {"type": policy.type, "schema": policy.schema, "policy": policy.digest}
    joined.approve(sample_record(number, fields=project(policy, {}, {}), **terms), node=node)
    transport = Transport(allow_loopback=True, transport=line)
    Delivery(node, Inbox(node), transport).tick()
    transport.close()


@pytest.fixture
def line(joined: Any) -> Listening:
    return Listening(joined)


def test_trap_8_a_restored_node_opens_a_stream_that_names_the_one_before(
    joined: Any, line: Listening, clock: Any, tmp_path: Path
) -> None:
    send(joined.node, joined, line, 1)
    made = backups.make(joined.node, tmp_path / "backups")
    send(joined.node, joined, line, 2)
    assert line.placed == [Placement.NEXT, Placement.NEXT]

    clock.pass_(days=1)
    (tmp_path / "identity.txt").write_text(joined.backup_secret, "utf-8")
    restore(
        tmp_path / "again",
        Backup(made.data, made.keys, tmp_path / "identity.txt"),
        clock=clock,
    )
    again = nodes.open_node(tmp_path / "again", clock=clock)
    try:
        send(again, joined, line, 3)
    finally:
        again.close()
    first, second, third = (message.header for message in line.messages)
    assert line.placed[2] is Placement.NEXT, "not taken for an attack"
    assert third.stream != first.stream == second.stream
    assert third.old is not None
    assert (third.old.stream, third.old.seq) == (first.stream, 1), "as far as it still knows"


def test_trap_8_going_on_where_the_backup_stood_is_taken_for_an_attack(
    joined: Any, line: Listening, tmp_path: Path
) -> None:
    """The control: the database put back as it was, with its streams."""
    send(joined.node, joined, line, 1)
    joined.node.store.checkpoint()
    copy = (joined.node.settings.folder / "node.db").read_bytes()
    send(joined.node, joined, line, 2)
    joined.node.store.close()
    for name in ("node.db-wal", "node.db-shm"):
        (joined.node.settings.folder / name).unlink(missing_ok=True)
    (joined.node.settings.folder / "node.db").write_bytes(copy)
    rewound = nodes.open_node(joined.node.settings.folder, clock=joined.node.clock)
    try:
        send(rewound, joined, line, 3)
    finally:
        rewound.close()
    assert line.placed == [Placement.NEXT, Placement.NEXT, Placement.EQUIVOCATION]
