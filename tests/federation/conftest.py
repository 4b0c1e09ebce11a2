"""Two kinds of node for tests: the vectors' one, without any store, and real ones."""

import base64
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
from tests.founding import Foundry

from tejido.accounts.signing_in import SignedIn
from tejido.declare.policy import Policy, exact_bytes, project
from tejido.declare.records import Approved, Exchange
from tejido.node import Node
from tejido.store.records import Record
from tejido.store.tables import RecordTable
from tejido.vault.ciphers import BoxPair, SigningPair
from tejido.vault.identity import root_from_words
from tejido.work import consent, nodes, people, processes
from tejido.work.keys import keys_of, newest_in
from tejido_federation import charter as charters
from tejido_federation import checks, descriptor, founding, joining, queueing, receipts
from tejido_federation.charter import Pinned
from tejido_federation.checks import Authentic, Here, Quota, Used
from tejido_federation.codes import RefusedError
from tejido_federation.delivery import Delivery
from tejido_federation.envelope import Envelope, read_envelope
from tejido_federation.exchanges import CHARTER, DESCRIPTOR, RETRACT, known
from tejido_federation.founding import Founded
from tejido_federation.header import Header
from tejido_federation.inbox import Inbox
from tejido_federation.judging import Judged, judge
from tejido_federation.roster import Held, InForce, Roster
from tejido_federation.sealing import open_laid, open_sealed
from tejido_federation.settling import settle
from tejido_federation.simulator import FOUNDED_ON, SAMPLE_POLICY, PeerSimulator, sample_record
from tejido_federation.streams import Placement, Seen, Stream, place
from tejido_federation.tables import OutgoingTable
from tejido_federation.transport import Transport

VECTORS = Path(__file__).parent / "vectors"


@dataclass(frozen=True)
class World:
    """The node of ``vectors/world.json``, read as a stranger would read it."""

    node: str
    today: str
    roster: Roster
    exchanges: Mapping[str, Exchange]
    policies: Mapping[str, Policy]
    pinned: Mapping[tuple[str, int], Pinned]
    private: Mapping[str, bytes]

    def here(self, given: Mapping[str, Any]) -> Here:
        """Return what the checks know.

        Args:
            given: ``today``; ``also`` descriptors (JSON) of further nodes; ``renewed`` ones of
                known nodes, taken in on ``renewed_on``; keyids ``held``.
        """
        nodes = list(self.roster.nodes.values())
        for one in (read_envelope(value) for value in given.get("also", ())):
            nodes.append(Held(descriptor.follow(one, None), one.digest, self.today))
        for one in (read_envelope(value) for value in given.get("renewed", ())):
            known_as = self.roster.nodes[descriptor.parse_descriptor(one).node]
            newer = descriptor.follow(one, known_as.descriptor)
            nodes.append(Held(newer, one.digest, given.get("renewed_on", self.today)))
        # As a store gives them: by id.
        nodes.sort(key=lambda one: one.descriptor.node)
        roster = Roster.of(nodes, self.roster.networks)
        today, held = given.get("today", self.today), frozenset(given.get("held", ()))
        return Here(self.node, today, roster, self.exchanges, held)

    def run(self, raw: bytes, given: Mapping[str, Any] | None = None) -> str:
        """Return what becomes of a message (unverified bytes), from step 1 to 16.

        Raises:
            RefusedError: it is not accepted.
        """
        given = given or {}
        here = self.here(given)
        message = checks.authentic(raw, here)
        placement = place(message.header, message.digest, _seen(given))
        if placement == Placement.GAP and not checks.may_wait(message.header, here):
            raise RefusedError("not_a_member")
        if placement != Placement.NEXT and message.header.type != RETRACT:
            return placement.value
        used = given.get("used", {"messages": 0, "bytes": 0})
        checks.check_quota(message, Used(used["messages"], used["bytes"]), Quota())
        checks.check_permitted(message.header, here)
        return self._inside(message, here, given)

    def _inside(self, message: Authentic, here: Here, given: Mapping[str, Any]) -> str:
        header = message.header
        contents = (
            open_sealed(header, message.body, BoxPair.of(self.private["box"]))
            if header.sealed
            else open_laid(header, message.body)
        )
        held = self.roster.networks[header.network]
        judged = judge(header, contents.items, held.charter, self.policies, here.today)
        self._follow(header.type, judged, held.charter)
        settled = settle(
            judged.records,
            given.get("versions", {}),
            given.get("tombstoned", []),
            given.get("retracted", []),
            [number for number, part in enumerate(message.body.items) if part.content is None],
        )
        said = settled.outcomes[0] if settled.outcomes else None
        return (said.code or said.outcome) if said else "applied"

    def _follow(self, kind: str, judged: Judged, held: charters.Charter) -> None:
        for envelope in judged.documents:
            if kind == DESCRIPTOR:
                node = descriptor.parse_descriptor(envelope).node
                descriptor.follow(envelope, self.roster.nodes[node].descriptor)
            if kind == CHARTER:
                charters.follow(envelope, held, self.pinned)


