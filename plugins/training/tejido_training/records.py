"""The cohort: a group that learns together, and what its organizations did with it."""

from tejido import ProcessKind, RecordSchema, RecordType, fields, transforms, words
from tejido_training.lifecycles import COHORT_LIFECYCLE

_ = words("tejido_training")

COHORT_PROCESS = ProcessKind(
    "training.cohort",
    _("Training cohort"),
    _("A group of people from several organizations who learn together for a time."),
)


class CohortSchema(RecordSchema):
    """One cohort: when, where, about what, how many, and what became of it."""

    starts_on = fields.Day(
        _("Begins"),
        required=True,
        leaves=transforms.ladder(transforms.quarter, transforms.year),
        quasi=True,
    )
    ends_on = fields.Day(_("Ends"))
    place = fields.Place(
        _("Where"),
        leaves=transforms.ladder(transforms.region, transforms.country),
        quasi=True,
    )
    modality = fields.Code("training.modality", _("How they meet"), leaves=transforms.as_is)
    themes = fields.Codes("training.theme", _("Themes"), leaves=transforms.as_is)
    participants = fields.Count(
        _("How many people"),
        help=_("A number is enough; lists of names are not kept here."),
        leaves=transforms.bracket(1, 6, 16, 31),
    )
    organizations = fields.Count(
        _("From how many organizations"), leaves=transforms.bracket(1, 2, 6, 16)
    )
    incorporation = fields.Codes(
        "training.incorporation",
        _("What the organizations did with it"),
        help=_("As they tell it, months later. «Not yet» is an answer too."),
        leaves=transforms.as_is,
    )
    told = fields.Narrative(_("How they tell it"))
    design = fields.Narrative(_("What it sets out from"))
    care = fields.Narrative(
        _("What makes it possible to come"),
        help=_("Child care, interpretation, travel, rest, safety of the place."),
    )
    languages = fields.Line(_("Languages of the group"))
    venue = fields.Line(_("Venue"), help=_("Told to the group shortly before."), names=True)
    facilitator = fields.Person(_("Who facilitates"))


COHORT = RecordType(
    "training.cohort",
    _("Cohort"),
    CohortSchema,
    process=COHORT_PROCESS.id,
    lifecycle=COHORT_LIFECYCLE,
    purpose="aggregate",
    about=_("When and where, about what, how many, and what the organizations did with it."),
)
