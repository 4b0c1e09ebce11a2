"""Who may come in at which route: declared beside each view, checked before each request.

A door only keeps out those who have no business there; whether something opens is decided by
``work``, slot by slot. A view without a door is refused, and ``create_app`` does not start.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from flask import abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from tejido.accounts.signing_in import SignedIn
from tejido.web.sessions import somebody

if TYPE_CHECKING:
    from flask import Flask

#: Everybody, signed in or not.
ANYBODY = "anybody"
#: Whoever is signed in.
SIGNED_IN = "signed_in"
#: Whoever has the right to look after people and settings; it opens nothing else.
ADMINISTRATOR = "administrator"
#: Peers: neither session nor token; what they bring authenticates itself.
MACHINES = "machines"
#: Where somebody invited chooses a passphrase of their own.
BEGIN = "account.begin"

_View = TypeVar("_View", bound=Callable[..., Any])


def open_to(door: str, *, fresh: bool = False) -> Callable[[_View], _View]:
    """Declare to whom a view is open: one of those above, or a role that must be held.

    Args:
        door: to whom.
        fresh: whether what changes something needs the passphrase anew, unless it was typed in
            the last minutes; the form then carries ``confirm_field()``.
    """

    def mark(view: _View) -> _View:
        view.__dict__["open_to"] = door
        view.__dict__["fresh"] = fresh
        return view

    return mark


def door_of(app: "Flask", endpoint: str | None) -> str:
    """Return to whom an endpoint is open; empty where nothing is declared."""
    view = app.view_functions.get(endpoint or "")
    return str(vars(view).get("open_to", "")) if hasattr(view, "__dict__") else ""


def is_marked_fresh(app: "Flask", endpoint: str | None) -> bool:
    """Return whether what an endpoint changes needs the passphrase anew."""
    view = app.view_functions.get(endpoint or "")
    return bool(getattr(view, "fresh", False))


def guard() -> ResponseReturnValue | None:
    """Let the request in, send a stranger to the sign-in page, or refuse.

    Whoever is invited is sent to choose their own passphrase, whatever they ask for.

    Raises:
        HTTPException: 403 where nothing is declared, or the role or right is missing.
    """
    if request.endpoint is None:  # no such page: the error page answers
        return None
    door = door_of(current_app, request.endpoint)
    if door in (ANYBODY, MACHINES):
        return None
    who = somebody()
    if who is None:
        return _to_sign_in()
    if who.invited and request.endpoint != BEGIN:
        return redirect(url_for(BEGIN))
    if not lets_in(door, who):
        abort(403)
    return None


def _to_sign_in() -> ResponseReturnValue:
    """Send a stranger to sign in and then on to where they wanted; what they sent is not done."""
    if request.method in ("GET", "HEAD"):
        back, done = request.full_path.rstrip("?"), None
    else:
        came = urlsplit(request.referrer or "")
        back, done = came.path if came.netloc == request.host else "", "not_done"
    return redirect(
        url_for("auth.sign_in", back=back if back not in ("", "/") else None, done=done)
    )


def lets_in(door: str, who: SignedIn) -> bool:
    """Return whether a door is open to somebody who is signed in."""
    if door == ADMINISTRATOR:
        return who.administrator
    return door in (ANYBODY, SIGNED_IN) or door in who.roles


def undeclared(app: "Flask") -> list[str]:
    """Return the endpoints of all routes that declare no door."""
    return sorted({r.endpoint for r in app.url_map.iter_rules() if not door_of(app, r.endpoint)})
