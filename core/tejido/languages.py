"""Words people read: marking them, translating them, formatting days and numbers.

A text is written in English in the source, marked with the ``_`` of its package, and stays a
:class:`Text` until a face says it in the reader's language. Catalogues are gettext files
``translations/<tag>.po`` inside the package whose name is the text's domain; they are compiled
in memory when first needed, so a fresh clone needs no build step. A further language is one more
file, there or in the folder of a node (``<tag>/LC_MESSAGES/<domain>.po``), whose words come
first: see :func:`speak_from`.

Fallback goes from the tag to its parents, then to Spanish, then to the English source:
``es-MX -> es -> en`` and ``nah -> es -> en``; ``en`` is the source itself. Days and numbers are
written in the language in which the words are said, as in Mexico where that is Spanish or CLDR
does not know the language.
"""

import logging
import re
from collections.abc import Callable, Iterator, Mapping
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_timedelta
from babel.messages.catalog import Catalog
from babel.messages.pofile import PoFileError, read_po
from babel.numbers import format_decimal

from tejido.errors import TejidoError

_log = logging.getLogger(__name__)

#: What a reader gets who asks for nothing: Tor Browser sends no useful Accept-Language.
DEFAULT_LANGUAGE = "es"
#: Languages whose catalogues ship complete.
COMPLETE_LANGUAGES = ("es", "en")
#: Day and number formats where CLDR does not know the language, or knows only Spain's.
_FORMATS = {"es": "es_MX", "en": "en"}
_TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,4}")
#: The package whose catalogue decides whether a language is spoken at all.
_CORE = "tejido"
#: A placeholder, or a percent sign that is none.
_PLACEHOLDER = re.compile(r"%(?:\((\w+)\)(\w)|(.?))")
_DAY = re.compile(r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})|-Q(?P<quarter>[1-4]))?")
#: A year that has every day that a year may have.
_LEAP_YEAR = 2024
#: The folder of the node that speaks in this thread or command.
_FOLDER: ContextVar[Path | None] = ContextVar("folder of catalogues", default=None)


class Text(str):
    """An English source text that remembers the gettext domain (package) it belongs to."""

    domain: str

    def __new__(cls, source: str, domain: str) -> "Text":
        """Make a text of ``domain`` from its English source."""
        text = super().__new__(cls, source)
        text.domain = domain
        return text

    def __reduce__(self) -> tuple[type["Text"], tuple[str, str]]:
        """Let copies keep the domain."""
        return Text, (str(self), self.domain)


def words(domain: str) -> Callable[[str], Text]:
    """Return the ``_`` that marks the texts of one package, given its import name."""

    def mark(source: str) -> Text:
        return Text(source, domain)

    return mark


_ = words(_CORE)

# Translators: the name of the language into which you translate, in that language.
_THIS_LANGUAGE = _("English")


def say(text: str, language: str = DEFAULT_LANGUAGE, **values: object) -> str:
    """Return ``text`` in ``language``, placeholders filled; plain strings pass unchanged."""
    said = str(text)
    if isinstance(text, Text):
        for tag in chain(language):
            found = _catalogue(text.domain, tag).get(text)
            if found:
                said = found
                break
    return said % values if values else said


def is_said(text: str, tag: str) -> bool:
    """Whether a text is marked, and its package has it in the catalogue of exactly ``tag``."""
    return isinstance(text, Text) and text in _catalogue(text.domain, tag)


def say_error(error: TejidoError, language: str = DEFAULT_LANGUAGE) -> str:
    """Return what ``error`` tells its reader, in ``language``."""
    values = {
        name: say(value, language) if isinstance(value, Text) else value
        for name, value in error.values.items()
    }
    return say(error.message, language, **values)


def is_tag(text: str) -> bool:
    """Whether a text has the form of a BCP 47 tag: ``es``, ``tzo``, ``nah-MX``."""
    return _TAG.fullmatch(text) is not None


