"""Vectors of messages, steps 1 to 10: is this a whole message of its sender, to us?"""

import base64
import json
import struct
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from tests.federation.making.world import Case, World, case, text

from tejido.vault.ciphers import SigningPair
from tejido_federation import strict_json, wire
from tejido_federation.descriptor import BOX, INTAKE
from tejido_federation.envelope import MESSAGE, RECEIPT, Envelope, sign
from tejido_federation.header import Header
from tejido_federation.parts import Part
from tejido_federation.simulator import Keys, framed, sample_record

# --- steps 1 to 6 ----------------------------------------------------------------------


def before_the_signature(w: World) -> Iterator[Case]:
    good = w.message()
    yield case("One record, as it should be.", "applied", good)
    yield case(
        "256 items, the most there may be.",
        "applied",
        w.message([sample_record(n) for n in range(256)]),
    )
    yield case(
        "Content-Length announces a byte too many; nothing is read.",
        "too_large",
        good,
        request={"length": wire.MAX_MESSAGE + 1},
    )
    yield case(
        "An envelope is announced that is a byte too long.",
        "too_large",
        struct.pack(">II", wire.MAX_ENVELOPE + 1, 0),
    )
    yield case("Ends after seven bytes.", "bad_framing", good[:7])
    yield case("A byte is missing at the end.", "bad_framing", good[:-1])
    yield case("A byte follows the end.", "bad_framing", good + b"\0")
    yield case("Says that it is compressed.", "encoded_content", good, request={"encoding": "gzip"})
    yield case("A byte order mark.", "not_utf8", w.envelope_as(lambda e: b"\xef\xbb\xbf" + e))
    yield case(
        "An overlong encoding of a slash.",
        "not_utf8",
        w.envelope_as(lambda e: e.replace(b"payloadType", b"payload\xc0\xaf", 1)),
    )
    deep = b"[" * 9 + b"]" * 9
    yield case("Nested nine deep.", "too_deep", w.envelope_as(lambda _: deep))
    yield case("100,000 opening brackets.", "too_deep", w.envelope_as(lambda _: b"[" * 90_000))
    yield case(
        "Brackets inside a string do not nest; the rest has no shape.",
        "bad_envelope",
        w.envelope_as(lambda _: b'{"a":"[[[[[[[[[["}'),
    )
    yield case(
        "The key payload stands twice.",
        "duplicate_key",
        w.envelope_as(lambda e: e[:-1] + b',"payload":""}'),
    )
    for number in (b"1.0", b"1e2", b"NaN", b"-Infinity", b"9007199254740992", b"9" * 60_000):
        message = w.envelope_as(instead(b'{"payload":' + number + b"}"))
        yield case(f"The number {number[:20].decode()}.", "bad_number", message)
    yield case(
        "Half of a surrogate pair.",
        "lone_surrogate",
        w.envelope_as(lambda _: b'{"payload":"\\ud800"}'),
    )
    yield case("Not JSON at all.", "not_json", w.envelope_as(lambda _: b"{payload: 1}"))
    yield case("An empty envelope.", "not_json", w.envelope_as(lambda _: b""))
    yield from wrong_envelopes(w)


def instead(raw: bytes) -> Callable[[bytes], bytes]:
    return lambda _: raw


def wrong_envelopes(w: World) -> Iterator[Case]:
    def edited(**changes: Any) -> bytes:
        def change(raw: bytes) -> bytes:
            return strict_json.emit({**json.loads(raw), **changes})

        return w.envelope_as(change)

    value = json.loads(wire.split_message(w.message()).envelope)
    one = value["signatures"][0]
    yield case("A key that is not in the format.", "bad_envelope", edited(extra=1))
    yield case("No signature.", "bad_envelope", edited(signatures=[]))
    yield case("Two signatures on a message.", "bad_envelope", edited(signatures=[one, one]))
    url_safe = value["payload"].rstrip("=") + "-_"
    yield case("URL-safe base64.", "bad_envelope", edited(payload=url_safe))
    yield case(
        "Base64 without its padding.",
        "bad_envelope",
        edited(signatures=[{**one, "sig": one["sig"].rstrip("=")}]),
    )
    yield case(
        "A signature of 63 bytes.",
        "bad_envelope",
        edited(signatures=[{**one, "sig": text(bytes(63))}]),
    )
    yield case(
        "A keyid in capitals.",
        "bad_envelope",
        edited(signatures=[{**one, "keyid": one["keyid"].upper()}]),
    )
    yield case(
        "A receipt where a message belongs.", "unknown_payload_type", edited(payloadType=RECEIPT)
    )
    yield case(
        "A payload type of tomorrow.",
        "unknown_payload_type",
        edited(payloadType=MESSAGE.replace("v1", "v2")),
    )


