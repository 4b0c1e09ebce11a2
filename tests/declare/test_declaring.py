"""A bad declaration is refused when it is loaded, naming plugin, type and field."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import marshmallow
import pytest

from tejido import (
    Exchange,
    Lifecycle,
    Measure,
    ProcessKind,
    RecordSchema,
    RecordType,
    Vocabulary,
    fields,
    transforms,
    words,
)
from tejido.declare.declarations import Contribution, Declarations
from tejido.declare.transforms import Scope, Step
from tejido.declare.vocabularies import Term
from tejido.errors import DeclarationError

_ = words("tejido")
MakeTerm = Callable[..., Term]


class Inner(RecordSchema):
    """Items of a group."""

    kind = fields.Code("aggression", _("Kind"), leaves=transforms.as_is)
    said = fields.Line(_("Said"))


class Visit(RecordSchema):
    """A sound schema."""

    day = fields.Day(_("Day"), leaves=transforms.year, quasi=True)
    kind = fields.Code("aggression", _("Kind"), leaves=transforms.as_is)
    answer = fields.Code("aggression", _("Answer"), leaves=transforms.as_is)
    kinds = fields.Codes("aggression", _("Kinds"), leaves=transforms.as_is)
    place = fields.Place(_("Place"), leaves=transforms.country)
    note = fields.Line(_("Note"))
    entries = fields.Group(Inner, _("Entries"))


KIND = ProcessKind("visits.round", _("Round"))
TYPE = RecordType("visits.visit", _("Visit"), Visit)
MEASURE = Measure(
    "visits.count", _("Visits"), "visits.visit", rows="kind", columns="place", beside="answer",
    time="day",
)  # fmt: skip
EXCHANGE = Exchange("visits.call", _("Call"), purpose="alert_network")
SOUND = Contribution("visits", (KIND,), (TYPE,), (), (MEASURE,), (EXCHANGE,))


def refusal(book: Declarations, contribution: Contribution) -> DeclarationError:
    with pytest.raises(DeclarationError) as refused:
        book.adding(contribution)
    return refused.value


def with_field(one: object, name: str = "one") -> Contribution:
    """Return a contribution whose only type has just this field."""
    schema = type("Small", (RecordSchema,), {name: one})
    return Contribution("visits", types=(replace(TYPE, schema=schema),))


def test_a_sound_contribution_is_added(book: Declarations) -> None:
    more = book.adding(SOUND)
    assert "visits.visit" not in book.types
    assert more.types["visits.visit"] is TYPE
    assert more.policies["visits.visit"].digest
    assert more.kinds.keys() == {"accompaniment", "visits.round"}
    assert (more.measures, more.exchanges) == (
        {"visits.count": MEASURE}, {"visits.call": EXCHANGE},
    )  # fmt: skip


# --- ids ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "where", "reason"),
    [
        ({"kinds": (ProcessKind("round", _("R")),)}, "round", "must begin with «visits.»"),
        ({"kinds": (ProcessKind("crisis.round", _("R")),)}, "crisis.round", "must begin"),
        ({"kinds": (ProcessKind("visits.", _("R")),)}, "visits.", "an id"),
        ({"kinds": (ProcessKind("visits.a.b", _("R")),)}, "visits.a.b", "an id"),
        ({"kinds": (ProcessKind("visits.Año", _("R")),)}, "visits.Año", "an id"),
        ({"kinds": (ProcessKind("visits.x", ""),)}, "visits.x", "no label"),
        ({"kinds": (KIND, KIND)}, "visits.round", "already"),
        ({"kinds": ("round",)}, "round", "no ProcessKind"),
        ({"types": (replace(TYPE, label=""),)}, "visits.visit", "no label"),
        ({"types": (TYPE, TYPE)}, "visits.visit", "already"),
        ({"measures": (replace(MEASURE, id="count"),)}, "count", "must begin"),
        ({"exchanges": (replace(EXCHANGE, id="records"),)}, "records", "must begin"),
        ({"vocabularies": (Vocabulary("aggression", {}),)}, "aggression", "must begin"),
    ],
)
def test_an_id_that_is_not_the_plugin_s_is_refused(
    book: Declarations, changed: Mapping[str, Any], where: str, reason: str
) -> None:
    error = refusal(book, replace(SOUND, **changed))
    assert error.where == ("visits", where)
    assert reason in error.reason


# --- types ----------------------------------------------------------------------------


class Lax(Visit):
    """Keeps what nobody declared."""

    class Meta:
        unknown = marshmallow.INCLUDE


class Unversioned(Visit):
    """Its version says nothing."""

    version = 0


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        pytest.param({"process": "absent"}, "kind of process «absent»", id="an absent kind"),
        pytest.param({"process": "other.round"}, "to use", id="another plugin's kind"),
        pytest.param({"purpose": "marketing"}, "no purpose", id="no purpose of consent"),
        pytest.param({"schema": marshmallow.Schema}, "RecordSchema", id="a plain schema"),
        pytest.param({"schema": Visit()}, "RecordSchema", id="a schema's instance"),
        pytest.param({"schema": None}, "RecordSchema", id="no schema"),
        pytest.param({"schema": Lax}, "refuse unknown", id="a schema that keeps anything"),
        pytest.param({"schema": Unversioned}, "version", id="a version that is none"),
    ],
)
def test_a_type_that_makes_no_sense_is_refused(
    book: Declarations, changed: Mapping[str, Any], reason: str
) -> None:
    other = book.adding(Contribution("other", (ProcessKind("other.round", _("Round")),)))
    error = refusal(other, Contribution("visits", types=(replace(TYPE, **changed),)))
    assert error.where == ("visits", "visits.visit")
    assert reason in error.reason


@pytest.mark.parametrize("months", [0, -1, 241, 12.5, True, "12"])
@pytest.mark.parametrize(("name", "declared"), [("kinds", KIND), ("types", TYPE)])
def test_a_ceiling_of_retention_is_a_number_of_months(
    book: Declarations, name: str, declared: Any, months: Any
) -> None:
    changed: Mapping[str, Any] = {name: (replace(declared, keep_at_most=months),)}
    error = refusal(book, replace(SOUND, measures=(), **changed))
    assert error.where == ("visits", declared.id)
    assert "months from 1 to 240" in error.reason


@pytest.mark.parametrize("months", [None, 1, 240])
def test_a_ceiling_of_retention_may_be_the_core_s_own(
    book: Declarations, months: int | None
) -> None:
    kind, visit = replace(KIND, keep_at_most=months), replace(TYPE, keep_at_most=months)
    more = book.adding(Contribution("visits", (kind,), (visit,)))
    assert more.types["visits.visit"].keep_at_most == months


def test_a_lifecycle_is_checked_with_its_type(book: Declarations) -> None:
    lifecycle = Lifecycle("begun", {"begun": _("Begun")}, {"begun": ["done"]})
    error = refusal(book, Contribution("visits", types=(replace(TYPE, lifecycle=lifecycle),)))
    assert str(error) == "visits / visits.visit / done: this state has no label"


# --- fields ---------------------------------------------------------------------------

L = transforms


class Leak(Step):
    """A transform of a plugin's own."""

    def apply(self, value: object, scope: Scope) -> str:
        return str(value)


