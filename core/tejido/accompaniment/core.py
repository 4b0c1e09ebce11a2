"""The core's contribution to the declarations: its kinds of process and vocabularies."""

from tejido.declare.declarations import CORE, Contribution
from tejido.declare.records import ProcessKind
from tejido.declare.vocabularies import read_vocabularies
from tejido.languages import words

_ = words("tejido")

ACCOMPANIMENT = ProcessKind(
    "accompaniment",
    _("Accompaniment"),
    _("One political subject, accompanied over time: a collective, an organization, a community."),
)


def core_contribution() -> Contribution:
    """Return what the core itself declares."""
    return Contribution(
        CORE,
        kinds=(ACCOMPANIMENT,),
        vocabularies=tuple(read_vocabularies("tejido.accompaniment")),
    )
