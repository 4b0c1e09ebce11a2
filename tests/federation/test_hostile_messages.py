"""Whatever arrives: the same message, another refusal, never something else."""

import base64
import json
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tejido.errors import PeerError
from tejido_federation import checks, receipts, wire
from tejido_federation.codes import RefusedError

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
    here = world.here()
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