class Nested(RecordSchema):
    """A group within a group."""

    inner = fields.Group(Inner, _("Inner"))


class NestedCounted(RecordSchema):
    """A group within a group that is counted."""

    inner = fields.Group(Inner, _("Inner"), leaves=transforms.count(3))


class QuasiInside(RecordSchema):
    """A quasi-identifier where the gate does not look."""

    day = fields.Day(_("Day"), leaves=transforms.year, quasi=True)


class Plain(marshmallow.Schema):
    """Not one of ours."""

    kind = marshmallow.fields.String()


class LaxItem(Inner):
    """Keeps what nobody declared."""

    class Meta:
        unknown = marshmallow.EXCLUDE


@pytest.mark.parametrize(
    ("field", "reason"),
    [
        (fields.Day(""), "no label"),
        (marshmallow.fields.String(), "tejido.fields"),
        (fields.Code("absent", _("X")), "vocabulary «absent»"),
        (fields.Code("other.words", _("X")), "vocabulary «other.words»"),
        (fields.Line(_("X"), leaves=L.as_is), "cannot leave"),
        (fields.Person(_("X"), leaves=L.as_is), "cannot leave"),
        (fields.Narrative(_("X"), leaves=L.flag), "cannot leave"),
        (fields.Line(_("X"), quasi=True), "how it leaves"),
        (fields.Day(_("X"), quasi=True), "how it leaves"),
        (fields.Day(_("X"), leaves=()), "is empty"),
        (fields.Day(_("X"), leaves="year"), "tejido.transforms"),  # type: ignore[arg-type]  # refused
        (fields.Day(_("X"), leaves=L.bracket), "tejido.transforms"),  # type: ignore[arg-type]  # refused
        (fields.Day(_("X"), leaves=(lambda day: day,)), "transforms"),  # type: ignore[arg-type]  # refused
        (fields.Day(_("X"), leaves=(Leak("year"),)), "tejido.transforms"),
        (fields.Day(_("X"), leaves=(Step("as_typed"),)), "no transform"),
        (fields.Day(_("X"), leaves=L.as_is), "does not read"),
        (fields.Day(_("X"), leaves=L.region), "does not read"),
        (fields.Place(_("X"), leaves=L.as_is), "does not read"),
        (fields.Code("aggression", _("X"), leaves=L.region), "does not read"),
        (fields.Flag(_("X"), leaves=L.bracket(1)), "does not read"),
        (fields.Group(Inner, _("X"), leaves=L.as_is), "does not read"),
        (fields.Count(_("X"), leaves=L.bracket()), "does not take"),
        (fields.Count(_("X"), leaves=L.bracket(2, 1)), "rising"),
        (fields.Day(_("X"), leaves=L.ladder(L.year, L.month), quasi=True), "coarser"),
        (fields.Day(_("X"), leaves=L.ladder(L.year, L.year), quasi=True), "coarser"),
        (fields.Place(_("X"), leaves=L.ladder(L.country, L.region), quasi=True), "coarser"),
        (
            fields.Count(_("X"), leaves=L.ladder(L.bracket(1, 5), L.bracket(3)), quasi=True),
            "coarser",
        ),
        (fields.Day(_("X"), leaves=L.ladder(L.month, L.year)), "only a quasi-identifier"),
        (fields.Codes("aggression", _("X"), leaves=L.as_is, quasi=True), "one value"),
        (fields.Group(Plain, _("X")), "RecordSchema"),
        (fields.Group(Inner, _("X"), most=0), "1 to 60"),
        (fields.Group(Inner, _("X"), most=61), "1 to 60"),
    ],
)
def test_a_field_that_makes_no_sense_is_refused_by_name(
    book: Declarations, term: MakeTerm, field: object, reason: str
) -> None:
    other = book.adding(
        Contribution("other", vocabularies=(Vocabulary.of("other.words", [term("a")]),))
    )
    error = refusal(other, with_field(field))
    assert error.where == ("visits", "visits.visit", "one")
    assert reason in error.reason


