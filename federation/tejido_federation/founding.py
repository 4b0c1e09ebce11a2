"""Founding a network with files only: drafting, signing and checking, as pure steps.

A founding file carries charter 1, perhaps not yet fully signed, and the descriptors of all
founders. It holds nothing secret; whoever joins checks all of it again.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from tejido.errors import InputError
from tejido.languages import words
from tejido.vault.ciphers import SigningPair
from tejido_federation import charter as charters
from tejido_federation import descriptor as descriptors
from tejido_federation import shapes, strict_json
from tejido_federation.charter import LONGEST_DAYS, MAX_MEMBERS, Charter, Pin, Pinned
from tejido_federation.codes import RefusedError
from tejido_federation.descriptor import Descriptor
from tejido_federation.envelope import (
    CHARTER,
    DESCRIPTOR,
    MAX_SIGNATURES,
    Envelope,
    Signature,
    read_envelope,
    sign,
)

_ = words("tejido_federation")

_KIND = "founding"
FORMAT = 1
_NONCE_SIZE = 32


@dataclass(frozen=True)
class Terms:
    """What the founders agreed on; the format page explains each."""

    name: str
    coordinators: frozenset[str]
    purposes: frozenset[str]
    types: Mapping[str, frozenset[str]]
    k: int = 5
    k_records: int = 3
    contributors: int = 3
    retention_days: int = 1825


@dataclass(frozen=True)
class Founding:
    """A founding file: charter 1 as far as it is signed, and the founders' descriptors."""

    charter: Envelope
    descriptors: tuple[Envelope, ...]

    def to_json(self) -> bytes:
        """Return the file."""
        return strict_json.emit(
            {
                "tejido": _KIND,
                "v": FORMAT,
                "charter": self.charter.to_value(),
                "descriptors": [one.to_value() for one in self.descriptors],
            }
        )


@dataclass(frozen=True)
class Founded:
    """A founding that was checked: charter 1 in force, and every member's descriptor."""

    charter: Charter
    digest: str
    members: Mapping[str, Pinned]


def read_founding(raw: bytes) -> Founding:
    """Return the founding file in ``raw`` (unverified bytes); signatures may be missing.

    Raises:
        RefusedError: ``bad_item``.
    """
    with shapes.refusing("bad_item"):
        found = shapes.fields(strict_json.parse(raw), "tejido v charter descriptors")
        shapes.exactly(found["tejido"], _KIND)
        shapes.exactly(found["v"], FORMAT)
        return Founding(
            read_envelope(found["charter"], least=0),
            shapes.listed(found["descriptors"], read_envelope, 1, MAX_MEMBERS),
        )


def draft(
    terms: Terms, founders: Sequence[Envelope], today: date, nonce: str | None = None
) -> Founding:
    """Return a founding file with charter 1 unsigned.

    Args:
        terms: what was agreed.
        founders: each founder's descriptor, version 1.
        today: UTC day; the charter lasts a year from it.
        nonce: 64 hex digits, random unless vectors are made.

    Raises:
        RefusedError: a descriptor does not count.
        InputError: the terms make no charter.
    """
    members = _verified(founders)
    charter = Charter(
        network=None,
        nonce=nonce or secrets.token_hex(_NONCE_SIZE),
        version=1,
        name=terms.name,
        issued=today.isoformat(),
        expires=(today + timedelta(days=LONGEST_DAYS - 1)).isoformat(),
        members={node: Pin(one.descriptor.version, one.digest) for node, one in members.items()},
        threshold=max(min(2, len(members)), len(members) // 2 + 1),
        coordinators=terms.coordinators,
        aggregators=frozenset(),
        purposes=terms.purposes,
        types=terms.types,
        k=terms.k,
        k_records=terms.k_records,
        contributors=terms.contributors,
        retention_days=terms.retention_days,
    )
    envelope = sign(CHARTER, charter.payload())
    try:
        charters.parse_charter(envelope)
    except RefusedError:
        raise InputError(_("These terms make no charter: see docs/federation.md."), {}) from None
    return Founding(envelope, tuple(founders))


def signed_also(envelope: Envelope, root: SigningPair) -> Envelope:
    """Return a descriptor or charter with one more root's signature, replacing its earlier one.

    Raises:
        RefusedError: ``document_signatures``: there is no room for another.
    """
    (added,) = sign(envelope.payload_type, envelope.payload, root).signatures
    others = tuple(one for one in envelope.signatures if one.keyid != added.keyid)
    if len(others) >= MAX_SIGNATURES:
        raise RefusedError("document_signatures")
    return replace(envelope, signatures=(*others, added))


def combined(copies: Sequence[Founding]) -> Founding:
    """Return one founding file with the signatures of all copies, signed apart.

    Raises:
        RefusedError: ``document_identity``: they are not copies of one draft.
    """
    first = copies[0]
    signatures: dict[str, Signature] = {}
    for copy in copies:
        if copy.charter.digest != first.charter.digest or copy.descriptors != first.descriptors:
            raise RefusedError("document_identity")
        signatures |= {one.keyid: one for one in copy.charter.signatures}
    return replace(first, charter=replace(first.charter, signatures=tuple(signatures.values())))


def check(founding: Founding) -> Founded:
    """Return what a founding file brings into force, verified from the members' node ids up.

    Raises:
        RefusedError: ``bad_item``, ``document_identity``, ``document_version``,
            ``document_pin`` or ``document_signatures``.
    """
    members = _verified(founding.descriptors)
    pinned = {(node, one.descriptor.version): one for node, one in members.items()}
    charter = charters.follow(founding.charter, None, pinned)
    return Founded(charter, founding.charter.digest, {n: members[n] for n in charter.members})


def signed_descriptor(descriptor: Descriptor, root: SigningPair) -> Envelope:
    """Return a descriptor's envelope, signed by its (one) root."""
    return sign(DESCRIPTOR, descriptor.payload(), root)


def _verified(envelopes: Sequence[Envelope]) -> dict[str, Pinned]:
    found: dict[str, Pinned] = {}
    for envelope in envelopes:
        descriptor = descriptors.follow(envelope, None)
        if descriptor.node in found:
            raise RefusedError("document_identity")
        found[descriptor.node] = Pinned(descriptor, envelope.digest)
    return found
