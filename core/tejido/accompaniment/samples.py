"""The core's samples: whole histories of accompaniments, a team that cares, a shelf of tools.

No story in them is anybody's. Each is told in a file of ``histories/``: the records of one process
as people would type them in, with the states they moved through. From one organization to the next
the names, places, people of the team and days are others.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import resources
from typing import Any

from tejido.declare.invented import Invented
from tejido.declare.samples import Sample, SampleRecord

_HISTORIES = ("search", "spring", "radio", "survivors", "tools", "team")
#: Days by which the history of one organization lies before that of another, at most.
_EARLIER = 40
_WHOLE_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
#: Days that are kept: these belong to the calendar, not to the history.
_ANNIVERSARIES = "milestone"


def histories(seed: int) -> list[Sample]:
    """Return the processes of one invented organization."""
    invented = Invented("accompaniment", seed)
    return [_told(_history(name), invented) for name in _HISTORIES]


@dataclass(frozen=True)
class _Drawn:
    """What differs from one organization to the next."""

    words: Mapping[str, str]
    earlier: timedelta

    def in_place(self, value: Any, *, keep_days: bool = False) -> Any:
        """Return ``value`` with what was drawn in place of its words beginning with ``@``."""
        if isinstance(value, dict):
            return {key: self.in_place(one, keep_days=keep_days) for key, one in value.items()}
        if isinstance(value, list):
            return [self.in_place(one, keep_days=keep_days) for one in value]
        if isinstance(value, str) and not keep_days and _WHOLE_DAY.fullmatch(value):
            return (date.fromisoformat(value) - self.earlier).isoformat()
        return self.words.get(value, value) if isinstance(value, str) else value


def _told(history: Mapping[str, Any], invented: Invented) -> Sample:
    places: Sequence[str] = history.get("places", ())
    if not places:  # nobody's consent is asked for tools, nor among the team
        return Sample(history["kind"], history["called"], (), _records(history, invented, ""))
    name = f"{history['called']} {invented.name()}"
    records = _records(history, invented, invented.one(places))
    return Sample(history["kind"], name, invented.purposes("aggregate"), records)


def _records(
    history: Mapping[str, Any], invented: Invented, place: str
) -> tuple[SampleRecord, ...]:
    words = {"@place": place, "@lead": invented.handle(), "@second": invented.handle()}
    drawn = _Drawn(words, timedelta(days=invented.number(0, _EARLIER)))
    return tuple(
        SampleRecord(
            one["type"],
            drawn.in_place(one["given"], keep_days=one["type"] == _ANNIVERSARIES),
            tuple(one.get("moves", ())),
        )
        for one in history["records"]
    )


@cache
def _history(name: str) -> Mapping[str, Any]:
    """Return one of the files that ship with this package."""
    file = resources.files("tejido.accompaniment").joinpath("histories", f"{name}.toml")
    return tomllib.loads(file.read_text("utf-8"))
