"""In which language a page is said, and how a reader switches.

The reader's choice stands in a cookie of its own, which holds nothing but the tag. Nothing is
guessed from the browser: Tor Browser tells everybody's as English.
"""

from flask import request
from werkzeug import Response

from tejido.languages import offered, said_in
from tejido.web.state import state

COOKIE = "tejido-language"
#: Half a year, in seconds.
_KEPT_SECONDS = 182 * 86_400


def reader_language() -> str:
    """Return the tag to say this page in: the reader's choice, or the organization's language."""
    chosen = request.cookies.get(COOKIE, "")
    return chosen if chosen in offered() else said_in(state().node.settings.language)


def keep_language(response: Response, tag: str) -> None:
    """Keep a reader's choice; a tag that is not offered changes nothing."""
    if tag in offered():
        response.set_cookie(
            COOKIE,
            tag,
            max_age=_KEPT_SECONDS,
            secure=request.is_secure,
            httponly=True,
            samesite="Strict",
        )
