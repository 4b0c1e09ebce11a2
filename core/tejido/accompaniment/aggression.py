"""The aggression: what was done, how the State is responsible, and how they face it."""

from tejido.accompaniment.entries import AttributionEntry
from tejido.declare import fields
from tejido.declare.records import RecordType
from tejido.declare.schemas import RecordSchema
from tejido.declare.transforms import as_is, bracket, country, ladder, quarter, region, year
from tejido.languages import words

_ = words("tejido")

#: Attributions side by side in one aggression; they may contradict each other.
_ATTRIBUTIONS = 10


class AggressionSchema(RecordSchema):
    """One aggression against the subject. Harm does not stand alone: coping is asked as well."""

    happened_on = fields.Day(
        _("Day"),
        help=_("As far as it is known: a month or a year will do."),
        required=True,
        leaves=ladder(quarter, year),
        quasi=True,
    )
    aggressions = fields.Codes("aggression", _("What was done"), required=True, leaves=as_is)
    digital = fields.Codes("digital_incident", _("By digital means"))
    directed_at = fields.Code("directed_at", _("At whom it was directed"))
    place = fields.Place(_("Where"), leaves=ladder(region, country), quasi=True)
    people = fields.Count(
        _("How many people"),
        help=_("As far as it is known; a range will do."),
        leaves=bracket(1, 2, 6, 16, 51),
    )
    coping = fields.Codes(
        "coping",
        _("How they face it"),
        help=_("What they do that sustains them, even if it seems small."),
        leaves=as_is,
    )
    demands = fields.Codes("demand", _("What they demand"), leaves=as_is)
    attributions = fields.Group(AttributionEntry, _("Who is held responsible"), most=_ATTRIBUTIONS)
    openness = fields.Code("violence_openness", _("How the violence shows"), leaves=as_is)
    interests = fields.Codes("violence_interest", _("Interests behind it"))
    patriarchal = fields.Codes(
        "patriarchal_expression",
        _("How it is patriarchal as well"),
        help=_("Optional, and it never leaves."),
    )
    rights = fields.Codes("right", _("Rights it violates"), leaves=as_is)
    narrative = fields.Narrative(
        _("What happened"),
        help=_(
            "Only what the accompaniment needs. No names of those who were there, no addresses."
        ),
    )
    verification = fields.Code(
        "verification_status",
        _("How far it is verified"),
        help=_("It says how much is known, not whether they are believed."),
        leaves=as_is,
    )


AGGRESSION = RecordType(
    "aggression",
    _("Aggression"),
    AggressionSchema,
    purpose="aggregate",
    about=_("What was done to them and who is responsible, beside how they face it."),
)
