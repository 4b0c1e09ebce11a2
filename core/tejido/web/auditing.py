"""The log for auditors: who did what in words, the newest checkpoint, whether all of it verifies.

Reading a page is itself logged. The whole log is verified only when asked for, since that reads
all of it.
"""

from flask import Blueprint, Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from tejido.audit.verifying import Verified
from tejido.errors import SealError
from tejido.languages import say_error
from tejido.web.doors import open_to
from tejido.web.say import language
from tejido.web.sessions import me
from tejido.web.state import state
from tejido.work import auditing
from tejido.work.log_entries import log_lines

pages = Blueprint("auditing", __name__)
#: Digits of a position; the database's numbers have no more.
_LONGEST = 9


@pages.get("/log")
@open_to("auditor")
def log() -> ResponseReturnValue:
    """Show a page of the log; ``before`` is the position at which an earlier one ended."""
    before = request.args.get("before", "")
    if before and not (before.isdecimal() and before.isascii() and len(before) <= _LONGEST):
        abort(404)
    return _page(int(before) if before else None)


@pages.post("/log/check")
@open_to("auditor")
def check() -> ResponseReturnValue:
    """Verify the whole log, against a checkpoint that was kept elsewhere if one was pasted."""
    kept = request.form.get("kept", "").replace("\r\n", "\n").strip()
    try:
        found = auditing.verified(state().node, [f"{kept}\n"] if kept else [])
    except SealError as error:
        wrong = say_error(error, language())
        return render_template("log_wrong.html", wrong=wrong), 422
    return _page(None, found)


@pages.get("/log/checkpoint")
@open_to("auditor")
def checkpoint() -> ResponseReturnValue:
    """Give the newest checkpoint as a file, to be kept elsewhere."""
    newest = auditing.newest(state().node)
    if newest is None:
        abort(404)
    named = f'attachment; filename="tejido-log-{newest.size}.txt"'
    return Response(newest.note, mimetype="text/plain", headers={"Content-Disposition": named})


def _page(before: int | None, found: Verified | None = None) -> ResponseReturnValue:
    page = auditing.listed(state().node, me(), before)
    lines = log_lines(state().node.declarations, page, language())
    return render_template("log.html", page=page, lines=lines, found=found)
