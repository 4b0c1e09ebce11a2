"""The diagnosis: harm beside coping, made together, never a score."""

from collections.abc import Callable, Iterable

import pytest

from tejido import RecordSchema, fields
from tejido.declare.declarations import Declarations
from tejido.declare.fields import RecordField
from tejido.declare.lifecycles import Lifecycle
from tejido.declare.policy import project
from tejido.errors import InputError

TYPE = "diagnosis"
FIELDS = ("psychoemotional", "relations", "security", "political")
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
        "kind": "loss",
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
    terms = book.vocabularies["change"].terms
    assert list(terms) == ["worse", "same", "better", "other_words"]


def test_leaving_a_field_aside_is_an_answer_that_stays(book: Declarations) -> None:
    body = book.load(TYPE, {**FIRST, "left_aside": ["political"]})
    assert body["left_aside"] == ["political"]
    assert "left_aside" not in project(book.policies[TYPE], body, {})


def test_a_diagnosis_is_agreed_only_after_it_was_returned(lifecycle: Lifecycle) -> None:
    before = [state for state in lifecycle.states if "agreed" in lifecycle.next(state)]
    assert before == ["returned"]
    assert "gathering" in lifecycle.next("returned"), "what they correct is gathered again"


def test_a_pause_is_agreed_and_ends_when_they_wish(lifecycle: Lifecycle) -> None:
    for state in ("convened", "gathering", "returned"):
        assert {"paused", "left_aside"} <= set(lifecycle.next(state))
    assert "gathering" in lifecycle.next("paused")
    assert "paused" not in lifecycle.due, "nothing falls due in a pause"
