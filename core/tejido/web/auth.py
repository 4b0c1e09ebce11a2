"""Coming in and going out, and the reader's language."""

from flask import Blueprint, after_this_request, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug import Response

from tejido.errors import BusyError, SignInError, TejidoError
from tejido.languages import offered, say_error
from tejido.web.doors import ANYBODY, open_to
from tejido.web.faults import wait
from tejido.web.language import COOKIE, keep_language
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
        return redirect(back) if current().who else threshold(back)
    try:
        come_in()
    except (SignInError, BusyError) as error:
        return threshold(back, handle=typed_handle(), error=error)
    return redirect(back)


def come_in() -> None:
    """Open a session for whoever typed this handle and passphrase.

    Raises:
        SignInError, BusyError, SealError: see :func:`tejido.work.signing_in.sign_in`.
    """
    passphrase, code = request.form.get("passphrase", ""), request.form.get("code", "")
    who = people.sign_in(state().node, typed_handle(), passphrase, code, invited=True)
    current().begin(who)

    @after_this_request
    def _speak(response: Response) -> Response:
        if COOKIE not in request.cookies:  # their own language, unless they chose one here
            keep_language(response, who.language or "")
        return response


def typed_handle() -> str:
    """Return the handle that was typed on the sign-in page (unverified)."""
    return request.form.get("handle", "").strip()


def threshold(
    back: str = "",
    *,
    handle: str = "",
    kept: str = "",
    error: TejidoError | None = None,
    refused: str = "",
) -> ResponseReturnValue:
    """Return the sign-in page; it looks alike whoever's handle it is.

    Args:
        back: the path to go on to.
        handle: as it was typed.
        kept: what was written and is shown again instead; see :mod:`tejido.web.drafts`.
        error: why nobody was let in.
        refused: the same, where it is no error.
    """
    page = render_template(
        "sign_in.html",
        action=request.full_path.rstrip("?") if kept else url_for("auth.sign_in"),
        back=back,
        kept=kept,
        handle=handle,
        refused=say_error(error, page_language()) if error else refused,
        undone=request.args.get("done") == "not_done",
        ended=current().has_ended and "done" not in request.args,
    )
    return page, error.status if error else 401 if kept else 200, wait(error) if error else {}


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
