"""Entries of the log as lines that a person reads: who did what, about which ids."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tejido.audit.log import Entry
from tejido.audit.wording import FACTS, KINDS
from tejido.languages import say, words
from tejido.work.auditing import LogPage

_ = words("tejido")


@dataclass(frozen=True)
class LogLine:
    """One entry. ``about`` is (what it is, its id or code), in the language of the reader."""

    position: int
    on_day: str
    who: str
    did: str
    about: Sequence[tuple[str, str]]
    is_erased: bool
    is_closed: bool


def log_lines(page: LogPage, language: str) -> list[LogLine]:
    """Say a page of the log; people by their handles, everything else by its id or code."""
    return [
        _line(entry, page.handles, language, is_closed=entry.position in page.closed)
        for entry in page.entries
    ]


def _line(entry: Entry, handles: Mapping[str, str], language: str, *, is_closed: bool) -> LogLine:
    facts = dict(entry.facts or {})
    person = facts.pop("person", "")
    nobody = "" if entry.facts is None else say(_("the node"), language)
    return LogLine(
        entry.position,
        entry.on_day,
        handles.get(person, person) or nobody,
        say(KINDS[entry.kind], language),
        [
            (_called(name, language), _value(value, handles))
            for name, value in facts.items()
            if value
        ],
        entry.facts is None and not is_closed,
        is_closed,
    )


def _called(fact: str, language: str) -> str:
    return say(FACTS[fact], language) if fact in FACTS else fact


def _value(value: str, handles: Mapping[str, str]) -> str:
    return " ".join(handles.get(one, one) for one in value.split(" "))
