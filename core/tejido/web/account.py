"""One's own account: who I am here, another passphrase, other recovery words."""

from collections.abc import Sequence

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tejido.errors import CallerError, InputError, SignInError
from tejido.languages import say_error, words
from tejido.vault.passphrases import generate_passphrase
from tejido.web import role_words
from tejido.web.doors import SIGNED_IN, open_to
from tejido.web.faults import wait
from tejido.web.say import language
from tejido.web.sessions import current, me
from tejido.web.state import state
from tejido.work import people, second_factor

pages = Blueprint("account", __name__)
_ = words("tejido")

NOT_TWICE = _("The new passphrase was not typed twice the same way.")


@pages.get("/account")
@open_to(SIGNED_IN)
def shown() -> ResponseReturnValue:
    """Show who the reader is here, and what they can change about coming in."""
    return _page()


@pages.post("/account/passphrase")
@open_to(SIGNED_IN)
def passphrase() -> ResponseReturnValue:
    """Lock the reader's key under another passphrase, and end their other sessions."""
    session = current()
    try:
        new, drawn = chosen_passphrase()
        people.change_passphrase(
            state().node, me(), request.form.get("old", ""), new, but=session.cookie
        )
    except (SignInError, InputError) as error:
        return _page("passphrase", error)
    session.renew()
    if not drawn:
        return redirect(url_for("account.shown", done="passphrase"))
    return shown_once(passphrase=new)


@pages.post("/account/words")
@open_to(SIGNED_IN)
def recovery_words() -> ResponseReturnValue:
    """Draw other recovery words; the earlier ones open nothing any more."""
    try:
        drawn = people.new_recovery_words(state().node, me(), request.form.get("old", ""))
    except SignInError as error:
        return _page("words", error)
    current().renew()
    return shown_once(words=drawn)


@pages.route("/account/begin", methods=["GET", "POST"])
@open_to(SIGNED_IN)
def begin() -> ResponseReturnValue:
    """Have somebody invited choose their own passphrase, and show what was drawn this once."""
    if not me().invited:
        return redirect(url_for("account.shown"))
    if request.method == "GET":
        return render_template("begin.html", refused="")
    try:
        new, drawn = chosen_passphrase()
        drawn_words = people.begin(state().node, me(), new)
    except InputError as error:
        return render_template("begin.html", refused=say_error(error, language())), error.status
    current().end()
    return shown_once(new if drawn else "", drawn_words, back="auth.sign_in", is_first=True)


def chosen_passphrase() -> tuple[str, bool]:
    """Return the new passphrase of a form, and whether it was drawn because none was typed.

    Raises:
        InputError: it was not typed twice the same way.
    """
    new = request.form.get("new", "")
    if new != request.form.get("again", ""):
        raise InputError(NOT_TWICE, {})
    return (new, False) if new else (generate_passphrase(language()), True)


def shown_once(
    passphrase: str = "",
    words: Sequence[str] = (),
    back: str = "account.shown",
    *,
    is_first: bool = False,
) -> ResponseReturnValue:
    """Return the page that shows, this once, what was drawn; ``is_first`` if nothing was before."""
    return render_template(
        "shown_once.html", passphrase=passphrase, words=words, back=url_for(back), is_first=is_first
    )


def _page(part: str = "", error: CallerError | None = None) -> ResponseReturnValue:
    """Return the account; ``part`` is the form in which something was refused."""
    node, who = state().node, me()
    page = render_template(
        "account.html",
        part=part,
        refused=say_error(error, language()) if error else "",
        has_codes=second_factor.is_set(node, who.handle),
        does=role_words.of(who, who.roles),
    )
    if error is None:
        return page
    # They are known to us: a wrong passphrase here is a refusal, not the question who they are.
    response = make_response(page, 403 if error.status == SignInError.status else error.status)
    response.headers.update(wait(error))
    return response
