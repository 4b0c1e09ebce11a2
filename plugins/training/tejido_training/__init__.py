"""Training: contributing the approach so that organizations make it their own.

A cohort is judged by what organizations did with it, not by attendance.
"""

from tejido import (
    AnyNode,
    Aside,
    Offer,
    ProcessKind,
    RecordType,
    Sample,
    Vocabulary,
    hookimpl,
    read_vocabularies,
)
from tejido_training import offers
from tejido_training.records import COHORT, COHORT_PROCESS
from tejido_training.samples import cohorts


@hookimpl
def process_kinds() -> list[ProcessKind]:
    """Return the cohort, as a process with a team and a consent of its own."""
    return [COHORT_PROCESS]


@hookimpl
def vocabularies() -> list[Vocabulary]:
    """Return themes, modalities and what organizations did with a training."""
    return read_vocabularies("tejido_training")


@hookimpl
def record_types() -> list[RecordType]:
    """Return the cohort's record."""
    return [COHORT]


@hookimpl
def samples(seed: int) -> list[Sample]:
    """Return invented cohorts."""
    return cohorts(seed)


@hookimpl
def beside(node: AnyNode, type_id: str) -> list[Aside]:
    """Lay the modules and questions of every plugin beside the cohort's form."""
    return offers.asides(node) if type_id == COHORT.id else []


@hookimpl
def training_modules() -> list[Offer]:
    """Return modules that a cohort may work through."""
    return list(offers.TRAINING_MODULES)


@hookimpl
def evaluation_items() -> list[Offer]:
    """Return questions about incorporating the approach, asked before and after."""
    return list(offers.EVALUATION_ITEMS)
