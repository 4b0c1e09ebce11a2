"""The milestone: a day on the subject's line of time, those that hurt and those that convene."""

from tejido.declare import fields
from tejido.declare.records import RecordType
from tejido.declare.schemas import RecordSchema
from tejido.languages import words

_ = words("tejido")


class MilestoneSchema(RecordSchema):
    """One day that matters to them, as precisely as it is known."""

    on_day = fields.Day(
        _("Day"), help=_("As far as it is known: a month or a year will do."), required=True
    )
    kind = fields.Code("milestone_kind", _("What kind of day"))
    said = fields.Narrative(_("What it means to them"), help=_("In their words."))
    returns = fields.Flag(
        _("It comes back every year"),
        help=_("So that nobody on the team forgets to be near on that day."),
    )


MILESTONE = RecordType(
    "milestone",
    _("Milestone"),
    MilestoneSchema,
    purpose="service",
    about=_("A day on their line of time: what hurt, what they won, what brings them together."),
)
