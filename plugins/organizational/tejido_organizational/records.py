"""The political project: where it comes from, what it has survived, where it wants to go."""

from tejido import RecordSchema, RecordType, fields, words
from tejido_organizational.lifecycles import PROJECT_LIFECYCLE

_ = words("tejido_organizational")


class PoliticalProjectSchema(RecordSchema):
    """The project as its subject tells it on one day; a later telling is another record."""

    day = fields.Day(_("Day"), required=True)
    made_by = fields.Code("authorship", _("Who made it"))
    comes_from = fields.Narrative(
        _("Where it comes from"), help=_("Who began it, against what, with which dream.")
    )
    survived = fields.Narrative(
        _("What it has survived"), help=_("And what they did each time so that it went on.")
    )
    wants = fields.Narrative(_("Where it wants to go"))
    needs = fields.Narrative(_("What it needs to go on"))
    alliances = fields.Narrative(
        _("With whom"), help=_("Those they walk with, and those they would like to; in keys.")
    )
    continuity = fields.Code("change", _("How it goes on, compared with a year ago"))
    said = fields.Narrative(_("In their words"))


POLITICAL_PROJECT = RecordType(
    "organizational.political_project",
    _("Political project"),
    PoliticalProjectSchema,
    lifecycle=PROJECT_LIFECYCLE,
    purpose="service",
    about=_("What they work for, told by them: so that the struggle goes on, with its reasons."),
)
