"""Our principles, looked at: seven and the feminist perspective, talked over, never added up."""

from tejido.declare import fields
from tejido.declare.records import RecordType
from tejido.declare.schemas import RecordSchema
from tejido.languages import words

_ = words("tejido")


class PrinciplesSchema(RecordSchema):
    """What the team says when it looks at its own work. From: the seed, pages 8 and 9."""

    day = fields.Day(_("Day"), required=True)
    not_neutral = fields.Narrative(
        _("We are not neutral"),
        help=_("Do they know on whose side we are? Whose demands does this work serve?"),
    )
    critical_analysis = fields.Narrative(
        _("We read reality critically"),
        help=_("What the violence seeks, and what the State did, let happen or consented to."),
    )
    intersectional = fields.Narrative(
        _("We look at what else weighs"),
        help=_("Gender, ethnic identity, age, family roles, class: who carries more?"),
    )
    all_dimensions = fields.Narrative(
        _("We see harm in all its dimensions"),
        help=_("Personal, family, organizational, community, social. Which did we not look at?"),
    )
    beyond_therapy = fields.Narrative(
        _("We go beyond therapy"),
        help=_("Besides easing harm: what can they do now in their political process?"),
    )
    alternatives = fields.Narrative(
        _("We make alternatives visible"),
        help=_("In the face of impunity and of a State that does not answer."),
    )
    joint_construction = fields.Narrative(
        _("We make it together"),
        help=_("What did they make, what did we? Where could they say no?"),
    )
    feminist = fields.Narrative(
        _("With a feminist perspective"),
        help=_("Who is missing, whose work is not seen, what do we take for granted?"),
    )


PRINCIPLES = RecordType(
    "principles",
    _("Our principles, looked at"),
    PrinciplesSchema,
    purpose="service",
    about=_("Questions to ourselves, talked over in the team. Nobody adds up the answers."),
    answers=frozenset({"P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8", "P8a", "P8b", "P9"}),
)
