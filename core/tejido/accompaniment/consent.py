"""A conversation about consent: what was said to each purpose, by whom, with whom, until when.

The record is the conversation, and stays. What may leave follows from it as grants, within the
transaction that saves it (``tejido.work.consenting``).
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from marshmallow import post_load

from tejido.declare import fields
from tejido.declare.days import last_day
from tejido.declare.lifecycles import Due
from tejido.declare.records import ANY_KIND, RecordType
from tejido.declare.schemas import RecordSchema
from tejido.languages import words

_ = words("tejido")

#: How long before it ends consent is talked about again, where no day is agreed.
BEFORE_IT_ENDS = timedelta(days=30)


class RecipientEntry(RecordSchema):
    """One organization that may receive: its node, and what it was called when they agreed."""

    node = fields.Line(_("Node"), required=True)
    called = fields.Line(_("What it is called"))


class PurposeEntry(RecordSchema):
    """What was said to one purpose."""

    purpose = fields.Code("consent_purpose", _("What for"), required=True)
    answer = fields.Code("consent_answer", _("What they said"), required=True)
    recipients = fields.Group(RecipientEntry, _("Which organizations may receive it"))
    whom = fields.Line(_("Which person or organization, in their words"))
    withdrawn_on = fields.Day(_("Withdrawn on"))


class WithheldEntry(RecordSchema):
    """Something that may not leave: a field of a type of record, or all fields of a kind."""

    path = fields.Line(_("Field"), required=True)
    called = fields.Line(_("What it is called"))


class AboutEntry(RecordSchema):
    """One record of the process that is about this person alone."""

    record = fields.Line(_("Record"), required=True)
    called = fields.Line(_("What it is called"))


class ConsentSchema(RecordSchema):
    """Purpose by purpose, with nothing chosen beforehand; no name is needed."""

    round = fields.Count(_("Which conversation this is"), help=_("Counted when it is saved."))
    concerns = fields.Code("consent_scope", _("Whom it is about"))
    member = fields.Line(
        _("What this person wants to be called here"),
        help=_("A key or a chosen name. Not the name on their papers."),
    )
    records = fields.Group(AboutEntry, _("Which records are about this person alone"))
    giver = fields.Line(_("Who speaks"), help=_("As they describe themselves: no name is needed."))
    capacity = fields.Code("consent_capacity", _("In what capacity"))
    unit = fields.Code("subject_unit", _("For whom they decide"))
    assent = fields.Flag(
        _("The child, or whoever they speak for, agrees too"),
        help=_("Asked in words of their own. Without it, what the guardian says opens nothing."),
    )
    mode = fields.Code("consent_mode", _("How it was given"))
    language = fields.Code("language", _("In which language it was talked about"))
    explained = fields.Flag(
        _("It was explained"),
        help=_("What could go wrong, that they can say no, and that they can take it back."),
    )
    purposes = fields.Group(PurposeEntry, _("What they said to each purpose"))
    withhold = fields.Group(WithheldEntry, _("What may not leave"))
    withhold_reason = fields.Code("withhold_reason", _("Why it is kept back"))
    withhold_said = fields.Narrative(_("What they said about it"))
    said = fields.Narrative(
        _("What they asked, and what they ask of us"), help=_("Doubts, conditions, limits.")
    )
    given_on = fields.Day(_("Day of the conversation"))
    expires_on = fields.Day(_("Last day on which it holds"))
    ask_again_on = fields.Day(_("Day to talk about it again"))
    withdrawn_on = fields.Day(_("Withdrawn as a whole on"))
    exception_why = fields.Narrative(
        _("Why they could not be asked"),
        help=_("Only where a life is in danger. A no that was said holds."),
    )
    second_person = fields.Person(
        _("Who decided it with you"),
        help=_("A second person of the organization. Where there is nobody else, leave it empty."),
    )
    tell_by = fields.Day(_("Tell them by"))
    told_on = fields.Day(_("Told them on"))

    @post_load
    def agree_when_to_ask_again(self, body: dict[str, Any], **_options: object) -> dict[str, Any]:
        """Let what ends be talked about again before it does."""
        found = _ask_again(body)
        return {**body, "ask_again_on": found} if found else body


def _ask_again(body: Mapping[str, Any]) -> str:
    """Return the day to talk again where none was agreed, or one that would be too late."""
    end, agreed = last_day(body.get("expires_on")), last_day(body.get("ask_again_on"))
    if end is None or (agreed is not None and agreed <= end):
        return ""
    earliest = date(1950, 1, 1) + BEFORE_IT_ENDS
    return (max(end, earliest) - BEFORE_IT_ENDS).isoformat()


CONSENT = RecordType(
    "consent",
    _("Consent"),
    ConsentSchema,
    process=ANY_KIND,
    purpose="service",
    about=_("What they agreed to, what not, and what they want to think about."),
    dates={
        "ask_again_on": Due("ask_again", _("Talk about consent again"), until_field="withdrawn_on"),
        "tell_by": Due(
            "tell_them",
            _("Tell them what was shared without asking them, and why"),
            until_field="told_on",
        ),
    },
    answers=frozenset({"CO-06", "CO-06a"}),
)