# --- steps 7 to 10 ---------------------------------------------------------------------


def signature_and_header(w: World) -> Iterator[Case]:
    header, body = w.parts()
    stranger = Keys.of("nobody").node

    def signed_by(pair: SigningPair, one: Header = header) -> bytes:
        return framed(sign(MESSAGE, one.payload(), pair), body)

    yield case("Signed by a key that no descriptor names.", "unknown_key", signed_by(stranger))
    yield case(
        "The keyid is that of a box key.",
        "key_role",
        w.envelope_as(rekeyed(w.brisa.descriptor.active("box").id)),
    )
    yield case(
        "A retired key, within 30 days: it gets as far as the sender's name.",
        "not_the_signer",
        signed_by(w.old_key),
        here={"today": "2026-01-31"},
    )
    yield case(
        "A retired key, on the 31st day.",
        "key_retired",
        signed_by(w.old_key),
        here={"today": "2026-02-01"},
    )
    yield case("A compromised key.", "key_compromised", signed_by(w.lost_key))
    yield case(
        "Two others list brisa's key too, as retired and as compromised: it stays brisa's.",
        "applied",
        w.message(),
        here={"also": w.listing_brisas_key()},
    )
    yield case(
        "One who lists brisa's key is no sender of what brisa signed.",
        "not_the_signer",
        signed_by(w.brisa.keys.node, replace(header, sender=w.cielo.id)),
        here={"also": w.listing_brisas_key()},
    )
    yield case(
        "The key of one who no longer uses it, though another lists it as active.",
        "not_the_signer",
        signed_by(w.lost_key, replace(header, sender=w.cielo.id)),
        here={"also": w.listing_the_lost_key()},
    )
    yield case(
        "Two others list our box key too, as retired and as compromised: it stays ours.",
        "applied",
        w.message(),
        here={"also": w.listing_our_box()},
    )
    yield case(
        "Another's keyid on our signature.",
        "bad_signature",
        w.envelope_as(rekeyed(w.cielo.descriptor.active("node").id)),
    )
    yield case("One bit of the payload changed.", "bad_signature", w.envelope_as(flipped_payload))
    yield case(
        "The signature of another payload type.",
        "bad_signature",
        w.envelope_as(lambda _: retyped(sign(RECEIPT, header.payload(), w.brisa.keys.node))),
    )
    yield from wrong_headers(w)
    yield case("Brisa's header, signed by cielo.", "not_the_signer", signed_by(w.cielo.keys.node))
    yield case(
        "Addressed to cielo, forwarded to us.",
        "not_for_us",
        signed_by(w.brisa.keys.node, replace(header, recipient=w.cielo.id)),
    )
    yield case(
        "A network that we are not in.",
        "unknown_network",
        signed_by(w.brisa.keys.node, replace(header, network=w.dora.id)),
    )
    yield case(
        "Sealed to a key of brisa's.",
        "recipient_key",
        signed_by(w.brisa.keys.node, replace(header, key=w.brisa.descriptor.active("box").id)),
    )
    yield case(
        "Records sealed to the intake key.",
        "recipient_key",
        w.message(key=w.alba.descriptor.active(INTAKE).id),
    )
    yield case(
        "Sealed to our retired box key, which is at hand, within 30 days.",
        "applied",
        w.message(),
        here={"renewed": w.retiring_our_box(), "held": [w.alba.descriptor.active(BOX).id]},
    )
    yield case(
        "Sealed to our retired box key, which is no longer at hand.",
        "recipient_key",
        w.message(),
        here={"renewed": w.retiring_our_box()},
    )
    yield case(
        "Sealed to our retired box key, on the 31st day.",
        "recipient_key",
        w.message(),
        here={
            "renewed": w.retiring_our_box(),
            "held": [w.alba.descriptor.active(BOX).id],
            "renewed_on": "2026-05-01",
        },
    )
    yield case("Records with an open body.", "recipient_key", w.message(key=None))
    yield from wrong_bodies(w)


