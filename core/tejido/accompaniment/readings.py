"""The three readings of one process: violence, rights, and mental health as relations."""

from tejido.declare import fields
from tejido.declare.records import RecordType
from tejido.declare.schemas import RecordSchema
from tejido.languages import words

_ = words("tejido")


class ReadingsSchema(RecordSchema):
    """Three ways of looking at the same process; an empty one is seen to be empty."""

    day = fields.Day(_("Day"), required=True)
    violence = fields.Narrative(
        _("Reading from sociopolitical violence"),
        help=_("What this violence seeks, whom it serves, how the harm reaches beyond persons."),
    )
    rights = fields.Codes("right", _("Rights at stake"))
    rights_said = fields.Narrative(
        _("Reading from human rights"),
        help=_("What they need, which right answers to it, who has the duty, which way is open."),
    )
    mental_health = fields.Narrative(
        _("Reading from mental health"),
        help=_(
            "A dimension of the relations between people: trust, bonds, taking part. Never what "
            "somebody has; nobody is diagnosed here."
        ),
    )
    made_by = fields.Code("authorship", _("Who made it"))


READINGS = RecordType(
    "readings",
    _("The three readings"),
    ReadingsSchema,
    purpose="service",
    about=_("The same process seen from violence, from rights and from mental health."),
)
