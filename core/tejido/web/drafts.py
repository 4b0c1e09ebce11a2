"""What was written when the session ended: not done, and shown again to whoever wrote it.

A view says with :func:`shown_again` how its form is drawn from what was typed. What is sent to it
from the page of a session that has ended is sealed to the key of the person whose page it was, and
goes back to the browser within a page that asks them to sign in: at the same address, so that
their form stands there once they did. The token of an ended session says whose page it was, and
lets nothing be done: the view itself is not run.
"""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from flask import current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from tejido.errors import BusyError, SealError, SignInError
from tejido.languages import words
from tejido.web import csrf, doors, fresh
from tejido.web.auth import come_in, threshold, typed_handle
from tejido.web.say import here
from tejido.web.sessions import me, somebody
from tejido.web.state import state
from tejido.work import drafts
from tejido.work.drafts import Draft

_ = words("tejido")

#: The hidden field that carries what is sealed.
FIELD = "_kept"
#: What is asked for anew.
_ANEW = (csrf.FIELD, fresh.FIELD)
_TYPE_AGAIN = _("This page was open for long: type your passphrase once more.")

#: What was typed (unverified), and what stands in the address.
Shows = Callable[..., ResponseReturnValue]
_View = TypeVar("_View", bound=Callable[..., Any])


def shown_again(show: Shows) -> Callable[[_View], _View]:
    """Declare how a view's form is drawn from what was typed; nothing is done by drawing it.

    Args:
        show: is given what was typed, and by name what stands in the address.
    """

    def mark(view: _View) -> _View:
        view.__dict__["shown_again"] = show
        return view

    return mark


def shows_again(endpoint: str | None) -> Shows | None:
    """Return how an endpoint's form is drawn again, None where it is not."""
    view = current_app.view_functions.get(endpoint or "")
    found: Shows | None = getattr(view, "shown_again", None)
    return found


def check() -> ResponseReturnValue | None:
    """Let the request pass, or keep what its session ended too early for.

    Raises:
        ForgedError: it was sent from another site, or from a page of somebody else's.
    """
    show = shows_again(request.endpoint)
    if request.method in csrf.SAFE or show is None:
        return None
    csrf.check_origin()
    if FIELD in request.form:
        return _come_in(show)
    wrote, who = csrf.whose(), somebody()
    if csrf.is_own() or not wrote:
        return None
    if who is None:
        return _between(wrote)
    if who.person != wrote:
        raise csrf.ForgedError(
            _("This was written by somebody who was signed in here before you: nothing was done.")
        )
    return doors.guard() or _show(show, request.form.items(multi=True))


def _between(person: str) -> ResponseReturnValue | None:
    """Return the page that asks a person to sign in, and holds what they wrote."""
    typed = tuple(pair for pair in request.form.items(multi=True) if pair[0] not in _ANEW)
    kept = drafts.sealed(state().node, person, Draft(_place(), typed))
    return threshold(kept=kept) if kept else None


def _come_in(show: Shows) -> ResponseReturnValue:
    """Sign somebody in with what they typed, and show them what they wrote before."""
    kept = request.form.get(FIELD, "")
    if not csrf.is_visitors():
        return threshold(kept=kept, handle=typed_handle(), refused=here(_TYPE_AGAIN))
    try:
        come_in()
    except (SignInError, BusyError) as error:
        return threshold(kept=kept, handle=typed_handle(), error=error)
    refused = doors.guard()
    if refused is not None:
        return refused
    try:
        draft = drafts.opened(state().node, me(), kept)
    except SealError:
        draft = Draft("", ())
    if draft.place != _place():
        return redirect(url_for("home.agenda", done="not_yours"))
    return _show(show, draft.fields)


def _show(show: Shows, typed: Iterable[tuple[str, str]]) -> ResponseReturnValue:
    g.done = "kept"
    return show(MultiDict(typed), **(request.view_args or {}))


def _place() -> str:
    return request.full_path.rstrip("?")
