"""Charters: the information-sharing protocol that the code enforces, signed by members' roots.

Pure: reading, and the rule by which one version follows another. Version 1 is signed by every
member; later ones by the threshold of the version before and of their own.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from tejido.vault.identity import base32
from tejido_federation import shapes, strict_json
from tejido_federation.codes import RefusedError
from tejido_federation.descriptor import MAX_NAME, Descriptor
from tejido_federation.envelope import CHARTER, Envelope

FORMAT = 1
MAX_MEMBERS = 256
MAX_TYPES = 256
LONGEST_DAYS = 366
_MOST = 10_000
_ID_SIZE = 16
_FIELDS = (
    "v version name issued expires members threshold coordinators aggregators purposes types"
    " k k_records contributors retention_days lowest_format floor"
)


@dataclass(frozen=True)
class Pin:
    """The descriptor of a member that a charter stands on: version and digest (hex)."""

    version: int
    digest: str


@dataclass(frozen=True)
class Charter:
    """One version of a network's charter; ``network`` is ``None`` in version 1 while drafted.

    Attributes:
        nonce: 64 hex digits in version 1, empty later.
        types: record type -> policy digests that may be sent.
        floor: lowest charter number from which messages are still taken.
    """

    network: str | None
    nonce: str
    version: int
    name: str
    issued: str
    expires: str
    members: Mapping[str, Pin]
    threshold: int
    coordinators: frozenset[str]
    aggregators: frozenset[str]
    purposes: frozenset[str]
    types: Mapping[str, frozenset[str]]
    k: int
    k_records: int
    contributors: int
    retention_days: int
    lowest_format: int = FORMAT
    floor: int = 1

    def payload(self) -> bytes:
        """Return the bytes that the members' roots sign."""
        identity = {"nonce": self.nonce} if self.version == 1 else {"network": self.network}
        return strict_json.emit(
            {
                **identity,
                "v": FORMAT,
                "version": self.version,
                "name": self.name,
                "issued": self.issued,
                "expires": self.expires,
                "members": [
                    {"node": node, "descriptor": {"version": pin.version, "digest": pin.digest}}
                    for node, pin in sorted(self.members.items())
                ],
                "threshold": self.threshold,
                "coordinators": sorted(self.coordinators),
                "aggregators": sorted(self.aggregators),
                "purposes": sorted(self.purposes),
                "types": {name: sorted(digests) for name, digests in self.types.items()},
                "k": self.k,
                "k_records": self.k_records,
                "contributors": self.contributors,
                "retention_days": self.retention_days,
                "lowest_format": self.lowest_format,
                "floor": self.floor,
            }
        )


@dataclass(frozen=True)
class Pinned:
    """A member's descriptor as a charter pins it, with the digest of its envelope."""

    descriptor: Descriptor
    digest: str


def network_id(charter_digest: str) -> str:
    """Return a network's id from the digest (hex) of its charter 1."""
    content = b"tejido/v1/network\n" + bytes.fromhex(charter_digest)
    return base32(hashlib.sha256(content).digest()[:_ID_SIZE])


def parse_charter(envelope: Envelope) -> Charter:
    """Return what an envelope (unverified) says; :func:`follow` decides whether it counts.

    Raises:
        RefusedError: ``bad_item``.
    """
    with shapes.refusing("bad_item"):
        if envelope.payload_type != CHARTER:
            raise shapes.ShapeError
        charter = _read(strict_json.parse(envelope.payload))
        _check_whole(charter)
    if charter.version == 1:
        return _named(charter, network_id(envelope.digest))
    return charter


def follow(
    envelope: Envelope, held: Charter | None, pinned: Mapping[tuple[str, int], Pinned]
) -> Charter:
    """Return the charter in ``envelope``, verified to be the one after ``held``.

    Args:
        envelope: unverified, from a file or an item.
        held: the version in force here; ``None`` if this has to be version 1.
        pinned: verified descriptors, by node and version.

    Raises:
        RefusedError: ``bad_item``, ``document_identity``, ``document_version``,
            ``document_pin`` or ``document_signatures``.
    """
    arrived = parse_charter(envelope)
    if held is not None and arrived.network != held.network:
        raise RefusedError("document_identity")
    if arrived.version != (held.version if held else 0) + 1:
        raise RefusedError("document_version")
    if held is None:
        _check_signed(envelope, arrived, pinned, len(arrived.members))
    else:
        _check_signed(envelope, held, pinned, held.threshold)
        _check_signed(envelope, arrived, pinned, arrived.threshold)
    return arrived


