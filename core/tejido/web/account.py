"""One's own account: who I am here, another passphrase, other recovery words."""

from collections.abc import Sequence

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tejido.errors import CallerError, InputError, SignInError
from tejido.languages import words
from tejido.vault.passphrases import generate_passphrase
from tejido.web import role_words
from tejido.web.doors import SIGNED_IN, open_to
from tejido.web.faults import answered
from tejido.web.say import language
from tejido.web.sessions import current, me
from tejido.web.state import state
from tejido.web.wrong import NOTHING, by_field
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
        return _page(error, "old")
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
        return _page(error, "words-old")
    current().renew()
    return shown_once(words=drawn)


@pages.route("/account/begin", methods=["GET", "POST"])
@open_to(SIGNED_IN)
def begin() -> ResponseReturnValue:
    """Have somebody invited choose their own passphrase, and show what was drawn this once."""
    if not me().invited:
        return redirect(url_for("account.shown"))
    if request.method == "GET":
        return _begin_page()
    try:
        new, drawn = chosen_passphrase()
        drawn_words = people.begin(state().node, me(), new)
    except (InputError, SignInError) as error:
        return _begin_page(error)
    current().end()
    return shown_once(new if drawn else "", drawn_words, back="auth.sign_in", is_first=True)


def _begin_page(error: CallerError | None = None) -> ResponseReturnValue:
    page = render_template("begin.html", wrong=by_field(error) if error else NOTHING)
    return answered(page, error)


def chosen_passphrase() -> tuple[str, bool]:
    """Return the new passphrase of a form, and whether it was drawn because none was typed.

    Raises:
        InputError: it was not typed twice the same way.
    """
    new = request.form.get("new", "")
    if new != request.form.get("again", ""):
        raise InputError(NOT_TWICE, {"again": [NOT_TWICE]})
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


def _page(error: CallerError | None = None, old: str = "") -> ResponseReturnValue:
    """Return the account; ``old`` is the field that asked for the passphrase until now."""
    node, who = state().node, me()
    wrong = by_field(error) if error else NOTHING
    if error and error.status == SignInError.status:
        wrong = {old: wrong[""]}
    page = render_template(
        "account.html",
        wrong=wrong,
        has_codes=second_factor.is_set(node, who.handle),
        does=role_words.of(who, who.roles),
    )
    return answered(page, error)
