"""A session noted in under a minute, on a telephone: what is needed first, the rest folded."""

from collections.abc import Mapping

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tejido.accompaniment.session import SESSION
from tejido.errors import InputError
from tejido.languages import say_error, words
from tejido.web.doors import SIGNED_IN, open_to
from tejido.web.drafts import shown_again
from tejido.web.forms import Reader
from tejido.web.say import language
from tejido.web.sessions import me
from tejido.web.state import state
from tejido.web.submitted import Sent, parse
from tejido.work.processes import named
from tejido.work.records import Entry, write

pages = Blueprint("quick", __name__)
_ = words("tejido")

_LOOK_AGAIN = _("Some fields need another look.")

#: What is asked at once; everything else of a session is folded.
FIRST = ("day", "activity", "fields", "people", "note", "next_on", "risk_signal")


def _session_again(typed: Sent, process: str) -> ResponseReturnValue:
    return _page(process, parse(state().node.declarations.schema(SESSION.id), typed).given)


@pages.route("/processes/<process>/session", methods=["GET", "POST"])
@open_to(SIGNED_IN)
@shown_again(_session_again)
def session(process: str) -> ResponseReturnValue:
    """Note a session of today, or of another day."""
    node = state().node
    if request.method == "GET":
        return _page(process, {"day": node.today().isoformat()})
    sent = parse(node.declarations.schema(SESSION.id), request.form)
    if sent.errors:
        return _page(process, sent.given, InputError(_LOOK_AGAIN, sent.errors)), InputError.status
    try:
        write(node, me(), [Entry(SESSION.id, process, sent.given)])
    except InputError as error:
        return _page(process, sent.given, error), error.status
    return redirect(url_for("processes.shown", process=process, done="saved"))


def _page(process: str, given: Mapping[str, object], wrong: InputError | None = None) -> str:
    node = state().node
    name = named(node, me(), process)
    reader = Reader(language(), node.declarations.vocabularies)
    schema = node.declarations.schema(SESSION.id)
    form = reader.form(schema, given, wrong.fields if wrong else None)
    controls = {one.path: one for one in form.controls}
    first = [controls[path] for path in FIRST]
    rest = [one for path, one in controls.items() if path not in FIRST]
    return render_template(
        "quick.html",
        process=process,
        name=name,
        form=form,
        message=say_error(wrong, language()) if wrong else "",
        first=first,
        rest=rest,
        is_open=any(one.errors or one.says for one in rest),
    )
