"""A record type with a field of every kind, and a small core around it."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tejido import ProcessKind, RecordSchema, RecordType, Vocabulary, fields, words
from tejido.declare.declarations import CORE, Contribution, Declarations
from tejido.declare.policy import Policy, project
from tejido.declare.transforms import (
    as_is,
    bracket,
    count,
    country,
    flag,
    ladder,
    month,
    quarter,
    region,
    year,
)
from tejido.declare.vocabularies import Term

_ = words("tejido")


def _term(code: str, broader: str = "", origin: str = "tejido") -> Term:
    return Term(code, {"es": f"{code}, dicho", "en": f"{code}, said"}, origin, broader=broader)


AREAS = (
    _term("GT"),
    _term("MX"),
    _term("MX-CHP", "MX"),
    _term("MX-OAX", "MX"),
    _term("sierra", "MX-OAX", "node"),
    _term("norte", "MX", "node"),
)
AGGRESSIONS = (
    _term("raid"),
    _term("surveillance"),
    _term("threat"),
    _term("call", "threat"),
    _term("drone", "surveillance", "node"),
)
PURPOSES = (_term("aggregate"), _term("alert_network"))


class Entry(RecordSchema):
    """An item that projects by what its own fields say."""

    aggression = fields.Code("aggression", _("Aggression"), leaves=as_is)
    since = fields.Day(_("Since"), leaves=year)
    shown_by = fields.Codes("aggression", _("Shown by"), leaves=as_is)
    said = fields.Narrative(_("Said"))


class Call(RecordSchema):
    """An item of which only the number leaves."""

    at = fields.Line(_("At"), required=True)


class Everything(RecordSchema):
    """A field of every kind that leaves, and one that stays."""

    crowd = fields.Count(_("Crowd"), leaves=ladder(bracket(1, 2, 6), bracket(6)), quasi=True)
    place = fields.Place(_("Place"), leaves=ladder(region, country), quasi=True)
    day = fields.Day(_("Day"), required=True, leaves=ladder(month, quarter, year), quasi=True)
    kind = fields.Code("aggression", _("Kind"), leaves=as_is)
    kinds = fields.Codes("aggression", _("Kinds"), leaves=as_is)
    people = fields.Count(_("People"), leaves=bracket(1, 2, 6, 16))
    urgent = fields.Flag(_("Urgent"), leaves=flag)
    entries = fields.Group(Entry, _("Entries"), most=12)
    calls = fields.Group(Call, _("Calls"), leaves=count(3))
    visits = fields.Group(Call, _("Visits"))
    missing = fields.Flag(_("Missing"))
    until = fields.Day(_("Until"))
    staying = fields.Count(_("Staying"))
    private = fields.Codes("aggression", _("Private"))
    title = fields.Line(_("Title"), required=True)
    lead = fields.Person(_("Lead"))
    narrative = fields.Narrative(_("Narrative"))


@pytest.fixture(scope="session")
def core() -> Contribution:
    """Give a core with one kind of process, one type, and the vocabularies it names."""
    return Contribution(
        CORE,
        kinds=(ProcessKind("accompaniment", _("Accompaniment")),),
        types=(RecordType("everything", _("Everything"), Everything),),
        vocabularies=(
            Vocabulary.of("area", AREAS),
            Vocabulary.of("aggression", AGGRESSIONS),
            Vocabulary.of("consent_purpose", PURPOSES),
        ),
    )


@pytest.fixture(scope="session")
def book(core: Contribution) -> Declarations:
    """Give what that core declares."""
    return Declarations().adding(core)


@pytest.fixture(scope="session")
def policy(book: Declarations) -> Policy:
    """Give what of the type ``everything`` may leave."""
    return book.policies["everything"]


@pytest.fixture(scope="session")
def term() -> Callable[..., Term]:
    """Give the making of a term by code, broader term and origin."""
    return _term


@pytest.fixture(scope="session")
def declared(core: Contribution) -> Callable[..., Declarations]:
    """Give the declaring of one type ``small`` with these fields."""

    def declare(named: Mapping[str, Any], version: int = 1) -> Declarations:
        schema = type("Small", (RecordSchema,), {**named, "version": version})
        small = RecordType("small", _("Small"), schema)
        one = Contribution(CORE, core.kinds, (small,), core.vocabularies)
        return Declarations().adding(one)

    return declare


@pytest.fixture(scope="session")
def load(declared: Callable[..., Declarations]) -> Callable[..., Any]:
    """Give the loading of one value by one field."""

    def read(field: fields.RecordField, value: object) -> Any:
        return declared({"one": field}).load("small", {"one": value})["one"]

    return read


@pytest.fixture(scope="session")
def leave(declared: Callable[..., Declarations]) -> Callable[..., Any]:
    """Give what leaves of one value kept in one field, at a level."""

    def projected(field: fields.RecordField, value: object, level: int = 0) -> Any:
        policy = declared({"one": field}).policies["small"]
        return project(policy, {"one": value}, {"one": level})["one"]

    return projected
