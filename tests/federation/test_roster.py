"""Whose key is whose: what one node lists never changes what a key is worth for another."""

from dataclasses import replace

import pytest

from tejido_federation.codes import RefusedError
from tejido_federation.descriptor import BOX, COMPROMISED, NODE, RETIRED, Descriptor, NodeKey
from tejido_federation.roster import Held, Roster
from tejido_federation.simulator import PeerSimulator

TODAY = "2026-06-01"


def held(descriptor: Descriptor, taken_in: str = TODAY, **retired: str) -> Held:
    return Held(descriptor, "0" * 64, taken_in, retired)


def listing(other: PeerSimulator, key: NodeKey, status: str) -> Held:
    """``other`` lists a key that is not its own."""
    keys = (*other.descriptor.keys, replace(key, status=status, since={}))
    return held(replace(other.descriptor, keys=keys))


@pytest.mark.parametrize("status", [RETIRED, COMPROMISED])
@pytest.mark.parametrize("turned", [False, True])
def test_another_who_lists_a_key_does_not_silence_its_owner(status: str, turned: bool) -> None:
    owner, other = PeerSimulator("owner"), PeerSimulator("other")
    node, box = owner.descriptor.active(NODE), owner.descriptor.active(BOX)
    for key in (node, box):
        nodes = [held(owner.descriptor), listing(other, key, status)]
        roster = Roster.of(nodes[::-1] if turned else nodes, {})
        assert owner.id in {one.node for one in roster.signers(node.id, TODAY)}
        assert roster.own_key(owner.id, box.id, TODAY).node == owner.id


@pytest.mark.parametrize("turned", [False, True])
def test_another_who_lists_a_key_does_not_bring_it_back_for_its_owner(turned: bool) -> None:
    owner, other = PeerSimulator("owner"), PeerSimulator("other")
    (node,) = (key for key in owner.descriptor.keys if key.role == NODE)
    lost = replace(owner.descriptor, keys=(replace(node, status=COMPROMISED),))
    nodes = [held(lost), listing(other, node, "active")]
    roster = Roster.of(nodes[::-1] if turned else nodes, {})
    assert [one.node for one in roster.signers(node.id, TODAY)] == [other.id]


def test_a_later_descriptor_does_not_begin_the_days_of_a_retired_key_anew() -> None:
    owner = PeerSimulator("owner")
    (node,) = (key for key in owner.descriptor.keys if key.role == NODE)
    kept = replace(owner.descriptor, keys=(replace(node, status=RETIRED),))
    roster = Roster.of([held(kept, "2026-05-30", **{node.id: "2026-05-01"})], {})
    assert roster.signers(node.id, "2026-05-31")
    with pytest.raises(RefusedError, match="retired"):
        roster.signers(node.id, "2026-06-01")


def test_what_nobody_may_sign_with_says_why() -> None:
    owner = PeerSimulator("owner")
    roster = Roster.of([held(owner.descriptor)], {})
    for keyid, code in (
        ("a" * 26, "unknown_key"),
        (owner.descriptor.active(BOX).id, "key_role"),
    ):
        with pytest.raises(RefusedError) as refused:
            roster.signers(keyid, TODAY)
        assert refused.value.code.id == code


def test_our_retired_box_key_works_for_thirty_days_where_its_pair_is_at_hand() -> None:
    owner = PeerSimulator("owner")
    box = owner.descriptor.active(BOX)
    retired = replace(owner.descriptor, keys=(replace(box, status=RETIRED),))
    roster = Roster.of([held(retired, "2026-05-30", **{box.id: "2026-05-02"})], {})
    at_hand = frozenset({box.id})
    assert roster.own_key(owner.id, box.id, "2026-06-01", at_hand).role == BOX
    for day, pairs in (("2026-06-02", at_hand), ("2026-06-01", frozenset[str]())):
        with pytest.raises(RefusedError) as refused:
            roster.own_key(owner.id, box.id, day, pairs)
        assert refused.value.code.id == "recipient_key"
