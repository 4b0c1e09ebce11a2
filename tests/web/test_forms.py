"""The form model and its inverse: what a form shows comes back as the same body."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from tejido.accompaniment.core import core_contribution
from tejido.declare.declarations import Declarations
from tejido.declare.transforms import RESERVED
from tejido.errors import InputError
from tejido.plugins import load_plugins
from tejido.testing import bodies
from tejido.web.forms import Control, Form, Reader
from tejido.web.submitted import parse, regrouped

Fields = MultiDict[str, str]
Sent = Callable[[str], Fields]
Drawn = Callable[[Form], str]

INSTALLED = load_plugins(core_contribution()).declarations
TYPE = "trama.everything"
TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)


def filled(value: Any) -> Any:
    """Return a body without what a form cannot tell from nothing: blanks, at any depth."""
    if isinstance(value, dict):
        kept = {name: filled(one) for name, one in value.items()}
        return {name: one for name, one in kept.items() if one not in ("", [], {})}
    if isinstance(value, list):
        return [one for one in map(filled, value) if one not in ("", {})]
    return value


def by_path(form: Form) -> dict[str, Control]:
    def walk(controls: tuple[Control, ...]) -> dict[str, Control]:
        found = {}
        for control in controls:
            found[control.path] = control
            for item in control.items:
                found |= walk(item.controls)
        return found

    return walk(form.controls)


# --- there and back --------------------------------------------------------------------


@pytest.mark.parametrize("type_id", [TYPE, *sorted(INSTALLED.types)])
@settings(max_examples=50)  # of each record type
@given(data=st.data())
def test_a_form_sent_back_untouched_gives_the_same_body(
    type_id: str, data: st.DataObject, declarations: Declarations, drawn: Drawn, sent_by: Sent
) -> None:
    schema = declarations.schema(type_id)
    body = filled(data.draw(bodies(declarations, type_id)))
    shown = Reader("en", declarations.vocabularies).form(schema, body)
    again = parse(schema, sent_by(drawn(shown)))
    assert again.errors == {}
    assert declarations.load(type_id, again.given) == body


def test_an_empty_form_says_nothing(
    declarations: Declarations, reader: Reader, drawn: Drawn, sent_by: Sent
) -> None:
    schema = declarations.schema(TYPE)
    assert parse(schema, sent_by(drawn(reader.form(schema, {})))).given == {}


@given(st.dictionaries(TEXT, st.lists(TEXT, max_size=3), max_size=8))
def test_whatever_is_sent_is_parsed_without_a_fault(
    declarations: Declarations, sent: dict[str, list[str]]
) -> None:
    schema = declarations.schema(TYPE)
    hostile = MultiDict([(name, value) for name, listed in sent.items() for value in listed])
    for name in ("impacts", "impacts.0.people", "_add", "_remove", "day", "day:instead"):
        hostile.setlistdefault(name, [value for listed in sent.values() for value in listed])
    assert isinstance(parse(schema, hostile).given, dict)
    regrouped(schema, hostile)


def test_an_item_number_is_read_once_and_never_beyond_one_too_many(
    declarations: Declarations,
) -> None:
    numbers = [("impacts", str(number)) for number in (*range(50), *range(50))]
    typed = [(f"impacts.{number}.said", "x") for number in range(50)]
    given_ = parse(declarations.schema(TYPE), MultiDict(numbers + typed)).given
    assert len(given_["impacts"]) == 4 + 1  # type: ignore[arg-type]  # a list, as asserted


# --- what is wrong stands beside its field ------------------------------------------------


def test_errors_stand_beside_their_fields_and_at_the_top(
    declarations: Declarations, reader: Reader, drawn: Drawn
) -> None:
    typed = {"day": "nunca", "impacts": [{"impact": "fear"}, {"said": "x"}]}
    with pytest.raises(InputError) as refused:
        declarations.load(TYPE, typed)
    form = reader.form(declarations.schema(TYPE), typed, refused.value.fields)
    assert [control.path for control in form.wrong] == ["day", "impacts.1.impact"]
    html = drawn(form)
    assert 'href="#f-day"' in html
    assert 'href="#f-impacts-1-impact"' in html
    assert 'aria-describedby="f-day-help f-day-error-1" aria-invalid="true"' in html
    assert 'id="f-day-error-1"' in html


def test_what_was_typed_stays_when_it_is_wrong(
    declarations: Declarations, reader: Reader, drawn: Drawn, sent_by: Sent
) -> None:
    typed = {"day": "el martes", "people": "muchas", "narrative": "lo que pasó"}
    form = reader.form(declarations.schema(TYPE), typed, {"day": ["?"]})
    sent = sent_by(drawn(form))
    assert {name: sent[name] for name in typed} == typed


def test_two_answers_to_one_question_are_refused_and_the_typed_one_stays(
    declarations: Declarations, reader: Reader, drawn: Drawn, sent_by: Sent
) -> None:
    schema = declarations.schema(TYPE)
    read = parse(schema, MultiDict([("day", "2026"), ("day:instead", "withheld")]))
    assert list(read.errors) == ["day"]
    again = sent_by(drawn(reader.form(schema, read.given, read.errors)))
    assert (again["day"], again["day:instead"]) == ("2026", "")


def test_a_conflict_inside_a_group_is_told_beside_the_right_item(
    declarations: Declarations, reader: Reader
) -> None:
    schema = declarations.schema(TYPE)
    sent = MultiDict(
        [
            ("meetings", "0"),  # left blank: dropped
            ("meetings", "1"),
            ("meetings.1.people", "3"),
            ("meetings.1.people:instead", "unknown"),
        ]
    )
    read = parse(schema, sent)
    form = reader.form(schema, read.given, read.errors)
    assert [control.path for control in form.wrong] == ["meetings.0.people"]


# --- what is offered ------------------------------------------------------------------------


def test_a_field_that_can_leave_offers_the_reserved_answers_and_one_that_stays_does_not(
    declarations: Declarations, reader: Reader
) -> None:
    controls = by_path(reader.form(declarations.schema(TYPE), {}))
    for path in ("day", "impact", "aggressions", "place", "missing", "impacts", "meetings"):
        assert [option.value for option in controls[path].instead] == list(RESERVED), path
    assert [option.value for option in controls["people"].instead] == [
        "2-5",
        "6-15",
        "16+",
        *RESERVED,
    ]
    for path in ("line", "narrative", "person", "kept"):
        assert controls[path].instead == (), path


def test_a_reserved_answer_that_is_kept_is_shown_even_where_it_is_not_offered(
    declarations: Declarations, reader: Reader, drawn: Drawn, sent_by: Sent
) -> None:
    schema = declarations.schema(TYPE)
    sent = sent_by(drawn(reader.form(schema, {"kept": "withheld"})))
    assert parse(schema, sent).given == {"kept": "withheld"}


def test_a_field_says_as_what_it_may_leave(declarations: Declarations) -> None:
    schema = declarations.schema(TYPE)
    controls = by_path(Reader("en", declarations.vocabularies).form(schema, {}))
    assert controls["place"].leaves == "region, country"
    assert controls["narrative"].leaves == ""


def test_terms_are_offered_in_the_readers_language(declarations: Declarations) -> None:
    schema = declarations.schema(TYPE)
    for language, said in (("es", "Miedo"), ("en", "Fear"), ("nah", "Miedo")):
        controls = by_path(Reader(language, declarations.vocabularies).form(schema, {}))
        assert controls["impact"].options[0].label == said


def test_the_team_is_offered_where_a_person_is_asked_for(
    declarations: Declarations, reader: Reader, drawn: Drawn
) -> None:
    html = drawn(reader.form(declarations.schema(TYPE), {"person": "otra"}))
    assert '<option value="ana"></option><option value="luz"></option>' in html
    assert 'value="otra"' in html


def test_markup_in_what_was_typed_is_only_text(
    declarations: Declarations, reader: Reader, drawn: Drawn
) -> None:
    typed = {"line": '"><script>x</script>', "narrative": "</textarea><script>"}
    assert "<script" not in drawn(reader.form(declarations.schema(TYPE), typed))


# --- repeated groups, without JavaScript ---------------------------------------------------


def pressed(sent: Fields, name: str, value: str) -> Fields:
    return MultiDict([*sent.items(multi=True), (name, value)])


def test_adding_to_a_group_keeps_all_that_was_typed(
    declarations: Declarations,
    reader: Reader,
    drawn: Drawn,
    sent_by: Sent,
    body: Mapping[str, Any],
) -> None:
    schema = declarations.schema(TYPE)
    sent = sent_by(drawn(reader.form(schema, body)))
    changed = regrouped(schema, pressed(sent, "_add", "impacts"))
    assert changed is not None
    given_ = changed.given
    assert given_.pop("impacts") == [*body["impacts"], {}]
    assert declarations.load(TYPE, given_) == {
        name: value for name, value in body.items() if name != "impacts"
    }


def test_an_item_within_an_item_is_added_where_the_button_stood(
    declarations: Declarations, reader: Reader, drawn: Drawn, sent_by: Sent
) -> None:
    schema = declarations.schema(TYPE)
    blank_first = {"impacts": [{}, {"impact": "fear"}]}
    sent = sent_by(drawn(reader.form(schema, blank_first)))
    changed = regrouped(schema, pressed(sent, "_add", "impacts.1.people"))
    assert changed is not None
    assert changed.given == {"impacts": [{}, {"impact": "fear", "people": [{}]}]}


def test_removing_takes_away_that_item_only(
    declarations: Declarations, reader: Reader, drawn: Drawn, sent_by: Sent
) -> None:
    schema = declarations.schema(TYPE)
    three = {"impacts": [{"said": "a"}, {"said": "b"}, {"said": "c"}]}
    sent = sent_by(drawn(reader.form(schema, three)))
    changed = regrouped(schema, pressed(sent, "_remove", "impacts.1"))
    assert changed is not None
    assert changed.given == {"impacts": [{"said": "a"}, {"said": "c"}]}


def test_items_stand_folded_in_a_line_until_somebody_asks(
    declarations: Declarations, reader: Reader, drawn: Drawn, body: Mapping[str, Any]
) -> None:
    html = drawn(reader.form(declarations.schema(TYPE), body))
    assert "Miedo · Emociones, Pensamientos · 2-5" in html
    assert 'id="f-impacts-0-impact"' not in html
    asked = replace(reader, opened="impacts.0")
    html = drawn(asked.form(declarations.schema(TYPE), body))
    assert 'id="f-impacts-0-impact"' in html
    assert 'id="f-impacts-1-impact"' not in html


def test_an_item_that_is_blank_or_wrong_stands_open(
    declarations: Declarations, reader: Reader
) -> None:
    typed = {"impacts": [{"impact": "fear"}, {}, {"said": "x"}]}
    errors = {"impacts": {2: {"impact": ["?"]}}}
    form = reader.form(declarations.schema(TYPE), typed, errors)
    (impacts,) = [one for one in form.controls if one.path == "impacts"]
    assert [item.is_open for item in impacts.items] == [False, True, True]


def test_what_is_added_within_an_item_keeps_that_item_open(
    declarations: Declarations, reader: Reader
) -> None:
    schema = declarations.schema(TYPE)
    sent = MultiDict([("impacts", "0"), ("impacts.0.impact", "fear"), ("_add", "impacts.0.people")])
    changed = regrouped(schema, sent)
    assert changed is not None
    form = replace(reader, opened=changed.opened).form(schema, changed.given)
    (impacts,) = [one for one in form.controls if one.path == "impacts"]
    assert impacts.items[0].is_open


@pytest.mark.parametrize("path", ["day", "nothing", "impacts.7.people", "impacts.0", "a.b.c.d"])
def test_a_button_for_no_group_adds_nothing(declarations: Declarations, path: str) -> None:
    schema = declarations.schema(TYPE)
    sent = MultiDict([("impacts", "0"), ("impacts.0.said", "x"), ("_add", path)])
    changed = regrouped(schema, sent)
    assert changed is not None
    assert changed.given == {"impacts": [{"said": "x"}]}


def test_saving_is_not_taken_for_a_change_of_groups(declarations: Declarations) -> None:
    assert regrouped(declarations.schema(TYPE), MultiDict([("day", "2026")])) is None
