"""Trap 1: a hash of a low-entropy plaintext in a clear header discloses it.

What leaves of a record is a handful of codes: all that it could say can be tried in no time.
"""

import base64
import hashlib
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from tejido.declare.policy import Policy, project
from tejido_federation import checks
from tejido_federation.delivery import Delivery
from tejido_federation.sealing import commitment, lay_open
from tejido_federation.simulator import here, sample_record
from tejido_federation.tables import OutgoingTable
from tejido_federation.transport import Transport

HASHES = ("sha256", "sha1", "md5", "sha512", "sha3_256", "blake2b")
TOLD: dict[str, object] = {"severity": "red", "needs": ["safehouse"]}


def item(policy: Policy, **told: object) -> bytes:
    """Return the exact bytes of what leaves; a thief may know all of it but what it tells."""
    fields = {**project(policy, {}, {}), **told}
    return sample_record(
        7, type=policy.type, schema=policy.schema, policy=policy.digest, fields=fields
    )


def everything_it_could_tell(policy: Policy) -> Iterator[bytes]:
    by_name = {field.name: field.domains[0] for field in policy.fields}
    for severity, need in product(by_name["severity"], by_name["needs"]):
        yield item(policy, severity=severity, needs=[need])


def as_written(digest: bytes) -> Iterator[bytes]:
    """Give the ways in which a digest could stand somewhere."""
    yield digest
    yield digest.hex().encode()
    yield base64.b64encode(digest).rstrip(b"=")
    yield base64.b32encode(digest).rstrip(b"=").lower()


def found_by_trying(policy: Policy, seen: bytes) -> list[bytes]:
    """Return the items of which a hash stands in what a thief sees."""
    found = []
    for tried in everything_it_could_tell(policy):
        digests = [hashlib.new(name, tried).digest() for name in HASHES]
        digests.append(bytes.fromhex(commitment(tried)))
        if any(text in seen for digest in digests for text in as_written(digest)):
            found.append(tried)
    return found


@pytest.fixture
def sent(joined: Any) -> tuple[Policy, bytes]:
    """Let the node queue, seal and keep a record for its peer, who does not answer."""
    node = joined.node
    policy = node.declarations.policies["crisis.emergency"]
    joined.approve(item(policy, **TOLD))
    Delivery(node, joined.inbox, Transport(allow_loopback=True)).tick()
    (message,) = (bytes(row.message) for row in all_of(node, OutgoingTable))
    return policy, message


def all_of(node: Any, table: Any) -> list[Any]:
    with node.store.read() as tx:
        found: list[Any] = tx.all(table.select())
    return found


def test_trap_1_what_is_sent_cannot_be_found_by_hashing_all_it_could_tell(
    joined: Any, sent: tuple[Policy, bytes], everything_stored: Any
) -> None:
    policy, message = sent
    message_of_it = checks.authentic(message, here(joined.peer.id, joined.founded, "2026-06-01"))
    assert joined.peer.opened(message_of_it) == [item(policy, **TOLD)], "it is that record"
    clear = message + message_of_it.envelope.payload
    assert found_by_trying(policy, clear) == []
    folder: Path = joined.node.settings.folder
    assert found_by_trying(policy, everything_stored(folder)) == []


def test_trap_1_without_a_salt_it_would_have_been_found(
    joined: Any, sent: tuple[Policy, bytes]
) -> None:
    """The same header over an open body, whose commitments have no salt: trying works."""
    policy, message = sent
    header = checks.authentic(message, here(joined.peer.id, joined.founded, "2026-06-01")).header
    unsalted, _body = lay_open(header, [item(policy, **TOLD)])
    assert found_by_trying(policy, unsalted.payload()) == [item(policy, **TOLD)]
