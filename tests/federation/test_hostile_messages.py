"""Whatever arrives: the same message, another refusal, never something else."""

import base64
import json
import re
import tracemalloc
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import reduce
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tejido.errors import PeerError
from tejido_federation import checks, receipts, strict_json, wire
from tejido_federation.codes import RefusedError
from tejido_federation.envelope import CHARTER, DESCRIPTOR, sign
from tejido_federation.items import document_item

VECTORS = Path(__file__).parent / "vectors"


def mutated(raw: bytes, data: Any) -> bytes:
    """Return ``raw`` with one stretch replaced, removed or repeated."""
    start: int = data.draw(st.integers(0, len(raw)))
    end: int = data.draw(st.integers(start, min(len(raw), start + 64)))
    middle: bytes = data.draw(st.binary(max_size=16) | st.just(raw[start:end] * 2))
    return raw[:start] + middle + raw[end:]


@given(data=st.data())
@settings(max_examples=400)
def test_a_mutated_message_is_the_same_or_refused(good: bytes, world: Any, data: Any) -> None:
    here = world.here({})
    before = checks.authentic(good, here)
    try:
        after = checks.authentic(mutated(good, data), here)
    except PeerError:
        return
    assert after.digest == before.digest
    assert after.header == before.header
    # A part may have been erased on the way; nothing else can differ.
    assert after.body.digest == before.body.digest


@given(st.binary(max_size=2000))
def test_any_bytes_are_refused_with_a_code(outcome: Callable[[bytes], str], raw: bytes) -> None:
    assert outcome(raw) in {"bad_framing", "too_large", "not_utf8", "not_json"}


@given(st.binary(max_size=500))
def test_an_answer_of_any_bytes_ends_no_delivery(world: Any, raw: bytes) -> None:
    try:
        for one in wire.split_answer(raw):
            receipts.verify_receipt(one, world.roster, world.today)
    except PeerError:
        return
    raise AssertionError("a receipt out of nothing")


def test_no_vector_takes_much_memory(world: Any) -> None:
    cases = [
        base64.b64decode(case["message"])
        for path in VECTORS.glob("message-*.json")
        for case in json.loads(path.read_text(encoding="utf-8"))
    ]
    tracemalloc.start()
    for raw in cases:
        try:
            world.run(raw)
        except RefusedError:
            continue
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 20 * wire.MAX_MESSAGE


# --- well signed, and wrong inside -----------------------------------------------------

ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**53), 2**53),
    st.sampled_from(["", "\x00", "9999-12-31", "0000-00-00", "9999-Q4", "0" * 64, "a" * 26, "¡é"]),
    st.lists(st.lists(st.text(max_size=3), max_size=2), max_size=3),
    st.dictionaries(st.text(max_size=3), st.integers(0, 2), max_size=2),
)


DAY = re.compile(r"\d{4}-\d\d-\d\d")
#: The ends of what days there are, in the format and in a library.
DAYS = st.sampled_from(["0001-01-01", "9000-01-01", "9000-01-02", "9999-12-30", "9999-12-31"])


def instead_of(value: Any) -> st.SearchStrategy[Any]:
    """What may stand where a value stood: something odd, or something nearly right."""
    if isinstance(value, str) and DAY.fullmatch(value):
        return DAYS | ODD
    if isinstance(value, int):
        return st.integers(0, 4) | st.just(2**53 - 1) | ODD
    return ODD


def places(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return where in a JSON value something can be replaced."""
    inner: Any = ()
    if isinstance(value, dict):
        inner = value.items()
    elif isinstance(value, list):
        inner = enumerate(value)
    return [at, *(place for key, one in inner for place in places(one, (*at, key)))]


def put(value: Any, at: tuple[Any, ...], new: Any) -> Any:
    """Return a JSON value with another one at a place."""
    if not at:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[at[0]] = put(value[at[0]], at[1:], new)
    return copy


def odd(data: Any, payload: bytes) -> bytes:
    """Return JSON with something else at one or two places, or as it was."""
    value = json.loads(payload)
    for _ in range(data.draw(st.integers(0, 3))):
        at = data.draw(st.sampled_from(places(value)))
        held = reduce(lambda one, key: one[key], at, value)
        value = put(value, at, data.draw(instead_of(held)))
    return json.dumps(value).encode()


def odd_item(data: Any, kind: str, office: Any, peers: Sequence[Any], founded: Any) -> bytes:
    """Return an item of an exchange, odd, yet signed where it has to be."""
    last = peers[-1]
    charter = replace(founded.charter, version=2, nonce="")
    later = replace(last.descriptor, version=2)
    roots = (office.root, *(peer.keys.root for peer in peers))
    if kind == "charter":
        return document_item(sign(CHARTER, odd(data, charter.payload()), *roots))
    if kind == "descriptor":
        return document_item(sign(DESCRIPTOR, odd(data, later.payload()), *roots))
    plain = {
        "records": bytes(office.record(1)),
        "retract": strict_json.emit({"targets": [["a" * 64, 0]], "reason": "withdrawn"}),
        "lost": strict_json.emit({"upto": 1, "digest": "0" * 64}),
    }
    return odd(data, plain[kind])


@pytest.fixture
def networks() -> list[Any]:
    """The network of all examples, once it is founded."""
    return []


@given(
    data=st.data(), kind=st.sampled_from(["charter", "descriptor", "records", "retract", "lost"])
)
@settings(
    max_examples=400,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_whatever_is_signed_inside_gets_a_signed_answer(
    office: Any, brisa: Any, found_with: Any, networks: list[Any], data: Any, kind: str
) -> None:
    peers = (brisa, type(brisa)("cielo"))
    if not networks:
        networks.append(found_with([office], peers))
        office.sign_in()
    (founded,) = networks
    to = founded.members[office.node.id].descriptor
    item = odd_item(data, kind, office, peers, founded)
    more = {"type": kind, "key": None} if kind != "records" else {"type": kind}
    answer = office.inbox.take(brisa.message(to, founded, [item], **more))
    assert answer.status == 200
