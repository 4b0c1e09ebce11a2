"""Vectors of messages, steps 11 to 13: its place, the quota, what the charter allows."""

import base64
import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace

from tests.federation.making.world import ALERT, Case, Seeded, World, case

from tejido_federation import strict_json, wire
from tejido_federation.envelope import Envelope
from tejido_federation.header import CharterSeen, Head
from tejido_federation.simulator import framed

# --- steps 11 and 12 -------------------------------------------------------------------


def streams_and_quota(w: World) -> Iterator[Case]:
    stream = w.header().stream
    first = w.message()
    digest = hashlib.sha256(pae_of(first)).hexdigest()
    held = {"streams": {stream: {"last": 1, "digest": digest}}}
    second = w.message(seq=2, prev=digest)
    yield case("The second message.", "applied", second, here=held)
    yield case("The first one again.", "duplicate", first, here={**held, "at": digest})
    yield case(
        "The first one again, on a closed stream.",
        "duplicate",
        first,
        here={"streams": {stream: {"last": 1, "digest": digest, "closed": True}}, "at": digest},
    )
    yield case(
        "Another first message.",
        "equivocation",
        first,
        here={"streams": {stream: {"last": 1, "digest": "22" * 32}}, "at": "22" * 32},
    )
    yield case(
        "A second message that follows another first one.",
        "equivocation",
        w.message(seq=2, prev="33" * 32),
        here=held,
    )
    yield case(
        "A second message, where another one waits in quarantine.",
        "equivocation",
        second,
        here={**held, "at": "22" * 32},
    )
    yield case("The third before the second.", "gap", w.message(seq=3, prev="33" * 32), here=held)
    yield case(
        "The third of a stream of which nothing is here.", "gap", w.message(seq=3, prev="33" * 32)
    )
    yield case(
        "The second, on a closed stream.",
        "stream_closed",
        second,
        here={"streams": {stream: {"last": 1, "digest": digest, "closed": True}}},
    )
    other = {"streams": {"0badf00d": {"last": 9, "digest": "44" * 32}}}
    yield case(
        "A further stream that does not say what it follows.", "unknown_stream", first, here=other
    )
    followed = w.message(old=Head("0badf00d", 7, "55" * 32))
    yield case(
        "A further stream that follows what was sent, and one that is here in two versions.",
        "applied",
        followed,
        here={**other, "old": ["44" * 32, "55" * 32]},
    )
    yield case(
        "A further stream that follows what was never sent.",
        "unknown_stream",
        followed,
        here={**other, "old": ["44" * 32]},
    )
    yield case(
        "Another waits there in quarantine, in a stream of which nothing was taken.",
        "equivocation",
        w.message(seq=3, prev="33" * 32),
        here={"at": "22" * 32},
    )
    yield case(
        "Dora is no member, and does not wait behind a gap.",
        "not_a_member",
        w.message(peer=w.dora, seq=3, prev="33" * 32),
    )
    yield case(
        "A further stream that follows one which is not here.",
        "unknown_stream",
        w.message(old=Head("00000000", 9, "44" * 32)),
        here=other,
    )
    yield case(
        "A further stream after a restore.",
        "applied",
        w.message(old=Head("0badf00d", 7, "55" * 32)),
        here=other,
    )
    lost = strict_json.emit({"upto": 4, "digest": "55" * 32})
    yield case(
        "The sender no longer has 2 to 4.",
        "applied",
        w.message([lost], type="lost", seq=5, prev="55" * 32, key=None),
        here=held,
    )
    yield case(
        "Lost, in a stream of which nothing is here.",
        "unknown_stream",
        w.message([lost], type="lost", seq=5, prev="55" * 32, key=None),
    )
    yield case(
        "Lost, where another message waits in quarantine.",
        "equivocation",
        w.message([lost], type="lost", seq=5, prev="55" * 32, key=None),
        here={**held, "at": "22" * 32},
    )
    yield case(
        "The second, after it was declared lost.",
        "passed_over",
        second,
        here={"streams": {stream: {"last": 5, "digest": "66" * 32}}},
    )
    yield case(
        "The peer's messages of today are used up.",
        "over_quota",
        first,
        here={"used": {"messages": 20_000, "bytes": 0}},
    )
    yield case(
        "The peer's bytes of today are used up.",
        "over_quota",
        first,
        here={"used": {"messages": 1, "bytes": 2**30}},
    )


