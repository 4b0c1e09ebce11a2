"""DSSE 1.0 envelopes, stricter than the specification on purpose.

* What is signed is the exact payload and its type, never a re-serialization.
* The identity of anything signed is its digest, SHA-256 of the PAE: envelopes are malleable.
* ``keyid`` is a hint; whoever verifies says which key it must be.
"""

import base64
import hashlib
from dataclasses import dataclass
from functools import cached_property

from tejido.errors import SealError
from tejido.vault.ciphers import SIGNATURE_SIZE, SigningPair, verify_signature
from tejido.vault.identity import key_id
from tejido_federation import shapes, strict_json
from tejido_federation.codes import RefusedError

_VENDOR = "application/vnd.tejido."
MESSAGE = f"{_VENDOR}message.v1+json"
RECEIPT = f"{_VENDOR}receipt.v1+json"
PULL = f"{_VENDOR}pull.v1+json"
DESCRIPTOR = f"{_VENDOR}descriptor.v1+json"
CHARTER = f"{_VENDOR}charter.v1+json"

#: Most signatures on a descriptor or charter: every member of the largest network signs charter 1.
MAX_SIGNATURES = 256
SIGNING = "ed25519"


@dataclass(frozen=True)
class Signature:
    """One signature (64 bytes) and the id of the key that is said to have made it."""

    keyid: str
    sig: bytes


@dataclass(frozen=True)
class Envelope:
    """A payload that is said to be signed; nothing about it is verified yet."""

    payload_type: str
    payload: bytes
    signatures: tuple[Signature, ...]

    @cached_property
    def pae(self) -> bytes:
        """What the signatures cover."""
        return pae(self.payload_type, self.payload)

    @cached_property
    def digest(self) -> str:
        """The identity of what is signed: SHA-256 of the PAE, hex."""
        return hashlib.sha256(self.pae).hexdigest()

    def to_value(self) -> dict[str, object]:
        """Return the envelope as a JSON value."""
        return {
            "payload": base64.b64encode(self.payload).decode(),
            "payloadType": self.payload_type,
            "signatures": [
                {"keyid": one.keyid, "sig": base64.b64encode(one.sig).decode()}
                for one in self.signatures
            ],
        }

    def to_json(self) -> bytes:
        """Return the envelope as bytes to send or store."""
        return strict_json.emit(self.to_value())


def pae(payload_type: str, payload: bytes) -> bytes:
    """Return DSSE's pre-authentication encoding; lengths are of bytes, in decimal."""
    kind = payload_type.encode()
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)


def sign(payload_type: str, payload: bytes, *pairs: SigningPair) -> Envelope:
    """Return ``payload`` signed by each of ``pairs``; none gives a draft to sign elsewhere."""
    signed = pae(payload_type, payload)
    return Envelope(
        payload_type,
        payload,
        tuple(Signature(key_id(SIGNING, pair.public), pair.sign(signed)) for pair in pairs),
    )


def parse_envelope(raw: bytes, least: int = 1, most: int = 1) -> Envelope:
    """Return the envelope in ``raw`` (unverified bytes); steps 3, 4 and 5.

    Args:
        raw: UTF-8 JSON; the caller has checked its size.
        least: fewest signatures; 0 for a draft that is still being signed.
        most: most signatures.

    Raises:
        RefusedError: one of the codes of strict JSON, or ``bad_envelope``.
    """
    value = strict_json.parse(raw)
    with shapes.refusing("bad_envelope"):
        return read_envelope(value, least, most)


def read_envelope(value: object, least: int = 1, most: int = MAX_SIGNATURES) -> Envelope:
    """Return the envelope that parsed JSON holds, or raise :class:`~shapes.ShapeError`."""
    found = shapes.fields(value, "payload payloadType signatures")
    signatures = shapes.listed(found["signatures"], _read_signature, least, most)
    shapes.distinct(tuple(one.keyid for one in signatures))
    payload_type = found["payloadType"]
    if not isinstance(payload_type, str):
        raise shapes.ShapeError
    return Envelope(payload_type, shapes.encoded(found["payload"]), signatures)


def verify(envelope: Envelope, public: bytes) -> bytes:
    """Return the payload, verified to be signed by ``public`` as the first signature; step 8.

    Raises:
        RefusedError: ``bad_signature``.
    """
    try:
        verify_signature(public, envelope.pae, envelope.signatures[0].sig)
    except SealError:
        raise RefusedError("bad_signature") from None
    return envelope.payload


def signers(envelope: Envelope, publics: frozenset[bytes]) -> frozenset[bytes]:
    """Return those of ``publics`` that have signed, each at most once however often it signed.

    A wrong signature counts for nothing; whether enough are left is the caller's threshold.
    """
    known = {key_id(SIGNING, public): public for public in publics}
    found = set()
    for one in envelope.signatures:
        public = known.get(one.keyid)
        if public is None:
            continue
        try:
            verify_signature(public, envelope.pae, one.sig)
        except SealError:
            continue
        found.add(public)
    return frozenset(found)


def _read_signature(value: object) -> Signature:
    found = shapes.fields(value, "keyid sig")
    return Signature(shapes.identity(found["keyid"]), shapes.encoded(found["sig"], SIGNATURE_SIZE))
