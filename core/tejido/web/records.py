"""One record: its generated form, saving it, moving it on."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tejido.declare.records import RecordType
from tejido.errors import ChangedError, InputError
from tejido.languages import say_error, words
from tejido.web.doors import SIGNED_IN, open_to
from tejido.web.forms import Reader
from tejido.web.names import VERSION
from tejido.web.process_files import file_lines
from tejido.web.say import here, language
from tejido.web.sessions import me
from tejido.web.state import state
from tejido.web.submitted import Submitted, parse, regrouped
from tejido.work import attachments, processes, records
from tejido.work.opening import OpenRecord
from tejido.work.records import Entry

pages = Blueprint("records", __name__)
_ = words("tejido")

_LOOK_AGAIN = _("Some fields need another look.")


@dataclass(frozen=True)
class Draft:
    """A form on its way: what is in it, what is wrong with it, and which version it changes.

    ``opened`` is the path of the item of a group to show open.
    """

    given: Mapping[str, object]
    errors: Mapping[str, object] | None = None
    message: str = ""
    status: int = 200
    version: int | None = None
    opened: str = ""


@dataclass(frozen=True)
class Step:
    """A state of a lifecycle on the ribbon, or as a move."""

    value: str
    label: str
    is_here: bool = False


@pages.route("/processes/<process>/write/<type>", methods=["GET", "POST"])
@open_to(SIGNED_IN)
def new(process: str, type: str) -> ResponseReturnValue:  # noqa: A002  # the address's own word
    """Write a record down in a process."""
    declared = _declared(type)
    if request.method == "GET":
        return _page(process, declared, None, Draft({}))
    return _save(process, declared, None)


@pages.route("/records/<record>", methods=["GET", "POST"])
@open_to(SIGNED_IN)
def record(record: str) -> ResponseReturnValue:
    """Show a record in its form, or save it."""
    found = records.opened(state().node, me(), record)
    declared = _declared(found.type)
    if request.method == "GET":
        return _page(found.process, declared, found, Draft(found.body, version=found.version))
    return _save(found.process, declared, found)


@pages.post("/records/<record>/state")
@open_to(SIGNED_IN)
def move(record: str) -> ResponseReturnValue:
    """Move a record to a state that may follow."""
    records.move(state().node, me(), record, request.form.get("state", ""))
    return redirect(url_for("records.record", record=record, done="moved"))


def _save(process: str, declared: RecordType, found: OpenRecord | None) -> ResponseReturnValue:
    """Save what was sent; or show the form again as it was typed, and what is wrong."""
    node = state().node
    version = request.form.get(VERSION, type=int) if found else None
    schema = node.declarations.schema(declared.id)
    changed = regrouped(schema, request.form)
    if changed is not None:
        draft = Draft(changed.given, version=version, opened=changed.opened)
        return _page(process, declared, found, draft)
    sent = parse(schema, request.form)
    entry = Entry(declared.id, process, sent.given, found.id if found else None, version)
    try:
        _refuse_two_answers(declared, sent)
        (written,) = records.write(node, me(), [entry])
    except (InputError, ChangedError) as error:
        errors = error.fields if isinstance(error, InputError) else {}
        draft = Draft(sent.given, errors, say_error(error, language()), error.status, version)
        return _page(process, declared, found, draft)
    return redirect(url_for("records.record", record=written, done="saved"))


def _refuse_two_answers(declared: RecordType, sent: Submitted) -> None:
    """Refuse fields that were answered twice, together with all else that is wrong.

    Raises:
        InputError: there are such fields.
    """
    if not sent.errors:
        return
    try:
        state().node.declarations.load(declared.id, sent.given)
    except InputError as error:
        raise InputError(error.message, {**error.fields, **sent.errors}) from error
    raise InputError(_LOOK_AGAIN, sent.errors)


def _page(
    process: str, declared: RecordType, found: OpenRecord | None, draft: Draft
) -> ResponseReturnValue:
    node = state().node
    view = processes.shown(node, me(), process)
    reader = Reader(language(), node.declarations.vocabularies, view.team, draft.opened)
    page = render_template(
        "record.html",
        process=view.card,
        type=declared,
        record=found,
        version=draft.version,
        form=reader.form(node.declarations.schema(declared.id), draft.given, draft.errors),
        message=draft.message,
        action=request.path,
        asides=node.plugins.beside(node, declared.id),
        files=file_lines(attachments.listed(node, me(), process), found.id) if found else [],
        **_lifecycle(declared, found),
    )
    return page, draft.status


def _lifecycle(declared: RecordType, found: OpenRecord | None) -> dict[str, list[Step]]:
    """Return the ribbon of states and the moves from the present one."""
    cycle = declared.lifecycle
    if cycle is None or found is None:
        return {"states": [], "moves": []}
    now = found.state or ""
    return {
        "states": [Step(one, here(label), one == now) for one, label in cycle.states.items()],
        "moves": [Step(one, here(cycle.states[one])) for one in cycle.next(now)],
    }


def _declared(type_id: str) -> RecordType:
    declared = state().node.declarations.types.get(type_id)
    return declared or abort(404)
