"""The matrix of harm and coping: what was said in one round, dimension by dimension. Pure.

Impact never stands alone: whoever asks for a dimension gets what people do in the face of it too,
and nothing is added up. A dimension without an answer, or with «unknown», has a place at the end,
so that nothing that was said is lost.
"""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

#: The five dimensions, from the nearest to the widest.
DIMENSIONS = ("personal", "family", "organizational", "community", "social")
#: The groups of a diagnosis, and what each one's items are called by.
IMPACTS, COPINGS = "impacts", "copings"
_CODE = {IMPACTS: "impact", COPINGS: "coping"}


@dataclass(frozen=True)
class Entry:
    """One impact, or one way of facing it, as it was said. Codes, and the subject's words."""

    code: str
    field: str
    expressions: tuple[str, ...]
    words: str = dataclasses.field(repr=False)


@dataclass(frozen=True)
class Dimension:
    """What was said in one dimension: the harm, and beside it what people do."""

    code: str
    impacts: tuple[Entry, ...]
    copings: tuple[Entry, ...]


@dataclass(frozen=True)
class Voice:
    """What two rounds say of the same thing: either may say nothing of it."""

    code: str
    before: tuple[Entry, ...]
    now: tuple[Entry, ...]


@dataclass(frozen=True)
class TwoRounds:
    """One dimension in two rounds, side by side."""

    code: str
    impacts: tuple[Voice, ...]
    copings: tuple[Voice, ...]


def matrix(body: Mapping[str, Any], only: str = "") -> tuple[Dimension, ...]:
    """Return what a diagnosis says, by dimension; with ``only``, what it says of one field.

    All five dimensions are there, empty or not; others follow where something was said in them.
    """
    sides = {name: _by_dimension(body.get(name), name, only) for name in (IMPACTS, COPINGS)}
    codes = dict.fromkeys([*DIMENSIONS, *sides[IMPACTS], *sides[COPINGS]])
    return tuple(
        Dimension(code, tuple(sides[IMPACTS].get(code, ())), tuple(sides[COPINGS].get(code, ())))
        for code in codes
    )


def two_rounds(before: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[TwoRounds, ...]:
    """Return two diagnoses of one subject side by side: what each says of the same thing."""
    first = {one.code: one for one in matrix(before)}
    second = {one.code: one for one in matrix(now)}
    nothing = Dimension("", (), ())
    return tuple(
        TwoRounds(
            code,
            _voices(first.get(code, nothing).impacts, second.get(code, nothing).impacts),
            _voices(first.get(code, nothing).copings, second.get(code, nothing).copings),
        )
        for code in dict.fromkeys([*first, *second])
    )


def _by_dimension(items: object, name: str, only: str) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = {}
    for item in items if isinstance(items, list) else ():
        if not only or item.get("field") == only:
            found.setdefault(item["dimension"], []).append(_entry(item, _CODE[name]))
    return found


def _entry(item: Mapping[str, Any], code: str) -> Entry:
    shows = item.get("expressions", ())
    expressions = (shows,) if isinstance(shows, str) else tuple(shows)
    return Entry(item[code], item.get("field", ""), expressions, item.get("said", ""))


def _voices(before: Sequence[Entry], now: Sequence[Entry]) -> tuple[Voice, ...]:
    codes = dict.fromkeys(one.code for one in [*before, *now])
    return tuple(Voice(code, _of(before, code), _of(now, code)) for code in codes)


def _of(entries: Iterable[Entry], code: str) -> tuple[Entry, ...]:
    return tuple(one for one in entries if one.code == code)
