"""Team care: what accompanying does to those who accompany. Never linked to a subject."""

from tejido.accompaniment.kinds import TEAM
from tejido.declare import fields
from tejido.declare.lifecycles import Due
from tejido.declare.records import RecordType
from tejido.declare.schemas import RecordSchema
from tejido.languages import words

_ = words("tejido")


class TeamCareSchema(RecordSchema):
    """One time in which the team looked after itself. Nobody's load is measured."""

    day = fields.Day(_("Day"), required=True)
    kind = fields.Code("care_kind", _("What kind of care"))
    causes = fields.Codes("care_cause", _("What weighs on us"))
    how_we_are = fields.Narrative(
        _("How we are"), help=_("Of all of us. No names of subjects, nobody's diagnosis.")
    )
    rest = fields.Narrative(_("Who rests, and when"))
    covers = fields.Narrative(_("Who covers meanwhile"))
    agreements = fields.Narrative(_("What we agreed"))
    next_on = fields.Day(_("We meet again on"))


TEAM_CARE = RecordType(
    "team_care",
    _("Team care"),
    TeamCareSchema,
    process=TEAM.id,
    purpose="service",
    dates={"next_on": Due("next_circle", _("Meet again as a team"))},
    about=_("How we are, who rests, who covers. It stays among us and never counts as work."),
)
