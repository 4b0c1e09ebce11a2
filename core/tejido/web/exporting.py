"""Handing everything about a process over to its subject: why, in which language, and the file."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from tejido.errors import InputError
from tejido.languages import offered
from tejido.web.doors import SIGNED_IN, open_to
from tejido.web.downloads import download
from tejido.web.say import language
from tejido.web.sessions import me
from tejido.web.state import state
from tejido.web.wrong import NOTHING, by_field
from tejido.work import exporting, processes

pages = Blueprint("exporting", __name__)


@pages.route("/processes/<process>/export", methods=["GET", "POST"])
@open_to(SIGNED_IN, fresh=True)
def export(process: str) -> ResponseReturnValue:
    """Ask why and in which language, and give everything as one file to be saved."""
    node, reason, wrong = state().node, request.form.get("reason", ""), NOTHING
    tongue = request.form.get("language", "")
    tongue = tongue if tongue in offered() else language()
    if request.method == "POST":
        try:
            made = exporting.export(node, me(), process, reason, tongue)
        except InputError as error:
            wrong = by_field(error)
        else:
            return download(made.content, made.name, "application/zip")
    page = render_template(
        "export.html",
        process=process,
        name=processes.named(node, me(), process),
        reasons=exporting.REASONS,
        chosen=reason,
        tongue=tongue,
        wrong=wrong,
    )
    return page, 422 if wrong else 200
