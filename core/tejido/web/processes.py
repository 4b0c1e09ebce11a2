"""Processes: those opened to somebody, beginning one, one with its records and its team."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tejido.errors import InputError
from tejido.languages import words
from tejido.store.records import RecordHead
from tejido.web.consent_form import ConsentForm, grant_lines
from tejido.web.doors import SIGNED_IN, open_to
from tejido.web.process_files import file_lines
from tejido.web.say import here
from tejido.web.sessions import me
from tejido.web.state import state
from tejido.work import attachments, deposits, processes, retention, tasks, teams

pages = Blueprint("processes", __name__)
_ = words("tejido")

_CHOOSE_KIND = _("Choose what begins.")


@pages.get("/processes")
@open_to(SIGNED_IN)
def listed() -> ResponseReturnValue:
    """List the processes opened to whoever asks, by kind."""
    cards = processes.listed(state().node, me())
    kinds = dict.fromkeys(card.kind for card in cards)
    return render_template(
        "processes.html",
        groups=[(kind_label(kind), [one for one in cards if one.kind == kind]) for kind in kinds],
    )


@pages.route("/processes/new", methods=["GET", "POST"])
@open_to(SIGNED_IN)
def new() -> ResponseReturnValue:
    """Begin a process of some kind, under a name its team recognizes."""
    node = state().node
    kind, name = request.form.get("kind", ""), request.form.get("name", "")
    wrong: dict[str, str] = {}
    if request.method == "POST" and kind not in node.declarations.kinds:
        wrong["kind"] = here(_CHOOSE_KIND)
    elif request.method == "POST":
        try:
            process = processes.start(node, me(), kind, name)
        except InputError as error:
            wrong = {field: first_message(found) for field, found in error.fields.items()}
        else:
            return redirect(url_for("processes.shown", process=process, done="begun"))
    page = render_template(
        "process_new.html",
        kinds=list(node.declarations.kinds.values()),
        chosen=kind,
        name=name,
        wrong=wrong,
    )
    return page, 422 if wrong else 200


@pages.get("/processes/<process>")
@open_to(SIGNED_IN)
def shown(process: str) -> ResponseReturnValue:
    """Show one process."""
    return show(process, ConsentForm.blank())


def show(process: str, consent_form: ConsentForm, status: int = 200) -> ResponseReturnValue:
    """Return the page of one process, with its consent form as it was typed."""
    node = state().node
    view = processes.shown(node, me(), process)
    types = [one for one in node.declarations.types.values() if one.process == view.card.kind]
    page = render_template(
        "process.html",
        view=view,
        kind=kind_label(view.card.kind),
        records=[(record, type_label(record.type), state_label(record)) for record in view.records],
        types=types,
        tasks=[task for task in tasks.due(node, me()) if task.process == process],
        grants=grant_lines(view.grants),
        consent=consent_form,
        process=process,
        keeping=retention.keeping(node, me(), process),
        team=teams.team(node, me(), process),
        waiting=deposits.waiting(node, me(), process),
        files=file_lines(attachments.listed(node, me(), process)),
        record_types={record.id: type_label(record.type) for record in view.records},
    )
    return page, status


def kind_label(kind: str) -> str:
    """Return what a kind of process is called; its id where its plugin is absent."""
    declared = state().node.declarations.kinds.get(kind)
    return here(declared.label) if declared else kind


def type_label(type_id: str) -> str:
    """Return what a record type is called; its id where its plugin is absent."""
    declared = state().node.declarations.types.get(type_id)
    return here(declared.label) if declared else type_id


def state_label(record: RecordHead) -> str:
    """Return what a record's state is called, or nothing."""
    declared = state().node.declarations.types.get(record.type)
    states = declared.lifecycle.states if declared and declared.lifecycle else {}
    return here(states.get(record.state or "", record.state or ""))


def first_message(found: object) -> str:
    """Return the first of a field's messages in the reader's language."""
    return here(found[0]) if isinstance(found, list) and found else here(str(found))