def pae_of(message: bytes) -> bytes:
    value = json.loads(wire.split_message(message).envelope)
    return Envelope(value["payloadType"], base64.b64decode(value["payload"]), ()).pae


# --- step 13 ---------------------------------------------------------------------------


def permitted(w: World) -> Iterator[Case]:
    founded = w.founded
    target = strict_json.emit({"targets": [["11" * 32, 0]], "reason": "withdrawn"})
    retract: Case = {"type": "retract", "key": None}
    yield case(
        "Written under charter 1; the floor is 2.",
        "charter_floor",
        w.message(charter=CharterSeen(1, w.founding.charter.digest)),
    )
    yield case("Another charter 2.", "charter_split", w.message(charter=CharterSeen(2, "77" * 32)))
    yield case(
        "Charter 3, which is not here yet: judged by what is.",
        "applied",
        w.message(charter=CharterSeen(3, "77" * 32)),
    )
    yield case("Dora has a descriptor, and is no member.", "not_a_member", w.message(peer=w.dora))
    yield case(
        "Former members may still retract.", "applied", w.message([target], peer=w.dora, **retract)
    )
    yield case(
        "A retraction passes every charter.",
        "applied",
        w.message([target], charter=CharterSeen(1, "88" * 32), **retract),
    )
    after: Case = {"issued": "2027-06-01", "expires": "2027-07-01"}
    yield case("Written after the charter expired.", "charter_expired", w.message(**after))
    dated: Case = {"issued": "2026-12-31", "expires": "2027-12-31"}
    yield case(
        "Dated before the charter expired, on the 31st day after.",
        "charter_expired",
        w.message(**dated),
        here={"today": "2027-02-01"},
    )
    yield case(
        "Dated before the charter expired, on the 30th day after.",
        "applied",
        w.message(**dated),
        here={"today": "2027-01-31"},
    )
    alert: Case = {
        "type": ALERT.id,
        "purpose": "alert_network",
        "key": w.alba.descriptor.active("box").id,
    }
    header, body = w.brisa.compose(
        w.header(**alert, **after), [b"{}"], w.alba.keys.box.public, Seeded("alert").chance
    )
    yield case(
        "An alert flows under an expired charter.", "applied", framed(w.brisa.signed(header), body)
    )
    yield case(
        "A retraction flows under an expired charter.",
        "applied",
        w.message([target], **retract, **after),
    )
    unknown = replace(w.header(), type="sample.unknown")
    header, body = w.brisa.compose(unknown, [b"{}"], w.alba.keys.box.public, Seeded("x").chance)
    yield case("No such exchange.", "unknown_type", framed(w.brisa.signed(header), body))
    yield case(
        "A purpose that the charter does not have.",
        "unknown_purpose",
        w.message(purpose="curiosity"),
    )
    yield case(
        "Records are not the federation's own business.",
        "unknown_purpose",
        w.message(purpose="federation"),
    )
    yield case(
        "A retraction has one purpose.",
        "unknown_purpose",
        w.message([target], purpose="aggregate", **retract),
    )
    dated = {"issued": "2026-05-01", "expires": "2026-05-31"}
    yield case("Expired yesterday.", "expired", w.message(**dated))
    yield case(
        "A retraction that expired long ago.",
        "applied",
        w.message([target], **retract),
        here={"today": "2028-01-01"},
    )
    yield case("Expires today.", "applied", w.message(**{**dated, "expires": "2026-06-01"}))
    assert founded.charter.floor == 2
