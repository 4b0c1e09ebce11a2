"""Trap 4: an envelope can be changed outside of what is signed: the same message in other bytes.

Who remembers what it has seen by the bytes takes the same message twice, and who chains on the
bytes can be led astray. The identity of a message is the digest of what is signed.
"""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tejido_federation import wire
from tejido_federation.simulator import sample_record
from tejido_federation.tables import IncomingTable
from tejido_federation.wire import Framed


def spaced(envelope: dict[str, Any]) -> bytes:
    return json.dumps(envelope, indent=2).encode()


def turned_round(envelope: dict[str, Any]) -> bytes:
    return json.dumps(dict(reversed(envelope.items()))).encode()


def escaped(envelope: dict[str, Any]) -> bytes:
    """Write every character of the payload as ``\\uXXXX``: other bytes, the same text."""
    payload = "".join(f"\\u{ord(character):04x}" for character in envelope["payload"])
    rest = json.dumps({key: envelope[key] for key in ("payloadType", "signatures")})
    return f'{{"payload":"{payload}",{rest[1:]}'.encode()


@pytest.mark.parametrize("change", [spaced, turned_round, escaped])
def test_trap_4_the_same_message_in_other_bytes_is_taken_once(
    joined: Any, change: Callable[[dict[str, Any]], bytes]
) -> None:
    raw = joined.message(sample_record())
    framed = wire.split_message(raw)
    changed = Framed(change(json.loads(framed.envelope)), framed.body).to_bytes()
    assert changed != raw

    first = joined.take(raw)
    assert first.status == 200
    kept = joined.rows(IncomingTable)
    assert len(kept) == 1
    again = joined.take(changed)
    assert (again.status, again.body) == (200, first.body), "the receipt that there is"
    assert joined.rows(IncomingTable) == kept, "nothing is stored a second time"

    # And the stream goes on from what was signed, not from the bytes that came last.
    assert joined.take(joined.message(sample_record(1))).status == 200
    assert len(joined.rows(IncomingTable)) == 2
