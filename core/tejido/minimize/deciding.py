"""May this record go to this recipient today, and as which bytes? All gates, in their order.

1. Consent: for the record's purpose, and for counting as well where the receiver counts. No
   grant, no minimized record.
2. The charter: it is in force, and names purpose and policy.
3. How long it may be kept: consent and charter, rounded down to a quarter.
4. Company: enough processes of this node at the exact tuple that would be emitted.
5. The exact bytes, by projection.

Pure: ``work.leaving`` opens what these rules look at, and keeps what they say.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tejido.consent.gate import AGGREGATE, ask
from tejido.declare.coding import CodedRow, code
from tejido.declare.policy import Policy
from tejido.declare.records import Network
from tejido.errors import HeldError
from tejido.languages import words
from tejido.minimize.group_gate import levels_to_emit
from tejido.minimize.minimized import Emission, Terms, minimized, until_quarter
from tejido.store.grants import Grant

_ = words("tejido")


@dataclass(frozen=True)
class Candidate:
    """One record that might leave.

    Attributes:
        purpose: the consent purpose of its type.
        body: opened; only what ``policy`` names is read.
        grants: all of its process.
        emission: what the network was given of it so far.
    """

    record: str
    process: str
    purpose: str
    policy: Policy
    body: Mapping[str, Any]
    grants: Sequence[Grant]
    emission: Emission


@dataclass(frozen=True)
class Decision:
    """What one recipient would get, and the emission once it has it."""

    content: bytes
    version: int
    emission: Emission
    is_new: bool


def decide(
    candidate: Candidate,
    recipient: str,
    network: Network,
    companions: Sequence[CodedRow],
    today: date,
) -> Decision:
    """Return what would leave for one recipient.

    Args:
        candidate: the record, opened.
        recipient: node id of another member.
        network: what the charter says.
        companions: this node's coded rows of the same type.
        today: the UTC day.

    Raises:
        ConsentError: no consent covers it; nothing was projected.
        HeldError: a gate holds it; ``reason`` says which.
    """
    terms = _terms(candidate, recipient, network, today)
    policy, emission = candidate.policy, candidate.emission
    row = code(policy, candidate.record, candidate.process, candidate.body)
    levels = levels_to_emit(policy, row, companions, network.k_records, emission.levels)
    content, given = minimized(policy, candidate.body, levels, emission, recipient, terms)
    return Decision(
        content,
        given.version,
        emission.giving(recipient, given, levels),
        is_new=emission.given.get(recipient) != given,
    )


def _terms(candidate: Candidate, recipient: str, network: Network, today: date) -> Terms:
    """Return under what it may leave: steps 1 to 3."""
    grant = ask(candidate.grants, candidate.purpose, recipient, today)
    ends = [grant.until]
    if recipient in network.coordinators:
        ends.append(ask(candidate.grants, AGGREGATE, recipient, today).until)
    _check_charter(candidate, network, today)
    ends.append((today + timedelta(days=network.retention_days)).isoformat())
    last = date.fromisoformat(min(end for end in ends if end is not None))
    return Terms(candidate.purpose, grant.basis, until_quarter(last, today))


def _check_charter(candidate: Candidate, network: Network, today: date) -> None:
    if today > date.fromisoformat(network.until):
        raise HeldError(
            _("The network's charter has expired; its members sign the next one."),
            "charter_expired",
        )
    if candidate.purpose not in network.purposes:
        raise HeldError(_("The charter does not name this purpose."), "purpose_not_in_charter")
    if candidate.policy.digest not in network.policies.get(candidate.policy.type, ()):
        raise HeldError(_("The charter does not name this policy."), "policy_not_in_charter")
