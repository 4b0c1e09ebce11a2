"""Entries that the forms of several strategies repeat: harm beside coping, who is responsible.

Impact never stands alone: a form that holds impact entries holds coping entries too. Nothing is
scored; ``said`` keeps how the subject says it, and stays.
"""

from tejido.declare import fields
from tejido.declare.schemas import RecordSchema
from tejido.declare.transforms import as_is
from tejido.languages import words

_ = words("tejido")


class ImpactEntry(RecordSchema):
    """One impact of the violence: what, in which dimension, by which expressions."""

    field = fields.Code("field", _("Field"), leaves=as_is)
    impact = fields.Code("impact", _("Impact"), required=True, leaves=as_is)
    dimension = fields.Code("dimension", _("Dimension"), required=True, leaves=as_is)
    expressions = fields.Codes("expression", _("How it shows"), leaves=as_is)
    kind = fields.Code("impact_kind", _("How they would call it"))
    said = fields.Narrative(_("In the subject's words"))


class CopingEntry(RecordSchema):
    """One way in which people face the violence and sustain each other."""

    field = fields.Code("field", _("Field"), leaves=as_is)
    coping = fields.Code("coping", _("Coping"), required=True, leaves=as_is)
    dimension = fields.Code("dimension", _("Dimension"), required=True, leaves=as_is)
    said = fields.Narrative(_("In the subject's words"))


class AttributionEntry(RecordSchema):
    """Who is held responsible, and how the State is: several may stand side by side.

    Whatever is established, the State's standing duty is shown beside every attribution.
    """

    entry_note = _("Whoever acted, the State has the duty to prevent, investigate and repair.")

    perpetrator = fields.Code("perpetrator_type", _("Who"), required=True, leaves=as_is)
    responsibility = fields.Code(
        "state_responsibility", _("Responsibility of the State"), leaves=as_is
    )
    power_group = fields.Line(
        _("Whose interests it serves"),
        help=_("A power group, not a person. Names of persons are better kept out."),
    )
    confidence = fields.Code("verification_status", _("How sure it is"))
    asserted_by = fields.Line(
        _("Who says so"), help=_("The subject, a witness, a court, the press; no names.")
    )
    source = fields.Narrative(_("How it is known"))
