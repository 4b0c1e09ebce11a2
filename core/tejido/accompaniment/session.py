"""The session: written down in under a minute, on a phone, after an encounter."""

from tejido.declare.fields import Code, Codes, Count, Day, Flag, Narrative
from tejido.declare.lifecycles import Due
from tejido.declare.records import RecordType
from tejido.declare.schemas import RecordSchema
from tejido.declare.transforms import as_is, bracket, ladder, quarter, year
from tejido.languages import words

_ = words("tejido")


class SessionSchema(RecordSchema):
    """One encounter: what was done, what was agreed, and when we meet again."""

    day = Day(_("Day"), required=True, leaves=ladder(quarter, year), quasi=True)
    activity = Code("activity_type", _("Kind of activity"), leaves=as_is)
    fields = Codes(  # type: ignore[assignment]  # marshmallow takes it out of the class
        "field", _("Fields"), leaves=as_is
    )
    modality = Code("modality", _("How"), leaves=as_is)
    people = Count(
        _("How many people"),
        help=_("Without the team; a range will do."),
        leaves=bracket(1, 2, 6, 16, 51),
    )
    duration = Code("duration_band", _("How long"))
    language = Code("language", _("In which language"))
    attendees = Narrative(
        _("Who was there"),
        help=_("Keys, or who they are to each other. No list of names."),
        names=True,
    )
    note = Narrative(
        _("What happened"),
        help=_("What you need for going on. Nothing that could be used against them."),
    )
    agreements = Narrative(_("What was agreed"))
    kept = Narrative(
        _("What they want to keep of it"), help=_("A phrase, an image, a decision; theirs.")
    )
    next_on = Day(_("We meet again on"))
    risk_signal = Flag(
        _("Somebody may be in danger"),
        help=_("Say yes when in doubt; then it is looked at together, today."),
    )


SESSION = RecordType(
    "session",
    _("Session"),
    SessionSchema,
    purpose="service",
    dates={"next_on": Due("next_session", _("Meet again"))},
    about=_("One encounter: what was done, what was agreed, when we meet again."),
)
