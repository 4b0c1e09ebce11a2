"""Descriptors: which keys a node has, said by its roots.

Pure: reading, and the rule by which one version follows another (The Update Framework's rule
for its root: threshold of N and of N+1, no gaps, no rollback).
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field

from tejido.vault.ciphers import KEY_SIZE
from tejido.vault.identity import key_id, node_id
from tejido_federation import shapes, strict_json
from tejido_federation.codes import RefusedError
from tejido_federation.endpoints import read_endpoint
from tejido_federation.envelope import DESCRIPTOR, Envelope, signers

FORMAT = 1
MAX_KEYS = 64
MAX_ENDPOINTS = 8
MAX_NAME = 120
MAX_ROOTS = 16
_MAX_SINCE = 256

NODE, BOX, INTAKE, ANALYST, AUDITOR = "node", "box", "intake", "analyst", "auditor"
#: Role -> algorithm.
ROLES = {NODE: "ed25519", BOX: "x25519", INTAKE: "x25519", ANALYST: "x25519", AUDITOR: "x25519"}
ACTIVE, RETIRED, COMPROMISED = "active", "retired", "compromised"
STATUSES = (ACTIVE, RETIRED, COMPROMISED)


@dataclass(frozen=True)
class NodeKey:
    """One key of a node: 32-byte public half, role, status; days only advise.

    ``since`` says, for a compromised key, from which message of each stream on nothing that it
    signed is believed.
    """

    role: str
    public: bytes
    first_day: str
    last_day: str
    status: str = ACTIVE
    since: Mapping[str, int] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The keyid."""
        return key_id(ROLES[self.role], self.public)


@dataclass(frozen=True)
class Descriptor:
    """One version of what a node says of itself."""

    node: str
    version: int
    name: str
    issued: str
    roots: tuple[bytes, ...]
    threshold: int
    keys: tuple[NodeKey, ...]
    endpoints: tuple[str, ...]

    def active(self, role: str) -> NodeKey:
        """Return the active key of a role; the last one listed, where there are several.

        Raises:
            RefusedError: ``recipient_key``: it has none.
        """
        found = [key for key in self.keys if key.role == role and key.status == ACTIVE]
        if not found:
            raise RefusedError("recipient_key")
        return found[-1]

    def payload(self) -> bytes:
        """Return the bytes that the roots sign."""
        return strict_json.emit(
            {
                "v": FORMAT,
                "node": self.node,
                "version": self.version,
                "name": self.name,
                "issued": self.issued,
                "roots": {
                    "keys": [base64.b64encode(root).decode() for root in self.roots],
                    "threshold": self.threshold,
                },
                "keys": [_key_value(key) for key in self.keys],
                "endpoints": list(self.endpoints),
            }
        )

    def is_signed(self, envelope: Envelope) -> bool:
        """Whether enough of this version's roots have signed ``envelope``."""
        return len(signers(envelope, frozenset(self.roots))) >= self.threshold


def parse_descriptor(envelope: Envelope) -> Descriptor:
    """Return what an envelope (unverified) says; :func:`follow` decides whether it counts.

    Raises:
        RefusedError: ``bad_item``, or ``document_identity`` where version 1's node id is not
            that of its root.
    """
    with shapes.refusing("bad_item"):
        if envelope.payload_type != DESCRIPTOR:
            raise shapes.ShapeError
        descriptor = _read(strict_json.parse(envelope.payload))
    return _identified(descriptor)


def follow(envelope: Envelope, held: Descriptor | None) -> Descriptor:
    """Return the descriptor in ``envelope``, verified to be the one after ``held``.

    Args:
        envelope: unverified, from a file or an item.
        held: the newest version we hold; ``None`` if this has to be version 1.

    Raises:
        RefusedError: ``bad_item``, ``document_identity``, ``document_version`` or
            ``document_signatures``.
    """
    arrived = parse_descriptor(envelope)
    if held is not None and arrived.node != held.node:
        raise RefusedError("document_identity")
    if arrived.version != (held.version if held else 0) + 1:
        raise RefusedError("document_version")
    if held is not None and not held.is_signed(envelope):
        raise RefusedError("document_signatures")
    if not arrived.is_signed(envelope):
        raise RefusedError("document_signatures")
    return arrived


def _identified(descriptor: Descriptor) -> Descriptor:
    roots = [node_id(root) for root in descriptor.roots]
    if descriptor.version == 1 and roots != [descriptor.node]:
        raise RefusedError("document_identity")
    return descriptor


def _read(value: object) -> Descriptor:
    found = shapes.fields(value, "v node version name issued roots keys endpoints")
    shapes.exactly(found["v"], FORMAT)
    roots = shapes.fields(found["roots"], "keys threshold")
    publics = shapes.distinct(shapes.listed(roots["keys"], _read_public, 1, MAX_ROOTS))
    keys = shapes.listed(found["keys"], _read_key, most=MAX_KEYS)
    shapes.distinct(tuple(key.id for key in keys))
    return Descriptor(
        node=shapes.identity(found["node"]),
        version=shapes.whole(found["version"], least=1),
        name=shapes.words_of(found["name"], MAX_NAME),
        issued=shapes.day(found["issued"]),
        roots=publics,
        threshold=shapes.whole(roots["threshold"], least=1, most=len(publics)),
        keys=keys,
        endpoints=shapes.listed(found["endpoints"], read_endpoint, most=MAX_ENDPOINTS),
    )


def _read_key(value: object) -> NodeKey:
    found = shapes.fields(value, "id role alg public from until status", "since")
    role, status = found["role"], found["status"]
    if not isinstance(role, str) or role not in ROLES or found["alg"] != ROLES[role]:
        raise shapes.ShapeError
    if not isinstance(status, str) or status not in STATUSES:
        raise shapes.ShapeError
    if "since" in found and status != COMPROMISED:
        raise shapes.ShapeError
    key = NodeKey(
        role,
        _read_public(found["public"]),
        shapes.day(found["from"]),
        shapes.day(found["until"]),
        status,
        _read_since(found.get("since", {})),
    )
    shapes.exactly(found["id"], key.id)
    return key


def _read_since(value: object) -> Mapping[str, int]:
    if not isinstance(value, dict) or len(value) > _MAX_SINCE:
        raise shapes.ShapeError
    return {
        shapes.text(stream, shapes.STREAM): shapes.whole(seq, least=1)
        for stream, seq in value.items()
    }


def _read_public(value: object) -> bytes:
    return shapes.encoded(value, KEY_SIZE)


def _key_value(key: NodeKey) -> dict[str, object]:
    value: dict[str, object] = {
        "id": key.id,
        "role": key.role,
        "alg": ROLES[key.role],
        "public": base64.b64encode(key.public).decode(),
        "from": key.first_day,
        "until": key.last_day,
        "status": key.status,
    }
    if key.since:
        value["since"] = dict(key.since)
    return value
