"""Processes: those opened to somebody, beginning one, one with its records and its team."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tejido.accompaniment.kinds import ACCOMPANIMENT, LIBRARY, TEAM
from tejido.accompaniment.process import PROCESS
from tejido.declare.glossary import Glossary
from tejido.errors import InputError
from tejido.languages import words
from tejido.store.records import RecordHead
from tejido.web.advice import of_process
from tejido.web.circle import circle_at
from tejido.web.consent_lines import summary
from tejido.web.doors import SIGNED_IN, open_to
from tejido.web.drafts import shown_again
from tejido.web.overview import glance_at, in_order
from tejido.web.process_files import file_lines
from tejido.web.say import here, language
from tejido.web.sessions import me
from tejido.web.state import state
from tejido.web.submitted import Sent
from tejido.web.tools import shelf_at
from tejido.web.wrong import NOTHING, Wrong, by_field
from tejido.work import (
    attachments,
    deposits,
    process_list,
    processes,
    search,
    tasks,
)
from tejido.work.agreements import unlogged_agreements

pages = Blueprint("processes", __name__)
_ = words("tejido")

_CHOOSE_KIND = _("Choose what begins.")


@pages.get("/processes")
@open_to(SIGNED_IN)
def listed() -> ResponseReturnValue:
    """List the processes opened to whoever asks, what was last written in first."""
    chosen = {name: request.args.get(name, "") for name in ("kind", "closed")}
    found = process_list.listed(
        state().node,
        me(),
        kind=chosen["kind"],
        closed={"yes": True, "no": False}.get(chosen["closed"]),
        page=request.args.get("page", 1, type=int),
    )
    stages = PROCESS.lifecycle.states if PROCESS.lifecycle else {}
    return render_template(
        "processes.html",
        found=found,
        kinds={kind: kind_label(kind) for kind in found.kinds},
        stages=stages,
        chosen=chosen,
        longest=search.LONGEST,
    )


def _new_again(typed: Sent) -> ResponseReturnValue:
    return _new_page(typed, NOTHING)


@pages.route("/processes/new", methods=["GET", "POST"])
@open_to(SIGNED_IN)
@shown_again(_new_again)
def new() -> ResponseReturnValue:
    """Begin a process of some kind, under a name its team recognizes."""
    node = state().node
    kind, name = request.form.get("kind", ""), request.form.get("name", "")
    wrong = NOTHING
    if request.method == "POST" and kind not in node.declarations.kinds:
        wrong = {"kind": here(_CHOOSE_KIND)}
    elif request.method == "POST":
        try:
            process = processes.start(node, me(), kind, name)
        except InputError as error:
            wrong = by_field(error)
        else:
            return redirect(url_for("processes.shown", process=process, done="begun"))
    return _new_page(request.form, wrong)


def _new_page(typed: Sent, wrong: Wrong) -> ResponseReturnValue:
    page = render_template(
        "process_new.html",
        kinds=list(state().node.declarations.kinds.values()),
        chosen=typed.get("kind", ""),
        name=typed.get("name", ""),
        longest=processes.NAME_LENGTH,
        wrong=wrong,
    )
    return page, 422 if wrong else 200


@pages.get("/processes/<process>")
@open_to(SIGNED_IN)
def shown(process: str) -> ResponseReturnValue:
    """Show one process."""
    node = state().node
    view = processes.shown(node, me(), process)
    types = [one for one in node.declarations.types.values() if one.belongs_to(view.card.kind)]
    return render_template(
        "process.html",
        view=view,
        kind=kind_label(view.card.kind),
        records=[(record, type_label(record.type), state_label(record)) for record in view.records],
        types=in_order(types),
        glance=glance_at(process) if view.card.kind == ACCOMPANIMENT.id else None,
        shelf=shelf_at(process) if view.card.kind == LIBRARY.id else None,
        circle=circle_at(process) if view.card.kind == TEAM.id else None,
        term=Glossary(language(), node.declarations.vocabularies).term,
        tasks=tasks.of_process(node, me(), process),
        advice=of_process(process, view.records),
        consent=summary(unlogged_agreements(node, me(), process)),
        process=process,
        waiting=deposits.waiting(node, me(), process),
        files=file_lines(attachments.listed(node, me(), process)),
        record_types={record.id: type_label(record.type) for record in view.records},
    )


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
