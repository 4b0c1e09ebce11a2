"""The political subject: who they are in their own words, and how to reach them safely."""

from tejido.declare import fields
from tejido.declare.records import RecordType
from tejido.declare.schemas import RecordSchema
from tejido.declare.transforms import as_is, bracket, country, ladder, region
from tejido.languages import words

_ = words("tejido")

#: Somebody to call, somebody to name: few enough to be kept up to date.
_CONTACTS, _MEMBERS = 10, 30


class MemberEntry(RecordSchema):
    """One member, as they want to be called here."""

    called = fields.Line(
        _("What they want to be called"),
        help=_("A name they choose for this place. Not the name on their papers."),
        required=True,
        names=True,
    )
    part = fields.Line(_("What they do in it"), names=True)


class ContactEntry(RecordSchema):
    """One way to reach somebody."""

    who = fields.Line(
        _("Whom"), help=_("A key or a chosen name is enough."), required=True, names=True
    )
    how = fields.Line(_("How"), help=_("Telephone, message, through whom."), names=True)
    safe = fields.Flag(_("They said that this way is safe"))
    note = fields.Line(_("At what times, with which word"), names=True)


class SubjectSchema(RecordSchema):
    """One political subject: collective unless they say otherwise, members only if they wish."""

    unit = fields.Code("subject_unit", _("Who it is"), leaves=as_is)
    subject_type = fields.Code(
        "subject_type", _("Kind of political subject"), leaves=as_is, quasi=True
    )
    described = fields.Narrative(
        _("Who they are, in their own words"),
        help=_("Let them say it. If they would rather not, leave it empty."),
    )
    defence_areas = fields.Codes("defence_area", _("What they defend"), leaves=as_is)
    project = fields.Narrative(
        _("What they want to transform"),
        help=_("Their political project: what they are working for and what keeps them going."),
    )
    demands = fields.Codes("demand", _("What they demand"), leaves=as_is)
    place = fields.Place(_("Region"), leaves=ladder(region, country), quasi=True)
    municipality = fields.Line(
        _("Municipality or community"),
        help=_("It never leaves. Write it only if the accompaniment needs it."),
        names=True,
    )
    languages = fields.Codes("language", _("Languages they want to speak in"))
    size = fields.Count(
        _("How many they are"),
        help=_("As far as it is known; a range will do."),
        leaves=bracket(1, 2, 6, 16, 51),
    )
    intersections = fields.Codes(
        "intersection",
        _("What else weighs on them"),
        help=_("Optional, and only as they describe themselves."),
    )
    intersections_said = fields.Narrative(
        _("How they say it themselves"),
        help=_("Who among them carries more, who is heard less. No one is sorted into boxes."),
    )
    members = fields.Group(MemberEntry, _("People who want to be named here"), most=_MEMBERS)
    contacts = fields.Group(ContactEntry, _("How to reach them"), most=_CONTACTS)
    safe_channel = fields.Narrative(
        _("How to get in touch without putting them at risk"),
        help=_("Agreed with them: which way, at what times, with which word."),
        names=True,
    )
    do_not_contact = fields.Narrative(
        _("How not to get in touch"),
        help=_("Numbers that others answer, homes, places where calling would expose them."),
        names=True,
    )


SUBJECT = RecordType(
    "subject",
    _("Political subject"),
    SubjectSchema,
    purpose="aggregate",
    single=True,
    about=_("Who they are and what they want, as they say it, and how to reach them safely."),
    answers=frozenset({"P1", "P3", "P9"}),
)
