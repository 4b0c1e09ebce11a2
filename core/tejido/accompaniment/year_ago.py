"""«A year ago you said»: something of an earlier round, beside what they say of it now. Pure.

Only words are put side by side, and nothing is concluded from them. What is chosen first is what
people do in the face of the violence; harm stands there beside it, and never alone.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from tejido.accompaniment.matrix import Entry, TwoRounds, two_rounds
from tejido.declare.days import last_day

#: What is nearly a year: eleven months.
NEARLY = timedelta(days=335)
Body = Mapping[str, Any]


@dataclass(frozen=True)
class Said:
    """One thing, then and now, in their words. ``now`` is empty where nothing is said of it now.

    ``vocabulary`` is ``coping`` or ``impact``, and ``code`` one of its terms.
    """

    vocabulary: str
    code: str
    then: str = field(repr=False)
    now: str = field(repr=False)


@dataclass(frozen=True)
class YearAgo:
    """What was said in an earlier round, and now.

    Attributes:
        then: number of the earlier round among those given.
        now: number of the latest; None where there is no later one, and it is time to ask again.
        said: what they do; and what was done to them, where both rounds have words for it.
    """

    then: int
    now: int | None
    said: tuple[Said, ...]


def year_ago(rounds: Sequence[Body], today: date) -> YearAgo | None:
    """Return what is worth reading aloud again; None where there are no words for it yet.

    The earlier round is the newest that lies nearly a year before today; else the one before the
    last. A single round is told once it is nearly a year old.

    Args:
        rounds: bodies of the diagnoses of one process, the newest first, each with a day.
        today: the UTC day.
    """
    old = [place for place, body in enumerate(rounds) if _is_old(body, today)]
    if not old and not rounds[1:]:
        return None
    then = next((place for place in old if place), 1 if rounds[1:] else 0)
    now = 0 if then else None
    said = tuple(_both(rounds[then], rounds[0] if then else {}))
    return YearAgo(then, now, said) if said else None


def _both(then: Body, now: Body) -> Iterator[Said]:
    """Give one way of facing it, and one harm beside it if both rounds have words for one."""
    dimensions = two_rounds(then, now)
    copings = sorted(_said(dimensions, "coping"), key=lambda one: not one.now)
    impacts = [one for one in _said(dimensions, "impact") if one.now]
    yield from copings[:1]
    yield from impacts[:1] if copings else ()


def _said(dimensions: Sequence[TwoRounds], vocabulary: str) -> Iterator[Said]:
    for dimension in dimensions:
        for voice in dimension.copings if vocabulary == "coping" else dimension.impacts:
            then, now = _words(voice.before), _words(voice.now)
            if then:
                yield Said(vocabulary, voice.code, then, now)


def _words(entries: Sequence[Entry]) -> str:
    return next((one.words for one in entries if one.words), "")


def _is_old(body: Body, today: date) -> bool:
    day = last_day(body["day"])
    return day is not None and today - day >= NEARLY
