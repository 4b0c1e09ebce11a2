"""The reading of the context: dated, authored; readings that contradict each other coexist."""

from tejido.declare import fields
from tejido.declare.records import RecordType
from tejido.declare.schemas import RecordSchema
from tejido.declare.transforms import as_is, country, ladder, quarter, region, year
from tejido.languages import words

_ = words("tejido")

#: Actors and scenarios on one large sheet of paper.
_ACTORS, _SCENARIOS = 20, 6


class ActorEntry(RecordSchema):
    """One actor on the map: where it stands, what moves it, what it can do."""

    called = fields.Line(
        _("Key"), help=_("A key that the team understands. No names of persons."), required=True
    )
    kind = fields.Code("perpetrator_type", _("What kind of actor"))
    position = fields.Code("actor_position", _("Where it stands"))
    interest = fields.Narrative(_("What it wants"))
    can = fields.Narrative(_("What it can do"))
    might = fields.Narrative(_("What it might do, and what would move it"))


class ScenarioEntry(RecordSchema):
    """One way in which things may go on, and how it would be noticed."""

    kind = fields.Code("scenario", _("Which scenario"), required=True)
    said = fields.Narrative(_("How it would be"))
    signals = fields.Narrative(_("By which signs we would notice"))


class ContextSchema(RecordSchema):
    """How somebody reads the reality around a subject, on a certain day."""

    read_on = fields.Day(
        _("Day of the reading"), required=True, leaves=ladder(quarter, year), quasi=True
    )
    from_day = fields.Day(_("From"))
    to_day = fields.Day(_("Until"))
    place = fields.Place(_("Where"), leaves=ladder(region, country), quasi=True)
    factors = fields.Codes("context_factor", _("What marks this time"), leaves=as_is)
    direction = fields.Code(
        "context_direction",
        _("Where it is going"),
        help=_("Worse, opening up, or both at once: a paradox is an answer."),
        leaves=as_is,
    )
    economic = fields.Narrative(
        _("Economic relations"), help=_("Who gains, who loses, what is being fought over.")
    )
    political = fields.Narrative(
        _("Political relations"), help=_("Who decides, who is listened to, who is punished.")
    )
    social = fields.Narrative(
        _("Social relations"), help=_("What divides people, what brings them together.")
    )
    openness = fields.Code("violence_openness", _("How the violence shows"), leaves=as_is)
    interests = fields.Codes("violence_interest", _("Interests behind it"), leaves=as_is)
    intents = fields.Codes("violence_intent", _("What it seeks"), leaves=as_is)
    responsibility = fields.Codes(
        "state_responsibility",
        _("Responsibility of the State"),
        help=_("Whoever acts, the State has the duty to put an end to it."),
        leaves=as_is,
    )
    axes = fields.Codes("structural_axis", _("Structures that sustain it"), leaves=as_is)
    patriarchal = fields.Codes(
        "patriarchal_expression", _("How it is patriarchal as well"), leaves=as_is
    )
    feminist = fields.Narrative(
        _("Who is missing from this reading"),
        help=_("Whose voice is not in it, whose work is not seen, on whom it weighs twice."),
    )
    actors = fields.Group(ActorEntry, _("Map of actors"), most=_ACTORS)
    scenarios = fields.Group(ScenarioEntry, _("Scenarios"), most=_SCENARIOS)
    consequences = fields.Narrative(_("What it means for the subject"))
    options = fields.Narrative(_("What can be done"))
    sources = fields.Narrative(
        _("Where this reading comes from"),
        help=_("Every figure with its source and the day on which you read it."),
    )
    author = fields.Person(_("Who reads it so"))


CONTEXT = RecordType(
    "context",
    _("Reading of the context"),
    ContextSchema,
    purpose="aggregate",
    about=_("A dated reading, signed by whoever makes it. Others may read it otherwise."),
    answers=frozenset({"P2", "P8"}),
)
