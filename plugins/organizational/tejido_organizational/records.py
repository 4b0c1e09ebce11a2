"""The diagnosis in four fields: impacts beside coping, made with its subject, round by round."""

from tejido import (
    CopingEntry,
    ImpactEntry,
    RecordSchema,
    RecordType,
    fields,
    transforms,
    words,
)
from tejido_organizational.lifecycles import DIAGNOSIS_LIFECYCLE

_ = words("tejido_organizational")

#: Entries in one round: what a collective fills in on one large sheet of paper.
_ENTRIES = 30


class DiagnosisSchema(RecordSchema):
    """One round: what violence has done in each field, and what they do in the face of it."""

    day = fields.Day(
        _("Day of the round"),
        required=True,
        leaves=transforms.ladder(transforms.quarter, transforms.year),
        quasi=True,
    )
    round = fields.Count(
        _("Which round"),
        help=_("1 for the first, 2 for the second."),
        required=True,
        leaves=transforms.bracket(1, 2, 3),
    )
    subject_type = fields.Code(
        "subject_type", _("Political subject"), leaves=transforms.as_is, quasi=True
    )
    place = fields.Place(
        _("Where"),
        leaves=transforms.ladder(transforms.region, transforms.country),
        quasi=True,
    )
    method = fields.Code("organizational.method", _("How it was made"), leaves=transforms.as_is)
    made_by = fields.Code("organizational.authorship", _("Who made it"), leaves=transforms.as_is)
    intersections = fields.Codes(
        "organizational.intersection",
        _("What else weighs on them"),
        help=_("Optional; as they describe themselves."),
    )
    impacts = fields.Group(ImpactEntry, _("Impacts"), most=_ENTRIES)
    copings = fields.Group(CopingEntry, _("Ways of facing it"), most=_ENTRIES)
    psychoemotional = fields.Narrative(_("In the psycho-emotional field"))
    relations = fields.Narrative(_("In internal dynamics and relationships"))
    security = fields.Narrative(_("In security"))
    political = fields.Narrative(_("In the political project"))
    change = fields.Code(
        "organizational.change", _("Since the last round"), leaves=transforms.as_is
    )
    change_said = fields.Narrative(_("What changed, in their words"))
    agreed = fields.Flag(
        _("Agreed with the subject"),
        help=_("Silence is not agreement."),
        leaves=transforms.flag,
    )
    lead = fields.Person(_("Who accompanies"))


DIAGNOSIS = RecordType(
    "organizational.diagnosis",
    _("Diagnosis in four fields"),
    DiagnosisSchema,
    lifecycle=DIAGNOSIS_LIFECYCLE,
    purpose="aggregate",
    about=_("What violence has done in each field, beside what they do in the face of it."),
)
