"""The plan: what is worked for in each field, what will be done, and what was agreed."""

from collections.abc import Mapping
from typing import Any

from tejido.accompaniment.lifecycles import PLAN_LIFECYCLE
from tejido.declare import fields
from tejido.declare.lifecycles import Due
from tejido.declare.records import RecordType
from tejido.declare.schemas import RecordSchema
from tejido.languages import words

_ = words("tejido")

#: A plan that fits on a board.
_OBJECTIVES, _ACTIVITIES, _AGREEMENTS = 12, 40, 20


class ObjectiveEntry(RecordSchema):
    """One thing they want to reach, and how they would notice."""

    field = fields.Code("field", _("Field"))
    objective = fields.Narrative(_("What they want to reach"), required=True)
    sign = fields.Narrative(
        _("How they would notice"), help=_("A sign that they would recognize, not a figure.")
    )
    by_day = fields.Day(_("By when"))


class ActivityEntry(RecordSchema):
    """One thing that will be done."""

    activity = fields.Code("activity_type", _("Kind of activity"))
    what = fields.Line(_("What"), required=True)
    who = fields.Person(_("Who of the team"))
    on_day = fields.Day(_("When"))
    modality = fields.Code("modality", _("How"))
    state = fields.Code("activity_state", _("Where it stands"))


class AgreementEntry(RecordSchema):
    """One agreement between the subject and the team, or among themselves."""

    what = fields.Line(_("What was agreed"), required=True)
    who = fields.Line(_("Who sees to it"), help=_("A role or a key, no name."))
    by_day = fields.Day(_("By when"))
    kept = fields.Code("agreement_state", _("What became of it"))


class PlanSchema(RecordSchema):
    """What subject and team want to do together until they look at it again."""

    agreed_on = fields.Day(_("Agreed on"))
    review_on = fields.Day(
        _("We look at it again on"), help=_("Within three months, so that it stays theirs.")
    )
    made_by = fields.Code("authorship", _("Who made it"))
    objectives = fields.Group(ObjectiveEntry, _("Objectives"), most=_OBJECTIVES)
    activities = fields.Group(ActivityEntry, _("Activities"), most=_ACTIVITIES)
    agreements = fields.Group(AgreementEntry, _("Agreements"), most=_AGREEMENTS)
    alternatives = fields.Narrative(
        _("What else is possible"),
        help=_("Ways that open even if the State does not answer."),
    )


def agreed_or_written(body: Mapping[str, Any], created_on: str) -> str:
    """Return the day by which plans follow one another: a draft has none on which it was agreed."""
    return str(body.get("agreed_on") or created_on)


PLAN = RecordType(
    "plan",
    _("Plan"),
    PlanSchema,
    lifecycle=PLAN_LIFECYCLE,
    purpose="service",
    dates={"review_on": Due("review", _("Look at the plan again together"))},
    about=_("What is worked for in each field, what will be done, and what was agreed."),
    answers=frozenset({"P6"}),
)
