"""That a form was sent from our own page: a token, and where the browser says it comes from.

1. ``Sec-Fetch-Site`` or ``Origin`` must be our own where the browser sends one.
2. The token must have been made for this very session: it says the person and the moment they
   signed in, signed with a key that is derived from the node's. The cookie does not come into it,
   so that what is being written in one window can still be saved after the passphrase was typed
   anew in another. Before sign-in there is no session, so that visitors leave no rows; that
   token ends after an hour.

The token of a session that has ended lets nothing be done. It says who wrote what came with it,
so that this can be shown to them again (:mod:`tejido.web.drafts`).
"""

from urllib.parse import urlsplit

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature, URLSafeTimedSerializer
from markupsafe import Markup

from tejido.errors import CallerError
from tejido.languages import words
from tejido.vault.ciphers import keyed_hash
from tejido.web.doors import MACHINES, door_of
from tejido.web.sessions import current
from tejido.web.state import state

_ = words("tejido")

FIELD = "_csrf"
#: Seconds for which a page stays good for sending: a session's longest life, and an hour.
SESSION_TOKEN_SECONDS, VISITOR_TOKEN_SECONDS = 8 * 3600, 3600
#: Seconds for which it says who wrote what stands on a page: over a long weekend.
WRITTEN_SECONDS = 7 * 24 * 3600
#: Closing the session, which has to do whatever became of it.
_LOCK = "auth.lock"
#: What a visitor's token says: nobody, and no session.
_VISITOR: list[str] = []
#: Methods that change nothing.
SAFE = ("GET", "HEAD", "OPTIONS")


class ForgedError(CallerError):
    """The form did not come from our own page, or its page was too old."""

    status = 400


def token() -> str:
    """Return the token that a form on this page has to carry."""
    return str(_signer().dumps(_own()))


def check() -> ResponseReturnValue | None:
    """Let the request pass if it changes nothing or came from our own page.

    Where the session ended since the page was loaded, its reader goes to the sign-in page; so
    does who locks without a session, for there is nothing to lock any more.

    Raises:
        ForgedError: otherwise. Nothing was done.
    """
    if request.method in SAFE or request.endpoint is None:  # no such page: nothing to change
        return None
    if door_of(current_app, request.endpoint) == MACHINES:
        return None
    check_origin()
    if is_own():
        return None
    if current().has_ended:
        return redirect(url_for("auth.sign_in"))
    if current().who is None and request.endpoint == _LOCK:
        return redirect(url_for("auth.sign_in", done="locked"))
    message = _("This page was open for too long. Go back, load it again and send it again.")
    raise ForgedError(message)


def is_own() -> bool:
    """Whether the form carries the token of this very session; of a visitor's page without one."""
    return _read(SESSION_TOKEN_SECONDS) == _own() if current().who else is_visitors()


def is_visitors() -> bool:
    """Whether the form carries the token of a page that a visitor got within the hour."""
    return _read(VISITOR_TOKEN_SECONDS) == _VISITOR


def whose() -> str:
    """Return the id of who was signed in on the page that a form came from, ended or not.

    Empty where nobody was, or none of our pages was it lately.
    """
    said = _read(WRITTEN_SECONDS) or _VISITOR
    return said[0] if said else ""


def check_origin() -> None:
    """Refuse what the browser says comes from elsewhere; without a word of it, the token decides.

    The host is compared, not the scheme: a proxy in front may speak TLS for us.

    Raises:
        ForgedError: it comes from elsewhere.
    """
    message = _("This form was sent from another site, so nothing was done.")
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise ForgedError(message)
    origin = request.headers.get("Origin")
    try:
        elsewhere = origin is not None and urlsplit(origin).netloc != request.host
    except ValueError as error:  # as http://[ is no address at all
        raise ForgedError(message) from error
    if elsewhere:
        raise ForgedError(message)


def _own() -> list[str]:
    who, began = current().who, current().began
    return [who.person, began.isoformat()] if who and began else _VISITOR


def _read(seconds: int) -> list[str] | None:
    """Return what the form's token says, None where we did not write it in these seconds."""
    try:
        said: list[str] = _signer().loads(request.form.get(FIELD, ""), max_age=seconds)
    except BadSignature:
        return None
    return said


def _signer() -> URLSafeTimedSerializer:
    key = keyed_hash(state().node.identity.signing.seed, b"tejido/web/v1/form")
    return URLSafeTimedSerializer(key, salt="tejido/form")


def hidden_field() -> Markup:
    """Return the token as the hidden field that every form carries."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, token())
