"""What a reader sees when something is refused or breaks: a sentence and what to do, no trace.

A break gets a number; the log holds the number, the route and where it broke, and neither
addresses nor messages, which could repeat content.
"""

import logging
import secrets
import traceback

from flask import Flask, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from tejido.errors import BusyError, TejidoError
from tejido.languages import say_error, words
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
    503: _("Too much at once"),
}
_MESSAGES = {
    403: _("Only those it was opened to can see it."),
    404: _("The address is wrong, or what stood here was erased."),
    413: _("Send it in shorter pieces."),
}
_BROKEN = _("Something broke here")
_TRY_AGAIN = _("Nothing was changed by it. Go back and try again.")


def install(app: Flask) -> None:
    """Answer every refusal and every break with a page."""
    app.register_error_handler(TejidoError, _refused)
    app.register_error_handler(HTTPException, _not_served)
    app.register_error_handler(Exception, _broken)


def _refused(error: TejidoError) -> ResponseReturnValue:
    if error.status >= 500 and not isinstance(error, BusyError):
        return _page(_BROKEN, say_error(error, language()), error.status, _logged(error))
    return _page(
        _TITLES.get(error.status, _TITLES[400]), say_error(error, language()), error.status
    )


def _not_served(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if status < 400:  # a redirect is an exception as well
        return error.get_response()
    return _page(_TITLES.get(status, _BROKEN), here(_MESSAGES.get(status, _TRY_AGAIN)), status)


def _broken(error: Exception) -> ResponseReturnValue:
    return _page(_BROKEN, here(_TRY_AGAIN), 500, _logged(error))


def _page(title: str, message: str, status: int, trouble: str = "") -> ResponseReturnValue:
    page = render_template("error.html", title=here(title), message=message, trouble=trouble)
    return page, status


def _logged(error: Exception) -> str:
    """Write to the log where it broke; return the number under which it stands there."""
    number = secrets.token_hex(4)
    frames = traceback.extract_tb(error.__traceback__)
    where = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames[-6:]))
    _log.error("%s at %s: %s in %s", number, request.endpoint, type(error).__name__, where)
    return number
