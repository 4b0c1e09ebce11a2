"""The minimized record: its exact bytes, its version, and the pseudonym of its subject."""

import hashlib
import hmac
import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from tejido.declare.policy import Levels, Policy, exact_bytes, project
from tejido.errors import HeldError
from tejido.languages import words
from tejido.vault.ciphers import keyed_hash

_ = words("tejido")


@dataclass(frozen=True)
class Given:
    """What one recipient was last given.

    Attributes:
        version: from 1.
        digest: SHA-256, hex, of its bytes; empty once it may no longer hold them.
        on: the UTC day on which it was approved, ``YYYY-MM-DD``; what is kept for a time is
            kept from that day.
    """

    version: int
    digest: str
    on: str


@dataclass(frozen=True)
class Told:
    """What recipients (node ids) were told of a record on one day, in codes as it left.

    Attributes:
        version: of the minimized record.
        on: the UTC day on which it was approved, ``YYYY-MM-DD``.
        until: the last quarter in which they may keep it.
        grants: ids of the grants under which it left.
        fields: the projected values.
    """

    version: int
    on: str
    purpose: str
    until: str
    grants: tuple[str, ...]
    fields: Mapping[str, Any]
    recipients: tuple[str, ...] = ()

    def also(self, other: "Told") -> "Told | None":
        """Return both as one, where more recipients were told the same; None otherwise."""
        both = (*self.recipients, *other.recipients)
        same = replace(self, recipients=()) == replace(other, recipients=())
        return replace(self, recipients=both) if same else None


@dataclass(frozen=True)
class Emission:
    """What a network was given of a record and what is held from it; sealed for its process.

    The digests are sealed with it: in clear they would be found by trying all values. So are the
    reasons: few look alike, consent ends soon.

    Attributes:
        item: the id by which the network knows the record.
        subject: the pseudonym of the year in which it was first emitted; stays with it.
        levels: frozen when something was first sent; ``None`` before.
        given: by recipient, so that nobody's versions tell of what others received.
        held: by recipient, the code of the reason and the UTC day since which it holds.
        told: all that was ever given, the oldest first: what a subject can ask to see.
    """

    item: str
    subject: str
    levels: Levels | None
    given: Mapping[str, Given] = field(default_factory=dict)
    held: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    told: tuple[Told, ...] = ()

    def to_bytes(self) -> bytes:
        """Return the plaintext that is sealed."""
        return exact_bytes(asdict(self))

    @classmethod
    def from_bytes(cls, plaintext: bytes) -> "Emission":
        """Return the emission that :meth:`to_bytes` wrote and a seal kept."""
        kept = json.loads(plaintext)
        given = {recipient: Given(**one) for recipient, one in kept.pop("given").items()}
        held = {
            recipient: (reason, since) for recipient, (reason, since) in kept.pop("held").items()
        }
        told = (
            Told(**{**one, "grants": tuple(one["grants"]), "recipients": tuple(one["recipients"])})
            for one in kept.pop("told", ())
        )
        return cls(**kept, given=given, held=held, told=tuple(told))

    def giving(self, recipient: str, given: Given, levels: Levels, told: Told) -> "Emission":
        """Return it with what a recipient is given now; the levels are frozen thereby."""
        last = self.told[-1:]
        joined = last[0].also(told) if last else None
        said = (*self.told[:-1], joined) if joined else (*self.told, told)
        return replace(self, levels=levels, given={**self.given, recipient: given}, told=said)

    def holding(self, reasons: Mapping[str, str], today: str) -> "Emission":
        """Return it with the recipients it is held from now; the same reason holds since before."""
        held = {
            recipient: self.held[recipient]
            if recipient in self.held and self.held[recipient][0] == reason
            else (reason, today)
            for recipient, reason in reasons.items()
        }
        return replace(self, held=held)

    def taken_from(self, recipients: Collection[str]) -> "Emission":
        """Return it with recipients who may no longer hold what they were given."""
        given = {
            recipient: replace(one, digest="") if recipient in recipients else one
            for recipient, one in self.given.items()
        }
        return replace(self, given=given)


@dataclass(frozen=True)
class Terms:
    """Under what a record leaves: purpose, legal basis, and the last quarter it may be kept."""

    purpose: str
    basis: str
    until: str


def minimized(
    policy: Policy,
    body: Mapping[str, Any],
    levels: Levels,
    emission: Emission,
    version: int,
    terms: Terms,
) -> bytes:
    """Return the exact bytes of a version: a new value, never a filtered one."""
    return exact_bytes(
        {
            "id": emission.item,
            "version": version,
            "type": policy.type,
            "schema": policy.schema,
            "purpose": terms.purpose,
            "subject": emission.subject,
            "consent": {"basis": terms.basis, "until": terms.until},
            "policy": policy.digest,
            "fields": project(policy, body, levels),
        }
    )


def digest_of(content: bytes) -> str:
    """Return the SHA-256, hex, of exact bytes."""
    return hashlib.sha256(content).hexdigest()


def until_quarter(last: date, today: date) -> str:
    """Return the last whole quarter that ends by ``last``, as in ``2027-Q1``.

    The day itself would single people out, so it is rounded, always down.

    Raises:
        HeldError: with the reason ``consent_ends_soon``: no quarter that ends from today on is
            covered whole.
    """
    year, quarter = last.year, (last.month + 2) // 3
    if last != _quarter_end(year, quarter):
        year, quarter = (year, quarter - 1) if quarter > 1 else (year - 1, 4)
    if _quarter_end(year, quarter) < today:
        raise HeldError(
            _("Consent ends before this quarter does; ask again before anything leaves."),
            "consent_ends_soon",
        )
    return f"{year:04}-Q{quarter}"


def item_id(process_seed: bytes, network: str, record: str) -> str:
    """Return the id by which a network knows a record: 32 hex, random to all but the process.

    Derived, not drawn, so that looking at what would leave changes nothing.
    """
    text = f"tejido/v1/item-id\n{network}\n{record}".encode()
    return keyed_hash(process_seed, text, 16).hex()


def pseudonym(year_key: bytes, process: str) -> str:
    """Return the subject's pseudonym under the key of organization, network and year, 32 hex."""
    text = b"tejido/v1/pseudonym\n" + process.encode()
    return hmac.new(year_key, text, hashlib.sha256).hexdigest()[:32]


def _quarter_end(year: int, quarter: int) -> date:
    first_after = date(year + quarter // 4, quarter % 4 * 3 + 1, 1)
    return first_after - timedelta(days=1)
