"""What no report says: names that are written down here, wherever else a text says them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tejido.exporting.blotting import BLOT, Blots

WORDS = st.text(st.characters(categories=["L"]), min_size=3, max_size=12)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Habló con Doña Lucía ayer", "Habló con […] ayer"),
        ("habló con doña lucía", "habló con […]"),
        ("Lucía, Lucía y LUCÍA.", "[…], […] y […]."),
        ("Luciana vino", "Luciana vino"),
        ("llama al 951 123 45 67 de noche", "llama al […] de noche"),
        ("ana fue; Anabel no", "1 fue; Anabel no"),
        ("Nada de nadie", "Nada de nadie"),
    ],
)
def test_whole_names_go_in_any_case_and_other_words_stay(text: str, left: str) -> None:
    names = {"Doña Lucía": BLOT, "Lucía": BLOT, "951 123 45 67": BLOT, "ana": "1"}
    assert Blots(names).out(text) == left


def test_what_is_too_short_to_be_told_from_other_words_stays() -> None:
    assert Blots({"de": BLOT, "": BLOT}).out("de aquí") == "de aquí"
    assert Blots({}).out("de aquí") == "de aquí"


def test_whom_nobody_knows_is_blotted_out() -> None:
    assert Blots({"ana": "1"}).code("Ana") == "1"
    assert Blots({"ana": "1"}).code("luz") == BLOT


@given(st.lists(WORDS, min_size=1, max_size=5), st.lists(WORDS, max_size=5))
def test_no_name_is_left_as_a_word(names: list[str], others: list[str]) -> None:
    blots = Blots(dict.fromkeys(names, "1"))
    left = blots.out(" ".join([*names, *others]))
    assert not set(left.split()) & set(names)


@given(st.text(), st.lists(st.text(), max_size=4))
def test_any_text_and_any_names_are_taken(text: str, names: list[str]) -> None:
    Blots(dict.fromkeys(names, BLOT)).out(text)
