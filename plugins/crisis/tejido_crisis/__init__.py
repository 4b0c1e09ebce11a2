"""Accompaniment in crisis and emergencies: physical and emotional integrity at risk.

The seed's aim is double: conditions of emotional stability and of security, together.
"""

from tejido import (
    AnyNode,
    Aside,
    Offer,
    RecordType,
    Sample,
    Vocabulary,
    hookimpl,
    read_vocabularies,
)
from tejido_crisis import offers
from tejido_crisis.records import EMERGENCY
from tejido_crisis.samples import accompaniments


@hookimpl
def vocabularies() -> list[Vocabulary]:
    """Return how urgent an emergency is."""
    return read_vocabularies("tejido_crisis", closed=["crisis.severity"])


@hookimpl
def record_types() -> list[RecordType]:
    """Return the emergency."""
    return [EMERGENCY]


@hookimpl
def samples(seed: int) -> list[Sample]:
    """Return invented accompaniments that began with an emergency."""
    return accompaniments(seed)


@hookimpl
def beside(node: AnyNode, type_id: str) -> list[Aside]:
    """Lay what every plugin offers for a crisis beside the emergency's form."""
    return offers.asides(node) if type_id == EMERGENCY.id else []


@hookimpl
def risk_instruments() -> list[Offer]:
    """Return ways of looking at risk together with the subject."""
    return list(offers.RISK_INSTRUMENTS)


@hookimpl
def protective_measures() -> list[Offer]:
    """Return measures that reduce a threat or raise capacities."""
    return list(offers.PROTECTIVE_MEASURES)


@hookimpl
def escalation_steps(severity: str) -> list[Offer]:
    """Return who is told, and how, when an emergency of this severity escalates."""
    return list(offers.ESCALATION_STEPS.get(severity, ()))