def _check_signed(
    envelope: Envelope,
    charter: Charter,
    pinned: Mapping[tuple[str, int], Pinned],
    needed: int,
) -> None:
    """Count the members of ``charter`` whose roots' threshold has signed ``envelope``."""
    count = 0
    for node, pin in charter.members.items():
        member = pinned.get((node, pin.version))
        if member is None or member.digest != pin.digest:
            raise RefusedError("document_pin")
        count += member.descriptor.is_signed(envelope)
    if count < needed:
        raise RefusedError("document_signatures")


def _named(charter: Charter, network: str) -> Charter:
    return Charter(**{**vars(charter), "network": network})


def _read(value: object) -> Charter:
    found = shapes.fields(value, _FIELDS, "network nonce")
    shapes.exactly(found["v"], FORMAT)
    members = shapes.listed(found["members"], _read_member, 1, MAX_MEMBERS)
    shapes.distinct(tuple(node for node, _ in members))
    return Charter(
        network=shapes.identity(found["network"]) if "network" in found else None,
        nonce=shapes.text(found["nonce"], shapes.DIGEST) if "nonce" in found else "",
        version=shapes.whole(found["version"], least=1),
        name=shapes.words_of(found["name"], MAX_NAME),
        issued=shapes.day(found["issued"]),
        expires=shapes.day(found["expires"]),
        members=dict(members),
        threshold=shapes.whole(found["threshold"], least=1, most=len(members)),
        coordinators=_read_nodes(found["coordinators"]),
        aggregators=_read_nodes(found["aggregators"]),
        purposes=_read_set(found["purposes"], shapes.NAME),
        types=_read_types(found["types"]),
        k=shapes.whole(found["k"], least=1, most=_MOST),
        k_records=shapes.whole(found["k_records"], least=1, most=_MOST),
        contributors=shapes.whole(found["contributors"], least=1, most=_MOST),
        retention_days=shapes.whole(found["retention_days"], least=1, most=36_600),
        lowest_format=shapes.whole(found["lowest_format"], least=1, most=FORMAT),
        floor=shapes.whole(found["floor"], least=1),
    )


def _check_whole(charter: Charter) -> None:
    """Check what concerns more than one field."""
    first = charter.version == 1
    if first != bool(charter.nonce) or first == (charter.network is not None):
        raise shapes.ShapeError
    if not charter.coordinators | charter.aggregators <= charter.members.keys():
        raise shapes.ShapeError
    longest = date.fromisoformat(charter.issued) + timedelta(days=LONGEST_DAYS)
    if not charter.issued <= charter.expires <= longest.isoformat():
        raise shapes.ShapeError
    if charter.floor > charter.version:
        raise shapes.ShapeError


def _read_member(value: object) -> tuple[str, Pin]:
    found = shapes.fields(value, "node descriptor")
    pin = shapes.fields(found["descriptor"], "version digest")
    return shapes.identity(found["node"]), Pin(
        shapes.whole(pin["version"], least=1), shapes.text(pin["digest"], shapes.DIGEST)
    )


def _read_nodes(value: object) -> frozenset[str]:
    return frozenset(shapes.distinct(shapes.listed(value, shapes.identity, most=MAX_MEMBERS)))


def _read_set(value: object, pattern: re.Pattern[str]) -> frozenset[str]:
    return frozenset(shapes.distinct(shapes.listed(value, lambda one: shapes.text(one, pattern))))


def _read_types(value: object) -> Mapping[str, frozenset[str]]:
    if not isinstance(value, dict) or len(value) > MAX_TYPES:
        raise shapes.ShapeError
    return {
        shapes.text(name, shapes.NAME): _read_set(digests, shapes.DIGEST)
        for name, digests in value.items()
    }
