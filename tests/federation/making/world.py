"""The nodes and the network that every vector lives in, and messages made by hand."""

import base64
import hashlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from nacl import bindings

from tejido.declare.records import Exchange
from tejido.vault.ciphers import SigningPair, seal_part
from tejido_federation import founding, wire
from tejido_federation.charter import Charter, parse_charter
from tejido_federation.descriptor import ACTIVE, BOX, COMPROMISED, NODE, RETIRED, NodeKey
from tejido_federation.envelope import CHARTER, MESSAGE, Envelope, sign
from tejido_federation.founding import Founded, Founding
from tejido_federation.header import Header
from tejido_federation.parts import Body, Part
from tejido_federation.sealing import Chance, additional, item_key
from tejido_federation.simulator import (
    SAMPLE_POLICY,
    PeerSimulator,
    found_network,
    framed,
    sample_record,
)

TODAY = "2026-06-01"
ALERT = Exchange("crisis.alert", "Alerts", frozen=False)

Case = dict[str, Any]


class Seeded:
    """Randomness that is the same each time: SHA-256 of a label and a counter."""

    def __init__(self, label: str) -> None:
        self._label, self._count = label, 0

    def token(self, size: int) -> bytes:
        self._count += 1
        return hashlib.shake_256(f"{self._label}|{self._count}".encode()).digest(size)

    def seal(self, public: bytes, plaintext: bytes) -> bytes:
        """``crypto_box_seal`` with a chosen ephemeral key; opens like any other."""
        ephemeral_public, ephemeral = bindings.crypto_box_seed_keypair(self.token(32))
        nonce = hashlib.blake2b(ephemeral_public + public, digest_size=24).digest()
        return ephemeral_public + bindings.crypto_box(plaintext, nonce, public, ephemeral)

    @property
    def chance(self) -> Chance:
        return Chance(self.token, self.seal)


