"""The closed registry of transforms: what may happen to a value before it leaves.

* Each transform is a total function from a field's value to one text of a finite domain that
  can be listed; no transform takes text that a person wrote.
* Every domain holds the four reserved ids; a reserved value passes as itself, and a value that
  a step cannot read becomes ``unknown`` there.
* ``ladder(a, b)`` lists ever coarser steps, which the group gate may climb: each tells nothing
  that the one before did not.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import inf

#: Accepted by every field that can leave. From: reserved.csv of the vocabularies.
RESERVED = ("unknown", "withheld", "not_asked", "not_applicable")
#: Days outside these years are refused when written, so that periods can be listed.
FIRST_YEAR, LAST_YEAR = 1950, 2049

_DAY = re.compile(r"(?P<year>[0-9]{4})(-(?P<month>0[1-9]|1[0-2])(-[0-9]{2})?)?")
_TYPED_BRACKET = re.compile(r"(?P<low>[0-9]{1,9})(-(?P<high>[0-9]{1,9})|(?P<open>\+))?")

#: Kinds of value that a step reads.
DAY, AREA, CODE, NUMBER, YES_NO, ITEMS = "day", "area", "code", "number", "yes_no", "items"


@dataclass(frozen=True)
class Scope:
    """What a step may know besides the value: the terms of the field's vocabulary.

    ``terms`` maps each term id to the id of its standard term (itself, unless a node added it);
    ``broader`` maps a standard term to the one above it.
    """

    terms: Mapping[str, str]
    broader: Mapping[str, str]


NO_SCOPE = Scope({}, {})


@dataclass(frozen=True)
class Step:
    """One transform with its arguments, as a policy's digest records it."""

    name: str
    arguments: tuple[int, ...] = ()

    @property
    def reads(self) -> str:
        """The kind of value that it reads; empty for a name outside the registry."""
        known = _REGISTRY.get(self.name)
        return known.reads if known else ""

    @property
    def wrong(self) -> str:
        """Why the step cannot stand, or nothing."""
        if self.name not in _REGISTRY:
            return f"no transform is called «{self.name}»"
        if not all(type(one) is int and one >= 0 for one in self.arguments):
            return f"the arguments of «{self.name}» must be whole numbers"
        if list(self.arguments) != sorted(set(self.arguments)):
            return f"the arguments of «{self.name}» must be rising"
        if len(self.arguments) not in _REGISTRY[self.name].takes or self.arguments == (0,):
            return f"«{self.name}» does not take these arguments"
        return ""

    def coarsens(self, finer: "Step") -> bool:
        """Whether what this step gives follows from what ``finer`` gives, and is less."""
        if self.name != finer.name:
            return finer.name in _FINER.get(self.name, ())
        if self.name == "bracket":
            return set(_starts(self.arguments)) < set(_starts(finer.arguments))
        return self.arguments < finer.arguments

    def apply(self, value: object, scope: Scope) -> str:
        """Return the one text of the domain that stands for ``value``; ``None`` is not asked."""
        if value is None:
            return "not_asked"
        if isinstance(value, str) and value in RESERVED:
            return value
        return _REGISTRY[self.name].apply(value, scope, self.arguments)

    def domain(self, scope: Scope) -> tuple[str, ...]:
        """Return every text this step can give, reserved ids last."""
        return (*_REGISTRY[self.name].domain(scope, self.arguments), *RESERVED)


Leaves = tuple[Step, ...]

# --- days: "2018-01-09", "2018-01" or "2018" ------------------------------------------


def _known(day: object) -> tuple[str, str]:
    """Return year and month of a day, each ``unknown`` where it is not known."""
    found = _DAY.fullmatch(str(day))
    if found is None or not FIRST_YEAR <= int(found["year"]) <= LAST_YEAR:
        return "unknown", "unknown"
    return found["year"], found["month"] or "unknown"


def _year(day: object, _scope: Scope, _arguments: tuple[int, ...]) -> str:
    return _known(day)[0]


def _month(day: object, _scope: Scope, _arguments: tuple[int, ...]) -> str:
    year, month = _known(day)
    return month if month == "unknown" else f"{year}-{month}"


def _quarter(day: object, _scope: Scope, _arguments: tuple[int, ...]) -> str:
    year, month = _known(day)
    return month if month == "unknown" else f"{year}-Q{(int(month) + 2) // 3}"


def _periods(form: str, parts: int) -> tuple[str, ...]:
    years = range(FIRST_YEAR, LAST_YEAR + 1)
    return tuple(form.format(year, part) for year in years for part in range(1, parts + 1))


# --- areas: codes of the vocabulary ``area``, regions below countries -----------------


