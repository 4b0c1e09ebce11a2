"""What the vectors' node knows, and one run of all checks over a message, without any store."""

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tejido.declare.policy import Policy
from tejido.declare.records import Exchange
from tejido.vault.ciphers import BoxPair
from tejido_federation import charter as charters
from tejido_federation import checks, descriptor
from tejido_federation.charter import Pinned
from tejido_federation.checks import Authentic, Here, Quota, Used
from tejido_federation.codes import RefusedError
from tejido_federation.envelope import read_envelope
from tejido_federation.exchanges import CHARTER, DESCRIPTOR, RETRACT, known
from tejido_federation.judging import Judged, judge
from tejido_federation.roster import Held, InForce, Roster
from tejido_federation.sealing import open_laid, open_sealed
from tejido_federation.settling import settle
from tejido_federation.simulator import SAMPLE_POLICY
from tejido_federation.streams import Placement, Seen, Stream, place

VECTORS = Path(__file__).parent / "vectors"


@dataclass(frozen=True)
class World:
    """The node of ``vectors/world.json``, read as a stranger would read it."""

    node: str
    today: str
    roster: Roster
    exchanges: Mapping[str, Exchange]
    policies: Mapping[str, Policy]
    pinned: Mapping[tuple[str, int], Pinned]
    private: Mapping[str, bytes]

    def here(self, today: str | None = None) -> Here:
        """Return what the checks know."""
        return Here(self.node, today or self.today, self.roster, self.exchanges)

    def run(self, raw: bytes, given: Mapping[str, Any] | None = None) -> str:
        """Return what becomes of a message (unverified bytes), from step 1 to 16.

        Raises:
            RefusedError: it is not accepted.
        """
        given = given or {}
        here = self.here(given.get("today"))
        message = checks.authentic(raw, here)
        placement = place(message.header, message.digest, _seen(given))
        if placement != Placement.NEXT and message.header.type != RETRACT:
            return placement.value
        used = given.get("used", {"messages": 0, "bytes": 0})
        checks.check_quota(message, Used(used["messages"], used["bytes"]), Quota())
        checks.check_permitted(message.header, here)
        return self._inside(message, here, given)

    def _inside(self, message: Authentic, here: Here, given: Mapping[str, Any]) -> str:
        header = message.header
        contents = (
            open_sealed(header, message.body, BoxPair.of(self.private["box"]))
            if header.sealed
            else open_laid(header, message.body)
        )
        held = self.roster.networks[header.network]
        judged = judge(header, contents.items, held.charter, self.policies, here.today)
        self._follow(header.type, judged, held.charter)
        settled = settle(
            judged.records,
            given.get("versions", {}),
            given.get("tombstoned", []),
            given.get("retracted", []),
            [number for number, part in enumerate(message.body.items) if part.content is None],
        )
        said = settled.outcomes[0] if settled.outcomes else None
        return (said.code or said.outcome) if said else "applied"

    def _follow(self, kind: str, judged: Judged, held: charters.Charter) -> None:
        for envelope in judged.documents:
            if kind == DESCRIPTOR:
                node = descriptor.parse_descriptor(envelope).node
                descriptor.follow(envelope, self.roster.nodes[node].descriptor)
            if kind == CHARTER:
                charters.follow(envelope, held, self.pinned)


@pytest.fixture(scope="session")
def world() -> World:
    """What ``vectors/world.json`` says."""
    value = json.loads((VECTORS / "world.json").read_text(encoding="utf-8"))
    nodes, pinned = [], {}
    for one in value["descriptors"]:
        envelope = read_envelope(one["envelope"])
        found = descriptor.follow(envelope, None)
        nodes.append(Held(found, envelope.digest, one["taken_in"]))
        pinned[(found.node, found.version)] = Pinned(found, envelope.digest)
    held, digests = None, {}
    for one in value["charters"]:
        envelope = read_envelope(one)
        held = charters.follow(envelope, held, pinned)
        digests[held.version] = envelope.digest
    assert held is not None
    declared = {
        one["id"]: Exchange(one["id"], "", frozen=one["frozen"]) for one in value["exchanges"]
    }
    return World(
        value["node"],
        value["today"],
        Roster.of(nodes, {value["network"]: InForce(held, digests)}),
        known(declared),
        {SAMPLE_POLICY.type: SAMPLE_POLICY},
        pinned,
        {role: base64.b64decode(key) for role, key in value["private"].items()},
    )


@pytest.fixture(scope="session")
def good(world: World) -> bytes:
    """The first vector: one record, as it should be."""
    cases = json.loads((VECTORS / "message-1-to-6.json").read_text(encoding="utf-8"))
    return base64.b64decode(cases[0]["message"])


@pytest.fixture(scope="session")
def outcome(world: World) -> Callable[[bytes], str]:
    """Say in one word what becomes of any bytes; anything but a refusal goes through."""

    def say(raw: bytes) -> str:
        try:
            return world.run(raw)
        except RefusedError as error:
            return error.code.id

    return say


def _seen(given: Mapping[str, Any]) -> Seen:
    streams = {
        stream: Stream(one["last"], one["digest"], one.get("closed", False))
        for stream, one in given.get("streams", {}).items()
    }
    return Seen(streams, given.get("at"))
