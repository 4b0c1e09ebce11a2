"""Search: a form, and what was found. The words are in no address and are kept nowhere."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tejido.errors import InputError
from tejido.languages import words
from tejido.web.doors import SIGNED_IN, open_to
from tejido.web.processes import type_label
from tejido.web.say import here, language
from tejido.web.sessions import me
from tejido.web.state import state
from tejido.web.wrong import NOTHING, by_field
from tejido.work import search
from tejido.work.search import Excerpt, Hit, Results

pages = Blueprint("search", __name__)
_ = words("tejido")


@dataclass(frozen=True)
class HitLine:
    """A hit as the page shows it: what it is called, where it leads, and the words around it."""

    label: str
    url: str
    process: str
    process_url: str
    on_day: str
    excerpts: tuple[Excerpt, ...]


@pages.route("/search", methods=["GET", "POST"])
@open_to(SIGNED_IN)
def everything() -> ResponseReturnValue:
    """Show the form, and search for what was typed in it."""
    typed, found = request.form.get("words", ""), None
    wrong = NOTHING
    if request.method == "POST":
        page = request.form.get("page", 1, type=int)
        try:
            found = search.found(state().node, me(), typed, language(), page)
        except InputError as error:
            wrong = by_field(error)
    shown = render_template(
        "search.html",
        typed=typed,
        found=found,
        lines=list(_lines(found)) if found else [],
        longest=search.LONGEST,
        wrong=wrong,
    )
    return shown, 422 if wrong else 200


def _lines(found: Results) -> Iterator[HitLine]:
    for hit in found.hits:
        label, url = _what(hit)
        process_url = url_for("processes.shown", process=hit.process)
        yield HitLine(label, url, hit.name, process_url, hit.on_day, hit.excerpts)


def _what(hit: Hit) -> tuple[str, str]:
    if hit.attachment:
        return here(_("File")), url_for("attachments.saved", attachment=hit.attachment)
    if hit.record:
        return type_label(hit.type or ""), url_for("records.record", record=hit.record)
    return here(_("Process")), url_for("processes.shown", process=hit.process)
