"""Where terms come from, said so that a reader can follow it."""

import pytest

from tejido.accompaniment.core import core_contribution
from tejido.declare.sources import ORIGIN_NAMES, list_name, outside_codes, said_sources
from tejido.declare.vocabularies import ORIGINS
from tejido.plugins import load_plugins

SEED = "Documento político de Aluna Acompañamiento Psicosocial (2020)"


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("S p3", [f"{SEED}, página 3"]),
        ("S fn4", [f"{SEED}, nota 4"]),
        ("S p2; FLD", [f"{SEED}, página 2", "Front Line Defenders"]),
        ('S p4 ("people and collectives")', [f"{SEED}, página 4"]),
        ("C IM-Def; ACLED", ["IM-Defensoras", "ACLED"]),
        ("C FLD, ART19", ["Front Line Defenders", "ARTICLE 19"]),
        ("C DFAK; C DFAK 3.0", ["Digital First Aid Kit"]),
        ("C SDG", ["ODS 16.10.1"]),
        ("C", []),
        ("X labels; C codes", []),
        ("X (\"among others\")", []),
        ("ISO 3166-2", ["ISO 3166-2"]),
        ("", []),
    ],
)  # fmt: skip
def test_a_source_is_said_in_words(source: str, said: list[str]) -> None:
    assert said_sources(source, "es") == said


def test_no_source_that_ships_keeps_the_shorthand_of_the_files() -> None:
    declared = load_plugins(core_contribution()).declarations.vocabularies.values()
    sources = {term.source for one in declared for term in one.terms.values()}
    for source in sources:
        for said in said_sources(source, "en"):
            assert not said.startswith(("S ", "C ", "X ", "R ")), source


def test_outside_codes_stand_one_by_one() -> None:
    assert outside_codes("A10;B40; ") == ["A10", "B40"]
    assert list_name("sdg_16_10_1", "es") == "ODS 16.10.1"
    assert list_name("somebody_s", "es") == "somebody_s"


def test_every_origin_has_a_name() -> None:
    assert tuple(ORIGIN_NAMES) == ORIGINS
