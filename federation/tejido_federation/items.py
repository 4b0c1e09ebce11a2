"""What stands in items: the schemas of the exchanges that the federation itself reads.

Strict and closed. Each reader takes the exact bytes of an item whose commitment holds, and
returns a value or raises :class:`~tejido_federation.codes.RefusedError` ``bad_item``.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass

from tejido_federation import shapes, strict_json
from tejido_federation.envelope import MAX_SIGNATURES, Envelope, parse_envelope
from tejido_federation.header import Header
from tejido_federation.wire import MAX_DOCUMENT, MAX_ITEMS

_QUARTER_ENDS = {"1": "03-31", "2": "06-30", "3": "09-30", "4": "12-31"}
_RECORD = "id version type schema purpose subject consent policy fields"


@dataclass(frozen=True)
class Consent:
    """On what basis, and until which quarter (``2027-Q1``, inclusive), a record may be used."""

    basis: str
    until: str

    @property
    def last_day(self) -> str:
        """The last UTC day of that quarter."""
        return f"{self.until[:4]}-{_QUARTER_ENDS[self.until[-1]]}"


@dataclass(frozen=True)
class MinimizedRecord:
    """One minimized record; ``fields`` is judged by its policy, not here."""

    id: str
    version: int
    type: str
    schema: int
    purpose: str
    subject: str
    consent: Consent
    policy: str
    fields: Mapping[str, object]


@dataclass(frozen=True)
class Retraction:
    """Items, by digest of their message (hex) and number, that a sender takes back, and why."""

    targets: tuple[tuple[str, int], ...]
    reason: str


def read_record(content: bytes, number: int) -> MinimizedRecord:
    """Return the minimized record in an item."""
    with shapes.refusing("bad_item", number):
        found = shapes.fields(strict_json.parse(content), _RECORD)
        if not isinstance(found["fields"], dict):
            raise shapes.ShapeError
        return MinimizedRecord(
            id=shapes.text(found["id"], shapes.RECORD_ID),
            version=shapes.whole(found["version"], least=1),
            type=shapes.text(found["type"], shapes.NAME),
            schema=shapes.whole(found["schema"], least=1),
            purpose=shapes.text(found["purpose"], shapes.NAME),
            subject=shapes.text(found["subject"], shapes.RECORD_ID),
            consent=_read_consent(found["consent"]),
            policy=shapes.text(found["policy"], shapes.DIGEST),
            fields=found["fields"],
        )


def read_retraction(content: bytes, number: int) -> Retraction:
    """Return the retraction in an item."""
    with shapes.refusing("bad_item", number):
        found = shapes.fields(strict_json.parse(content), "targets reason")
        targets = shapes.listed(found["targets"], _read_target, least=1)
        return Retraction(shapes.distinct(targets), shapes.text(found["reason"], shapes.NAME))


def read_lost(content: bytes, number: int, header: Header) -> None:
    """Return if a ``lost`` item says what its own header says."""
    with shapes.refusing("bad_item", number):
        found = shapes.fields(strict_json.parse(content), "upto digest")
        shapes.exactly(found["upto"], header.seq - 1)
        shapes.exactly(found["digest"], header.prev)


def read_document(content: bytes, number: int) -> Envelope:
    """Return the envelope of a descriptor or charter in an item; nothing of it is verified."""
    with shapes.refusing("bad_item", number):
        found = shapes.fields(strict_json.parse(content), "envelope")
        raw = shapes.encoded(found["envelope"])
        if len(raw) > MAX_DOCUMENT:
            raise shapes.ShapeError
        return parse_envelope(raw, most=MAX_SIGNATURES)


def read_other(content: bytes, number: int) -> dict[str, object]:
    """Return the object in an item of an exchange that a plugin declares."""
    with shapes.refusing("bad_item", number):
        found = strict_json.parse(content)
        if not isinstance(found, dict):
            raise shapes.ShapeError
        return found


def document_item(envelope: Envelope) -> bytes:
    """Return the item that carries a descriptor or charter."""
    return strict_json.emit({"envelope": base64.b64encode(envelope.to_json()).decode()})


def _read_consent(value: object) -> Consent:
    found = shapes.fields(value, "basis until")
    return Consent(
        shapes.text(found["basis"], shapes.NAME), shapes.text(found["until"], shapes.QUARTER)
    )


def _read_target(value: object) -> tuple[str, int]:
    if not isinstance(value, list) or len(value) != 2:  # [digest, number]
        raise shapes.ShapeError
    digest = shapes.text(value[0], shapes.DIGEST)
    return digest, shapes.whole(value[1], most=MAX_ITEMS - 1)