@pytest.mark.parametrize(
    ("item", "where", "reason"),
    [
        (Nested, ("inner",), "only as a count"),
        (QuasiInside, ("day",), "in the record itself"),
        (LaxItem, (), "refuse unknown"),
    ],
)
def test_a_field_within_a_group_is_refused_by_its_way(
    book: Declarations, item: type[RecordSchema], where: tuple[str, ...], reason: str
) -> None:
    error = refusal(book, with_field(fields.Group(item, _("Items")), "items"))
    assert error.where == ("visits", "visits.visit", "items", *where)
    assert reason in error.reason


def test_a_group_within_a_group_may_be_counted(book: Declarations) -> None:
    more = book.adding(with_field(fields.Group(NestedCounted, _("Items")), "items"))
    (group,) = more.policies["visits.visit"].groups
    assert group.project([{"inner": [{}, {}]}]) == [{"inner": "2"}]


@pytest.mark.parametrize("name", ["Day", "año", "_day"])
def test_a_field_s_name_is_an_id(book: Declarations, name: str) -> None:
    error = refusal(book, with_field(fields.Day(_("X")), name))
    assert error.where == ("visits", "visits.visit", name)


def test_a_field_may_be_called_like_anything_of_a_schema(book: Declarations) -> None:
    for name in ("fields", "load", "version", "upgrade", "context"):
        more = book.adding(with_field(fields.Flag(_("X"), leaves=L.flag), name))
        assert more.load("visits.visit", {name: "yes"}) == {name: "yes"}


# --- measures and exchanges -----------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "where", "reason"),
    [
        ({"type": "absent.type"}, (), "no record type «absent.type»"),
        ({"type": "other.visit"}, (), "no record type"),
        ({"rows": "note"}, ("note",), "leaves"),
        ({"columns": "absent"}, ("absent",), "leaves"),
        ({"columns": "kinds"}, ("kinds",), "only the rows"),
        ({"columns": "entries.kind"}, ("entries.kind",), "only the rows"),
        ({"time": "entries.kind"}, ("entries.kind",), "only the rows"),
        ({"rows": "entries.said"}, ("entries.said",), "leaves"),
        ({"rows": "entries"}, ("entries",), "leaves"),
        ({"rows": "absent.kind"}, ("absent.kind",), "leaves"),
        ({"rows": "entries.kind", "beside": "entries.kind"}, (), "must differ"),
        ({"beside": "kind"}, (), "must differ"),
        ({"beside": "place"}, (), "must differ"),
        ({"beside": ""}, ("",), "leaves"),
        ({"time": "answer", "beside": "day"}, ("answer",), "a day"),
    ],
)
def test_a_measure_that_cannot_be_counted_is_refused(
    book: Declarations, changed: Mapping[str, Any], where: tuple[str, ...], reason: str
) -> None:
    other = book.adding(Contribution("other", types=(replace(TYPE, id="other.visit"),)))
    error = refusal(other, replace(SOUND, measures=(replace(MEASURE, **changed),)))
    assert error.where == ("visits", "visits.count", *where)
    assert reason in error.reason


@pytest.mark.parametrize(
    "facets",
    [{"rows": "kinds"}, {"beside": "kinds"}, {"rows": "entries.kind", "beside": "kinds"}],
)
def test_rows_and_what_is_beside_may_hold_several_codes(
    book: Declarations, facets: dict[str, str]
) -> None:
    several = replace(MEASURE, **facets)
    assert book.adding(replace(SOUND, measures=(several,))).measures["visits.count"] is several


@pytest.mark.parametrize(
    ("changed", "reason"),
    [({"opens": "root"}, "box or intake"), ({"purpose": "gossip"}, "no purpose")],
)
def test_an_exchange_that_makes_no_sense_is_refused(
    book: Declarations, changed: Mapping[str, Any], reason: str
) -> None:
    error = refusal(book, replace(SOUND, exchanges=(replace(EXCHANGE, **changed),)))
    assert error.where == ("visits", "visits.call")
    assert reason in error.reason
