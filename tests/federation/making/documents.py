"""Vectors of descriptors, charters and receipts by themselves."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from tests.federation.making.world import Case, World, signed_charter

from tejido.vault.ciphers import SigningPair
from tejido_federation import strict_json
from tejido_federation.charter import Charter, Pin, parse_charter
from tejido_federation.descriptor import Descriptor
from tejido_federation.envelope import DESCRIPTOR, sign
from tejido_federation.receipts import ItemOutcome, Receipt
from tejido_federation.simulator import PeerSimulator


def descriptors(w: World) -> Iterator[Case]:
    first = w.brisa.descriptor
    root, second_root = w.brisa.keys.root, SigningPair.of(hashlib.sha256(b"second root").digest())
    both = (root.public, second_root.public)

    def one(comment: str, expect: str, found: Descriptor, *by: SigningPair, **more: Any) -> Case:
        envelope = sign(DESCRIPTOR, found.payload(), *by)
        return {"comment": comment, "expect": expect, "envelope": envelope.to_value(), **more}

    after = {"after": w.brisa.envelope.to_value()}
    two = replace(first, version=2, roots=both, threshold=2)
    yield one("Version 1.", "good", first, root)
    yield one(
        "Version 1 has one root.",
        "document_identity",
        replace(first, roots=both, threshold=1),
        root,
    )
    yield one(
        "Version 1 of another node.", "document_identity", replace(first, node=w.cielo.id), root
    )
    yield one("Nobody signed with its root.", "document_signatures", first, second_root)
    yield one("Version 2 without version 1.", "document_version", replace(first, version=2), root)
    yield one("Two roots from version 2 on.", "good", two, root, second_root, **after)
    yield one("The new roots' threshold is missing.", "document_signatures", two, root, **after)
    yield one(
        "The old root's signature is missing.",
        "document_signatures",
        replace(first, version=2, roots=both[1:]),
        second_root,
        **after,
    )
    yield one(
        "Version 3 after version 1.", "document_version", replace(first, version=3), root, **after
    )
    yield one("Version 1 again.", "document_version", first, root, **after)
    yield one(
        "An endpoint that is no address.",
        "bad_item",
        replace(first, endpoints=("javascript:1",)),
        root,
    )
    for url in ("https://peer.example:8443/tejido/", "http://peer.onion", "http://127.0.0.1:9"):
        yield one(f"Reached at {url}.", "good", replace(first, endpoints=(url,)), root)
    for url in ("https://a..b", f"https://{'a' * 64}.example", "http://peer.example/"):
        comment = f"Cannot be reached at {url[:20]}."
        yield one(comment, "bad_item", replace(first, endpoints=(url,)), root)
    yield one(
        "A name that turns the direction of what follows.",
        "bad_item",
        replace(first, name="brisa\u202e"),
        root,
    )
    value = json.loads(first.payload())
    value["keys"][0]["id"] = value["keys"][1]["id"]
    yield {
        "comment": "The keyid of another key.",
        "expect": "bad_item",
        "envelope": sign(DESCRIPTOR, strict_json.emit(value), root).to_value(),
    }
    value = json.loads(first.payload())
    value["keys"][0]["role"] = ["node"]
    yield {
        "comment": "A role that is a list.",
        "expect": "bad_item",
        "envelope": sign(DESCRIPTOR, strict_json.emit(value), root).to_value(),
    }
    wrong = strict_json.emit({**json.loads(first.payload()), "v": 2})
    yield {
        "comment": "Format 2.",
        "expect": "bad_item",
        "envelope": sign(DESCRIPTOR, wrong, root).to_value(),
    }


def charters(w: World) -> Iterator[Case]:
    first = parse_charter(w.founding.charter)
    all_three = [w.alba, w.brisa, w.cielo]

    def one(
        comment: str, expect: str, found: Charter, by: list[PeerSimulator], after: bool
    ) -> Case:
        value: Case = {"comment": comment, "expect": expect}
        value["envelope"] = signed_charter(found, by).to_value()
        return {**value, "after": w.founding.charter.to_value()} if after else value

    second = replace(first, version=2, nonce="")
    assert first.threshold == 2
    yield one("Charter 1, signed by every member.", "good", first, all_three, False)
    yield one(
        "Charter 1, and one member has not signed.",
        "document_signatures",
        first,
        all_three[:2],
        False,
    )
    yield one("Charter 1 has a nonce.", "bad_item", replace(first, nonce=""), all_three, False)
    yield one("Charter 2 without charter 1.", "document_version", second, all_three, False)
    yield one("Charter 2, signed by two of three.", "good", second, all_three[1:], True)
    yield one("Charter 2, signed by one.", "document_signatures", second, [w.brisa], True)
    without = {node: pin for node, pin in first.members.items() if node != w.cielo.id}
    yield one(
        "Enough of the old members, too few of the new.",
        "document_signatures",
        replace(second, members=without),
        [w.cielo, w.brisa],
        True,
    )
    yield one(
        "Charter 3 after charter 1.",
        "document_version",
        replace(second, version=3),
        all_three,
        True,
    )
    yield one(
        "A member pinned with another digest.",
        "document_pin",
        replace(first, members={**first.members, w.brisa.id: Pin(1, "99" * 32)}),
        all_three,
        False,
    )
    yield one(
        "A coordinator who is no member.",
        "bad_item",
        replace(first, coordinators=frozenset({w.dora.id})),
        all_three,
        False,
    )
    yield one(
        "Days beyond what can be counted on.",
        "bad_item",
        replace(first, issued="9999-01-01", expires="9999-12-31"),
        all_three,
        False,
    )
    yield one(
        "Longer than a year.", "bad_item", replace(first, expires="2027-01-03"), all_three, False
    )


def receipts(w: World) -> Iterator[Case]:
    ours = {"network": w.network, "from": w.alba.id, "to": w.brisa.id, "of": "11" * 32}
    good = Receipt(w.network, w.brisa.id, w.alba.id, "11" * 32, 1, "kept")

    def one(comment: str, expect: str, found: Receipt, by: PeerSimulator) -> Case:
        envelope = found.signed(by.keys.node).to_value()
        return {"comment": comment, "expect": expect, "message": ours, "envelope": envelope}

    yield one("Kept.", "counts", good, w.brisa)
    yield one(
        "Refused, with code and item.",
        "counts",
        replace(
            good,
            outcome="refused",
            code="out_of_domain",
            items=(ItemOutcome(3, "refused", "out_of_domain"),),
        ),
        w.brisa,
    )
    yield one(
        "A reason of tomorrow.",
        "counts",
        replace(good, outcome="refused", code="new_reason"),
        w.brisa,
    )
    yield one(
        "A gap, with what is missing.", "counts", replace(good, outcome="gap", next=4), w.brisa
    )
    yield one(
        "A gap that does not say where.", "does_not_count", replace(good, outcome="gap"), w.brisa
    )
    yield one(
        "Refused without a reason.", "does_not_count", replace(good, outcome="refused"), w.brisa
    )
    twice = (ItemOutcome(3, "withheld"), ItemOutcome(3, "erased"))
    yield one(
        "Says two things of one item.",
        "does_not_count",
        replace(good, outcome="applied", items=twice),
        w.brisa,
    )
    yield one(
        "An outcome that is not in the format.",
        "does_not_count",
        replace(good, outcome="lost"),
        w.brisa,
    )
    yield one("Brisa's receipt, signed by cielo.", "does_not_count", good, w.cielo)
    yield one(
        "Cielo's own receipt for what went to brisa.",
        "does_not_count",
        replace(good, sender=w.cielo.id),
        w.cielo,
    )
    yield one(
        "A receipt for somebody else's message.",
        "does_not_count",
        replace(good, recipient=w.cielo.id),
        w.brisa,
    )
    yield one(
        "A receipt of another network.", "does_not_count", replace(good, network=w.dora.id), w.brisa
    )
    yield one(
        "A receipt for another message.", "does_not_count", replace(good, of="22" * 32), w.brisa
    )
