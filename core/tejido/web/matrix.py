"""The matrix of harm and coping: shown, two rounds compared, blank on paper, typed in from it."""

from collections.abc import Iterable, Mapping

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tejido.accompaniment.matrix import DIMENSIONS, matrix, two_rounds
from tejido.declare.glossary import Glossary
from tejido.errors import InputError
from tejido.languages import say_error
from tejido.web import paper_round
from tejido.web.doors import SIGNED_IN, open_to
from tejido.web.drafts import shown_again
from tejido.web.paper import code_of, destroy_by
from tejido.web.say import here, language
from tejido.web.sessions import me
from tejido.web.state import state
from tejido.web.submitted import Sent
from tejido.work.opening import OpenRecord
from tejido.work.processes import card
from tejido.work.rounds import Rounds, keep_round, rounds_of

pages = Blueprint("matrix", __name__)


@pages.get("/processes/<process>/matrix")
@open_to(SIGNED_IN)
def shown(process: str) -> ResponseReturnValue:
    """Show one round: harm, and coping beside it, dimension by dimension."""
    found = rounds_of(state().node, me(), process)
    chosen, only = _chosen(found, request.args.get("round", "")), _field()
    return render_template(
        "matrix.html",
        about=found,
        chosen=chosen,
        dimensions=matrix(chosen.body, only) if chosen else (),
        fields=_fields(),
        only=only,
        term=_glossary().term,
    )


@pages.get("/processes/<process>/matrix/compare")
@open_to(SIGNED_IN)
def compare(process: str) -> ResponseReturnValue:
    """Show two rounds side by side, in the subject's words."""
    found = rounds_of(state().node, me(), process)
    now = _chosen(found, request.args.get("now", ""))
    earlier = [one for one in found.rounds if now and one.id != now.id]
    before = next((one for one in earlier if one.id == request.args.get("before")), None)
    before = before or _preceding(found, now)
    return render_template(
        "matrix_compare.html",
        about=found,
        before=before,
        now=now,
        dimensions=two_rounds(before.body, now.body) if before and now else (),
        term=_glossary().term,
    )


@pages.get("/processes/<process>/matrix/blank")
@open_to(SIGNED_IN)
def blank(process: str) -> ResponseReturnValue:
    """Show a blank matrix to print, with a code in place of a name."""
    about = card(state().node, me(), process)  # refuses who holds no slot of it
    return render_template(
        "matrix_blank.html",
        process=process,
        name=about.name,
        is_closed=about.is_closed,
        code=code_of(process),
        destroy_by=destroy_by(),
        dimensions=DIMENSIONS,
        is_large="large" in request.args,
        term=_glossary().term,
        legend={one: _options(one) for one in ("impact", "coping", "expression")},
    )


def _type_again(typed: Sent, process: str) -> ResponseReturnValue:
    return _typed(process, paper_round.read(typed))


@pages.route("/processes/<process>/matrix/type", methods=["GET", "POST"])
@open_to(SIGNED_IN)
@shown_again(_type_again)
def type_in(process: str) -> ResponseReturnValue:
    """Type in what a sheet of paper says, as the next round."""
    node = state().node
    if request.method == "GET":
        return _typed(process, paper_round.blank(node.today().isoformat()))
    typed = paper_round.read(request.form)
    if paper_round.is_on_its_way(request.form):
        return _typed(process, typed)
    try:
        keep_round(node, me(), process, typed.given())
    except InputError as error:
        return _typed(process, typed, error), error.status
    return redirect(url_for("matrix.shown", process=process, done="saved"))


def _typed(process: str, typed: paper_round.PaperRound, wrong: InputError | None = None) -> str:
    about = rounds_of(state().node, me(), process)
    return render_template(
        "matrix_type.html",
        about=about,
        typed=typed,
        message=say_error(wrong, language()) if wrong else "",
        wrong=list(_messages(wrong.fields)) if wrong else [],
        wrong_day=list(_messages(wrong.fields.get("day"))) if wrong else [],
        dimensions=DIMENSIONS,
        most=paper_round.MOST,
        options={one: _options(one) for one in ("impact", "coping", "expression", "change")},
        term=_glossary().term,
    )


def _messages(found: object) -> Iterable[str]:
    """Give every message of an error, however deep it stands."""
    if isinstance(found, Mapping):
        for beneath in found.values():
            yield from _messages(beneath)
    elif isinstance(found, list):
        for message in dict.fromkeys(found):
            yield here(message)


def _chosen(found: Rounds, record: str) -> OpenRecord | None:
    """Return the round that was asked for, else the newest."""
    asked = (one for one in found.rounds if one.id == record)
    return next(asked, found.rounds[0] if found.rounds else None)


def _preceding(found: Rounds, now: OpenRecord | None) -> OpenRecord | None:
    """Return the round before one, if there is any."""
    places = [place for place, one in enumerate(found.rounds) if now and one.id == now.id]
    after = found.rounds[places[0] + 1 :] if places else ()
    return after[0] if after else None


def _field() -> str:
    field = request.args.get("field", "")
    return field if field in _fields() else ""


def _fields() -> dict[str, str]:
    return _options("field")


def _options(vocabulary: str) -> dict[str, str]:
    """Return the terms of a vocabulary that are in use, and what they are called here."""
    terms = state().node.declarations.vocabularies[vocabulary].terms.values()
    glossary = _glossary()
    return {one.code: glossary.term(vocabulary, one.code) for one in terms if not one.retired}


def _glossary() -> Glossary:
    return Glossary(language(), state().node.declarations.vocabularies)