class World:
    """The nodes and the network that every vector lives in; ``alba`` is the one that receives."""

    def __init__(self) -> None:
        self.alba, self.brisa = PeerSimulator("alba"), PeerSimulator("brisa")
        self.cielo, self.dora = PeerSimulator("cielo"), PeerSimulator("dora")
        self.old_key = SigningPair.of(hashlib.sha256(b"cielo retired").digest())
        self.lost_key = SigningPair.of(hashlib.sha256(b"cielo compromised").digest())
        keys = (
            NodeKey(NODE, self.old_key.public, "2025-01-01", "2025-12-31", RETIRED),
            NodeKey(
                NODE, self.lost_key.public, "2025-01-01", "2025-12-31", COMPROMISED, {"0badc0de": 7}
            ),
            *self.cielo.descriptor.keys,
        )
        self.cielo.descriptor = replace(self.cielo.descriptor, keys=keys)
        self.cielo.envelope = founding.signed_descriptor(
            self.cielo.descriptor, self.cielo.keys.root
        )
        members = [self.alba, self.brisa, self.cielo]
        self.founding: Founding = found_network(members)
        first = founding.check(self.founding)
        second = replace(
            first.charter,
            version=2,
            nonce="",
            floor=2,
            types={**first.charter.types, "sample.other": frozenset({"ee" * 32})},
            purposes=first.charter.purposes | {"alert_network"},
        )
        self.second = signed_charter(second, members[:2])
        self.founded = Founded(parse_charter(self.second), self.second.digest, first.members)
        self.network = first.charter.network or ""

    def to_value(self) -> Case:
        known = [self.alba, self.brisa, self.cielo, self.dora]
        return {
            "comment": "What the node knows that checks these vectors. Keys are worth nothing.",
            "node": self.alba.id,
            "network": self.network,
            "today": TODAY,
            "private": {
                "root": text(self.alba.keys.root.seed),
                "node": text(self.alba.keys.node.seed),
                "box": text(self.alba.keys.box.private),
                "intake": text(self.alba.keys.intake.private),
            },
            "descriptors": [
                {"envelope": one.envelope.to_value(), "taken_in": "2026-01-01"} for one in known
            ],
            "charters": [self.founding.charter.to_value(), self.second.to_value()],
            "exchanges": [{"id": ALERT.id, "frozen": False}],
            "policy": {
                "digest": SAMPLE_POLICY.digest,
                "of": {
                    "type": SAMPLE_POLICY.type,
                    "schema": SAMPLE_POLICY.schema,
                    "fields": [field.described() for field in SAMPLE_POLICY.fields],
                    "groups": [],
                },
            },
        }

    # --- who lists a key that is another's ---------------------------------------------

    def listing_brisas_key(self) -> list[object]:
        """Brisa's node key as two others list it, whose ids stand before and after brisa's."""
        key = self.brisa.descriptor.active(NODE)
        return self._listing(key, self.brisa.id, RETIRED, COMPROMISED)

    def listing_our_box(self) -> list[object]:
        """Our box key as two others list it."""
        key = self.alba.descriptor.active(BOX)
        return self._listing(key, self.alba.id, RETIRED, COMPROMISED)

    def listing_the_lost_key(self) -> list[object]:
        """A key that cielo lists as compromised, as others list it."""
        key = next(key for key in self.cielo.descriptor.keys if key.public == self.lost_key.public)
        return self._listing(key, self.cielo.id, ACTIVE, ACTIVE)

    def retiring_our_box(self) -> list[object]:
        """Version 2 of our descriptor, whose box key is retired."""
        keys = tuple(
            replace(key, status=RETIRED) if key.role == BOX else key
            for key in self.alba.descriptor.keys
        )
        second = replace(self.alba.descriptor, version=2, keys=keys)
        return [founding.signed_descriptor(second, self.alba.keys.root).to_value()]

    def _listing(self, key: NodeKey, owner: str, *statuses: str) -> list[object]:
        names = [PeerSimulator(f"lists {number}") for number in range(64)]
        before = next(one for one in names if one.id < owner)
        after = next(one for one in names if one.id > owner)
        found: list[object] = []
        for one, status in zip((before, after), statuses, strict=True):
            listed = replace(key, status=status, since={})
            described = replace(one.descriptor, keys=(*one.descriptor.keys, listed))
            found.append(founding.signed_descriptor(described, one.keys.root).to_value())
        return found

    # --- making messages ---------------------------------------------------------------

    def header(self, **forced: Any) -> Header:
        return self.brisa.header(self.alba.descriptor, self.founded, **forced)

    def parts(
        self, items: list[bytes] | None = None, peer: PeerSimulator | None = None, **forced: Any
    ) -> tuple[Header, Body]:
        sender = peer or self.brisa
        header = sender.header(self.alba.descriptor, self.founded, **forced)
        chosen = [sample_record()] if items is None else items
        public = self.alba.keys.intake.public if forced.get("key") else self.alba.keys.box.public
        return sender.compose(header, chosen, public, Seeded("vector").chance)

    def message(
        self, items: list[bytes] | None = None, peer: PeerSimulator | None = None, **forced: Any
    ) -> bytes:
        header, body = self.parts(items, peer, **forced)
        return framed((peer or self.brisa).signed(header), body)

    def envelope_as(self, change: Callable[[bytes], bytes]) -> bytes:
        """A good message whose envelope's bytes were changed."""
        split = wire.split_message(self.message())
        return wire.Framed(change(split.envelope), split.body).to_bytes()

    def payload_as(self, payload: bytes, payload_type: str = MESSAGE) -> bytes:
        """A well-signed envelope around any payload, with a good body."""
        envelope = sign(payload_type, payload, self.brisa.keys.node)
        return framed(envelope, self.parts()[1])

    def body_as(self, change: Callable[[Header, Body], tuple[Header, bytes]]) -> bytes:
        """A signed message whose body was made by hand."""
        header, body = change(*self.parts([sample_record(0), sample_record(1)]))
        return wire.Framed(self.brisa.signed(header).to_json(), body).to_bytes()

    def plaintext_as(self, plaintext: bytes) -> bytes:
        """A message with one item whose plaintext was made by hand."""

        def change(header: Header, _: Body) -> tuple[Header, bytes]:
            seeded = Seeded("by hand")
            body_key = seeded.token(32)
            sealed = Part.of(seeded.seal(self.alba.keys.box.public, body_key))
            aad = additional(header, 0)
            body = Body(sealed, (Part.of(seal_part(item_key(body_key, 0), plaintext, aad)),))
            return replace(header, items=header.items[:1], body=body.digest), body.to_bytes()

        return self.body_as(change)


def text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def signed_charter(charter: Charter, by: list[PeerSimulator]) -> Envelope:
    return sign(CHARTER, charter.payload(), *(one.keys.root for one in by))


def case(comment: str, expect: str, message: bytes, **more: Any) -> Case:
    return {"comment": comment, "expect": expect, "message": text(message), **more}
