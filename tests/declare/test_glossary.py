import pytest

from tejido.accompaniment.core import core_contribution
from tejido.declare import fields, transforms
from tejido.declare.glossary import Glossary
from tejido.declare.schemas import RecordSchema
from tejido.plugins import load_plugins


class Person(RecordSchema):
    said = fields.Narrative("In their words")
    impact = fields.Code("impact", "Impact", leaves=transforms.as_is)


class Told(RecordSchema):
    said = fields.Narrative("What was said")
    line = fields.Line("Title")
    answer = fields.Flag("Answered")
    people = fields.Count("How many")
    impacts = fields.Codes("impact", "Impacts", leaves=transforms.as_is)
    each = fields.Group(Person, "Who")


@pytest.fixture(scope="module")
def glossary() -> Glossary:
    declared = load_plugins(core_contribution(), safe_mode=True).declarations
    return Glossary("es", declared.vocabularies)


def test_a_body_is_said_line_by_line(glossary: Glossary) -> None:
    said = {
        "impacts": ["fear"],
        "answer": "no",
        "people": 3,
        "said": "Lo contaron",
        "each": [{"said": "yo", "impact": "fear"}, {"impact": "withheld"}],
    }
    assert glossary.lines(Told(), said) == [
        ("What was said", "Lo contaron"),
        ("Answered", "No"),
        ("How many", "3"),
        ("Impacts", "Miedo"),
        ("Who", "In their words: yo; Impact: Miedo"),
        ("Who", "Impact: Se reserva"),
    ]


@pytest.mark.parametrize("word", ["no", "yes", "several", "unknown", "withheld"])
def test_a_text_that_looks_like_a_code_stays_as_it_is(glossary: Glossary, word: str) -> None:
    assert glossary.lines(Told(), {"said": word, "line": word}) == [
        ("What was said", word),
        ("Title", word),
    ]


def test_the_leaves_of_a_body_stand_each_by_itself(glossary: Glossary) -> None:
    said = {"said": "Lo contaron", "each": [{"said": "yo", "impact": "fear"}, {"said": "nosotras"}]}
    assert [(field.label, text) for field, text in glossary.leaves(Told(), said)] == [
        ("What was said", "Lo contaron"),
        ("In their words", "yo"),
        ("Impact", "Miedo"),
        ("In their words", "nosotras"),
    ]


def test_every_code_is_given_with_what_it_is_called(glossary: Glossary) -> None:
    called = list(glossary.codes())
    assert {("fear", "Miedo"), ("MX-OAX", "Oaxaca"), ("withheld", "Se reserva")} <= set(called)
    assert ("no", "No") in called
    assert glossary.term("impact", "fear") == "Miedo"
    assert glossary.term("impact", "gone") == glossary.term("gone", "gone") == "gone"
