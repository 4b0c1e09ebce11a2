"""Comparing a cell with a known text."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tejido.importing.matching import Terms, exact, loose


@pytest.mark.parametrize(
    "written",
    [
        "Ataque físico",
        "ATAQUE FISICO",
        "  ataque \n fi\u0301sico.",
        "Ataque Físico:",
        "ataque　físico",
    ],
)
def test_loose_matching_looks_past_case_accents_spaces_and_outer_punctuation(written: str) -> None:
    assert loose(written) == "ataque fisico"


def test_exact_matching_looks_past_spaces_and_composition_only() -> None:
    assert exact(" Ataque  fi\u0301sico ") == "Ataque físico"
    assert exact("ataque físico") != exact("Ataque físico")
    assert exact("Ataque fisico") != exact("Ataque físico")


def test_a_misspelt_text_is_not_known() -> None:
    terms = Terms(loose, {loose("Amenazas"): ("threat",)})
    assert terms.find("amenazas.") == ("threat",)
    assert terms.find("Amenzas") is None


@given(st.text())
def test_comparing_is_stable_whatever_the_composition(text: str) -> None:
    for matching in (loose, exact):
        assert matching(matching(text)) == matching(text)
        assert matching(unicodedata.normalize("NFD", text)) == matching(
            unicodedata.normalize("NFC", text)
        )
