"""Hypothesis strategies drawn from a record's schema: what loads, and what must not matter.

Every strategy takes a bound schema, as ``Declarations.schema`` gives it.
"""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

import marshmallow
from hypothesis import assume
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from tejido.declare.declarations import Declarations
from tejido.declare.fields import (
    LARGEST_COUNT,
    LINE_LENGTH,
    Code,
    Codes,
    Count,
    Day,
    Flag,
    Group,
    Line,
    Narrative,
    RecordField,
    record_fields,
)
from tejido.declare.policy import may_leave
from tejido.declare.transforms import FIRST_YEAR, LAST_YEAR, RESERVED
from tejido.errors import InputError

#: Enough items to see their order, number and repetition.
_ITEMS = 4

_days = st.dates(date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)).map(str)
_texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=40)


@lru_cache(512)  # drawn from again and again: Hypothesis looks at each strategy once
def values(field: RecordField) -> SearchStrategy[Any]:
    """Return what a person might give for one field, and it loads."""
    given = _answers(field)
    return st.sampled_from(RESERVED) | given if field.reads else given


@lru_cache(512)
def inputs(schema: marshmallow.Schema) -> SearchStrategy[dict[str, Any]]:
    """Return what a person might fill in; a schema's own rules may still refuse it."""
    fields = record_fields(schema)
    return st.fixed_dictionaries(
        {name: values(field) for name, field in fields.items() if field.required},
        optional={name: values(field) for name, field in fields.items() if not field.required},
    )


@st.composite
def bodies(draw: DrawFn, declarations: Declarations, type_id: str) -> dict[str, Any]:
    """Return a body of a record type, loaded."""
    return _loaded(declarations, type_id, draw(inputs(declarations.schema(type_id))))


@st.composite
def twins(
    draw: DrawFn, declarations: Declarations, type_id: str
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return two bodies that agree on all that may leave, and differ anywhere else.

    Items of a group come in another order, again, and beside items of which nothing leaves.
    """
    schema = declarations.schema(type_id)
    given = draw(inputs(schema))
    other = draw(_elsewhere(schema, given))
    return _loaded(declarations, type_id, given), _loaded(declarations, type_id, other)


def _answers(field: RecordField) -> SearchStrategy[Any]:
    """Return answers other than the reserved ids."""
    if isinstance(field, Group):
        least = 1 if field.required else 0
        return st.lists(inputs(field.item), min_size=least, max_size=min(_ITEMS, field.most))
    if isinstance(field, Codes):
        least = 1 if field.required else 0
        return st.lists(st.sampled_from(list(field.scope.terms)), min_size=least, max_size=_ITEMS)
    if isinstance(field, Code):
        return st.sampled_from(list(field.scope.terms))
    if isinstance(field, Day):
        return st.tuples(_days, st.sampled_from((4, 7, 10))).map(lambda cut: cut[0][: cut[1]])
    if isinstance(field, Count):
        numbers = st.integers(0, 60) | st.integers(0, LARGEST_COUNT)
        typed = numbers.map(str)
        return numbers | typed | st.sampled_from(field.brackets) if field.brackets else numbers
    if isinstance(field, Flag):
        return st.sampled_from(("yes", "no", True, False))
    if isinstance(field, Line | Narrative):
        return _texts.filter(lambda text: bool(text[:LINE_LENGTH].strip()) or not field.required)
    raise NotImplementedError(f"no values are known for {type(field).__name__}")


@st.composite
def _elsewhere(
    draw: DrawFn, schema: marshmallow.Schema, given: Mapping[str, Any]
) -> dict[str, Any]:
    """Return other input with the same answers in all that may leave."""
    other = draw(inputs(schema))
    for name, field in record_fields(schema).items():
        if not may_leave(field):
            continue
        other.pop(name, None)
        if name in given:
            other[name] = given[name]
            if isinstance(field, Group) and isinstance(given[name], list):
                other[name] = draw(_other_items(field, given[name]))
    return other


@st.composite
def _other_items(draw: DrawFn, field: Group, items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return other items of which the same leaves."""
    if field.leaves:  # only how many
        return draw(st.lists(inputs(field.item), min_size=len(items), max_size=len(items)))
    again = draw(st.lists(st.sampled_from(items), max_size=2)) if items else []
    others = [draw(_elsewhere(field.item, item)) for item in [*items, *again]]
    if not any(one.required and may_leave(one) for one in record_fields(field.item).values()):
        others += draw(st.lists(_elsewhere(field.item, {}), max_size=2))
    assume(len(others) <= field.most)
    return draw(st.permutations(others))


def _loaded(declarations: Declarations, type_id: str, given: Mapping[str, Any]) -> dict[str, Any]:
    try:
        return declarations.load(type_id, given)
    except InputError:  # a rule of the schema itself, across its fields
        assume(condition=False)
        raise
