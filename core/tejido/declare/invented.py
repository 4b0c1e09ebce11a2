"""Plausible inventions for samples: nobody's story, and the same every time.

* One seed and one plugin always invent the same things, whatever was drawn elsewhere.
* Names are pairs of things that grow or shine; no person, organization or event is meant, and
  nothing is placed more finely than a state.
"""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from itertools import permutations
from random import Random
from typing import TypeVar

_One = TypeVar("_One")

_THINGS = (
    "Barro", "Bruma", "Ceniza", "Cántaro", "Espiga", "Hilo", "Llovizna", "Luciérnaga",
    "Maíz", "Niebla", "Obsidiana", "Ocote", "Raíz", "Rocío", "Semilla", "Tezontle",
)  # fmt: skip
#: Handles of teams that do not exist.
_HANDLES = ("abril", "citlali", "ezequiel", "inés", "nayeli", "renata", "tonatiuh", "ximena")
#: Out of a hundred subjects: both purposes, the type's own alone, counting alone, neither.
_CONSENTING = {"both": 84, "own": 6, "counted": 5, "neither": 5}


class Invented:
    """Draws from one seed."""

    def __init__(self, plugin: str, seed: int) -> None:
        """Begin the drawing of one plugin; ``seed`` stands for an organization."""
        self._random = Random(f"{plugin}/{seed}")  # noqa: S311  # invented, not secret
        pairs = list(permutations(_THINGS, 2))
        self._random.shuffle(pairs)
        self._names = iter([f"{one} y {other}" for one, other in pairs])

    def one(self, options: Sequence[_One]) -> _One:
        """Return one of ``options``, all alike."""
        return self._random.choice(options)

    def some(self, options: Sequence[_One], most: int) -> list[_One]:
        """Return one to ``most`` different ones of ``options``."""
        return self._random.sample(options, self.number(1, min(most, len(options))))

    def likely(self, weights: Mapping[_One, int]) -> _One:
        """Return one of the keys, as often as its weight says."""
        return self._random.choices(list(weights), list(weights.values()))[0]

    def number(self, low: int, high: int) -> int:
        """Return a whole number from ``low`` to ``high``, both included."""
        return self._random.randint(low, high)

    def yes(self, share: int) -> bool:
        """Return true ``share`` times out of a hundred."""
        return self.number(1, 100) <= share

    def day(self, year: int) -> str:
        """Return a day of ``year``, now and then known only by its month."""
        month = self.number(1, 12)
        day = self.number(1, monthrange(year, month)[1])
        return f"{year}-{month:02}" if self.yes(8) else f"{year}-{month:02}-{day:02}"

    def said(self, *parts: Sequence[str]) -> str:
        """Return a short text: one sentence out of each part."""
        return " ".join(self.one(part) for part in parts)

    def name(self) -> str:
        """Return a name that this drawing has not given yet; there are 240."""
        return next(self._names)

    def handle(self) -> str:
        """Return the handle of somebody in an invented team."""
        return self.one(_HANDLES)

    def purposes(self, own: str) -> tuple[str, ...]:
        """Return what a subject consents to: mostly ``own`` and ``aggregate``; some refuse."""
        consenting = {
            "both": tuple(dict.fromkeys((own, "aggregate"))),
            "own": (own,),
            "counted": ("aggregate",),
            "neither": (),
        }
        return consenting[self.likely(_CONSENTING)]
