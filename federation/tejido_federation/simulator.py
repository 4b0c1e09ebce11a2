"""Another node, in memory: for tests here and for authors of plugins with exchanges of their own.

A :class:`PeerSimulator` has keys, a descriptor and its streams, and writes messages like any
node, or unlike any: every header field can be forced. It keeps no database, and answers
messages by the same pure checks that a node makes.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from tejido.declare.policy import FieldPolicy, Policy
from tejido.declare.records import Exchange
from tejido.declare.transforms import Scope, as_is, bracket
from tejido.vault.ciphers import BoxPair, SigningPair
from tejido.vault.identity import node_id
from tejido_federation import checks, founding, strict_json, wire
from tejido_federation.charter import Pinned
from tejido_federation.checks import Authentic, Here
from tejido_federation.descriptor import BOX, INTAKE, NODE, Descriptor, NodeKey
from tejido_federation.envelope import MESSAGE, Envelope, sign
from tejido_federation.exchanges import BUILT_IN, FEDERATION, RECORDS, known
from tejido_federation.founding import Founded, Founding, Terms
from tejido_federation.header import NOTHING_BEFORE, CharterSeen, Header
from tejido_federation.parts import Body
from tejido_federation.receipts import APPLIED, Receipt
from tejido_federation.roster import Held, InForce, Roster
from tejido_federation.sealing import SYSTEM, Chance, lay_open, open_sealed, seal_items

#: The day on which simulated networks are founded.
FOUNDED_ON = date(2026, 1, 1)
#: A small policy of an invented record type, for messages that need one.
SAMPLE_POLICY = Policy(
    "sample.act",
    1,
    (
        FieldPolicy("form", as_is, False, False, Scope({"threat": "threat", "raid": "raid"}, {})),
        FieldPolicy("people", bracket(1, 2, 6), False, False, Scope({}, {})),
    ),
    (),
)


@dataclass(frozen=True)
class Keys:
    """The private halves of one node."""

    root: SigningPair
    node: SigningPair
    box: BoxPair
    intake: BoxPair

    @classmethod
    def of(cls, name: str) -> "Keys":
        """Derive keys from a name: always the same, worth nothing."""

        def seed(role: str) -> bytes:
            return hashlib.sha256(f"tejido simulator|{name}|{role}".encode()).digest()

        return cls(
            SigningPair.of(seed("root")),
            SigningPair.of(seed("node")),
            BoxPair.of(seed("box")),
            BoxPair.of(seed("intake")),
        )


@dataclass
class Position:
    """Where a stream stands: its id, how many messages were sent, the digest of the newest."""

    stream: str
    seq: int = 0
    digest: str = NOTHING_BEFORE


class PeerSimulator:
    """One node, with one stream to each recipient in each network."""

    def __init__(self, name: str, endpoint: str = "https://peer.example/") -> None:
        """Make the node with the keys of ``name``."""
        self.name = name
        self.keys = Keys.of(name)
        self.id = node_id(self.keys.root.public)
        self.descriptor = self.describe(endpoint)
        self.envelope = founding.signed_descriptor(self.descriptor, self.keys.root)
        self.positions: dict[tuple[str, str], Position] = {}
        #: Messages accepted by :meth:`accept`, as verified to step 10.
        self.accepted: list[Authentic] = []

    def describe(self, endpoint: str) -> Descriptor:
        """Return version 1 of its descriptor."""
        publics = (
            (NODE, self.keys.node.public),
            (BOX, self.keys.box.public),
            (INTAKE, self.keys.intake.public),
        )
        keys = tuple(NodeKey(role, key, "2026-01-01", "2027-12-31") for role, key in publics)
        root = (self.keys.root.public,)
        return Descriptor(self.id, 1, self.name, "2026-01-01", root, 1, keys, (endpoint,))

    def position(self, network: str, recipient: str) -> Position:
        """Return its stream to a recipient; always the same id for the same two nodes."""
        name = hashlib.sha256(f"{self.id}|{recipient}|{network}".encode()).hexdigest()[:8]
        return self.positions.setdefault((network, recipient), Position(name))

    def header(self, to: Descriptor, founded: Founded, **forced: Any) -> Header:
        """Return the next header to a recipient, with some fields forced."""
        network = founded.charter.network or ""
        position = self.position(network, to.node)
        exchange = BUILT_IN.get(forced.get("type", RECORDS))
        sealed = exchange is None or exchange.sealed
        header = Header(
            network=network,
            charter=CharterSeen(founded.charter.version, founded.digest),
            sender=self.id,
            recipient=to.node,
            key=to.active(BOX).id if sealed else None,
            stream=position.stream,
            seq=position.seq + 1,
            prev=position.digest,
            type=RECORDS,
            purpose="aggregate" if sealed else FEDERATION,
            issued="2026-06-01",
            expires="2027-06-01",
            body="",
            items=(),
        )
        return replace(header, **forced)

    def compose(
        self, header: Header, items: Sequence[bytes], public: bytes, chance: Chance = SYSTEM
    ) -> tuple[Header, Body]:
        """Return a completed header and its body, sealed to ``public`` if a key is named."""
        if header.key is None:
            return lay_open(header, items)
        return seal_items(header, items, public, chance)

    def message(
        self, to: Descriptor, founded: Founded, items: Sequence[bytes], **forced: Any
    ) -> bytes:
        """Return a whole message, and move its stream on."""
        header, body = self.compose(
            self.header(to, founded, **forced), items, to.active(BOX).public
        )
        envelope = self.signed(header)
        position = self.position(header.network, header.recipient)
        position.seq, position.digest = header.seq, envelope.digest
        return framed(envelope, body)

    def signed(self, header: Header) -> Envelope:
        """Return a header signed with its node key."""
        return sign(MESSAGE, header.payload(), self.keys.node)

    def accept(self, raw: bytes, founded: Founded, today: str, outcome: str = APPLIED) -> bytes:
        """Check a message as far as step 10 and answer it with a receipt of its own.

        Raises:
            RefusedError: it does not pass; a node would answer unsigned.
        """
        message = checks.authentic(raw, here(self.id, founded, today))
        self.accepted.append(message)
        return wire.join_answer([self.receipt(message, outcome)])

    def receipt(self, message: Authentic, outcome: str = APPLIED, n: int = 1, **more: Any) -> bytes:
        """Return a receipt envelope for a message it got."""
        header = message.header
        made = Receipt(header.network, self.id, header.sender, message.digest, n, outcome, **more)
        return made.signed(self.keys.node).to_json()

    def opened(self, message: Authentic) -> list[bytes]:
        """Return the items of a message that it got sealed to its box key."""
        contents = open_sealed(message.header, message.body, self.keys.box)
        return [item.content for item in contents.items]


def framed(envelope: Envelope, body: Body) -> bytes:
    """Return the bytes of a message."""
    return wire.Framed(envelope.to_json(), body.to_bytes()).to_bytes()


def found_network(peers: Sequence[PeerSimulator], terms: Terms | None = None) -> Founding:
    """Return the founding file of a network of ``peers``, signed by all; the first coordinates."""
    agreed = terms or Terms(
        "Sample network",
        frozenset({peers[0].id}),
        frozenset({"aggregate"}),
        {SAMPLE_POLICY.type: frozenset({SAMPLE_POLICY.digest})},
    )
    nonce = hashlib.sha256(agreed.name.encode()).hexdigest()
    drafted = founding.draft(agreed, [peer.envelope for peer in peers], FOUNDED_ON, nonce)
    charter = drafted.charter
    for peer in peers:
        charter = founding.signed_also(charter, peer.keys.root)
    return replace(drafted, charter=charter)


def roster_of(founded: Founded) -> Roster:
    """Return what every member knows once it has joined."""
    network = founded.charter.network or ""
    return Roster.of(
        [_held(one) for one in founded.members.values()],
        {network: InForce(founded.charter, {founded.charter.version: founded.digest})},
    )


def here(node: str, founded: Founded, today: str, declared: Sequence[Exchange] = ()) -> Here:
    """Return what the checks know of a member."""
    exchanges = known({exchange.id: exchange for exchange in declared})
    return Here(node, today, roster_of(founded), exchanges)


def sample_record(number: int = 0, **forced: Any) -> bytes:
    """Return the item of an invented minimized record, with some fields forced."""
    value: dict[str, Any] = {
        "id": f"{number:032x}",
        "version": 1,
        "type": SAMPLE_POLICY.type,
        "schema": SAMPLE_POLICY.schema,
        "purpose": "aggregate",
        "subject": f"{number + 1:032x}",
        "consent": {"basis": "consent", "until": "2027-Q1"},
        "policy": SAMPLE_POLICY.digest,
        "fields": {"form": "threat", "people": "2-5"},
    }
    return strict_json.emit({**value, **forced})


def _held(pinned: Pinned) -> Held:
    return Held(pinned.descriptor, pinned.digest, FOUNDED_ON.isoformat())
