"""The core's forms: collective, in their words, never a score and never a diagnosis of anybody."""

import re
from collections.abc import Callable, Iterable, Iterator

import pytest

from tejido.declare import fields
from tejido.declare.declarations import Declarations
from tejido.declare.fields import Group, RecordField
from tejido.declare.schemas import RecordSchema
from tejido.errors import InputError
from tejido.languages import Text, is_said, say

Walked = Callable[[RecordSchema], Iterable[RecordField]]

#: How many people, which round, which edition: nothing else is a number.
NUMBERS = {"people", "size", "round", "edition"}
CLINICAL = re.compile(
    r"paciente|beneficiari|\bcasos?\b|puntaje|puntuación|calificaci|síntoma|trastorno|\bvíctimas?\b"
    r"|\bnivel(es)? de\b|intensidad",
    re.IGNORECASE,
)
#: Said of a word only to say that it is not done here.
DENIED = re.compile(r"(sin diagnosticar|no se diagnostica) a nadie", re.IGNORECASE)


def texts(book: Declarations, walked: Walked) -> Iterator[str]:
    """Give every text of the core that a screen can show."""
    for kind in book.kinds.values():
        yield from (kind.label, kind.about)
    yield from (one.label for one in book.measures.values())
    for name, one in book.types.items():
        yield from (one.label, one.about)
        for field in walked(book.schemas[name]):
            yield from (field.label, field.help)
            if isinstance(field, Group):
                yield field.note
        yield from (due.label for due in one.dates.values())
        if one.lifecycle:
            yield from one.lifecycle.states.values()
            yield from (due.label for due in one.lifecycle.due.values())


def test_everything_is_said_in_spanish(book: Declarations, walked: Walked) -> None:
    shown = [text for text in texts(book, walked) if text]
    assert all(isinstance(text, Text) for text in shown)
    assert [text for text in shown if not is_said(text, "es")] == []


def test_no_word_is_clinical_or_counts_people_as_cases(book: Declarations, walked: Walked) -> None:
    said = [say(text, "es") for text in texts(book, walked) if isinstance(text, Text)]
    assert [text for text in said if CLINICAL.search(DENIED.sub("", text))] == []


def test_nothing_is_scored(book: Declarations, walked: Walked) -> None:
    for schema in book.schemas.values():
        numbers = {one.name for one in walked(schema) if isinstance(one, fields.Count)}
        assert numbers <= NUMBERS


def test_how_it_is_now_is_said_in_the_four_words_wherever_it_is_asked(book: Declarations) -> None:
    asked = [
        field
        for name in ("diagnosis", "evaluation", "tool_use")
        for field in book.schemas[name].fields.values()
        if isinstance(field, fields.Code) and field.name in ("change", "safer")
    ]
    assert len(asked) == 4
    assert {field.vocabulary for field in asked} == {"change"}


def test_a_subject_needs_nothing_to_be_written_down(book: Declarations) -> None:
    assert book.load("subject", {}) == {}


def test_a_subject_has_no_legal_name_and_no_gender_of_two(
    book: Declarations, walked: Walked
) -> None:
    names = {one.name for one in walked(book.schemas["subject"])}
    assert names.isdisjoint({"name", "real_name", "legal_name", "birth_date", "sex", "gender"})
    body = book.load("subject", {"intersections": ["gender_identity", "gender"]})
    assert body["intersections"] == ["gender", "gender_identity"], "several, and nobody asked"


def test_several_attributions_stand_side_by_side_with_the_states_duty(book: Declarations) -> None:
    group = book.schemas["aggression"].fields["attributions"]
    assert isinstance(group, Group)
    assert "duty" in group.note
    given = {
        "happened_on": "2025",
        "aggressions": ["threat"],
        "attributions": [
            {"perpetrator": "police", "responsibility": "action", "asserted_by": "Ellas"},
            {"perpetrator": "unknown", "responsibility": "none_established"},
        ],
    }
    assert len(book.load("aggression", given)["attributions"]) == 2


@pytest.mark.parametrize("type_id", ["aggression", "diagnosis"])
def test_where_harm_is_asked_coping_is_asked_too(book: Declarations, type_id: str) -> None:
    names = set(book.schemas[type_id].fields)
    assert names & {"coping", "copings"}


def test_the_three_readings_and_the_seven_principles_have_their_places(book: Declarations) -> None:
    asked = book.schemas["readings"].fields.items()
    readings = [name for name, field in asked if isinstance(field, fields.Narrative)]
    assert readings == ["violence", "rights_said", "mental_health"]
    principles = [n for n in book.schemas["principles"].fields if n != "day"]
    assert principles == [
        "not_neutral", "critical_analysis", "intersectional", "all_dimensions", "beyond_therapy",
        "alternatives", "joint_construction", "feminist",
    ]  # fmt: skip


def test_team_care_knows_no_subject_and_no_accompaniment(
    book: Declarations, walked: Walked
) -> None:
    declared = book.types["team_care"]
    assert declared.process == "team"
    names = {one.name for one in walked(book.schemas["team_care"])}
    assert names.isdisjoint({"subject", "process", "accompaniment", "people", "load", "who"})
    assert book.policies["team_care"].parts == ()


def test_a_tool_stands_on_a_shelf_of_its_own(book: Declarations) -> None:
    assert book.types["tool"].process == "library"
    assert book.types["tool_use"].process == "accompaniment"


@pytest.mark.parametrize("type_id", ["session", "tool", "tool_use", "accompaniment"])
def test_a_form_may_call_its_fields_fields(book: Declarations, type_id: str) -> None:
    """A schema of marshmallow keeps its own fields under that very name."""
    needed = {
        "session": {"day": "2025-01-02"},
        "tool": {"title": "Mapa"},
        "tool_use": {"day": "2025", "tool": "Mapa"},
        "accompaniment": {},
    }[type_id]
    body = book.load(type_id, {**needed, "fields": ["political", "security"]})
    assert body["fields"] == ["security", "political"]
    with pytest.raises(InputError) as refused:
        book.load(type_id, {**needed, "fields": ["finances"]})
    assert set(refused.value.fields) == {"fields"}
