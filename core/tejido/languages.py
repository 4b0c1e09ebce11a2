"""Words people read: marking them, translating them, formatting days and numbers.

A text is written in English in the source, marked with the ``_`` of its package, and stays a
:class:`Text` until a face says it in the reader's language. Catalogues are gettext files
``translations/<tag>.po`` inside the package whose name is the text's domain; they are compiled
in memory when first needed, so a fresh clone needs no build step and a further language is one
more file.

Fallback goes from the tag to its parents, then to Spanish, then to the English source:
``es-MX -> es -> en`` and ``nah -> es -> en``; ``en`` is the source itself.
"""

import logging
import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import lru_cache
from importlib import resources

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_timedelta
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


def chain(language: str) -> list[str]:
    """Return the catalogue tags to try for a BCP 47 tag, in order; English needs none.

    The tag is unverified: what is none asks for nothing, and never reaches a file's name.
    """
    parts = language.replace("_", "-").split("-")
    if not _TAG.fullmatch("-".join(parts)):
        return [DEFAULT_LANGUAGE]
    tags = ["-".join(parts[:length]) for length in range(len(parts), 0, -1)]
    if parts[0] == "en":
        return []
    return tags if DEFAULT_LANGUAGE in tags else [*tags, DEFAULT_LANGUAGE]


def label(labels: Mapping[str, str], language: str) -> str:
    """Return the label to show out of ``{tag: label}``, by the same fallback."""
    for tag in [*chain(language), "en", DEFAULT_LANGUAGE]:
        if labels.get(tag):
            return labels[tag]
    return next(iter(labels.values()), "")


def say_day(day: date, language: str) -> str:
    """Return a day written out, as in «23 de noviembre de 2026»."""
    return format_date(day, format="long", locale=_locale(language))


def say_span(span: timedelta, language: str) -> str:
    """Return how far something lies ahead or, if negative, behind: «hace 2 días»."""
    return format_timedelta(span, add_direction=True, locale=_locale(language))


def say_number(number: float, language: str) -> str:
    """Return a number with the reader's grouping and decimal sign."""
    return format_decimal(number, locale=_locale(language))


@lru_cache(maxsize=256)  # tags come from readers
def _locale(language: str) -> Locale:
    """Return formats for a tag; languages that CLDR lacks get Mexican Spanish ones."""
    tag = language.replace("-", "_")
    try:
        return Locale.parse(_FORMATS.get(tag, tag))
    except (UnknownLocaleError, ValueError):
        return Locale.parse(_FORMATS[DEFAULT_LANGUAGE])


@lru_cache(maxsize=256)  # tags come from readers
def _catalogue(domain: str, tag: str) -> Mapping[str, str]:
    """Return ``{source: translation}`` of a package's catalogue; empty where it has none."""
    try:
        found = resources.files(domain).joinpath("translations", f"{tag}.po")
        if not found.is_file():
            return {}
        with found.open("rb") as file:
            catalogue = read_po(file, locale=None, domain=domain, abort_invalid=True)
    except (ImportError, ValueError, PoFileError) as error:  # a page is worth more than its words
        _log.error("catalogue %s of %s cannot be read: %s", tag, domain, type(error).__name__)
        return {}
    return {
        message.id: message.string
        for message in catalogue
        if isinstance(message.id, str)
        and isinstance(message.string, str)
        and message.id
        and message.string
        and not message.fuzzy
    }
