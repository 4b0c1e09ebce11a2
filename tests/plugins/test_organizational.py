"""The organizational strategy: harm beside coping, made together, never a score."""

from collections.abc import Callable, Iterable
from types import ModuleType

import pytest

from tejido import Aside, Offer, RecordSchema, Sample, fields, hookimpl
from tejido.declare.declarations import Declarations
from tejido.declare.fields import RecordField
from tejido.declare.lifecycles import Lifecycle
from tejido.declare.policy import project
from tejido.errors import InputError
from tejido.plugins import Plugins

TYPE = "organizational.diagnosis"
FIELDS = ("psychoemotional", "relations", "security", "political")
Load = Callable[..., Plugins]
FIRST = {"day": "2025-03", "round": 1, "place": "MX-OAX"}


@pytest.fixture
def lifecycle(book: Declarations) -> Lifecycle:
    found = book.types[TYPE].lifecycle
    assert found is not None
    return found


def test_the_form_has_the_four_fields_and_coping_beside_impacts(book: Declarations) -> None:
    names = list(book.schemas[TYPE].fields)
    assert set(FIELDS) <= set(names)
    assert names.index("copings") == names.index("impacts") + 1


def test_an_entry_leaves_as_impact_dimension_and_expression(book: Declarations) -> None:
    entry = {
        "field": "security",
        "impact": "fear",
        "dimension": "community",
        "expressions": ["work", "body"],
        "said": "Ya no salimos de noche.",
    }
    body = book.load(TYPE, {**FIRST, "impacts": [entry]})
    assert project(book.policies[TYPE], body, {})["impacts"] == [
        {
            "field": "security",
            "impact": "fear",
            "dimension": "community",
            "expressions": ["body", "work"],
        }
    ]


def test_one_round_holds_at_most_thirty_impacts(book: Declarations) -> None:
    entry = {"impact": "fear", "dimension": "personal"}
    assert book.load(TYPE, {**FIRST, "impacts": [entry] * 30})
    with pytest.raises(InputError) as refused:
        book.load(TYPE, {**FIRST, "impacts": [entry] * 31})
    assert set(refused.value.fields) == {"impacts"}


def test_nothing_in_it_is_a_number_but_the_round(
    book: Declarations, walked: Callable[[RecordSchema], Iterable[RecordField]]
) -> None:
    numbers = [one.name for one in walked(book.schemas[TYPE]) if isinstance(one, fields.Count)]
    assert numbers == ["round"]


def test_change_is_said_in_four_words_and_none_is_a_figure(book: Declarations) -> None:
    terms = book.vocabularies["organizational.change"].terms
    assert list(terms) == ["worse", "same", "better", "other_words"]


def test_a_diagnosis_is_agreed_only_after_it_was_returned(lifecycle: Lifecycle) -> None:
    before = [state for state in lifecycle.states if "agreed" in lifecycle.next(state)]
    assert before == ["returned"]
    assert "gathering" in lifecycle.next("returned"), "what they correct is gathered again"


def test_a_pause_is_agreed_and_ends_when_they_wish(lifecycle: Lifecycle) -> None:
    for state in ("convened", "gathering", "returned"):
        assert {"paused", "left_aside"} <= set(lifecycle.next(state))
    assert "gathering" in lifecycle.next("paused")
    assert "paused" not in lifecycle.due, "nothing falls due in a pause"


def test_a_sample_never_shows_harm_without_coping(
    samples: Callable[..., list[Sample]],
) -> None:
    records = [one for sample in samples(1, "organizational") for one in sample.records]
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
    asides = beside(load("organizational", stranger=stranger), TYPE)
    assert [theirs in aside.entries for aside in asides] == [False, True, False, False, False]
