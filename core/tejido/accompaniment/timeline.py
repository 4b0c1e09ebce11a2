"""The line of time of one subject, made of what was written down. Pure.

Days are as precise as they are known, and stay so: a year stands before its months, a month before
its days. An aggression says what people did in the face of it, as it does everywhere.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Body = Mapping[str, Any]


@dataclass(frozen=True)
class Source:
    """Which days of a type of record stand on the line, and what is said of each."""

    day: str
    words: str
    kind: str


@dataclass(frozen=True)
class Moment:
    """One day on the line. ``day`` is as it is known: ``2018``, ``2018-01`` or ``2018-01-09``.

    ``kind`` groups moments: a type of record, or «asked» and «answered» for the State.
    """

    day: str
    kind: str
    record: str
    body: Body = field(repr=False)
    words: str = field(repr=False)
    returns: bool = False


#: Type of record -> its days on the line.
SOURCES: Mapping[str, tuple[Source, ...]] = {
    "accompaniment": (
        Source("requested_on", "", "accompaniment"),
        Source("ended_on", "closing_said", "accompaniment"),
    ),
    "milestone": (Source("on_day", "said", "milestone"),),
    "aggression": (Source("happened_on", "narrative", "aggression"),),
    "diagnosis": (Source("day", "change_said", "diagnosis"),),
    "plan": (Source("agreed_on", "", "plan"),),
    "session": (Source("day", "kept", "session"),),
    "state_response": (
        Source("asked_on", "asked", "asked"),
        Source("answered_on", "said", "answered"),
    ),
    "evaluation": (Source("day", "voice", "evaluation"),),
}
#: The kinds of moment, in the order in which they are offered.
KINDS = tuple(dict.fromkeys(one.kind for sources in SOURCES.values() for one in sources))


def moments(written: Iterable[tuple[str, str, Body]], only: str = "") -> list[Moment]:
    """Return the line, the newest first.

    Args:
        written: id, type and body of each record.
        only: one of :data:`KINDS`, or everything.
    """
    found = [
        one
        for record, type_id, body in written
        for one in _of(record, type_id, body)
        if not only or one.kind == only
    ]
    return sorted(found, key=lambda one: (one.day, one.record, one.kind), reverse=True)


def by_year(line: Iterable[Moment]) -> dict[str, list[Moment]]:
    """Return a line year by year, in its own order."""
    found: dict[str, list[Moment]] = {}
    for one in line:
        found.setdefault(one.day[:4], []).append(one)
    return found


def _of(record: str, type_id: str, body: Body) -> Iterator[Moment]:
    for source in SOURCES.get(type_id, ()):
        day = body.get(source.day, "")
        if _is_day(day):
            said = str(body.get(source.words, "")) if source.words else ""
            returns = type_id == "milestone" and body.get("returns") == "yes"
            yield Moment(day, source.kind, record, body, said, returns)


def _is_day(day: str) -> bool:
    """Return whether it has a place on a line; «unknown» and «withheld» have none."""
    return day[:4].isdigit()
