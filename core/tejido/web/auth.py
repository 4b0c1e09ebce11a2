"""Coming in and going out, and the reader's language."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug import Response

from tejido.errors import SignInError
from tejido.languages import say_error
from tejido.web.doors import ANYBODY, open_to
from tejido.web.faults import wait
from tejido.web.language import COOKIE, keep_language, offered
from tejido.web.say import language as page_language
from tejido.web.sessions import current
from tejido.web.state import state
from tejido.work import own_language, people

pages = Blueprint("auth", __name__)

#: Not "cookies": they are the host's, whatever the port, so that would end the sessions of other
#: nodes on it too. Our own are removed by name.
_EVERYTHING = '"cache", "storage"'


@pages.route("/sign-in", methods=["GET", "POST"])
@open_to(ANYBODY)
def sign_in() -> ResponseReturnValue:
    """Open somebody's key with their passphrase."""
    back = own_path(request.values.get("back", ""))
    if request.method == "GET":
        if current().who:
            return redirect(back)
        return _threshold(back)
    form = request.form
    handle, typed, code = (form.get(one, "") for one in ("handle", "passphrase", "code"))
    try:
        who = people.sign_in(state().node, handle, typed, code, invited=True)
    except SignInError as error:
        return _threshold(back, handle.strip(), error)
    current().begin(who)
    response = redirect(back)
    if COOKIE not in request.cookies:  # their own language, unless they chose one here
        keep_language(response, who.language or "")
    return response


@pages.post("/lock")
@open_to(ANYBODY)
def lock() -> ResponseReturnValue:
    """Close the session at once, and have the browser forget what it kept of these pages."""
    current().end()
    return forgotten("locked")


@pages.post("/language")
@open_to(ANYBODY)
def language() -> ResponseReturnValue:
    """Keep the reader's language and show the same page again."""
    response, tag = (
        redirect(own_path(request.form.get("back", ""))),
        request.form.get("language", ""),
    )
    who = current().who
    if who and tag in offered():
        own_language.keep_language(state().node, who, tag)
    keep_language(response, tag)
    return response


def own_path(sent: str) -> str:
    """Return a path of this site (unverified input), or the agenda: never another site."""
    is_own = sent.startswith("/") and not sent.startswith("//") and "\\" not in sent
    return sent if is_own and sent.isprintable() else url_for("home.agenda")


def forgotten(done: str) -> Response:
    """Lead to the sign-in page, and have the browser drop all that it kept of these pages."""
    response = redirect(url_for("auth.sign_in", done=done))
    response.headers["Clear-Site-Data"] = _EVERYTHING
    response.delete_cookie(COOKIE)
    return response


def _threshold(
    back: str, handle: str = "", error: SignInError | None = None
) -> ResponseReturnValue:
    """Return the sign-in page; it looks alike whoever's handle it is."""
    page = render_template(
        "sign_in.html",
        back=back,
        handle=handle,
        refused=say_error(error, page_language()) if error else "",
        ended=current().has_ended and "done" not in request.args,
    )
    return (page, error.status, wait(error)) if error else page
