"""A sheet of paper on the screen: harm and coping line by line, typed in as it was written.

Everything here is unverified input from a person. A line without anything in it is dropped; words
without a term are kept under «other».
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tejido.accompaniment.matrix import COPINGS, DIMENSIONS, IMPACTS
from tejido.web.names import ADD, OPEN
from tejido.web.submitted import Sent

#: Lines that a dimension begins with, that a button adds, and that there may be.
BEGIN, MORE, MOST = 2, 2, 30
#: The term of both vocabularies for what has no term.
_OTHER = "other"
_NUMBER = re.compile(r"[0-9]{1,2}")


@dataclass(frozen=True)
class Line:
    """One line of the sheet: an impact, and beside it a way of facing it; either may be blank."""

    impact: str = ""
    impact_said: str = ""
    shows: tuple[str, ...] = ()
    coping: str = ""
    coping_said: str = ""

    @property
    def is_filled(self) -> bool:
        """Whether anything stands in it."""
        return self != Line()


#: The lines of each dimension.
Lines = Mapping[str, tuple[Line, ...]]


@dataclass(frozen=True)
class PaperRound:
    """What was typed so far."""

    day: str
    change: str
    change_said: str
    lines: Lines
    #: The line that somebody asked to change, as ``dimension.number``; others fold once filled.
    opened: str = ""

    def given(self) -> dict[str, object]:
        """Return it as fields of a diagnosis; blanks are left out."""
        fields = {"day": self.day, "change": self.change, "change_said": self.change_said}
        said: dict[str, object] = {name: value for name, value in fields.items() if value}
        impacts, copings = list(self._impacts()), list(self._copings())
        return (
            said | ({IMPACTS: impacts} if impacts else {}) | ({COPINGS: copings} if copings else {})
        )

    def _impacts(self) -> Iterator[dict[str, object]]:
        for dimension, line in self._filled():
            if line.impact or line.impact_said or line.shows:
                yield {
                    "impact": line.impact or _OTHER,
                    "dimension": dimension,
                    **({"expressions": list(line.shows)} if line.shows else {}),
                    **({"said": line.impact_said} if line.impact_said else {}),
                }

    def _copings(self) -> Iterator[dict[str, object]]:
        for dimension, line in self._filled():
            if line.coping or line.coping_said:
                yield {
                    "coping": line.coping or _OTHER,
                    "dimension": dimension,
                    **({"said": line.coping_said} if line.coping_said else {}),
                }

    def _filled(self) -> Iterator[tuple[str, Line]]:
        return ((dimension, line) for dimension in self.lines for line in self.lines[dimension])


def blank(day: str) -> PaperRound:
    """Return a sheet with nothing on it but the day."""
    return PaperRound(day, "", "", {one: (Line(),) * BEGIN for one in DIMENSIONS})


def read(sent: Sent) -> PaperRound:
    """Return what was typed, with more lines where the button asks for them; never raises."""
    add = sent.get(ADD, "")
    lines = {one: _lines(sent, one, MORE if one == add else 0) for one in DIMENSIONS}
    day, change, said = (sent.get(name, "").strip() for name in ("day", "change", "change_said"))
    return PaperRound(day, change, said, lines, sent.get(OPEN, ""))


def is_on_its_way(sent: Sent) -> bool:
    """Return whether a button was pressed that adds lines or opens one: nothing is kept yet."""
    return bool(sent.get(ADD, "") or sent.get(OPEN, ""))


def _lines(sent: Sent, dimension: str, more: int) -> tuple[Line, ...]:
    numbers = [one for one in sent.getlist(f"line.{dimension}") if _NUMBER.fullmatch(one)]
    typed = [_line(sent, f"{dimension}.{number}") for number in dict.fromkeys(numbers)]
    return tuple([*typed, *(Line() for _more in range(more))][:MOST])


def _line(sent: Sent, place: str) -> Line:
    def typed(name: str) -> str:
        return sent.get(f"{name}.{place}", "").replace("\r\n", "\n").strip()

    shows = tuple(code for code in sent.getlist(f"shows.{place}") if code)
    return Line(typed("impact"), typed("impact_said"), shows, typed("coping"), typed("coping_said"))
