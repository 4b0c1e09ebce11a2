"""A report about one process, as plain values, before it becomes a page or a document."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from tejido.exporting.dossier import Dossier
from tejido.exporting.readable import Line
from tejido.languages import words

_ = words("tejido")

#: Sections that no type of record makes.
AGREED, TO_DO, LEFT = "agreed", "to_do", "left"
SPECIAL: Mapping[str, str] = {
    AGREED: _("What was agreed to"),
    TO_DO: _("To do"),
    LEFT: _("What left this organization"),
}
#: Types that no report tells of: who said yes or no, in whose name.
UNTOLD = frozenset({"consent"})


@dataclass(frozen=True)
class Wish:
    """What somebody wants on paper.

    Attributes:
        sections: types of record, and codes of :data:`SPECIAL`.
        with_words: also what was written in words; else only codes, days and figures.
        destroy_on: the day by which the paper is destroyed.
        audience: whom it is for, as a sentence.
    """

    sections: Collection[str]
    with_words: bool
    destroy_on: date
    audience: str


@dataclass(frozen=True)
class Entry:
    """One record, or one thing of a special section: when it was, and what it says."""

    meta: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Section:
    """What a report says of one thing."""

    id: str
    label: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Report:
    """A report in the words of its language.

    ``foot`` stands at the end of every sheet, ``nothing`` where there is no section; ``values``
    are single answers, by ``type.field``.
    """

    language: str
    code: str
    kind: str
    organization: str
    audience: str
    made_on: str
    begun_on: str
    destroy_on: str
    foot: str
    nothing: str
    notes: tuple[str, ...]
    sections: tuple[Section, ...]
    values: Mapping[str, str] = field(repr=False)


def left(dossier: Dossier) -> list[tuple[str, str, str]]:
    """Return record, recipient and day of whatever left and was not taken back."""
    return [
        (one.record, given.recipient, given.on)
        for one in dossier.emissions
        for given in one.given
        if not given.is_over
    ]
