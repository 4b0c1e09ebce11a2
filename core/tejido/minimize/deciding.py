"""May this record go to this recipient today, and as which bytes? All gates, in their order.

1. Consent: for the record's purpose, and for counting as well where the receiver counts; of
   whoever it is about as well. No grant, no minimized record; what was kept back is withheld.
2. The charter: it is in force, and names purpose and policy.
3. How long it may be kept: consent and charter, rounded down to a quarter.
4. Company: enough processes of this node at the exact tuple that would be emitted.
5. The exact bytes, by projection.

Pure: ``work.leaving`` opens what these rules look at, and keeps what they say.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from tejido.consent.gate import AGGREGATE, NOTHING, About, ask
from tejido.declare.coding import code
from tejido.declare.policy import Policy, project
from tejido.declare.records import Network
from tejido.errors import HeldError
from tejido.languages import words
from tejido.minimize.group_gate import Company, levels_to_emit
from tejido.minimize.minimized import (
    Emission,
    Given,
    Terms,
    Told,
    digest_of,
    minimized,
    until_quarter,
)
from tejido.store.grants import Grant

_ = words("tejido")


@dataclass(frozen=True)
class Candidate:
    """One record that might leave.

    Attributes:
        purpose: the consent purpose of its type.
        body: opened; only what ``policy`` names is read.
        grants: all of its process.
        about: what was said about it besides them.
        emission: what the network was given of it so far.
        least: the lowest version that may be new; higher than 1 where this node forgot by a
            restore what it gave.
    """

    record: str
    process: str
    purpose: str
    policy: Policy
    body: Mapping[str, Any]
    grants: Sequence[Grant]
    emission: Emission
    least: int = 1
    about: About = NOTHING


@dataclass(frozen=True)
class Decision:
    """What one recipient would get, and the emission once it has it.

    ``is_new`` is false if it has these very bytes already: then nothing is sent.
    """

    content: bytes
    version: int
    emission: Emission
    is_new: bool


def decide(
    candidate: Candidate, recipient: str, network: Network, company: Company, today: date
) -> Decision:
    """Return what would leave for one recipient.

    The version rises only when the emitted bytes change: a counter would tell of edits to what
    stays. Nor does it rise because time passes: what was given is kept from the day on which it
    was given, until it changes or that time is over.

    Args:
        candidate: the record, opened.
        recipient: node id of another member.
        network: what the charter says.
        company: this node's coded rows of the same type.
        today: the UTC day.

    Raises:
        ConsentError: no consent covers it; nothing was projected.
        HeldError: a gate holds it; ``reason`` says which.
    """
    covering = _covering(candidate, recipient, network, today)
    terms = _terms(candidate, network, covering, today, given_on=today)
    policy, emission = candidate.policy, candidate.emission
    candidate = replace(candidate, body=candidate.about.reserved(policy, candidate.body))
    row = code(policy, candidate.record, candidate.process, candidate.body)
    levels = levels_to_emit(row, company, network.k_records, emission.levels)
    last = emission.given.get(recipient)
    if last is not None:
        same = _as_given(candidate, network, covering, last, today)
        if same is not None:
            return Decision(same, last.version, emission, is_new=False)
    version = max(last.version + 1 if last else 1, candidate.least)
    content = minimized(policy, candidate.body, levels, emission, version, terms)
    given = Given(version, digest_of(content), today.isoformat())
    told = Told(
        version,
        given.on,
        terms.purpose,
        terms.until,
        tuple(grant.id for grant in covering),
        project(policy, candidate.body, levels),
        (recipient,),
    )
    emitted = emission.giving(recipient, given, levels, told)
    return Decision(content, version, emitted, is_new=True)


def _as_given(
    candidate: Candidate, network: Network, covering: Sequence[Grant], last: Given, today: date
) -> bytes | None:
    """Return the bytes that the recipient has, if they are what it would get today as well."""
    given_on = date.fromisoformat(last.on)
    try:
        terms = _terms(candidate, network, covering, today, given_on)
    except HeldError:  # it was kept as long as it might be: it is given anew
        return None
    levels = candidate.emission.levels or {}
    content = minimized(
        candidate.policy, candidate.body, levels, candidate.emission, last.version, terms
    )
    return content if digest_of(content) == last.digest else None


def _covering(
    candidate: Candidate, recipient: str, network: Network, today: date
) -> tuple[Grant, ...]:
    """Return the grants under which it may leave, that of its purpose first: step 1."""
    counts = recipient in network.coordinators and candidate.purpose != AGGREGATE
    return tuple(
        ask(candidate.grants, purpose, recipient, today, candidate.about)
        for purpose in ((candidate.purpose, AGGREGATE) if counts else (candidate.purpose,))
    )


def _terms(
    candidate: Candidate,
    network: Network,
    covering: Sequence[Grant],
    today: date,
    given_on: date,
) -> Terms:
    """Return under what it may leave, kept from ``given_on``: steps 2 and 3."""
    _check_charter(candidate, network, today)
    kept = (given_on + timedelta(days=network.retention_days)).isoformat()
    ends = [kept, *(grant.until for grant in covering if grant.until is not None)]
    last = date.fromisoformat(min(ends))
    return Terms(candidate.purpose, covering[0].basis, until_quarter(last, today))


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
