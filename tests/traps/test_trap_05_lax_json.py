"""Trap 5: Python's ``json`` takes lone surrogates, duplicate keys and more without a word.

Two programs then read two things out of one signature. Each text here is signed with the right key
of a member, by somebody who wants us to read it as Python would; all of it is refused.
"""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tejido_federation import strict_json
from tejido_federation.codes import RefusedError
from tejido_federation.envelope import MESSAGE, sign
from tejido_federation.simulator import framed, sample_record
from tejido_federation.tables import IncomingTable


def twice(payload: bytes) -> bytes:
    """Name the recipient twice: some programs take the first, Python the last."""
    return payload.replace(b'"to":', b'"to":"someone","to":', 1)


def put(good: bytes, bad: bytes) -> Callable[[bytes], bytes]:
    """Put something else in a value's place."""
    return lambda payload: payload.replace(good, bad, 1)


@pytest.mark.parametrize(
    ("code", "make"),
    [
        pytest.param("duplicate_key", twice, id="a key twice"),
        pytest.param("lone_surrogate", put(b'"v":1', b'"v":"\\ud800"'), id="half a character"),
        pytest.param("bad_number", put(b'"seq":1', b'"seq":NaN'), id="not a number"),
        pytest.param("bad_number", put(b'"seq":1', b'"seq":1.0'), id="a float"),
        pytest.param("bad_number", put(b'"seq":1', b'"seq":1' + b"0" * 4000), id="endless"),
        pytest.param("bad_number", put(b'"seq":1', b'"seq":9007199254740992'), id="2^53"),
        pytest.param("too_deep", put(b'"v":1', b'"v":' + b"[" * 900 + b"]" * 900), id="deep"),
    ],
)
def test_trap_5_what_python_would_read_is_refused_though_rightly_signed(
    joined: Any, code: str, make: Callable[[bytes], bytes]
) -> None:
    header, body = joined.peer.compose(
        joined.peer.header(joined.me, joined.founded),
        [sample_record()],
        joined.me.active("box").public,
    )
    payload = make(header.payload())
    assert payload != header.payload()
    assert isinstance(json.loads(payload), dict), "Python takes it"
    with pytest.raises(RefusedError) as why:
        strict_json.parse(payload)
    assert why.value.code.id == code

    answer = joined.take(framed(sign(MESSAGE, payload, joined.peer.keys.node), body))
    assert answer.status == 400
    assert json.loads(answer.body)["code"] == "bad_header"
    assert joined.rows(IncomingTable) == []


def test_trap_5_the_same_message_untouched_is_taken(joined: Any) -> None:
    assert joined.take(joined.message(sample_record())).status == 200
    assert len(joined.rows(IncomingTable)) == 1
