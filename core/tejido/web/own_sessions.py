"""One's own sessions: where else one is signed in, and ending that."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tejido.web.doors import SIGNED_IN, open_to
from tejido.web.sessions import current

pages = Blueprint("own_sessions", __name__)


@pages.get("/account/sessions")
@open_to(SIGNED_IN)
def listed() -> ResponseReturnValue:
    """List the reader's open sessions."""
    session = current()
    return render_template(
        "sessions.html", sessions=[(one, session.is_own(one)) for one in session.listed()]
    )


@pages.post("/account/sessions/end")
@open_to(SIGNED_IN)
def end() -> ResponseReturnValue:
    """End one session, or all but this one."""
    chosen = request.form.get("session", "")
    current().end_others(chosen)
    return redirect(url_for("own_sessions.listed", done="ended"))
