"""Reading days as people write them: «9 de enero», «Del 26 al 29 de junio de 2018.».

What is not said is not guessed: a day without a year is refused unless the mapping gives the
year, and so is a span of days unless the mapping says how to take it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise

from babel.dates import get_month_names

from tejido.errors import InputError
from tejido.importing.matching import loose
from tejido.languages import words

_ = words("tejido")

#: The little words of each language: passed over, or marking a span. A language is one row more.
_FILLER = {"es": "de del el dia o ro ero", "en": "of the st nd rd th"}
_SINCE = {"es": "desde", "en": "since from"}
_LINKS = {"es": "y e a al hasta", "en": "and to until through"}
#: Where the names of months are taken from; Peru writes «setiembre», Mexico «sep».
_LOCALES = {"es": ("es", "es_MX", "es_PE"), "en": ("en",)}
LANGUAGES = tuple(_LOCALES)

FIRST, MONTH = "first", "month"
SPANS = (FIRST, MONTH)
DAY_MONTH, MONTH_DAY = "day-month", "month-day"
NUMERIC = (DAY_MONTH, MONTH_DAY)

_ISO = re.compile(r"\d{4}(-\d{2}){0,2}")
_NUMBERS = re.compile(r"(\d{1,2})[/.-](\d{1,2})(?:[/.-]([1-9]\d{3}))?")
#: How many digits make a day, and a year; two digits of a year do not say the century.
_KINDS = {1: "N", 2: "N", 4: "Y"}
# N a day, M a month, Y a year, L a link, C a comma, S since
_YEAR = "C?Y?"
_LIST = "N(?:[LC]N)*"
_FORMS = {"es": f"{_LIST}M{_YEAR}", "en": f"(?:{_LIST}M|M{_LIST}){_YEAR}"}


@dataclass(frozen=True)
class DayReader:
    """How the days of one column are written, and what the mapping adds to them.

    Attributes:
        language: of the names of months; one of ``LANGUAGES``.
        year: of days written without one; ``None`` refuses them.
        span: ``first`` takes the first day of a span, ``month`` only the month or year that it
            lies in; empty refuses spans.
        numeric: what comes first in ``09/01/2018``; empty refuses such days.
    """

    language: str = "es"
    year: int | None = None
    span: str = ""
    numeric: str = ""

    def read(self, text: str) -> str:
        """Return the ISO 8601 form of unverified ``text``, at the precision that it has.

        Raises:
            InputError: with a reason that repeats nothing of it.
        """
        bare = loose(text)
        if _ISO.fullmatch(bare):
            return bare
        numbers = _NUMBERS.fullmatch(bare)
        if numbers:
            return self._numeric(*numbers.groups())
        since, days = self._found(bare)
        return self._taken([self._dated(day) for day in days], since=since)

    def _numeric(self, one: str, other: str, year: str | None) -> str:
        if not self.numeric:
            raise InputError(_("The mapping does not say which of these numbers is the day."), {})
        day, month = (one, other) if self.numeric == DAY_MONTH else (other, one)
        if not int(day) or not int(month):
            raise InputError(_("There is no such day; check the month and day."), {})
        return _iso(self._dated((int(year or 0), int(month), int(day))))

    def _found(self, text: str) -> tuple[bool, list[tuple[int, int, int]]]:
        """Return whether the span is open, and each (year, month, day) with 0 for what is not said.

        A year belongs to every day before it that has none: «3 y 4 de junio de 2018».
        """
        spoken = list(_spoken(text, self.language))
        shape = "".join(kind for kind, _value in spoken)
        one = f"(?:{_FORMS[self.language]}|M{_YEAR})"
        if not re.fullmatch(f"S?(?:{one}(?:[LC]{one})*|Y)", shape):
            raise InputError(_("Nobody could tell a day from how this is written."), {})
        return shape.startswith("S"), _dates(spoken)

    def _dated(self, day: tuple[int, int, int]) -> tuple[int, int, int]:
        year = day[0] or self.year
        if not year:
            raise InputError(_("The year is missing; the mapping can give it."), {})
        return (year, *day[1:])

    def _taken(self, days: list[tuple[int, int, int]], *, since: bool) -> str:
        if len(days) == 1 and not since:
            return _iso(days[0])
        if days != sorted(set(days)) or not all(map(_iso, days)):
            raise InputError(_("The days of this span do not follow each other."), {})
        if self.span == FIRST:
            return _iso(days[0])
        if self.span == MONTH and not since and days[0][0] == days[-1][0]:
            together = days[0][1] == days[-1][1]
            return _iso((days[0][0], days[0][1] if together else 0, 0))
        raise InputError(_("This is a span of days; the mapping has to say how to take it."), {})


def _dates(spoken: list[tuple[str, int]]) -> list[tuple[int, int, int]]:
    """Return (year, month, day) of what was said, whose shape is right; 0 for what is not said.

    A month belongs to the days before it that have none, and in «January 9» to the one after.
    """
    found: list[list[int]] = []
    for kind, value in spoken:
        if kind == "N" and found and found[-1][1] and not found[-1][2]:
            found[-1][2] = value
        elif kind == "N":
            found.append([0, 0, value])
        elif kind == "M":
            bare = [day for day in found if not day[1]]
            for day in bare:
                day[1] = value
            found += [] if bare else [[0, value, 0]]
        elif kind == "Y":
            found = found or [[0, 0, 0]]
            for day in found:
                day[0] = day[0] or value
    for before, day in pairwise(found):
        day[1] = day[1] or before[1]
    return [(year, month, day) for year, month, day in found]


def _iso(day: tuple[int, int, int]) -> str:
    """Return the ISO form of (year, month, day), 0 being not known; the day must exist."""
    try:
        date(day[0], day[1] or 1, day[2] or 1)
    except ValueError:
        raise InputError(_("There is no such day; check the month and day."), {}) from None
    year, month, number = f"{day[0]:04}", f"{day[1]:02}", f"{day[2]:02}"
    return "-".join([year, *([month] if day[1] else []), *([number] if day[2] else [])])


def _spoken(text: str, language: str) -> Iterator[tuple[str, int]]:
    """Give the kind and value of each word, number and sign that matters; ``?`` fits nowhere."""
    names = _months(language)
    for word in re.findall(r"\d+|[^\W\d_]+|[^\w\s]", text):
        if word.isdecimal():
            yield _KINDS.get(len(word), "?") if int(word) else "?", int(word)
        elif word in names:
            yield "M", names[word]
        elif word in _LINKS[language].split() or word in "-–":  # noqa: RUF001  # as typed
            yield "L", 0
        elif word in _SINCE[language].split():
            yield "S", 0
        elif word == ",":
            yield "C", 0
        elif word != "." and word not in _FILLER[language].split():
            yield "?", 0


@cache
def _months(language: str) -> Mapping[str, int]:
    """Return the number of each month by its names, long and short, as :func:`loose` has them."""
    return {
        loose(name): number
        for locale in _LOCALES[language]
        for width in ("wide", "abbreviated")
        for number, name in get_month_names(width, locale=locale).items()
    }
