"""Coming back in with the twelve printed words, where a passphrase was forgotten."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from tejido.errors import CallerError, InputError, SignInError
from tejido.web.account import chosen_passphrase, shown_once
from tejido.web.doors import ANYBODY, open_to
from tejido.web.faults import answered
from tejido.web.sessions import current
from tejido.web.state import state
from tejido.web.wrong import NOTHING, by_field
from tejido.work import people

pages = Blueprint("recovery", __name__)


@pages.route("/recover", methods=["GET", "POST"])
@open_to(ANYBODY)
def recover() -> ResponseReturnValue:
    """Open a key with its twelve words, and show the new ones this once."""
    if request.method == "GET":
        return _page()
    form = request.form
    try:
        new, drawn = chosen_passphrase()
        words = people.recover(
            state().node, form.get("handle", ""), form.get("words", ""), new, form.get("code", "")
        )
    except (InputError, SignInError) as error:
        return _page(error)
    current().end()
    return shown_once(passphrase=new if drawn else "", words=words, back="auth.sign_in")


def _page(error: CallerError | None = None) -> ResponseReturnValue:
    """Return the form as it was typed, but for the passphrase and the code."""
    page = render_template(
        "recover.html",
        handle=request.form.get("handle", ""),
        words=request.form.get("words", ""),
        wrong=by_field(error) if error else NOTHING,
    )
    return answered(page, error)
