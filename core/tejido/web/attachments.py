"""Files of a process: attaching one, saving one, removing one."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tejido.errors import InputError
from tejido.languages import words
from tejido.web.doors import SIGNED_IN, open_to
from tejido.web.downloads import download
from tejido.web.process_files import file_lines
from tejido.web.say import here
from tejido.web.sessions import me
from tejido.web.state import state
from tejido.web.uploads import takes_files, uploaded
from tejido.web.wrong import NOTHING, by_field
from tejido.work import attachments, processes

pages = Blueprint("attachments", __name__)
_ = words("tejido")

_CHOOSE = _("Choose a file first.")


@pages.route("/processes/<process>/attach", methods=["GET", "POST"])
@open_to(SIGNED_IN)
@takes_files
def attach(process: str) -> ResponseReturnValue:
    """Attach a file to a process, or to the record that the form names."""
    record = request.values.get("record") or None
    wrong = NOTHING
    if request.method == "POST":
        found = uploaded("file")
        if found is None:
            wrong = {"file": here(_CHOOSE)}
        else:
            name, kind, content = found
            try:
                attachments.attach(state().node, me(), process, name, kind, content, record)
            except InputError as error:
                wrong = by_field(error)
            else:
                return redirect(_page_of(process, record, "attached"))
    page = render_template(
        "attach.html",
        process=process,
        name=processes.named(state().node, me(), process),
        record=record,
        wrong=wrong,
        back=_page_of(process, record),
    )
    return page, 422 if wrong else 200


@pages.get("/attachments/<attachment>")
@open_to(SIGNED_IN)
def saved(attachment: str) -> ResponseReturnValue:
    """Give a file to be saved."""
    found = attachments.opened(state().node, me(), attachment)
    about = found.attachment
    return download(found.content, about.name, about.type, about.size)


@pages.route("/attachments/<attachment>/remove", methods=["GET", "POST"])
@open_to(SIGNED_IN, fresh=True)
def remove(attachment: str) -> ResponseReturnValue:
    """Ask whether a file should go, and erase it."""
    if request.method == "POST":
        gone = attachments.remove(state().node, me(), attachment)
        return redirect(_page_of(gone.process, gone.record, "file_removed"))
    found = attachments.named(state().node, me(), attachment)
    (line,) = file_lines([found])
    return render_template("remove.html", file=line, back=_page_of(found.process, found.record))


def _page_of(process: str, record: str | None, done: str | None = None) -> str:
    """Return the address of the page that lists a file."""
    if record:
        return url_for("records.record", record=record, done=done)
    return url_for("processes.shown", process=process, done=done)
