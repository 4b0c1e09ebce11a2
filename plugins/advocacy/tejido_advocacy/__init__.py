"""Advocacy: documenting, researching and making visible, from the psychosocial approach.

One record is one act: who did what to whom. The State's response stands beside it, and its
duty stands whatever is established about who acted.
"""

from tejido import (
    AnyNode,
    Aside,
    Measure,
    Offer,
    ProcessKind,
    RecordType,
    Sample,
    Vocabulary,
    hookimpl,
    read_vocabularies,
)
from tejido_advocacy import offers
from tejido_advocacy.measures import ACTS
from tejido_advocacy.records import ACT, DOCUMENTATION
from tejido_advocacy.samples import documentations


@hookimpl
def process_kinds() -> list[ProcessKind]:
    """Return the documentation, as a process with a team and a consent of its own."""
    return [DOCUMENTATION]


@hookimpl
def vocabularies() -> list[Vocabulary]:
    """Return what is demanded, and how far an act is verified."""
    return read_vocabularies("tejido_advocacy")


@hookimpl
def record_types() -> list[RecordType]:
    """Return the act."""
    return [ACT]


@hookimpl
def measures() -> list[Measure]:
    """Return the table of acts beside the State's response."""
    return [ACTS]


@hookimpl
def samples(seed: int) -> list[Sample]:
    """Return invented documentations with their acts."""
    return documentations(seed)


@hookimpl
def beside(node: AnyNode, type_id: str) -> list[Aside]:
    """Lay the mechanisms and evidence of every plugin beside the act's form."""
    return offers.asides(node) if type_id == ACT.id else []


@hookimpl
def mechanisms() -> list[Offer]:
    """Return bodies that can be addressed, with what each requires."""
    return list(offers.MECHANISMS)


@hookimpl
def dossier_evidence(aggression: str) -> list[Offer]:
    """Return what to gather for a dossier about an act of this kind."""
    return [*offers.EVIDENCE, *offers.EVIDENCE_OF.get(aggression, ())]
