"""The organizational strategy: the political project in their words, and tools by field."""

from collections.abc import Callable, Iterable
from types import ModuleType

import pytest

from tejido import Aside, Offer, RecordSchema, Sample, fields, hookimpl
from tejido.declare.declarations import Declarations
from tejido.declare.fields import RecordField
from tejido.declare.lifecycles import Lifecycle
from tejido.plugins import Plugins

TYPE = "organizational.political_project"
FIELDS = ("psychoemotional", "relations", "security", "political")
Load = Callable[..., Plugins]


@pytest.fixture
def lifecycle(book: Declarations) -> Lifecycle:
    found = book.types[TYPE].lifecycle
    assert found is not None
    return found


def test_a_political_project_is_told_in_their_words_and_none_of_it_leaves(
    book: Declarations, walked: Callable[[RecordSchema], Iterable[RecordField]]
) -> None:
    assert book.policies[TYPE].parts == ()
    told = [one.name for one in walked(book.schemas[TYPE]) if isinstance(one, fields.Narrative)]
    assert {"comes_from", "survived", "wants", "needs", "alliances", "said"} <= set(told)


def test_how_it_goes_on_is_said_in_the_four_words(book: Declarations) -> None:
    field = book.schemas[TYPE].fields["continuity"]
    assert isinstance(field, fields.Code)
    assert list(field.scope.terms) == ["worse", "same", "better", "other_words"]


def test_it_is_theirs_only_after_it_was_returned(lifecycle: Lifecycle) -> None:
    before = [state for state in lifecycle.states if "agreed" in lifecycle.next(state)]
    assert before == ["returned"]
    assert lifecycle.due["agreed"].within.days == 365, "a year later: is it still theirs?"


def test_a_sample_never_shows_harm_without_coping(
    samples: Callable[..., list[Sample]],
) -> None:
    records = [
        one
        for sample in samples(1, "organizational")
        for one in sample.records
        if one.type == "diagnosis"
    ]
    assert all(one.given["impacts"] and one.given["copings"] for one in records)
    assert {one.given["round"] for one in records} == {1, 2}


@pytest.mark.parametrize("field", FIELDS)
def test_each_field_has_tools(load: Load, field: str) -> None:
    tools = load("organizational").offers("tools", field=field)
    assert len(tools) >= 2
    assert {tool.field for tool in tools} == {field}


def test_no_field_but_the_four_has_tools(load: Load) -> None:
    assert load("organizational").offers("tools", field="finances") == []


def test_a_strangers_tool_stands_on_the_shelf_of_its_field(
    load: Load, beside: Callable[[Plugins, str], list[Aside]], stranger: ModuleType
) -> None:
    theirs = Offer("stranger.loom", "Loom", "A thread for each bond.", "relations")

    @hookimpl
    def tools(field: str) -> list[Offer]:
        return [theirs] if field == "relations" else []

    stranger.__dict__["tools"] = tools
    asides = beside(load("organizational", stranger=stranger), "diagnosis")
    assert [theirs in aside.entries for aside in asides] == [False, True, False, False, False]


def test_beside_the_political_project_stand_its_own_tools(
    load: Load, beside: Callable[[Plugins, str], list[Aside]]
) -> None:
    plugins = load("organizational")
    (shelf,) = beside(plugins, TYPE)
    assert list(shelf.entries) == plugins.offers("tools", field="political")
