"""Fields turn what people gave into what is kept, and refuse the rest without repeating it."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tejido import fields, transforms, words
from tejido.declare.declarations import Declarations
from tejido.errors import InputError, NotFoundError
from tejido.languages import Text, say
from tejido.testing import inputs

_ = words("tejido")
Load = Callable[[fields.RecordField, object], Any]
CANARY = "canario-7f3a"

LINE = fields.Line(_("One"))
NEEDED = fields.Line(_("One"), required=True)
NARRATIVE = fields.Narrative(_("One"))
DAY = fields.Day(_("One"))
CODE = fields.Code("aggression", _("One"))
CODES = fields.Codes("aggression", _("One"))
PLACE = fields.Place(_("One"))
COUNT = fields.Count(_("One"), leaves=transforms.bracket(1, 2, 6))
BARE_COUNT = fields.Count(_("One"))
FLAG = fields.Flag(_("One"))


@pytest.mark.parametrize(
    ("field", "given", "kept"),
    [
        (LINE, "  a \t b\nc ", "a b c"),
        (LINE, "n\u0303", "ñ"),
        (LINE, "", ""),
        (NARRATIVE, " one\r\ntwo\rthree\t4 ", "one\ntwo\nthree\t4"),
        (DAY, " 2018-01-09 ", "2018-01-09"),
        (DAY, "2018-01", "2018-01"),
        (DAY, "2018", "2018"),
        (DAY, "2024-02-29", "2024-02-29"),
        (DAY, "withheld", "withheld"),
        (CODE, "drone", "drone"),
        (CODE, "unknown", "unknown"),
        (CODES, ["threat", "raid", "threat"], ["raid", "threat"]),
        (CODES, [], []),
        (CODES, ["withheld"], "withheld"),
        (CODES, "not_asked", "not_asked"),
        (PLACE, "sierra", "sierra"),
        (COUNT, 0, 0),
        (COUNT, " 007 ", 7),
        (COUNT, "1", 1),
        (COUNT, "2-5", "2-5"),
        (COUNT, "6+", "6+"),
        (COUNT, "unknown", "unknown"),
        (COUNT, 10_000_000, 10_000_000),
        (FLAG, True, "yes"),
        (FLAG, False, "no"),
        (FLAG, "no", "no"),
        (FLAG, "not_applicable", "not_applicable"),
    ],
)
def test_what_is_kept_of_what_was_given(
    load: Load, field: fields.RecordField, given: object, kept: object
) -> None:
    assert load(field, given) == kept
    assert load(field, kept) == kept


@pytest.mark.parametrize(
    ("field", "given"),
    [
        (LINE, 1),
        (LINE, ["a"]),
        (LINE, "x" * 301),
        (LINE, None),
        (LINE, "a\x00b"),
        (LINE, "a\x7fb"),
        (LINE, "a\x9fb"),
        (LINE, "a\ud800b"),
        (NARRATIVE, "x" * 50_001),
        (NEEDED, ""),
        (NEEDED, " \n\u00a0"),
        (DAY, "2018-02-30"),
        (DAY, "2018-13"),
        (DAY, "2018-1-9"),
        (DAY, "09/01/2018"),
        (DAY, "1949-12-31"),
        (DAY, "2050"),
        (DAY, "0000"),
        (DAY, "\uff12\uff10\uff11\uff18"),
        (DAY, "\u0662\u0660\u0661\u0668"),
        (DAY, 2018),
        (DAY, ""),
        (CODE, "atlantis"),
        (CODE, ["threat"]),
        (CODE, ""),
        (CODES, "threat"),
        (CODES, ["threat", "unknown"]),
        (CODES, ["unknown", "withheld"]),
        (CODES, [["threat"]]),
        (CODES, [{}]),
        (fields.Codes("aggression", _("One"), required=True), []),
        (PLACE, "oaxaca"),
        (COUNT, -1),
        (COUNT, 10_000_001),
        (COUNT, 1.5),
        (COUNT, True),
        (COUNT, "3-4"),
        (COUNT, "-5"),
        (COUNT, "\u0663"),
        (COUNT, "9" * 5000),
        (BARE_COUNT, "2-5"),
        (FLAG, "sí"),
        (FLAG, 1),
        (FLAG, []),
    ],
)
def test_what_is_refused(load: Load, field: fields.RecordField, given: object) -> None:
    with pytest.raises(InputError) as refused:
        load(field, given)
    assert list(refused.value.fields) == ["one"]


@given(
    st.one_of(st.text(), st.integers(), st.booleans(), st.none(), st.lists(st.text(), max_size=3)),
    st.sampled_from((LINE, NARRATIVE, DAY, CODE, CODES, PLACE, COUNT, FLAG)),
)
@example(" \u0301", LINE)
@example("a\u2028b\u00a0", LINE)
def test_whatever_is_given_is_kept_stably_or_refused_in_words(
    load: Load, given: object, field: fields.RecordField
) -> None:
    try:
        kept = load(field, given)
    except InputError as refused:
        (messages,) = refused.fields.values()
        assert isinstance(messages, list)
        assert all(isinstance(message, Text) and say(message, "en") for message in messages)
    else:
        assert load(field, kept) == kept


@given(st.data())
def test_a_loaded_body_loads_again_unchanged(book: Declarations, data: st.DataObject) -> None:
    body = book.load("everything", data.draw(inputs(book.schema("everything"))))
    assert book.load("everything", body) == body


@pytest.mark.parametrize(
    "given",
    [
        {"day": CANARY},
        {"day": "2018", "title": "t", "kind": CANARY, "kinds": [CANARY], "people": CANARY},
        {"day": "2018", "title": "t", "entries": [{"aggression": CANARY}, {"since": CANARY}]},
        {"day": "2018", "title": "t", "urgent": CANARY, "place": CANARY, "calls": CANARY},
        {"day": "2018", "title": CANARY * 30, "lead": CANARY * 30, "narrative": CANARY + "\x00"},
    ],
)
def test_no_message_repeats_what_was_typed(book: Declarations, given: dict[str, object]) -> None:
    with pytest.raises(InputError) as refused:
        book.load("everything", given)
    assert CANARY not in f"{refused.value} {refused.value.fields}"


def test_errors_of_a_group_say_which_item_and_field(book: Declarations) -> None:
    given = {"day": "2018", "title": "t", "entries": [{"aggression": "raid"}, {"since": "May"}]}
    with pytest.raises(InputError) as refused:
        book.load("everything", given)
    assert list(refused.value.fields) == ["entries"]
    nested: Any = refused.value.fields["entries"]
    assert list(nested) == [1]
    assert list(nested[1]) == ["since"]


@pytest.mark.parametrize(
    "given",
    [
        pytest.param({"day": "2018", "title": "t", "extra": 1}, id="an unknown field"),
        pytest.param({"day": "2018", "title": "t", "entries": [{"extra": 1}]}, id="in an item"),
        pytest.param({"title": "t"}, id="something needed is missing"),
        pytest.param({"day": "2018", "title": "t", "calls": [{}]}, id="missing in an item"),
        pytest.param({"day": "2018", "title": "t", "entries": [{}] * 13}, id="too many items"),
        pytest.param({"day": "2018", "title": "t", "entries": {"0": {}}}, id="items no list"),
        pytest.param({"day": "2018", "title": "t", "entries": ["x"]}, id="an item no object"),
        pytest.param([], id="no object at all"),
        pytest.param("text", id="text"),
        pytest.param(None, id="nothing"),
    ],
)
def test_a_body_of_another_shape_is_refused(book: Declarations, given: object) -> None:
    with pytest.raises(InputError) as refused:
        book.load("everything", given)
    assert refused.value.status == 422


def test_an_optional_field_may_be_left_out_but_not_null(book: Declarations) -> None:
    assert book.load("everything", {"day": "2018", "title": "t"}) == {"day": "2018", "title": "t"}
    with pytest.raises(InputError):
        book.load("everything", {"day": "2018", "title": "t", "place": None})


def test_reserved_ids_answer_also_what_is_needed(book: Declarations) -> None:
    assert book.load("everything", {"day": "withheld", "title": "t"})["day"] == "withheld"


def test_texts_take_reserved_ids_as_texts(load: Load) -> None:
    assert load(LINE, "unknown") == "unknown"


def test_a_type_that_nobody_declares_is_not_found(book: Declarations) -> None:
    with pytest.raises(NotFoundError):
        book.load("absent.type", {})


def test_two_types_with_one_schema_are_bound_apart(
    declared: Callable[..., Declarations],
) -> None:
    """Fields are declared once for a class; terms belong to one node's book."""
    one, other = declared({"one": CODE}), declared({"one": CODE})
    assert one.schema("small").fields["one"] is not other.schema("small").fields["one"]
    assert CODE.scope.terms == {}


def test_a_schema_refuses_bodies_of_versions_that_it_cannot_read(book: Declarations) -> None:
    schema = book.schema("everything")
    assert schema.upgrade({"day": "2018"}, 1) == {"day": "2018"}
    with pytest.raises(NotImplementedError):
        schema.upgrade({}, 0)