@lru_cache(maxsize=256)  # tags come from readers
def chain(language: str) -> tuple[str, ...]:
    """Return the catalogue tags to try for a BCP 47 tag, in order; English needs none.

    The tag is unverified: what is none asks for nothing, and never reaches a file's name.
    """
    tags = _parents(language)
    if tags[-1:] == ("en",):
        return ()
    return tags if DEFAULT_LANGUAGE in tags else (*tags, DEFAULT_LANGUAGE)


def label(labels: Mapping[str, str], language: str) -> str:
    """Return the label to show out of ``{tag: label}``, by the same fallback."""
    for tag in [*chain(language), "en", DEFAULT_LANGUAGE]:
        if labels.get(tag):
            return labels[tag]
    return next(iter(labels.values()), "")


# --- which languages there are ----------------------------------------------------------


def speak_from(folder: Path | None) -> None:
    """Read catalogues of this folder before the packages' own, in this thread or command."""
    _FOLDER.set(folder)


def tags_in(folder: Path) -> list[str]:
    """Return the tags that a folder of catalogues has, whatever they hold."""
    if not folder.is_dir():
        return []
    return sorted(one.name for one in folder.iterdir() if one.is_dir() and is_tag(one.name))


def offered() -> Mapping[str, str]:
    """Return the languages that are spoken here by tag, each by the name it has for itself."""
    return _offered(_FOLDER.get())


def said_in(language: str) -> str:
    """Return the tag in which the words are really said: the first of the fallback that speaks."""
    for tag in _parents(language):
        if tag in COMPLETE_LANGUAGES or _catalogue(_CORE, tag):
            return tag
    return DEFAULT_LANGUAGE


# --- days and numbers -------------------------------------------------------------------


def say_day(day: date, language: str) -> str:
    """Return a day written out, as in «23 de noviembre de 2026»."""
    return format_date(day, format="long", locale=_locale(language))


def say_known(day: str, language: str) -> str:
    """Return a day as precisely as it is known: ``2026-11-23``, ``2026-11``, ``2026-Q4``, ``2026``.

    What is no such day is returned as it is.
    """
    try:
        return say_day(date.fromisoformat(day), language)
    except ValueError:
        found = _DAY.fullmatch(day)
    if found is None or not 1 <= int(found["month"] or 1) <= len("JFMAMJJASOND"):
        return day
    if not found["month"] and not found["quarter"]:
        return day
    month = int(found["month"] or 3 * int(found["quarter"]))
    skeleton = "yMMMM" if found["month"] else "yQQQQ"
    return format_skeleton(skeleton, date(int(found["year"]), month, 1), locale=_locale(language))


def say_moment(moment: datetime, language: str) -> str:
    """Return a moment in UTC, to the minute: «23 de noviembre de 2026, 18:05 UTC»."""
    return f"{say_day(moment.date(), language)}, {moment:%H:%M} UTC"


def say_span(span: timedelta, language: str) -> str:
    """Return how far something lies ahead or, if negative, behind: «hace 2 días»."""
    return format_timedelta(span, add_direction=True, locale=_locale(language))


def say_yearly(day: str, language: str) -> str:
    """Return a day of every year, ``05-10``, or a month of it, ``05``."""
    month, _dash, day = day.partition("-")
    found = date(_LEAP_YEAR, int(month), int(day or 1))
    if not day:
        return format_date(found, format="LLLL", locale=_locale(language))
    return format_skeleton("MMMMd", found, locale=_locale(language))


def say_number(number: float, language: str) -> str:
    """Return a number with the reader's grouping and decimal sign."""
    return format_decimal(number, locale=_locale(language))


def _locale(language: str) -> Locale:
    """Return the formats of the language that is said, of the reader's region if there are any."""
    said = said_in(language)
    for tag in [one for one in _parents(language) if one.startswith(said)] or [said]:
        found = _known_to_cldr(_FORMATS.get(tag, tag))
        if found:
            return found
    return Locale.parse(_FORMATS[DEFAULT_LANGUAGE])


