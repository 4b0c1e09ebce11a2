"""The evaluation: what changed, with the subject's own voice first. Nothing is scored."""

from tejido.declare import fields
from tejido.declare.records import RecordType
from tejido.declare.schemas import RecordSchema
from tejido.declare.transforms import as_is, flag, ladder, quarter, year
from tejido.languages import words

_ = words("tejido")


class EvaluationSchema(RecordSchema):
    """What subject and team say about the way they have gone together."""

    day = fields.Day(_("Day"), required=True, leaves=ladder(quarter, year), quasi=True)
    with_subject = fields.Flag(_("Made with the subject"), leaves=flag)
    made_by = fields.Code("authorship", _("Who made it"), leaves=as_is)
    voice = fields.Narrative(
        _("What they say about the accompaniment"),
        help=_("First their voice, as they say it, also what did not help."),
    )
    change = fields.Code("change", _("How it is now, for them"), leaves=as_is)
    safer = fields.Code("change", _("How safe they feel"), leaves=as_is)
    can_continue = fields.Narrative(
        _("What they can do now to go on with their work"),
        help=_("What they kept, took up again, changed or stopped, and why."),
    )
    project = fields.Narrative(_("What it did for their political project"))
    lessons = fields.Narrative(
        _("What we learned"), help=_("About our way of accompanying; nothing about persons.")
    )
    knows_whom = fields.Flag(_("They know whom to call from now on"))
    informed = fields.Flag(_("They know what stays written here, and that they can have it erased"))


EVALUATION = RecordType(
    "evaluation",
    _("Evaluation"),
    EvaluationSchema,
    purpose="service",
    about=_("What changed, said by the subject first, and what the team learned."),
    answers=frozenset({"CO-04"}),
)