@pytest.fixture(scope="session")
def world() -> World:
    """What ``vectors/world.json`` says."""
    value = json.loads((VECTORS / "world.json").read_text(encoding="utf-8"))
    nodes, pinned = [], {}
    for one in value["descriptors"]:
        envelope = read_envelope(one["envelope"])
        found = descriptor.follow(envelope, None)
        nodes.append(Held(found, envelope.digest, one["taken_in"]))
        pinned[(found.node, found.version)] = Pinned(found, envelope.digest)
    held, digests = None, {}
    for one in value["charters"]:
        envelope = read_envelope(one)
        held = charters.follow(envelope, held, pinned)
        digests[held.version] = envelope.digest
    assert held is not None
    declared = {
        one["id"]: Exchange(one["id"], "", frozen=one["frozen"]) for one in value["exchanges"]
    }
    return World(
        value["node"],
        value["today"],
        Roster.of(nodes, {value["network"]: InForce(held, digests)}),
        known(declared),
        {SAMPLE_POLICY.type: SAMPLE_POLICY},
        pinned,
        {role: base64.b64decode(key) for role, key in value["private"].items()},
    )


@pytest.fixture(scope="session")
def good(world: World) -> bytes:
    """The first vector: one record, as it should be."""
    cases = json.loads((VECTORS / "message-1-to-6.json").read_text(encoding="utf-8"))
    return base64.b64decode(cases[0]["message"])


@pytest.fixture(scope="session")
def outcome(world: World) -> Callable[[bytes], str]:
    """Say in one word what becomes of any bytes; anything but a refusal goes through."""

    def say(raw: bytes) -> str:
        try:
            return world.run(raw)
        except RefusedError as error:
            return error.code.id

    return say


def _seen(given: Mapping[str, Any]) -> Seen:
    streams = {
        stream: Stream(one["last"], one["digest"], one.get("closed", False))
        for stream, one in given.get("streams", {}).items()
    }
    return Seen(streams, given.get("at"), frozenset(given.get("old", ())))


# --- real nodes -------------------------------------------------------------------------

PASSPHRASE = "una frase larga para las pruebas"


@dataclass
class Clock:
    """The moment, as tests set it."""

    now: datetime = datetime(2026, 6, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **span: float) -> None:
        """Let time pass."""
        self.now += timedelta(**span)


