"""The accompaniment itself: how it began, what was agreed, and how it ends."""

from tejido.accompaniment.lifecycles import ACCOMPANIMENT_LIFECYCLE
from tejido.declare.fields import Code, Codes, Day, Narrative, Person
from tejido.declare.records import RecordType
from tejido.declare.schemas import RecordSchema
from tejido.declare.transforms import as_is, ladder, quarter, year
from tejido.languages import words

_ = words("tejido")


class AccompanimentSchema(RecordSchema):
    """What was asked of the team, what both sides agreed to, and, one day, how it ended."""

    requested_on = Day(_("Day of the request"), leaves=ladder(quarter, year), quasi=True)
    origin = Code("request_origin", _("Who asked for it"), leaves=as_is)
    strategies = Codes("strategy", _("Strategies"), leaves=as_is)
    fields = Codes(  # type: ignore[assignment]  # marshmallow takes it out of the class
        "field", _("Fields to work in"), leaves=as_is
    )
    framing = Narrative(
        _("What was agreed at the beginning"),
        help=_("What we do and do not do, whose demands we stand with, how either side can stop."),
    )
    lead = Person(_("Who accompanies"))
    ended_on = Day(_("Day on which it ended"))
    closing_reason = Code("closing_reason", _("Why it ended"))
    closing_said = Narrative(
        _("How it was closed"),
        help=_("What they take with them, what stays open, whom they can call from now on."),
    )
    safety_search = Narrative(
        _("Where we looked before saying that there is no contact"),
        help=_(
            "Silence may mean danger. Say whom you asked, in which safe ways, on which days, and "
            "who was told, before closing without contact."
        ),
    )


PROCESS = RecordType(
    "accompaniment",
    _("Accompaniment"),
    AccompanimentSchema,
    lifecycle=ACCOMPANIMENT_LIFECYCLE,
    purpose="aggregate",
    single=True,
    about=_("How it began, what was agreed, where it stands and how it ends."),
)