def _region(code: object, scope: Scope, _arguments: tuple[int, ...]) -> str:
    area = scope.terms.get(str(code), "unknown")
    return area if area in scope.broader else "unknown"


def _country(code: object, scope: Scope, _arguments: tuple[int, ...]) -> str:
    area = scope.terms.get(str(code), "unknown")
    return scope.broader.get(area, area)


def _regions(scope: Scope, _arguments: tuple[int, ...]) -> Iterable[str]:
    return sorted(set(scope.terms.values()) & set(scope.broader))


def _countries(scope: Scope, _arguments: tuple[int, ...]) -> Iterable[str]:
    return sorted(set(scope.terms.values()) - set(scope.broader))


# --- codes, numbers, yes or no, groups ------------------------------------------------


def _as_is(code: object, scope: Scope, _arguments: tuple[int, ...]) -> str:
    return scope.terms.get(str(code), "unknown")


def _standard_terms(scope: Scope, _arguments: tuple[int, ...]) -> Iterable[str]:
    return sorted(set(scope.terms.values()))


def bracket_labels(bounds: tuple[int, ...]) -> tuple[str, ...]:
    """Return the names of the brackets that begin at ``bounds``: ``0 1 2-5 6-15 16+``."""
    starts = _starts(bounds)
    spans = pairwise(starts)
    named = [f"{low}" if high == low + 1 else f"{low}-{high - 1}" for low, high in spans]
    return (*named, f"{starts[-1]}+")


def _starts(bounds: tuple[int, ...]) -> tuple[int, ...]:
    return bounds if bounds[0] == 0 else (0, *bounds)


def _bracket(number: object, _scope: Scope, bounds: tuple[int, ...]) -> str:
    """Return the bracket that holds a number, or all of a bracket that was typed."""
    typed = _TYPED_BRACKET.fullmatch(str(number))
    if typed is None:
        return "unknown"
    low = int(typed["low"])
    high = inf if typed["open"] else int(typed["high"] or low)
    first, last = (bisect_right(_starts(bounds), end) - 1 for end in (low, high))
    return bracket_labels(bounds)[first] if first == last else "unknown"


def _flag(answer: object, _scope: Scope, _arguments: tuple[int, ...]) -> str:
    return "yes" if answer == "yes" else "no"


def _count(items: object, _scope: Scope, arguments: tuple[int, ...]) -> str:
    number = len(items) if isinstance(items, list) else 0
    return f"{arguments[0]}+" if number >= arguments[0] else str(number)


# --- the registry ---------------------------------------------------------------------


@dataclass(frozen=True)
class _Transform:
    """What is known of a transform; ``takes`` holds how many arguments it may have."""

    reads: str
    apply: Callable[[object, Scope, tuple[int, ...]], str]
    domain: Callable[[Scope, tuple[int, ...]], Iterable[str]]
    takes: Container[int] = (0,)


_REGISTRY: Mapping[str, _Transform] = {
    "as_is": _Transform(CODE, _as_is, _standard_terms),
    "month": _Transform(DAY, _month, lambda _scope, _none: _periods("{}-{:02}", 12)),
    "quarter": _Transform(DAY, _quarter, lambda _scope, _none: _periods("{}-Q{}", 4)),
    "year": _Transform(DAY, _year, lambda _scope, _none: _periods("{}", 1)),
    "region": _Transform(AREA, _region, _regions),
    "country": _Transform(AREA, _country, _countries),
    "bracket": _Transform(
        NUMBER, _bracket, lambda _scope, bounds: bracket_labels(bounds), takes=range(1, 20)
    ),
    "flag": _Transform(YES_NO, _flag, lambda _scope, _none: ("yes", "no")),
    "count": _Transform(
        ITEMS, _count, lambda _scope, cap: (*map(str, range(cap[0])), f"{cap[0]}+"), takes=(1,)
    ),
}
#: Which transforms of other names each one is coarser than.
_FINER: Mapping[str, tuple[str, ...]] = {
    "quarter": ("month",),
    "year": ("month", "quarter"),
    "country": ("region",),
}

as_is = (Step("as_is"),)
month = (Step("month"),)
quarter = (Step("quarter"),)
year = (Step("year"),)
region = (Step("region"),)
country = (Step("country"),)
flag = (Step("flag"),)


def bracket(*bounds: int) -> Leaves:
    """Leave as one of the brackets that begin at ``bounds``, rising whole numbers."""
    return (Step("bracket", bounds),)


def count(cap: int) -> Leaves:
    """Leave a group as the number of its items, ``cap`` and more as one."""
    return (Step("count", (cap,)),)


def ladder(*rungs: Leaves) -> Leaves:
    """Leave by the first of ``rungs``, or by a later, coarser one where the group is small."""
    return tuple(step for rung in rungs for step in rung)