class Wires(httpx2.BaseTransport):
    """The network between tests' nodes: who answers at each host, or nobody."""

    def __init__(self) -> None:
        self.answering: dict[str, Callable[[bytes], httpx2.Response]] = {}
        self.sent: list[tuple[str, bytes]] = []

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Hand a request over; what nobody answers is a connection that fails."""
        raw = request.read()
        self.sent.append((request.url.host, raw))
        if request.url.host not in self.answering:
            raise httpx2.ConnectError("nobody answers")
        answer = self.answering[request.url.host](raw)
        # As it comes from a socket: not read yet.
        stream = httpx2.ByteStream(answer.content)
        return httpx2.Response(answer.status_code, headers=answer.headers, stream=stream)


@dataclass
class Office:
    """A real node with its root, the person who founded it, and its inbox and delivery."""

    node: Node
    root: SigningPair
    clock: Clock
    wires: Wires | None
    inbox: Inbox = field(init=False)
    transport: Transport = field(init=False)
    grants: list[str] = field(init=False, default_factory=list)
    delivery: Delivery = field(init=False)

    def __post_init__(self) -> None:
        self.inbox = Inbox(self.node)
        self.transport = Transport(allow_loopback=True, transport=self.wires)
        self.delivery = Delivery(self.node, self.inbox, self.transport)

    def close(self) -> None:
        """Close its connections and its node."""
        self.transport.close()
        self.node.close()

    @property
    def envelope(self) -> Envelope:
        """Its descriptor, signed."""
        return founding.signed_also(joining.describe(self.node), self.root)

    @property
    def policy(self) -> Policy:
        """A policy of a plugin, to make records with."""
        return self.node.declarations.policies["crisis.emergency"]

    def sign_in(self) -> SignedIn:
        """Sign the founder in; the node then holds its box key."""
        return people.sign_in(self.node, "ana", PASSPHRASE)

    def process(self, *recipients: str, purposes: Sequence[str] = ()) -> str:
        """A process whose consent covers these recipients; its founder is signed in for it."""
        who = self.sign_in()
        process = processes.start(self.node, who, "accompaniment", "Proceso de prueba")
        wanted = purposes or ("aggregate", "alert_network")
        self.grants = consent.grant(self.node, who, process, wanted, recipients)
        return process

    def record(self, number: int = 0, **forced: Any) -> bytes:
        """A minimized record of :attr:`policy`."""
        usual: dict[str, Any] = {
            "type": self.policy.type,
            "schema": self.policy.schema,
            "policy": self.policy.digest,
            "fields": project(self.policy, {}, {}),
        }
        return sample_record(number, **{**usual, **forced})

    def keep(self, *approved: Approved) -> None:
        """Keep records, of which nothing is said, under the ids of what was approved."""
        box, day = self.node.held.box, self.node.today().isoformat()
        who = self.sign_in()
        self.node.held.box = box  # a sealed node stays sealed
        told = {"fields": {}, "schema": 1, "source": "", "type": self.policy.type}
        with self.node.store.write() as tx:
            for one in approved:
                key = newest_in(keys_of(self.node, tx, who, [one.process]), one.process)
                sealed = key.seal(one.record, 1, exact_bytes(told))
                place = (one.record, one.process, self.policy.type, 1, None, 1, key.version)
                tx.put(RecordTable, [vars(Record(*place, day, day, sealed))])

    def rows(self, table: Any, *conditions: Any) -> list[Any]:
        """Rows of a table of its database."""
        query = table.select()
        with self.node.store.read() as tx:
            return tx.all(query.where(*conditions) if conditions else query)


@pytest.fixture
def office_type() -> type[Office]:
    """For tests that make their nodes in another way."""
    return Office


@pytest.fixture
def passphrase() -> str:
    """The passphrase of every office's founder, whose handle is ana."""
    return PASSPHRASE


@pytest.fixture
def clock() -> Clock:
    """The moment at every office of a test."""
    return Clock()


@pytest.fixture
def wires() -> Wires:
    """The network of a test."""
    return Wires()


