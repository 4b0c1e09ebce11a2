"""One record: its generated form, saving it, moving it on."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tejido.declare.records import RecordType
from tejido.errors import ChangedError, InputError
from tejido.languages import say_error, words
from tejido.web.advice import of_record
from tejido.web.doors import SIGNED_IN, open_to
from tejido.web.drafts import shown_again
from tejido.web.forms import Reader
from tejido.web.names import VERSION
from tejido.web.process_files import file_lines
from tejido.web.say import here, language
from tejido.web.sessions import me
from tejido.web.state import state
from tejido.web.submitted import Sent, parse, regrouped
from tejido.work import attachments, processes, records, tasks
from tejido.work.conversations import CONSENT
from tejido.work.opening import OpenRecord
from tejido.work.records import Entry
from tejido.work.tasks import DueTask

pages = Blueprint("records", __name__)
_ = words("tejido")

_LOOK_AGAIN = _("Some fields need another look.")
_VERSION = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True)
class Draft:
    """A form on its way: what is in it, what is wrong with it, and which version it changes.

    ``opened`` is the path of the item of a group to show open; ``is_changed``: an item was added
    or removed, and nothing is to be saved yet.
    """

    given: Mapping[str, object]
    errors: Mapping[str, object] | None = None
    message: str = ""
    status: int = 200
    version: int | None = None
    opened: str = ""
    is_changed: bool = False


@dataclass(frozen=True)
class Step:
    """A state of a lifecycle on the ribbon, or as a move."""

    value: str
    label: str
    is_here: bool = False


def _new_again(typed: Sent, process: str, type: str) -> ResponseReturnValue:  # noqa: A002
    declared = _declared(type)
    return _page(process, declared, None, _typed(declared, typed, None))


def _record_again(typed: Sent, record: str) -> ResponseReturnValue:
    found = records.opened(state().node, me(), record)
    declared = _declared(found.type)
    return _page(found.process, declared, found, _typed(declared, typed, found))


@pages.route("/processes/<process>/write/<type>", methods=["GET", "POST"])
@open_to(SIGNED_IN)
@shown_again(_new_again)
def new(process: str, type: str) -> ResponseReturnValue:  # noqa: A002  # the address's own word
    """Write a record down in a process."""
    declared = _declared(type)
    if request.method == "POST":
        return _save(process, declared, None)
    if declared.id == CONSENT:  # it is talked about, not filled in
        return redirect(url_for("consent.talk", process=process, sort="subject"))
    there = _only(process, declared) if declared.single else None
    if there:
        return redirect(url_for("records.record", record=there))
    return _page(process, declared, None, Draft({}))


@pages.route("/records/<record>", methods=["GET", "POST"])
@open_to(SIGNED_IN)
@shown_again(_record_again)
def record(record: str) -> ResponseReturnValue:
    """Show a record in its form, or save it."""
    found = records.opened(state().node, me(), record)
    declared = _declared(found.type)
    if request.method == "GET" and declared.id == CONSENT:
        return redirect(url_for("consent.said", process=found.process, conversation=record))
    if request.method == "GET":
        return _page(found.process, declared, found, Draft(found.body, version=found.version))
    return _save(found.process, declared, found)


@pages.post("/records/<record>/state")
@open_to(SIGNED_IN)
def move(record: str) -> ResponseReturnValue:
    """Move a record to a state that may follow."""
    records.move(state().node, me(), record, request.form.get("state", ""))
    process = request.form.get("process", "")
    if process:  # it was moved on from the page of its process
        return redirect(url_for("processes.shown", process=process, done="moved"))
    return redirect(url_for("records.record", record=record, done="moved"))


@pages.post("/tasks/<task>/done")
@open_to(SIGNED_IN)
def done(task: str) -> ResponseReturnValue:
    """Say that something was done which no state and no day of its record tells."""
    finished = tasks.done(state().node, me(), task)
    return redirect(url_for("records.record", record=finished.record, done="task_done"))


def _save(process: str, declared: RecordType, found: OpenRecord | None) -> ResponseReturnValue:
    """Save what was sent; or show the form again as it was typed, and what is wrong."""
    node = state().node
    draft = _typed(declared, request.form, found)
    if draft.is_changed:
        return _page(process, declared, found, draft)
    record = found.id if found else None
    entry = Entry(declared.id, process, draft.given, record, draft.version)
    try:
        _refuse_two_answers(declared, draft)
        (written,) = records.write(node, me(), [entry])
    except (InputError, ChangedError) as error:
        errors = error.fields if isinstance(error, InputError) else {}
        message = say_error(error, language())
        wrong = replace(draft, errors=errors, message=message, status=error.status)
        return _page(process, declared, found, wrong)
    return redirect(url_for("records.record", record=written, done="saved"))


def _typed(declared: RecordType, typed: Sent, found: OpenRecord | None) -> Draft:
    """Return the form as it was typed, with an item added or removed if that button was pressed."""
    schema = state().node.declarations.schema(declared.id)
    version = typed.get(VERSION, "") if found else ""
    seen = int(version) if _VERSION.fullmatch(version) else None
    changed = regrouped(schema, typed)
    if changed is not None:
        return Draft(changed.given, version=seen, opened=changed.opened, is_changed=True)
    sent = parse(schema, typed)
    return Draft(sent.given, sent.errors, version=seen)


def _refuse_two_answers(declared: RecordType, sent: Draft) -> None:
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
        advice=of_record(process, declared.id, found.id if found else None),
        tasks=_tasks(found) if found else [],
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


def _tasks(found: OpenRecord) -> list[DueTask]:
    """Return what is to be done about a record."""
    of_process = tasks.of_process(state().node, me(), found.process)
    return [task for task in of_process if task.record == found.id]


def _only(process: str, declared: RecordType) -> str | None:
    """Return the only record of a type that a process has one of, if it is there."""
    view = processes.shown(state().node, me(), process)
    return next((one.id for one in view.records if one.type == declared.id), None)


def _declared(type_id: str) -> RecordType:
    declared = state().node.declarations.types.get(type_id)
    return declared or abort(404)
