"""The State's response: what was asked of whom, when, and the days of silence since."""

from tejido.declare import fields
from tejido.declare.lifecycles import Due
from tejido.declare.records import RecordType
from tejido.declare.schemas import RecordSchema
from tejido.declare.transforms import as_is, country, ladder, quarter, region, year
from tejido.languages import words

_ = words("tejido")


class StateResponseSchema(RecordSchema):
    """One thing asked of the State. Silence beyond the day it was due is an omission."""

    asked_of = fields.Line(_("Of which authority it was asked"), required=True)
    asked_on = fields.Day(
        _("Asked on"),
        help=_("From this day silence is counted."),
        required=True,
        leaves=ladder(quarter, year),
        quasi=True,
    )
    place = fields.Place(_("Where"), leaves=ladder(region, country), quasi=True)
    asked = fields.Narrative(_("What was asked"))
    demands = fields.Codes("demand", _("What they demand"), leaves=as_is)
    rights = fields.Codes("right", _("Rights it is about"), leaves=as_is)
    due_on = fields.Day(_("It must answer by"), help=_("The legal term, or the day it promised."))
    response = fields.Code("state_response", _("What the State answered"), leaves=as_is)
    answered_on = fields.Day(_("Answered on"))
    said = fields.Narrative(
        _("What it said"), help=_("And what it was for them to hear it, or to hear nothing.")
    )


STATE_RESPONSE = RecordType(
    "state_response",
    _("State response"),
    StateResponseSchema,
    purpose="aggregate",
    dates={
        "due_on": Due(
            "state_answer",
            _("The State had to answer: write down what it said, or its silence"),
            until_field="answered_on",
        )
    },
    about=_("What was asked of which authority and when, what it answered, how long it is silent."),
)
