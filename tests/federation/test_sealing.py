"""Bodies: sealed item by item, erasable item by item."""

import hashlib
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tejido.vault.ciphers import BoxPair
from tejido_federation.codes import RefusedError
from tejido_federation.header import CharterSeen, Header, parse_header
from tejido_federation.parts import split_body
from tejido_federation.sealing import (
    PADDED_TO,
    item_key,
    lay_open,
    open_item,
    open_laid,
    open_sealed,
    padded,
    seal_items,
    unpadded,
)

PAIR = BoxPair.of(bytes(range(32)))
HEADER = Header(
    network="a" * 26,
    charter=CharterSeen(1, "0" * 64),
    sender="a" * 26,
    recipient="ae" + "a" * 24,
    key="a" * 26,
    stream="00000000",
    seq=1,
    prev="0" * 64,
    type="records",
    purpose="aggregate",
    issued="2026-01-01",
    expires="2027-01-01",
    body="0" * 64,
    items=("0" * 64,),
)
ITEMS = st.lists(st.binary(max_size=400), min_size=1, max_size=5)


@given(ITEMS)
def test_what_is_sealed_opens(items: list[bytes]) -> None:
    header, body = seal_items(HEADER, items, PAIR.public)
    arrived = split_body(body.to_bytes(), sealed=True, items=len(items))
    assert [one.content for one in open_sealed(header, arrived, PAIR).items] == items
    assert arrived.digest == header.body
    assert parse_header(header.payload()) == header


@given(ITEMS)
def test_what_is_laid_open_can_be_read(items: list[bytes]) -> None:
    header, body = lay_open(replace(HEADER, key=None), items)
    arrived = split_body(body.to_bytes(), sealed=False, items=len(items))
    assert [one.content for one in open_laid(header, arrived).items] == items


@given(ITEMS, st.data())
def test_erasing_one_item_leaves_signature_and_neighbours(items: list[bytes], data: Any) -> None:
    gone = data.draw(st.sets(st.integers(0, len(items) - 1)))
    header, body = seal_items(HEADER, items, PAIR.public)
    left = split_body(body.without(gone).to_bytes(), sealed=True, items=len(items))
    assert left.digest == header.body
    found = {one.number: one.content for one in open_sealed(header, left, PAIR).items}
    assert found == {n: item for n, item in enumerate(items) if n not in gone}


@given(st.binary(max_size=600))
def test_sizes_tell_only_steps_of_128(item: bytes) -> None:
    plain = padded(item, bytes(32))
    assert len(plain) % PADDED_TO == 0
    assert len(plain) - (36 + len(item)) < PADDED_TO
    assert unpadded(plain, 0) == (item, bytes(32))


@given(st.binary(max_size=400))
def test_any_plaintext_is_minimal_or_refused(plaintext: bytes) -> None:
    try:
        item, salt = unpadded(plaintext, 0)
    except RefusedError:
        return
    assert padded(item, salt) == plaintext


def test_two_packings_of_the_same_have_nothing_in_common() -> None:
    one, two = (seal_items(HEADER, [b"{}", b"{}"], PAIR.public) for _ in range(2))
    assert not set(one[0].items) & set(two[0].items)
    assert len({part.content for part in (*one[1].items, *two[1].items)}) == 4
    assert len(set(one[0].items)) == 2


def test_a_commitment_does_not_tell_the_item() -> None:
    header, _ = seal_items(HEADER, [b'{"form":"threat"}'], PAIR.public)
    guess = hashlib.sha256(b"tejido/item/v1\0" + b'{"form":"threat"}').hexdigest()
    assert guess not in header.payload().decode()


@pytest.mark.parametrize(
    "moved",
    [
        {"network": "ae" + "a" * 24},
        {"type": "replace"},
        {"sender": "ai" + "a" * 24},
        {"recipient": "ai" + "a" * 24},
        {"stream": "11111111"},
        {"seq": 2},
    ],
)
def test_a_ciphertext_moved_to_another_place_does_not_open(moved: dict[str, Any]) -> None:
    header, body = seal_items(HEADER, [b"{}"], PAIR.public)
    with pytest.raises(RefusedError) as caught:
        open_sealed(replace(header, **moved), body, PAIR)
    assert caught.value.code.id == "cannot_open"


def test_an_item_key_opens_its_item_and_no_other() -> None:
    header, body = seal_items(HEADER, [b"one", b"two"], PAIR.public)
    contents = open_sealed(header, body, PAIR)
    parts = [part.content or b"" for part in body.items]
    assert open_item(header, 1, parts[1], contents.keys[1]).content == b"two"
    with pytest.raises(RefusedError):
        open_item(header, 1, parts[1], contents.keys[0])


def test_item_keys_do_not_give_the_body_key() -> None:
    assert item_key(bytes(32), 0) != item_key(bytes(32), 1)
    assert item_key(bytes(32), 0) != bytes(32)


@given(st.binary(max_size=300), st.booleans(), st.integers(1, 4))
def test_any_body_is_cut_exactly_or_refused(raw: bytes, sealed: bool, items: int) -> None:
    try:
        body = split_body(raw, sealed=sealed, items=items)
    except RefusedError:
        return
    assert body.to_bytes() == raw
