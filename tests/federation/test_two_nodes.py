"""Two real nodes over real HTTP on loopback, from approval to the receipt ``applied``."""

import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx2
import pytest
from tests.serving import served as served_at

from tejido.declare.records import Approved
from tejido.store.tables import CodedRowTable
from tejido.vault.identity import root_from_words
from tejido.web.app import create_app
from tejido.work import founding, nodes
from tejido_federation import queueing
from tejido_federation.tables import (
    IncomingTable,
    OutgoingTable,
    PeerTable,
    QueueTable,
    ReceivedTable,
)
from tejido_federation.wire import MAX_MESSAGE


class Served:
    """A node that answers on a port of this machine."""

    def __init__(self, folder: Path, office: type[Any], clock: Any, passphrase: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        made = founding.found(
            folder,
            name=folder.name,
            handle="ana",
            passphrase=passphrase,
            clock=clock,
            port=self.port,
            endpoint=f"http://127.0.0.1:{self.port}",
            allow_loopback=True,
            passphrase_opslimit=1,
            passphrase_memory_kib=8,
        )
        node = nodes.open_node(folder, clock=clock)
        root = root_from_words(" ".join(made.root_words))
        # No simulated wires: delivery uses the network.
        self.office = office(node, root, clock, None)
        self.answering = ExitStack()
        self.answering.enter_context(served_at(create_app(node), self.port))

    def close(self) -> None:
        self.answering.close()
        self.office.close()


@pytest.fixture
def served(
    tmp_path: Path, office_type: type[Any], clock: Any, passphrase: str
) -> Iterator[Sequence[Served]]:
    pair = [Served(tmp_path / name, office_type, clock, passphrase) for name in ("uno", "dos")]
    yield pair
    for one in pair:
        one.close()


@pytest.fixture
def network(served: Sequence[Served], found_with: Callable[..., Any]) -> str:
    founded = found_with([one.office for one in served], [])
    return str(founded.charter.network)


def approve(sender: Any, recipient: Any, network: str, count: int) -> None:
    process = sender.process(recipient.node.id)
    items = [
        Approved(
            f"r{n}", process, network, recipient.node.id, "records", "aggregate", "", 1,
            sender.record(n),
        )
        for n in range(count)
    ]  # fmt: skip
    sender.keep(*items)
    with sender.node.store.write() as tx:
        queueing.enqueue(sender.node, tx, items)


def test_records_travel_are_kept_and_applied_and_the_sender_learns_it(
    served: Sequence[Served], network: str, clock: Any
) -> None:
    uno, dos = (one.office for one in served)
    uno.sign_in()
    approve(uno, dos, network, 300)
    uno.delivery.tick()
    assert [row.outcome for row in uno.rows(OutgoingTable)] == ["kept", "kept"]
    assert dos.rows(ReceivedTable) == []
    dos.sign_in()
    dos.delivery.tick()
    assert len(dos.rows(ReceivedTable)) == 300
    clock.pass_by(minutes=2)
    uno.delivery.tick()
    assert [row.outcome for row in uno.rows(OutgoingTable)] == ["applied", "applied"]
    assert uno.rows(QueueTable) == []


def test_both_send_at_once(served: Sequence[Served], network: str) -> None:
    uno, dos = (one.office for one in served)
    for office in (uno, dos):
        office.sign_in()
    approve(uno, dos, network, 5)
    approve(dos, uno, network, 7)
    ticking = [threading.Thread(target=office.delivery.tick) for office in (uno, dos)]
    for thread in ticking:
        thread.start()
    for thread in ticking:
        thread.join(20)
    assert (len(uno.rows(ReceivedTable)), len(dos.rows(ReceivedTable))) == (7, 5)
    # Only the coordinator counts what arrives.
    assert (len(uno.rows(CodedRowTable)), len(dos.rows(CodedRowTable))) == (7, 0)


def test_a_peer_that_is_down_gets_everything_when_it_is_back(
    served: Sequence[Served], network: str, clock: Any
) -> None:
    uno, dos = (one.office for one in served)
    uno.sign_in()
    served[1].answering.close()
    approve(uno, dos, network, 3)
    uno.delivery.tick()
    (peer,) = uno.rows(PeerTable)
    assert (peer.attempts, uno.rows(OutgoingTable)[0].outcome) == (1, None)
    with served_at(create_app(dos.node), served[1].port):
        clock.pass_by(minutes=2)
        uno.delivery.tick()
        assert [row.outcome for row in uno.rows(OutgoingTable)] == ["kept"]


def test_a_slow_liar_about_lengths_is_refused(served: Sequence[Served], network: str) -> None:
    def chunks() -> Iterator[bytes]:
        for _ in range(20):
            yield bytes(MAX_MESSAGE // 10)

    url = f"http://127.0.0.1:{served[0].port}/federation/v1/messages"
    answer = httpx2.post(url, content=chunks())
    assert answer.status_code == 413
    assert served[0].office.rows(IncomingTable) == []
    assert network


def test_a_node_on_postgresql_receives_applies_and_sends(
    new_office: Callable[..., Any],
    found_with: Callable[..., Any],
    wires: Any,
    postgres_url: str,
) -> None:
    here, there = new_office("uno", database=postgres_url), new_office("dos")
    for name, office in (("uno", here), ("dos", there)):
        wires.answering[f"{name}.onion"] = lambda raw, inbox=office.inbox: httpx2.Response(
            200, content=inbox.take(raw).body
        )
    network = str(found_with([here, there], []).charter.network)
    for office in (here, there):
        office.sign_in()
    approve(here, there, network, 3)
    approve(there, here, network, 300)
    for office in (here, there, here):
        office.delivery.tick()
    assert (len(here.rows(CodedRowTable)), len(there.rows(ReceivedTable))) == (300, 3)
    assert here.rows(QueueTable) == there.rows(QueueTable) == []
    assert {row.outcome for row in here.rows(OutgoingTable)} == {"applied"}