@pytest.fixture
def new_office(
    tmp_path: Path, clock: Clock, wires: Wires, foundry: Foundry
) -> Iterator[Callable[..., Office]]:
    """Make real nodes, closed at the end of the test."""
    offices: list[Office] = []

    def make(name: str, **settings: Any) -> Office:
        made = foundry.found(
            tmp_path / name,
            name=name,
            handle="ana",
            passphrase=PASSPHRASE,
            clock=clock,
            endpoint=f"http://{name}.onion",
            **settings,
        )
        node = nodes.open_node(tmp_path / name, clock=clock)
        offices.append(Office(node, root_from_words(" ".join(made.root_words)), clock, wires))
        return offices[-1]

    yield make
    for office in offices:
        office.close()


@pytest.fixture
def office(new_office: Callable[..., Office]) -> Office:
    """One real node, sealed: its founder has not signed in on it."""
    return new_office("alba")


@pytest.fixture
def brisa(wires: Wires) -> PeerSimulator:
    """Another node, in memory."""
    return PeerSimulator("brisa", "http://brisa.onion/")


@pytest.fixture
def found_with() -> Callable[..., Founded]:
    """Found a network of offices and simulated peers, joined by every office."""

    def found(
        offices: Sequence[Office], peers: Sequence[PeerSimulator], coordinator: str = ""
    ) -> Founded:
        envelopes = [*(one.envelope for one in offices), *(peer.envelope for peer in peers)]
        terms = joining.terms_of(
            offices[0].node.declarations, "Red", frozenset({coordinator or offices[0].node.id})
        )
        drafted = founding.draft(terms, envelopes, FOUNDED_ON)
        charter = drafted.charter
        for root in [*(one.root for one in offices), *(peer.keys.root for peer in peers)]:
            charter = founding.signed_also(charter, root)
        file = replace(drafted, charter=charter)
        for office in offices:
            joining.join(office.node, office.sign_in(), file)
            office.node.held.box = None
        return founding.check(file)

    return found


@pytest.fixture
def founded(
    office: Office,
    brisa: PeerSimulator,
    found_with: Callable[..., Founded],
) -> Founded:
    """The network of the office and brisa."""
    return found_with([office], [brisa])


# --- sending ----------------------------------------------------------------------------

DAY = "2026-06-01"


class Sending:
    """The office approves items for brisa, who answers as the test wants."""

    def __init__(self, office: Office, brisa: PeerSimulator, founded: Founded) -> None:
        self.office, self.brisa, self.founded = office, brisa, founded
        assert office.wires is not None
        office.wires.answering["brisa.onion"] = self.answer
        self.outcome = receipts.APPLIED
        self.process = office.process(brisa.id)

    def answer(self, raw: bytes) -> httpx2.Response:
        body = self.brisa.accept(raw, self.founded, DAY, self.outcome)
        return httpx2.Response(200, content=body)

    def approve(self, count: int = 1, first: int = 0, undo: bool = False, **forced: Any) -> None:
        usual = Approved(
            record="r",
            process=self.process,
            network=self.founded.charter.network or "",
            recipient=self.brisa.id,
            exchange="records",
            purpose="aggregate",
            item="",
            version=1,
            content=b"",
        )
        items = [
            replace(usual, **{"record": f"r{n}", "content": self.office.record(n), **forced})
            for n in range(first, first + count)
        ]
        self.office.keep(*items)
        with self.office.node.store.write() as tx:
            queueing.enqueue(self.office.node, tx, items)
            if undo:
                raise RuntimeError("undone")

    def tick(self) -> None:
        self.office.delivery.tick()

    @property
    def headers(self) -> list[Header]:
        return [message.header for message in self.brisa.accepted]

    @property
    def outgoing(self) -> list[Any]:
        return sorted(self.office.rows(OutgoingTable), key=lambda row: row.seq)


@pytest.fixture
def sending_type() -> type[Sending]:
    """For tests that found their network in another way."""
    return Sending


@pytest.fixture
def sending(office: Office, brisa: PeerSimulator, founded: Founded) -> Sending:
    """The office, signed in, and brisa, who applies whatever comes."""
    office.sign_in()
    return Sending(office, brisa, founded)
