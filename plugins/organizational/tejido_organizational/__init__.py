"""Accompaniment for organizational strengthening: the four fields, harm beside coping.

A diagnosis is made together and is never a score: what changed since the last round is said
in the subject's own words.
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
from tejido_organizational import offers
from tejido_organizational.records import DIAGNOSIS
from tejido_organizational.samples import accompaniments


@hookimpl
def vocabularies() -> list[Vocabulary]:
    """Return how a diagnosis was made, by whom, and what changed."""
    return read_vocabularies("tejido_organizational")


@hookimpl
def record_types() -> list[RecordType]:
    """Return the diagnosis."""
    return [DIAGNOSIS]


@hookimpl
def samples(seed: int) -> list[Sample]:
    """Return invented accompaniments with one or two rounds of diagnosis."""
    return accompaniments(seed)


@hookimpl
def beside(node: AnyNode, type_id: str) -> list[Aside]:
    """Lay the tools of every plugin beside the diagnosis, field by field."""
    return offers.asides(node) if type_id == DIAGNOSIS.id else []


@hookimpl
def tools(field: str) -> list[Offer]:
    """Return tools for one of the four fields."""
    return [offer for offer in offers.TOOLS if offer.field == field]


@hookimpl
def principle_checks() -> list[Offer]:
    """Return the questions by which a team looks at its own accompaniment."""
    return list(offers.PRINCIPLE_CHECKS)
