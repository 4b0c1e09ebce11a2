"""What a reader sees when something is refused or breaks: a sentence and what to do, no trace.

A break gets a number; the log holds the number, the route and where it broke, and neither
addresses nor messages, which could repeat content.
"""

import logging
import secrets
import traceback

from flask import Flask, Response, current_app, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, InternalServerError

from tejido.errors import BusyError, SignInError, TejidoError, ThrottledError
from tejido.languages import say_error, words
from tejido.web.doors import ANYBODY, door_of
from tejido.web.say import here, language

_ = words("tejido")
_log = logging.getLogger(__name__)

_TITLES = {
    400: _("That did not work"),
    401: _("Sign in first"),
    403: _("This is not open to you"),
    404: _("There is nothing here"),
    405: _("That did not work"),
    409: _("It has changed meanwhile"),
    413: _("That is too long"),
    422: _("That did not work"),
    429: _("Too many tries"),
    503: _("Too much at once"),
}
_MESSAGES = {
    403: _("Only those it was opened to can see it."),
    404: _("The address is wrong, or what stood here was erased."),
    413: _("Send it in shorter pieces."),
}
_BROKEN = _("Something broke here")
_TRY_AGAIN = _("Nothing was changed by it. Go back and try again.")
#: Seconds after which a busy node is worth another try: about what its queue takes.
_BUSY_SECONDS = 5


def install(app: Flask) -> None:
    """Answer every refusal and every break with a page."""
    app.register_error_handler(TejidoError, _refused)
    app.register_error_handler(HTTPException, _not_served)
    app.register_error_handler(Exception, _broken)
    # Flask would log addresses and traces; our handlers say what may be said.
    app.logger.disabled = True


def wait(error: TejidoError) -> dict[str, str]:
    """Return the header that says when to try again, where an error knows."""
    if isinstance(error, ThrottledError):
        return {"Retry-After": str(error.seconds)}
    return {"Retry-After": str(_BUSY_SECONDS)} if isinstance(error, BusyError) else {}


def answered(page: str, error: TejidoError | None = None) -> Response:
    """Return a page with the status of what was refused on it, and when to try again.

    Who is known to us and gets a passphrase wrong is refused, and not asked who they are.
    """
    status = error.status if error else 200
    if status == SignInError.status and door_of(current_app, request.endpoint) != ANYBODY:
        status = 403
    return Response(page, status, wait(error) if error else None, mimetype="text/html")


def _refused(error: TejidoError) -> Response:
    message, title = say_error(error, language()), _TITLES.get(error.status, _TITLES[400])
    if error.status >= 500 and not isinstance(error, BusyError):
        return _page(_BROKEN, message, error.status, _logged(error, error.status))
    response = _page(title, message, error.status)
    response.headers.update(wait(error))
    return response


def _not_served(error: HTTPException) -> ResponseReturnValue:
    if isinstance(error, InternalServerError) and isinstance(error.original_exception, Exception):
        return _broken(error.original_exception)
    status = error.code or 500
    if status < 400:  # a redirect is an exception as well
        return error.get_response()
    return _page(_TITLES.get(status, _BROKEN), here(_MESSAGES.get(status, _TRY_AGAIN)), status)


def _broken(error: Exception) -> ResponseReturnValue:
    return _page(_BROKEN, here(_TRY_AGAIN), 500, _logged(error, 500))


def _page(title: str, message: str, status: int, trouble: str = "") -> Response:
    """Return the page; where not even that can be drawn, as without a database, its sentence."""
    try:
        page = render_template("error.html", title=here(title), message=message, trouble=trouble)
    except Exception as error:  # noqa: BLE001  # the last one who can answer
        trouble = trouble or _logged(error, status)
        return Response(f"{message} ({trouble})\n", status, mimetype="text/plain")
    return Response(page, status, mimetype="text/html")


def _logged(error: Exception, status: int) -> str:
    """Write to the log where it broke; return the number under which it stands there."""
    number = secrets.token_hex(4)
    frames = traceback.extract_tb(error.__traceback__)
    where = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames[-6:]))
    route, kind = f"{request.method} {request.endpoint} {status}", type(error).__name__
    _log.error("%s at %s: %s in %s", number, route, kind, where)
    return number
