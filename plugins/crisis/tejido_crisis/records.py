"""The emergency: what has to be known for a first response, and the little that may leave."""

from tejido import RecordSchema, RecordType, fields, transforms, words
from tejido_crisis.lifecycles import EMERGENCY_LIFECYCLE

_ = words("tejido_crisis")


class EmergencySchema(RecordSchema):
    """People or a collective whose physical and emotional integrity is at risk for what they do."""

    received_on = fields.Day(
        _("Day of the call"),
        required=True,
        leaves=transforms.ladder(transforms.quarter, transforms.year),
        quasi=True,
    )
    severity = fields.Code(
        "crisis.severity",
        _("How urgent it is"),
        help=_(
            "Red: life, liberty or integrity in immediate danger, or somebody is missing. "
            "Orange: a direct threat or a recent attack; danger within days. "
            "Yellow: signs that grow, without a direct threat. Green: calmer; staying close."
        ),
        required=True,
        leaves=transforms.as_is,
    )
    missing = fields.Flag(_("Somebody is missing"))
    physical = fields.Flag(_("Physical integrity is at risk"))
    emotional = fields.Flag(_("Emotional integrity is at risk"))
    aggressions = fields.Codes("aggression", _("Aggressions"))
    # An alert that said the region or the kind of attack would name the only collective there.
    place = fields.Place(_("Where"), leaves=transforms.country, quasi=True)
    people = fields.Count(
        _("How many people"),
        help=_("The people at risk, with their families; as far as it is known."),
    )
    needs = fields.Codes("service_type", _("What would help now"), leaves=transforms.as_is)
    tonight = fields.Narrative(
        _("Who stays tonight"),
        help=_("The people they trust, who of the team is near, and when we speak again."),
        names=True,
    )
    channel = fields.Line(_("How to call them safely"), names=True)
    lead = fields.Person(_("Who accompanies"))
    second = fields.Person(_("Who accompanies with them"))
    narrative = fields.Narrative(_("What happened"))


EMERGENCY = RecordType(
    "crisis.emergency",
    _("Emergency"),
    EmergencySchema,
    lifecycle=EMERGENCY_LIFECYCLE,
    purpose="alert_network",
    about=_("A call that cannot wait: what happened, who is near, what would help now."),
    answers=frozenset({"CO-09"}),
)
