"""The passphrase anew, before what gives keys away, takes them back or lets things out.

A view that is declared ``fresh`` does nothing for a session whose passphrase was typed longer
than some minutes ago, until it is typed again: in the field of the form itself, or on the page
that stands in between, which keeps what was sent. Then the session gets another cookie.
"""

from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from tejido.errors import SignInError
from tejido.languages import say_error, words
from tejido.web import csrf
from tejido.web.doors import is_marked_fresh
from tejido.web.faults import answered
from tejido.web.say import here, language
from tejido.web.sessions import current, me
from tejido.web.state import state
from tejido.work import people

_ = words("tejido")

FIELD = "_passphrase"
#: What the page in between does not send back: it makes the token anew, and asks the words anew.
_ANEW = (csrf.FIELD, FIELD)


def check() -> ResponseReturnValue | None:
    """Let the request pass if it needs no passphrase, or the right one came lately or with it.

    Otherwise nothing is done, and the page in between asks for it.
    """
    if request.method in csrf.SAFE or not is_marked_fresh(current_app, request.endpoint):
        return None
    if current().is_fresh:
        return None
    typed = request.form.get(FIELD, "")
    if not typed:
        return _between(), 403
    try:
        people.prove(state().node, me(), typed)
    except SignInError as error:
        return answered(_between(say_error(error, language())), error)
    current().renew()
    return None


def confirm_field() -> Markup:
    """Return the control that asks for the passphrase; nothing where it was typed lately."""
    if current().is_fresh:
        return Markup()
    return Markup(
        '<label class="confirm"><span>{}</span> <span class="help">{}</span>'
        '<input name="{}" type="password" autocomplete="current-password" required></label>'
    ).format(here(_("Your passphrase")), here(_("Once more, because this needs it.")), FIELD)


def _between(refused: str = "") -> str:
    kept = [pair for pair in request.form.items(multi=True) if pair[0] not in _ANEW]
    return render_template(
        "fresh.html",
        kept=kept,
        refused=refused,
        action=request.full_path.rstrip("?"),
        files=bool(request.files),
    )
