"""The tools: one shelf that can be shared, and what using one of them changed."""

from tejido.accompaniment.kinds import LIBRARY
from tejido.declare.fields import Code, Codes, Count, Day, Line, Narrative
from tejido.declare.records import RecordType
from tejido.declare.schemas import RecordSchema
from tejido.languages import words

_ = words("tejido")


class ToolSchema(RecordSchema):
    """One tool, written so that somebody else can use it. It holds nobody's story."""

    title = Line(_("Title"), required=True)
    kinds = Codes("tool_kind", _("Kind of tool"))
    fields = Codes(  # type: ignore[assignment]  # marshmallow takes it out of the class
        "field", _("Fields")
    )
    strategies = Codes("strategy", _("Strategies"))
    about = Narrative(_("What it is for"))
    steps = Narrative(_("Step by step"), help=_("So that somebody who was not there can do it."))
    needs = Narrative(_("What is needed"), help=_("Time, place, how many people, materials."))
    care = Narrative(
        _("What to look out for"),
        help=_("What it may stir up, when not to use it, who stays near afterwards."),
    )
    language = Code("language", _("Language"))
    origin = Line(_("Where it comes from"), help=_("Who made it, and whether it may be passed on."))
    edition = Count(_("Edition"), help=_("1 at first; one more each time you rewrite it."))


class ToolUseSchema(RecordSchema):
    """One use of a tool with a subject: what it was for, and what changed."""

    day = Day(_("Day"), required=True)
    tool = Line(_("Which tool"), required=True)
    kinds = Codes("tool_kind", _("Kind of tool"))
    fields = Codes(  # type: ignore[assignment]  # marshmallow takes it out of the class
        "field", _("Fields")
    )
    change = Code("change", _("How it was afterwards, for them"))
    said = Narrative(_("What they say about it"), help=_("Also if it did not help."))


TOOL = RecordType(
    "tool",
    _("Tool"),
    ToolSchema,
    process=LIBRARY.id,
    purpose="service",
    about=_("A way of working that somebody else can use too. It holds nobody's story."),
)
TOOL_USE = RecordType(
    "tool_use",
    _("Use of a tool"),
    ToolUseSchema,
    purpose="service",
    about=_("Which tool was used with them, and what they say about it."),
)
