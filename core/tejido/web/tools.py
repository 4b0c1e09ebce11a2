"""The tool shelf: tools by kind, those of one field, and one tool with what people say of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from tejido.accompaniment.looking import codes
from tejido.accompaniment.tools import TOOL
from tejido.declare.glossary import Glossary
from tejido.web.doors import SIGNED_IN, open_to
from tejido.web.say import language
from tejido.web.sessions import me
from tejido.web.state import state
from tejido.work.opening import OpenRecord
from tejido.work.processes import named
from tejido.work.tools import used
from tejido.work.written import opened_in

pages = Blueprint("tools", __name__)


@dataclass(frozen=True)
class Tool:
    """A tool as the shelf shows it; kinds and fields are codes, in their vocabularies' order."""

    record: OpenRecord
    kinds: tuple[str, ...]
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Shelf:
    """Tools by kind, each under every kind that it is of; «» for those of which none is said."""

    by_kind: Mapping[str, list[Tool]]
    fields: tuple[str, ...]
    chosen: str


def shelf_at(process: str) -> Shelf:
    """Return the shelf that a process is, with the tools of the field that the address names."""
    fields, chosen = _codes("field"), request.args.get("field", "")
    found = [_tool(one) for one in opened_in(state().node, me(), process) if one.type == TOOL.id]
    chosen = chosen if chosen in fields else ""
    shown = [one for one in found if not chosen or chosen in one.fields]
    shown.sort(key=lambda one: str(one.record.body["title"]).casefold())
    by_kind = {kind: [one for one in shown if kind in one.kinds] for kind in _codes("tool_kind")}
    by_kind[""] = [one for one in shown if not one.kinds]
    return Shelf({kind: tools for kind, tools in by_kind.items() if tools}, fields, chosen)


@pages.get("/processes/<process>/tools/<tool>")
@open_to(SIGNED_IN)
def shown(process: str, tool: str) -> ResponseReturnValue:
    """Show one tool, step by step, and what those who used it say."""
    node = state().node
    found, uses = used(node, me(), process, tool)
    return render_template(
        "tool.html",
        process=process,
        name=named(node, me(), process),
        tool=_tool(found),
        uses=uses,
        term=Glossary(language(), node.declarations.vocabularies).term,
    )


def _tool(record: OpenRecord) -> Tool:
    kinds, fields = codes(record.body, "kinds"), codes(record.body, "fields")
    return Tool(
        record,
        tuple(one for one in _codes("tool_kind") if one in kinds),
        tuple(one for one in _codes("field") if one in fields),
    )


def _codes(vocabulary: str) -> tuple[str, ...]:
    return tuple(state().node.declarations.vocabularies[vocabulary].terms)
