"""In which language a page is said, and how a reader switches.

The reader's choice stands in a cookie of its own, which holds nothing but the tag. Nothing is
guessed from the browser: Tor Browser tells everybody's as English.
"""

from functools import cache
from importlib import resources

from babel import Locale, UnknownLocaleError
from flask import request
from werkzeug import Response

from tejido.languages import COMPLETE_LANGUAGES, DEFAULT_LANGUAGE
from tejido.web.state import state

COOKIE = "tejido-language"
#: Half a year, in seconds.
_KEPT_SECONDS = 182 * 86_400


def reader_language() -> str:
    """Return the tag to say this page in: the reader's choice, or the organization's language."""
    own = state().node.settings.language
    for tag in (request.cookies.get(COOKIE, ""), own, own.partition("-")[0]):
        if tag in offered():
            return tag
    return DEFAULT_LANGUAGE


@cache
def offered() -> dict[str, str]:
    """Return the languages on offer by tag, each named in itself; a catalogue adds its own."""
    found = resources.files("tejido").joinpath("translations").iterdir()
    tags = {file.name.removesuffix(".po") for file in found if file.name.endswith(".po")}
    tags -= set(COMPLETE_LANGUAGES)
    return {tag: _own_name(tag) for tag in (*COMPLETE_LANGUAGES, *sorted(tags))}


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


def _own_name(tag: str) -> str:
    try:
        name = Locale.parse(tag, sep="-").get_display_name()
    except (UnknownLocaleError, ValueError):
        name = None
    return (name or tag).capitalize()
