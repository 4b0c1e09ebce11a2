"""A real node alone, and a real node in a network with a simulated peer, for each trap to try."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tejido import Approved
from tejido.accounts.signing_in import SignedIn
from tejido.node import Node
from tejido.testing.nodes import PASSPHRASE, SmallNode, small_node
from tejido.vault.identity import root_from_words
from tejido.work import consent, nodes, people, processes, records
from tejido.work import founding as work_founding
from tejido.work.records import Entry
from tejido_federation import founding, joining, queueing
from tejido_federation.founding import Founded
from tejido_federation.inbox import Answer, Inbox
from tejido_federation.simulator import FOUNDED_ON, PeerSimulator


@dataclass
class Clock:
    """A clock that tests move."""

    now: datetime = datetime(2026, 6, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **span: float) -> None:
        self.now += timedelta(**span)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def alone(tmp_path: Path, clock: Clock) -> Iterator[SmallNode]:
    """Give a node on which Ana holds every role, without federation."""
    with small_node(tmp_path / "node", clock=clock, disabled_plugins=["federation"]) as small:
        yield small


def begun(node: Node, who: SignedIn, name: str, count: int = 1) -> str:
    """Begin a process with so many records of a sample in it; return its id."""
    sample = next(one for one in node.plugins.samples(7) if one.kind == "accompaniment")
    process = processes.start(node, who, sample.kind, name)
    first = sample.records[0]
    for _record in range(count):
        records.write(node, who, [Entry(first.type, process, first.given)])
    return process


@pytest.fixture(scope="session")
def begin() -> Callable[..., str]:
    """Give :func:`begun`."""
    return begun


@dataclass
class Joined:
    """A node in a network, sealed, with its peer in memory."""

    node: Node
    peer: PeerSimulator
    founded: Founded
    #: What opens its backups.
    backup_secret: str
    inbox: Inbox = field(init=False)

    def __post_init__(self) -> None:
        self.inbox = Inbox(self.node)

    @property
    def me(self) -> Any:
        """The node's descriptor, to write messages to."""
        return self.founded.members[self.node.id].descriptor

    def message(self, *items: bytes, **forced: Any) -> bytes:
        """Return the peer's next message to the node."""
        return self.peer.message(self.me, self.founded, items, **forced)

    def take(self, raw: bytes) -> Answer:
        """Let the node receive bytes, as from its endpoint."""
        return self.inbox.take(raw)

    def approve(self, *content: bytes, node: Node | None = None) -> None:
        """Write a record for each content, and approve that it leaves for the peer so."""
        node = node or self.node
        ana = people.sign_in(node, "ana", PASSPHRASE)
        process = begun(node, ana, "Proceso de prueba", len(content))
        consent.grant(node, ana, process, ["aggregate"], [self.peer.id])
        written = processes.shown(node, ana, process).records
        items = [
            Approved(
                record=record.id,
                process=process,
                network=self.founded.charter.network or "",
                recipient=self.peer.id,
                exchange="records",
                purpose="aggregate",
                item="",
                version=1,
                content=one,
            )
            for record, one in zip(written, content, strict=True)
        ]
        with node.store.write() as tx:
            queueing.enqueue(node, tx, items)

    def rows(self, table: Any) -> list[Any]:
        with self.node.store.read() as tx:
            return tx.all(table.select().tuples())


@pytest.fixture
def joined(tmp_path: Path, clock: Clock) -> Iterator[Joined]:
    """Give a real node that joined a network with a simulated peer."""
    made = work_founding.found(
        tmp_path / "joined",
        name="alba",
        handle="ana",
        passphrase=PASSPHRASE,
        clock=clock,
        endpoint="http://alba.onion",
        passphrase_opslimit=1,
        passphrase_memory_kib=8,
    )
    node = nodes.open_node(tmp_path / "joined", clock=clock)
    try:
        peer = PeerSimulator("brisa", "http://brisa.onion/")
        root = root_from_words(" ".join(made.root_words))
        own = founding.signed_also(joining.describe(node), root)
        terms = joining.terms_of(node.declarations, "Red", frozenset({node.id}))
        drafted = founding.draft(terms, [own, peer.envelope], FOUNDED_ON)
        charter = drafted.charter
        for each in (root, peer.keys.root):
            charter = founding.signed_also(charter, each)
        file = replace(drafted, charter=charter)
        joining.join(node, people.sign_in(node, "ana", PASSPHRASE), file)
        node.held.forget()
        yield Joined(node, peer, founding.check(file), made.backup_secret)
    finally:
        node.close()


@pytest.fixture(scope="session")
def everything_stored() -> Callable[[Path], bytes]:
    """Give the reading of every value of every table in a node's folder, as a thief would."""

    def read(folder: Path) -> bytes:
        found = []
        with closing(sqlite3.connect(folder / "node.db")) as database:
            tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            for (table,) in tables.fetchall():
                for row in database.execute(f'SELECT * FROM "{table}"'):  # noqa: S608  # its own
                    found += [v if isinstance(v, bytes) else str(v).encode() for v in row]
        return b"\n".join(found)

    return read
