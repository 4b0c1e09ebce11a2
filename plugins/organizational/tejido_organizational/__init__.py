"""Accompaniment for organizational strengthening: the political project, and tools by field.

What they work for is told by them, and how it goes on is said in their own words.
"""

from tejido import (
    AnyNode,
    Aside,
    Offer,
    RecordType,
    Sample,
    hookimpl,
)
from tejido_organizational import offers
from tejido_organizational.records import POLITICAL_PROJECT
from tejido_organizational.samples import accompaniments


@hookimpl
def record_types() -> list[RecordType]:
    """Return the political project."""
    return [POLITICAL_PROJECT]


@hookimpl
def samples(seed: int) -> list[Sample]:
    """Return invented accompaniments with diagnoses and political projects."""
    return accompaniments(seed)


@hookimpl
def beside(node: AnyNode, type_id: str) -> list[Aside]:
    """Lay the tools of every plugin beside the core's diagnosis, field by field."""
    if type_id == "diagnosis":
        return offers.asides(node)
    return [offers.political_tools(node)] if type_id == POLITICAL_PROJECT.id else []


@hookimpl
def tools(field: str) -> list[Offer]:
    """Return tools for one of the four fields."""
    return [offer for offer in offers.TOOLS if offer.field == field]


@hookimpl
def principle_checks() -> list[Offer]:
    """Return the questions by which a team looks at its own accompaniment."""
    return list(offers.PRINCIPLE_CHECKS)
