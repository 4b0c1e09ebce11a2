"""The diagnosis in four fields: impacts beside coping, made with its subject, round by round."""

from tejido.accompaniment.entries import CopingEntry, ImpactEntry
from tejido.accompaniment.lifecycles import DIAGNOSIS_LIFECYCLE
from tejido.declare import fields
from tejido.declare.records import RecordType
from tejido.declare.schemas import RecordSchema
from tejido.declare.transforms import as_is, bracket, country, flag, ladder, quarter, region, year
from tejido.languages import words

_ = words("tejido")

#: Entries in one round: what a collective fills in on one large sheet of paper.
_ENTRIES = 30


class DiagnosisSchema(RecordSchema):
    """One round: what violence has done in each field, and what they do in the face of it."""

    day = fields.Day(_("Day of the round"), required=True, leaves=ladder(quarter, year), quasi=True)
    round = fields.Count(
        _("Which round"),
        help=_("1 for the first, 2 for the second."),
        required=True,
        leaves=bracket(1, 2, 3),
    )
    subject_type = fields.Code(
        "subject_type", _("Kind of political subject"), leaves=as_is, quasi=True
    )
    place = fields.Place(_("Where"), leaves=ladder(region, country), quasi=True)
    method = fields.Code("diagnosis_method", _("How it was made"), leaves=as_is)
    made_by = fields.Code("authorship", _("Who made it"), leaves=as_is)
    intersections = fields.Codes(
        "intersection",
        _("What else weighs on them"),
        help=_("Optional, and only as they describe themselves."),
    )
    harm_sources = fields.Codes("harm_source", _("Where the harm comes from"))
    impacts = fields.Group(ImpactEntry, _("Impacts"), most=_ENTRIES)
    copings = fields.Group(CopingEntry, _("Ways of facing it"), most=_ENTRIES)
    psychoemotional = fields.Narrative(_("In the psycho-emotional field"))
    relations = fields.Narrative(
        _("In internal dynamics and relationships"),
        help=_("What happens between them, as a group. A conflict needs no names here."),
    )
    security = fields.Narrative(_("In security"))
    political = fields.Narrative(_("In the political project"))
    left_aside = fields.Codes(
        "field",
        _("Fields left aside in this round"),
        help=_("Not worked, or they chose not to. Leaving one aside is a decision too."),
    )
    change = fields.Code("change", _("Since the last round"), leaves=as_is)
    change_said = fields.Narrative(_("What changed, in their words"))
    agreed = fields.Flag(
        _("Agreed with the subject"), help=_("Silence is not agreement."), leaves=flag
    )
    lead = fields.Person(_("Who accompanies"))


DIAGNOSIS = RecordType(
    "diagnosis",
    _("Diagnosis in four fields"),
    DiagnosisSchema,
    lifecycle=DIAGNOSIS_LIFECYCLE,
    purpose="aggregate",
    about=_("What violence has done in each field, beside what they do in the face of it."),
    answers=frozenset({"CO-02"}),
)
