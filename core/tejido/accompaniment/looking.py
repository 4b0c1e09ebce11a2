"""How rules look at a process: in which stage it is, what was said, what was left empty.

What somebody would rather not say is an answer; only what was not asked, and what is missing,
is open.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from tejido.declare.days import last_day
from tejido.declare.rules import Situation, Written

#: Stages of an accompaniment in which nothing but danger is asked.
RESTING = frozenset({"declined", "referred", "closed", "suspended", "paused"})
#: Stages that come after a plan was agreed, and the states of a plan that say the same.
_PLANNED = frozenset({"plan", "implementation", "evaluation", "closing"})
_AGREED = frozenset({"agreed", "under_way", "reviewed"})


def stage(situation: Situation) -> str:
    """Return the state of the accompaniment; empty where nobody wrote it down."""
    found = situation.one("accompaniment")
    return found.state or "" if found else ""


def is_resting(situation: Situation) -> bool:
    """Whether the accompaniment is in an agreed pause, suspended or over."""
    return stage(situation) in RESTING


def is_planned(situation: Situation) -> bool:
    """Whether a plan was agreed, and the accompaniment goes on."""
    if is_resting(situation):
        return False
    agreed = any(plan.state in _AGREED for plan in situation.of("plan"))
    return agreed or stage(situation) in _PLANNED


def is_latest(record: Written, situation: Situation) -> bool:
    """Whether no record of its type is of a later day, as far as days are known."""
    newest_first = reversed(situation.of(record.type))
    return record.id == max(newest_first, key=_day_of).id


def is_said(value: object) -> bool:
    """Whether something was answered, be it that they would rather not say."""
    return bool(value) and value != "not_asked"


def items(body: Mapping[str, Any], name: str) -> Sequence[Mapping[str, Any]]:
    """Return the entries of a group; none where it was not asked, or not to be said."""
    found = body.get(name)
    return found if isinstance(found, list) else []


def codes(body: Mapping[str, Any], name: str) -> frozenset[str]:
    """Return the terms chosen in a field; none where it was not asked, or not to be said."""
    found = body.get(name)
    return frozenset(found) if isinstance(found, list) else frozenset()


def anywhere(situation: Situation, name: str) -> Iterator[Any]:
    """Give what was said in a field of this name, in records of every type."""
    for record in situation.records:
        if is_said(record.body.get(name)):
            yield record.body[name]


def answered(situation: Situation, principle: str, since: str = "") -> bool:
    """Whether the team wrote down how it looks at a principle, on a day or after it."""
    return any(
        bool(looked.body.get(principle)) and str(_day_of(looked)) >= since
        for looked in situation.of("principles")
    )


def texts(value: object) -> Iterator[str]:
    """Give every text within a body, codes included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from texts(one)


def _day_of(record: Written) -> date:
    """Return the day that a record is about; the day on which it was written where it says none."""
    days = (last_day(record.body.get(name)) for name in ("day", "agreed_on", "read_on"))
    return next((day for day in days if day), date.fromisoformat(record.created_on))
