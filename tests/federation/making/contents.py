"""Vectors of messages, steps 14 to 16: what is inside."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from tests.federation.making.world import Case, Seeded, World, case, signed_charter

from tejido_federation.charter import Pin
from tejido_federation.envelope import DESCRIPTOR, Envelope, sign
from tejido_federation.header import Header
from tejido_federation.items import document_item
from tejido_federation.parts import Body, Part
from tejido_federation.sealing import padded
from tejido_federation.simulator import PeerSimulator, sample_record

# --- steps 14 to 16 --------------------------------------------------------------------


def contents(w: World) -> Iterator[Case]:
    item = sample_record()
    salt = Seeded("by hand, salt").token(32)

    def other_key(header: Header, body: Body) -> tuple[Header, bytes]:
        sealed = Part.of(Seeded("other").seal(w.cielo.keys.box.public, bytes(32)))
        changed = replace(body, key=sealed)
        return replace(header, body=changed.digest), changed.to_bytes()

    def swapped(header: Header, body: Body) -> tuple[Header, bytes]:
        changed = replace(body, items=body.items[::-1])
        return replace(header, body=changed.digest), changed.to_bytes()

    yield case("The body key is sealed to somebody else.", "cannot_open", w.body_as(other_key))
    yield case(
        "Two ciphertexts changed places, and were signed so.", "cannot_open", w.body_as(swapped)
    )
    yield case(
        "128 zeros too many.", "bad_padding", w.plaintext_as(padded(item, salt) + bytes(128))
    )
    yield case("Padded with ones.", "bad_padding", w.plaintext_as(padded(item, salt)[:-1] + b"\1"))
    yield case(
        "A length beyond the end.",
        "bad_padding",
        w.plaintext_as(salt + b"\xff\xff\xff\xff" + bytes(92)),
    )
    yield case("Too short for a salt.", "bad_padding", w.plaintext_as(b"short"))
    yield case(
        "Another salt than the one committed to.",
        "bad_commitment",
        w.plaintext_as(padded(item, salt)),
    )
    yield from items(w)


def items(w: World) -> Iterator[Case]:
    def one(**forced: Any) -> bytes:
        return w.message([sample_record(0), sample_record(1, **forced)])

    yield case("An item that is not JSON.", "bad_item", w.message([b"no"]), item=0)
    yield case(
        "A duplicate key inside an item.",
        "bad_item",
        w.message([sample_record()[:-1] + b',"version":2}']),
        item=0,
    )
    yield case("A field that the format does not have.", "bad_item", one(note="x"), item=1)
    yield case("Another purpose than the header's.", "bad_item", one(purpose="research"), item=1)
    yield case(
        "A day where a quarter belongs.",
        "bad_item",
        one(consent={"basis": "consent", "until": "2027-01-01"}),
        item=1,
    )
    yield case("Two items with one id.", "duplicate_item", one(id="0" * 32), item=1)
    yield case(
        "A policy that the charter does not name.",
        "policy_not_in_charter",
        one(policy="11" * 32),
        item=1,
    )
    yield case(
        "A policy of the charter that this node lacks.",
        "policy_absent",
        one(type="sample.other", policy="ee" * 32),
        item=1,
    )
    yield case(
        "A code that is not in the domain.",
        "out_of_domain",
        one(fields={"form": "a sentence", "people": "1"}),
        item=1,
    )
    yield case(
        "A field more than the policy has.",
        "out_of_domain",
        one(fields={"form": "raid", "people": "1", "name": "x"}),
        item=1,
    )
    yield case("A reserved id.", "applied", one(fields={"form": "withheld", "people": "1"}))
    yield case(
        "Consent that ended last quarter.",
        "consent_over",
        one(consent={"basis": "consent", "until": "2026-Q1"}),
        item=1,
    )
    yield from documents(w)
    known = {"versions": {sample_version(1): 3}}
    yield case(
        "A version that is here already.",
        "not_newer",
        w.message([sample_record(1, version=3)], type="records"),
        here=known,
    )
    yield case("A newer version.", "applied", w.message([sample_record(1, version=4)]), here=known)
    yield case(
        "It was retracted before it came, by digest and number.",
        "tombstoned",
        w.message(),
        here={"retracted": [0]},
    )
    yield case(
        "A newer version of something retracted.",
        "tombstoned",
        w.message([sample_record(1, version=9)]),
        here={"tombstoned": [sample_version(1)]},
    )


def sample_version(number: int) -> str:
    return f"{number:032x}"


def documents(w: World) -> Iterator[Case]:
    def carrying(kind: str, envelope: Envelope) -> bytes:
        return w.message([document_item(envelope)], type=kind, key=None)

    yield case("Brisa's descriptor 2.", "applied", carrying("descriptor", next_descriptor(w.brisa)))
    yield case(
        "Descriptor 3 where 2 would be next.",
        "document_version",
        carrying("descriptor", next_descriptor(w.brisa, version=3)),
    )
    yield case(
        "Signed by another root.",
        "document_signatures",
        carrying("descriptor", next_descriptor(w.brisa, by=w.cielo)),
    )
    yield case(
        "Charter 3 with too few signatures.",
        "document_signatures",
        carrying("charter", next_charter(w, [w.brisa])),
    )
    yield case("Charter 3.", "applied", carrying("charter", next_charter(w, [w.brisa, w.alba])))
    pins = {**w.founded.charter.members, w.brisa.id: Pin(1, "99" * 32)}
    yield case(
        "Charter 3 pins another descriptor than the one here.",
        "document_pin",
        carrying("charter", next_charter(w, [w.brisa, w.alba], members=pins)),
    )
    yield case(
        "A charter of another network.",
        "document_identity",
        carrying("charter", next_charter(w, [w.brisa, w.alba], network=w.dora.id)),
    )


def next_descriptor(
    peer: PeerSimulator, by: PeerSimulator | None = None, **forced: Any
) -> Envelope:
    changed = replace(peer.descriptor, **{"version": 2, "name": "brisa, moved", **forced})
    return sign(DESCRIPTOR, changed.payload(), (by or peer).keys.root)


def next_charter(w: World, by: list[PeerSimulator], **forced: Any) -> Envelope:
    return signed_charter(replace(w.founded.charter, **{"version": 3, **forced}), by)
