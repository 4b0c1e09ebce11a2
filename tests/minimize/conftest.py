"""A small record type with everything that minimizing looks at."""

from typing import Any

import pytest

from tejido import ProcessKind, RecordSchema, RecordType, Vocabulary, fields, words
from tejido.declare.declarations import CORE, Contribution, Declarations
from tejido.declare.policy import Policy
from tejido.declare.transforms import as_is, bracket, country, ladder, quarter, region, year
from tejido.declare.vocabularies import Term

_ = words("tejido")


def _terms(*codes: str, **broader: str) -> list[Term]:
    return [
        Term(code, {"es": code, "en": code}, "tejido", "", broader.get(code[3:], ""))
        for code in codes
    ]


class Act(RecordSchema):
    """What happened, where, when; and what stays."""

    day = fields.Day(_("Day"), leaves=ladder(quarter, year), quasi=True)
    place = fields.Place(_("Where"), leaves=ladder(region, country), quasi=True)
    aggression = fields.Code("aggression", _("Aggression"), leaves=as_is)
    people = fields.Count(_("People"), leaves=bracket(1, 2, 6))
    narrative = fields.Narrative(_("What happened"))
    lead = fields.Person(_("Lead"))


@pytest.fixture(scope="session")
def declarations() -> Declarations:
    """The core with one type, ``act``."""
    areas = Vocabulary.of("area", _terms("MX", "MX-OAX", "MX-CHP", OAX="MX", CHP="MX"))
    aggressions = Vocabulary.of("aggression", _terms("threat", "raid"))
    core = Contribution(
        CORE,
        kinds=(ProcessKind("accompaniment", _("Accompaniment")),),
        types=(RecordType("act", _("Act"), Act),),
        vocabularies=(areas, aggressions),
    )
    return Declarations().adding(core)


@pytest.fixture(scope="session")
def policy(declarations: Declarations) -> Policy:
    """What of an act may leave."""
    return declarations.policies["act"]


@pytest.fixture
def body() -> dict[str, Any]:
    """One act."""
    return {
        "day": "2025-03-09",
        "place": "MX-OAX",
        "aggression": "threat",
        "people": 4,
        "narrative": "Lo que cuentan",
        "lead": "lucia",
    }