def rekeyed(keyid: str) -> Callable[[bytes], bytes]:
    def change(raw: bytes) -> bytes:
        value = json.loads(raw)
        value["signatures"][0]["keyid"] = keyid
        return strict_json.emit(value)

    return change


def flipped_payload(raw: bytes) -> bytes:
    value = json.loads(raw)
    payload = bytearray(base64.b64decode(value["payload"]))
    payload[10] ^= 1
    return strict_json.emit({**value, "payload": text(bytes(payload))})


def retyped(envelope: Envelope) -> bytes:
    return replace(envelope, payload_type=MESSAGE).to_json()


def wrong_headers(w: World) -> Iterator[Case]:
    good = json.loads(w.parts()[0].payload())

    def edited(**changes: Any) -> bytes:
        return w.payload_as(strict_json.emit({**good, **changes}))

    yield case("Not an object.", "bad_header", w.payload_as(b"[]"))
    yield case(
        "A duplicate key in the header.",
        "bad_header",
        w.payload_as(strict_json.emit(good)[:-1] + b',"v":1}'),
    )
    yield case("Format 2.", "bad_header", edited(v=2))
    yield case("True is not 1.", "bad_header", edited(v=True))
    yield case("An unknown field.", "bad_header", edited(priority="high"))
    yield case(
        "A field is missing.",
        "bad_header",
        w.payload_as(strict_json.emit({k: v for k, v in good.items() if k != "to"})),
    )
    yield case("Sequence numbers begin at 1.", "bad_header", edited(seq=0))
    yield case("The first message follows nothing.", "bad_header", edited(prev="11" * 32))
    yield case("A second message follows something.", "bad_header", edited(seq=2))
    yield case(
        "Only a first message names an older stream.",
        "bad_header",
        edited(seq=2, prev="11" * 32, old={"stream": "00000000", "seq": 1, "digest": "11" * 32}),
    )
    yield case("A day that does not exist.", "bad_header", edited(issued="2026-02-30"))
    yield case("A day after the last one.", "bad_header", edited(expires="9000-01-02"))
    yield case("Expires before it was issued.", "bad_header", edited(expires="2026-05-31"))
    yield case("No items.", "bad_header", edited(items=[]))
    yield case("257 items.", "bad_header", edited(items=["11" * 32] * 257))
    yield case("A type that is no name.", "bad_header", edited(type="Records"))
    yield case("To oneself.", "bad_header", edited(to=good["from"]))
    yield case(
        "An id whose last character stands for no byte.",
        "bad_header",
        edited(network="a" * 25 + "b"),
    )


def wrong_bodies(w: World) -> Iterator[Case]:
    yield case(
        "The second item is missing.",
        "bad_body",
        w.body_as(lambda header, body: (header, replace(body, items=body.items[:1]).to_bytes())),
    )
    yield case(
        "A third item.",
        "bad_body",
        w.body_as(lambda header, body: (header, body.to_bytes() + body.items[0].to_bytes())),
    )
    yield case("Shorter than a sealed key.", "bad_body", w.body_as(lambda h, _: (h, b"short")))
    yield case(
        "Two items changed places.",
        "body_digest",
        w.body_as(lambda header, body: (header, replace(body, items=body.items[::-1]).to_bytes())),
    )
    yield case(
        "One item was destroyed: the signature still holds.",
        "erased",
        w.body_as(lambda header, body: (header, body.without([1]).to_bytes())),
    )
    yield case(
        "A destroyed part with another digest.",
        "body_digest",
        w.body_as(
            lambda header, body: (
                header,
                replace(body, items=(body.items[0], Part(bytes(32), None))).to_bytes(),
            )
        ),
    )