@lru_cache(maxsize=256)  # tags come from readers
def _known_to_cldr(tag: str) -> Locale | None:
    """Return what CLDR knows of a language, None where that is less than its months."""
    try:
        found = Locale.parse(tag.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return None
    return None if found.months["format"]["wide"][1] == "M01" else found


# --- catalogues -------------------------------------------------------------------------


@lru_cache(maxsize=256)  # tags come from readers
def _parents(language: str) -> tuple[str, ...]:
    """Return a tag and what it is a kind of, finest first; nothing for what is no tag."""
    parts = language.replace("_", "-").split("-")
    if not is_tag("-".join(parts)):
        return ()
    return tuple("-".join(parts[:length]) for length in range(len(parts), 0, -1))


@lru_cache(maxsize=16)
def _offered(folder: Path | None) -> Mapping[str, str]:
    shipped = resources.files(_CORE).joinpath("translations").iterdir()
    found = {one.name.removesuffix(".po") for one in shipped if one.name.endswith(".po")}
    found |= set(tags_in(folder) if folder else ())
    rest = sorted(found - set(COMPLETE_LANGUAGES))
    spoken = [tag for tag in rest if _spoken(folder, _CORE, tag)]
    return {tag: _own_name(folder, tag) for tag in (*COMPLETE_LANGUAGES, *spoken)}


def _own_name(folder: Path | None, tag: str) -> str:
    """Return what a language calls itself: as its catalogue says, by CLDR, or else its tag."""
    known = _known_to_cldr(tag)
    named = _spoken(folder, _CORE, tag).get(_THIS_LANGUAGE)
    return (named or (known.get_display_name() if known else None) or tag).capitalize()


def _catalogue(domain: str, tag: str) -> Mapping[str, str]:
    """Return ``{source: translation}`` of a package; empty where nobody translated it."""
    return _spoken(_FOLDER.get(), domain, tag)


@lru_cache(maxsize=256)  # tags come from readers
def _spoken(folder: Path | None, domain: str, tag: str) -> Mapping[str, str]:
    """Return what a package says: the words of the node's own folder before its own."""
    shipped = _shipped(domain, tag)
    if folder is None or not is_tag(tag) or not domain.isidentifier():
        return shipped
    return {**shipped, **_read(folder / tag / "LC_MESSAGES" / f"{domain}.po", domain, tag)}


@lru_cache(maxsize=256)  # tags come from readers
def _shipped(domain: str, tag: str) -> Mapping[str, str]:
    try:
        place = resources.files(domain).joinpath("translations", f"{tag}.po")
    except (ImportError, ValueError) as error:
        _log.error("there is no package %s to translate: %s", domain, type(error).__name__)
        return {}
    return _read(place, domain, tag)


def _read(place: Traversable, domain: str, tag: str) -> Mapping[str, str]:
    """Return what a file translates: nothing where there is none or it cannot be read."""
    try:
        if not place.is_file():
            return {}
        with place.open("rb") as file:
            return dict(_messages(read_po(file, locale=None, domain=domain, abort_invalid=True)))
    except (OSError, ValueError, PoFileError) as error:  # a page is worth more than its words
        _log.error("catalogue %s of %s cannot be read: %s", tag, domain, type(error).__name__)
        return {}


def _messages(catalogue: Catalog) -> Iterator[tuple[str, str]]:
    """Give what is translated, but for what would break the page on which it is said."""
    for message in catalogue:
        source, said = message.id, message.string
        if not (isinstance(source, str) and isinstance(said, str) and source and said):
            continue
        if message.fuzzy:
            continue
        if _placeholders(said) <= _placeholders(source):
            yield source, said
        else:
            _log.error("a translation in %s asks for values that there are not", catalogue.domain)


def _placeholders(text: str) -> set[tuple[str | Any, ...]]:
    """Return what a text asks values for; a text that asks for none may hold percent signs."""
    found = {match.groups("") for match in _PLACEHOLDER.finditer(text)} - {("", "", "%")}
    return found if any(name for name, _kind, _sign in found) else set()
