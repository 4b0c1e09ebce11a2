"""Leaving a form for a team that one is not of; and, for the team, what waits."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tejido.declare.records import RecordType
from tejido.errors import InputError, NotFoundError, SealError
from tejido.languages import say_error
from tejido.web.doors import SIGNED_IN, open_to
from tejido.web.drafts import shown_again
from tejido.web.forms import Reader
from tejido.web.processes import kind_label, type_label
from tejido.web.say import language
from tejido.web.sessions import me
from tejido.web.state import state
from tejido.web.submitted import Sent, parse, regrouped
from tejido.work import deposits, processes
from tejido.work.deposits import OpenDeposit

pages = Blueprint("deposits", __name__)

#: The control for the reference; it is the page's, not the form's.
REFERENCE = "_reference"


@dataclass(frozen=True)
class Draft:
    """A form on its way to a team, and what is wrong with it; ``opened`` is an item's path.

    ``is_changed``: an item was added or removed, and nothing is to be left yet.
    """

    given: Mapping[str, object]
    reference: str = ""
    wrong_reference: str = ""
    errors: Mapping[str, object] | None = None
    message: str = ""
    status: int = 200
    opened: str = ""
    is_changed: bool = False


@pages.get("/deposits/new")
@open_to(SIGNED_IN)
def choose() -> ResponseReturnValue:
    """Show the forms that can be left, by the kind of process they belong to."""
    node = state().node
    kinds = [
        (kind_label(kind), [one for one in node.declarations.types.values() if one.process == kind])
        for kind in node.declarations.kinds
    ]
    return render_template("deposit_choose.html", kinds=[one for one in kinds if one[1]])


def _again(typed: Sent, type: str) -> ResponseReturnValue:  # noqa: A002
    declared = state().node.declarations.types.get(type) or abort(404)
    return _form(declared, _typed(declared, typed))


@pages.route("/deposits/new/<type>", methods=["GET", "POST"])
@open_to(SIGNED_IN)
@shown_again(_again)
def new(type: str) -> ResponseReturnValue:  # noqa: A002  # the address's own word
    """Fill in a form and leave it."""
    declared = state().node.declarations.types.get(type) or abort(404)
    if request.method == "GET":
        return _form(declared, Draft({}))
    return _leave(declared)


@pages.get("/deposits/<deposit>")
@open_to(SIGNED_IN)
def shown(deposit: str) -> ResponseReturnValue:
    """Show the team something that was left for it; what does not open can be discarded."""
    try:
        found = deposits.opened(state().node, me(), deposit)
    except SealError:
        return _damaged(deposit)
    return _page(found)


@pages.post("/deposits/<deposit>/take-in")
@open_to(SIGNED_IN)
def take_in(deposit: str) -> ResponseReturnValue:
    """Make a record of it."""
    node = state().node
    try:
        record = deposits.take_in(node, me(), deposit)
    except InputError as error:
        found = deposits.opened(node, me(), deposit)
        return _page(found, say_error(error, language()), error)
    return redirect(url_for("records.record", record=record, done="taken_in"))


@pages.post("/deposits/<deposit>/discard")
@open_to(SIGNED_IN, fresh=True)
def discard(deposit: str) -> ResponseReturnValue:
    """Remove it without a record."""
    process = deposits.discard(state().node, me(), deposit)
    return redirect(url_for("processes.shown", process=process, done="discarded"))


def _leave(declared: RecordType) -> ResponseReturnValue:
    """Leave what was sent; or show the form again as it was typed, and what is wrong."""
    draft = _typed(declared, request.form)
    if draft.is_changed:
        return _form(declared, draft)
    if draft.errors:
        return _form(declared, replace(draft, status=422))
    try:
        deposits.leave(state().node, me(), draft.reference, declared.id, draft.given)
    except InputError as error:
        said, fields = say_error(error, language()), error.fields
        return _form(declared, replace(draft, errors=fields, message=said, status=error.status))
    except NotFoundError as error:
        wrong = say_error(error, language())
        return _form(declared, replace(draft, wrong_reference=wrong, status=error.status))
    return redirect(url_for("deposits.choose", done="left"))


def _typed(declared: RecordType, typed: Sent) -> Draft:
    """Return the form as it was typed, with an item added or removed if that button was pressed."""
    schema, reference = state().node.declarations.schema(declared.id), typed.get(REFERENCE, "")
    changed = regrouped(schema, typed)
    if changed is not None:
        return Draft(changed.given, reference, opened=changed.opened, is_changed=True)
    sent = parse(schema, typed)
    return Draft(sent.given, reference, errors=sent.errors)


def _form(declared: RecordType, draft: Draft) -> ResponseReturnValue:
    node = state().node
    reader = Reader(language(), node.declarations.vocabularies, opened=draft.opened)
    page = render_template(
        "deposit_new.html",
        type=declared,
        kind=kind_label(declared.process),
        draft=draft,
        form=reader.form(node.declarations.schema(declared.id), draft.given, draft.errors),
        action=request.path,
        reference_field=REFERENCE,
    )
    return page, draft.status


def _page(
    found: OpenDeposit, refused: str = "", error: InputError | None = None
) -> ResponseReturnValue:
    node = state().node
    schema = node.declarations.schemas.get(found.type)
    reader = Reader(language(), node.declarations.vocabularies)
    form = reader.form(schema, found.fields, error.fields if error else None) if schema else None
    page = render_template(
        "deposit.html",
        deposit=found,
        process=processes.named(node, me(), found.process),
        type=type_label(found.type),
        form=form,
        refused=refused,
    )
    return page, error.status if error else 200


def _damaged(deposit: str) -> ResponseReturnValue:
    node = state().node
    process = deposits.process_of(node, me(), deposit)
    name = processes.named(node, me(), process)
    return render_template("deposit_damaged.html", deposit=deposit, process=process, name=name)
