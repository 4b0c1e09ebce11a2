"""What is counted of accompaniments: harm with how it is faced, demands with what was answered."""

import pytest

from tejido.accompaniment.samples import histories
from tejido.cli.table import lines
from tejido.declare.coding import code
from tejido.declare.declarations import Declarations
from tejido.declare.fields import Code, field_at
from tejido.declare.records import Measure
from tejido.measures.counting import CountedRow, Facets
from tejido.measures.rule import Thresholds
from tejido.measures.table import ProtectedTable, protected_table

#: What may stand beside harm: how it is faced, what is demanded, what the State answered.
BESIDE = {"coping", "demand", "state_response"}
HARM = {"impact", "aggression"}
SEEDS = range(1, 9)


def table(book: Declarations, measure: Measure, year: int = 2025) -> ProtectedTable:
    """Count the core's samples of several organizations, as a coordinator would."""
    facets = Facets(measure.rows, measure.columns, measure.beside, measure.time)
    policy, rows = book.policies[measure.type], []
    for seed in SEEDS:
        for sample in histories(seed):
            for number, record in enumerate(sample.records):
                if record.type == measure.type:
                    body = book.load(record.type, record.given)
                    row = code(policy, str(number), sample.name, body)
                    values = {name: row.at(name) for name in vars(facets).values()}
                    rows.append(CountedRow(str(seed), sample.name, values))
    return protected_table(rows, facets, year, Thresholds())


def vocabulary(book: Declarations, measure: Measure, facet: str) -> str:
    field = field_at(book.schemas[measure.type], facet)
    assert isinstance(field, Code)
    return field.vocabulary


def test_there_is_a_table_of_impacts_one_of_aggressions_and_one_of_demands(
    book: Declarations,
) -> None:
    assert list(book.measures) == ["impacts", "aggressions", "demands"]


def test_no_table_of_the_core_shows_harm_alone(book: Declarations) -> None:
    for measure in book.measures.values():
        assert vocabulary(book, measure, measure.beside) in BESIDE
        assert vocabulary(book, measure, measure.columns) not in HARM
        assert field_at(book.schemas[measure.type], measure.time) is not None


@pytest.mark.parametrize("measure", ["impacts", "aggressions", "demands"])
def test_it_counts_whole_histories_and_says_them_in_words(book: Declarations, measure: str) -> None:
    declared = book.measures[measure]
    found = table(book, declared)
    assert found.organizations == len(SEEDS)
    said = "\n".join(lines(found, declared, book, "es"))
    terms = book.vocabularies[vocabulary(book, declared, declared.rows)].terms
    assert found.rows
    for term in found.rows:
        assert terms[term].labels["es"] in said
    assert "junto a" in said


def test_an_impact_is_counted_once_for_a_round_however_often_it_is_named(
    book: Declarations,
) -> None:
    measure = book.measures["impacts"]
    entry = {"impact": "fear", "dimension": "personal"}
    given = {"day": "2025", "round": 1, "impacts": [entry, {**entry, "dimension": "family"}]}
    body = book.load(
        "diagnosis", {**given, "copings": [{"coping": "search", "dimension": "social"}]}
    )
    row = code(book.policies["diagnosis"], "r", "p", body)
    assert row.at(measure.rows) == ("fear",)
    assert row.at(measure.beside) == ("search",)


def test_the_states_silence_stands_beside_what_was_demanded(book: Declarations) -> None:
    measure = book.measures["demands"]
    assert vocabulary(book, measure, measure.beside) == "state_response"
    assert "silence" in book.vocabularies["state_response"].terms
