"""The act: who did what to whom, how the State is responsible, and what it answered."""

from tejido import (
    AttributionEntry,
    ProcessKind,
    RecordSchema,
    RecordType,
    fields,
    transforms,
    words,
)
from tejido_advocacy.lifecycles import ACT_LIFECYCLE

_ = words("tejido_advocacy")

DOCUMENTATION = ProcessKind(
    "advocacy.documentation",
    _("Documentation"),
    _("What one political subject has suffered and demands, act by act."),
)

#: Attributions side by side in one act; they may contradict each other.
_ATTRIBUTIONS = 10


class ActSchema(RecordSchema):
    """One act of violence. Several acts of one event are several records of one process."""

    day = fields.Day(
        _("Day"),
        required=True,
        leaves=transforms.ladder(transforms.quarter, transforms.year),
        quasi=True,
    )
    place = fields.Place(
        _("Where"),
        required=True,
        leaves=transforms.ladder(transforms.region, transforms.country),
        quasi=True,
    )
    aggression = fields.Code(
        "aggression", _("What was done"), required=True, leaves=transforms.as_is
    )
    subject_type = fields.Code("subject_type", _("To whom"), leaves=transforms.as_is, quasi=True)
    people = fields.Count(_("How many people"), leaves=transforms.bracket(1, 2, 6, 16, 51))
    attributions = fields.Group(AttributionEntry, _("Who is held responsible"), most=_ATTRIBUTIONS)
    state_response = fields.Code(
        "state_response", _("What the State answered"), leaves=transforms.as_is
    )
    asked_of = fields.Line(_("What was asked, and of which authority"))
    asked_on = fields.Day(_("Asked on"), help=_("From this day silence is counted."))
    demands = fields.Codes("advocacy.demand", _("What is demanded"), leaves=transforms.as_is)
    verification = fields.Code(
        "advocacy.verification",
        _("How far it is verified"),
        help=_("Confirmed: two independent sources, one of them direct or a document."),
        leaves=transforms.as_is,
    )
    source = fields.Narrative(_("How it is known"))
    narrative = fields.Narrative(_("What happened"))
    voice = fields.Narrative(_("How they tell it"))
    lead = fields.Person(_("Who documents"))


ACT = RecordType(
    "advocacy.act",
    _("Act"),
    ActSchema,
    process=DOCUMENTATION.id,
    lifecycle=ACT_LIFECYCLE,
    purpose="advocacy_anonymous",
    about=_("Who did what to whom, and what the State answered. One record, one act."),
)
