"""Cutting one cell into several acts."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tejido.errors import InputError
from tejido.importing.cutting import MOST_SEPARATORS, Cut, cut_known, cut_text
from tejido.importing.matching import loose

KNOWN = {
    loose(text)
    for text in (
        "Amenaza",
        "Lesiones",
        "Robo",
        "Intimidación y hostigamiento",
        "Bloqueo, alteración o remoción de información",
    )
}
CUT = Cut(separators=(",", "y", "/", "\n"), marks=("#.", "#)", "Persona#:"))


def known(text: str) -> str:
    if loose(text) not in KNOWN:
        raise InputError("not known", {})
    return loose(text)


@pytest.mark.parametrize(
    ("written", "pieces"),
    [
        ("Amenaza", ["amenaza"]),
        ("Intimidación y hostigamiento", ["intimidacion y hostigamiento"]),
        ("Amenaza y lesiones", ["amenaza", "lesiones"]),
        ("Lesiones, amenaza, y robo", ["lesiones", "amenaza", "robo"]),
        ("Intimidación y hostigamiento/ Amenaza", ["intimidacion y hostigamiento", "amenaza"]),
        (
            "Intimidación y hostigamiento, robo y amenaza",
            ["intimidacion y hostigamiento", "robo", "amenaza"],
        ),
        (
            "Bloqueo, alteración o remoción de información, robo",
            ["bloqueo, alteracion o remocion de informacion", "robo"],
        ),
        ("Amenaza\n\nRobo", ["amenaza", "robo"]),
        ("1. Amenaza\n2. Robo", ["amenaza", "robo"]),
        ("1) Amenaza  2) Robo y lesiones", ["amenaza", "robo", "lesiones"]),
        ("Persona1: Amenaza. Persona2: Robo", ["amenaza", "robo"]),
        ("Robo,", ["robo"]),
    ],
)
def test_a_cell_is_cut_as_seldom_as_leaves_known_pieces(written: str, pieces: list[str]) -> None:
    assert cut_known(written, CUT, known) == pieces


@pytest.mark.parametrize(
    "written",
    [
        "Amenaza y algo más",
        "Algo más",
        "Amenaza, Calle 2. Robo",  # a mark that numbers nothing
        "2. Amenaza 1. Robo",
        "1. Amenaza 3. Robo",
        "Amenaza1. Robo",
        "Amenazaylesiones",
    ],
)
def test_a_cell_with_an_unknown_piece_is_refused_whole(written: str) -> None:
    with pytest.raises(InputError):
        cut_known(written, CUT, known)


def test_two_equally_short_ways_of_cutting_are_refused() -> None:
    either = {"a", "a y b", "b y c", "c"}

    def read(text: str) -> str:
        if text not in either:
            raise InputError("not known", {})
        return text

    with pytest.raises(InputError, match="more than one way"):
        cut_known("a y b y c", CUT, read)
    either.remove("a")
    assert cut_known("a y b y c", CUT, read) == ["a y b", "c"]


def test_without_separators_a_cell_stays_whole_and_is_refused_by_its_reader() -> None:
    assert cut_known("Amenaza", Cut(), known) == ["amenaza"]
    with pytest.raises(InputError, match="not known"):
        cut_known("Amenaza y robo", Cut(), known)


def test_text_is_cut_at_every_separator() -> None:
    assert cut_text("uno / dos /, tres y cuatro", CUT) == ["uno", "dos", "tres", "cuatro"]
    assert cut_text("Ruy y yo", CUT) == ["Ruy", "yo"]
    assert cut_text(" / ", CUT) == []
    assert cut_text("uno / dos", Cut()) == ["uno / dos"]


def test_a_cell_with_endless_separators_is_refused_at_once() -> None:
    with pytest.raises(InputError, match="more entries"):
        cut_known("Amenaza y " * (MOST_SEPARATORS + 2), CUT, known)
    begun = time.perf_counter()
    for text in (" " * 100_000, "\n \n" * 30_000, ", " * 50_000, "1. " * 30_000):
        cut_text(text, CUT)
    assert time.perf_counter() - begun < 10  # linear, not quadratic


PIECES = st.lists(st.sampled_from(["Amenaza", "Lesiones", "Robo"]), min_size=1, max_size=6)


@given(PIECES, st.sampled_from([", ", " y ", "/", "\n", "\n\n", ", y ", " / "]))
def test_known_pieces_put_together_come_apart_again(pieces: list[str], between: str) -> None:
    assert cut_known(between.join(pieces), CUT, known) == [loose(piece) for piece in pieces]


@given(PIECES, st.sampled_from(["{}. ", "{}) ", "Persona{}: "]))
def test_numbered_pieces_come_apart_again(pieces: list[str], mark: str) -> None:
    written = " ".join(mark.format(n) + piece for n, piece in enumerate(pieces, start=1))
    assert cut_known(written, CUT, known) == [loose(piece) for piece in pieces]


@given(st.text("ab ,y/\n1.2)", max_size=30))
def test_cutting_text_loses_only_what_separates(text: str) -> None:
    bare = Cut(separators=(",", "/", "\n"))
    kept = "".join("".join(cut_text(text, bare)).split())
    assert kept == "".join(character for character in text if character not in ",/\n ")
