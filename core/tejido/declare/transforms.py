"""The closed registry of transforms: what may happen to a value before it leaves.

* Each transform is a total function from a field's value to one text of a finite domain that
  can be listed; no transform takes text that a person wrote.
* Every domain holds the four reserved ids; a reserved value passes as itself, and a value that
  is known too coarsely for a step becomes ``unknown`` there.
* ``ladder(a, b)`` lists ever coarser steps, which the group gate may climb.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

#: Accepted by every field that can leave. From: reserved.csv of the vocabularies.
RESERVED = ("unknown", "withheld", "not_asked", "not_applicable")
#: Days outside these years are refused when written, so that periods can be listed.
FIRST_YEAR, LAST_YEAR = 1950, 2049

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
    reads: str
    arguments: tuple[int, ...] = ()

    def apply(self, value: object, scope: Scope) -> str:
        """Return the one text of the domain that stands for ``value``; ``None`` is not asked."""
        if value is None:
            return "not_asked"
        if isinstance(value, str) and value in RESERVED:
            return value
        return _APPLY[self.name](value, scope, self.arguments)

    def domain(self, scope: Scope) -> tuple[str, ...]:
        """Return every text this step can give, reserved ids last."""
        return (*_DOMAIN[self.name](scope, self.arguments), *RESERVED)


Leaves = tuple[Step, ...]

# --- days: "2018-01-09", "2018-01" or "2018" ------------------------------------------


def _year(day: object, _scope: Scope, _arguments: tuple[int, ...]) -> str:
    return str(day)[:4]


def _month(day: object, _scope: Scope, _arguments: tuple[int, ...]) -> str:
    return str(day)[:7] if len(str(day)) >= len("2018-01") else "unknown"


def _quarter(day: object, scope: Scope, arguments: tuple[int, ...]) -> str:
    month = _month(day, scope, arguments)
    if month == "unknown":
        return month
    return f"{month[:4]}-Q{(int(month[5:]) + 2) // 3}"


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
    starts = bounds if bounds[0] == 0 else (0, *bounds)
    spans = pairwise(starts)
    named = [f"{low}" if high == low + 1 else f"{low}-{high - 1}" for low, high in spans]
    return (*named, f"{starts[-1]}+")


def _bracket(number: object, _scope: Scope, bounds: tuple[int, ...]) -> str:
    labels = bracket_labels(bounds)
    if not isinstance(number, int):
        return str(number) if number in labels else "unknown"
    starts = bounds if bounds[0] == 0 else (0, *bounds)
    return labels[sum(start <= number for start in starts) - 1]


def _flag(answer: object, _scope: Scope, _arguments: tuple[int, ...]) -> str:
    return "yes" if answer == "yes" else "no"


def _count(items: object, _scope: Scope, arguments: tuple[int, ...]) -> str:
    number = len(items) if isinstance(items, list) else 0
    return f"{arguments[0]}+" if number >= arguments[0] else str(number)


_Apply = Callable[[object, Scope, tuple[int, ...]], str]
_Domain = Callable[[Scope, tuple[int, ...]], Iterable[str]]

_APPLY: Mapping[str, _Apply] = {
    "as_is": _as_is,
    "month": _month,
    "quarter": _quarter,
    "year": _year,
    "region": _region,
    "country": _country,
    "bracket": _bracket,
    "flag": _flag,
    "count": _count,
}
_DOMAIN: Mapping[str, _Domain] = {
    "as_is": _standard_terms,
    "month": lambda _scope, _arguments: _periods("{}-{:02}", 12),
    "quarter": lambda _scope, _arguments: _periods("{}-Q{}", 4),
    "year": lambda _scope, _arguments: _periods("{}", 1),
    "region": _regions,
    "country": _countries,
    "bracket": lambda _scope, bounds: bracket_labels(bounds),
    "flag": lambda _scope, _arguments: ("yes", "no"),
    "count": lambda _scope, cap: (*map(str, range(cap[0])), f"{cap[0]}+"),
}

as_is = (Step("as_is", CODE),)
month = (Step("month", DAY),)
quarter = (Step("quarter", DAY),)
year = (Step("year", DAY),)
region = (Step("region", AREA),)
country = (Step("country", AREA),)
flag = (Step("flag", YES_NO),)


def bracket(*bounds: int) -> Leaves:
    """Leave as one of the brackets that begin at ``bounds``, rising whole numbers."""
    return (Step("bracket", NUMBER, bounds),)


def count(cap: int) -> Leaves:
    """Leave a group as the number of its items, ``cap`` and more as one."""
    return (Step("count", ITEMS, (cap,)),)


def ladder(*rungs: Leaves) -> Leaves:
    """Leave by the first of ``rungs``, or by a later, coarser one where the group is small."""
    return tuple(step for rung in rungs for step in rung)
