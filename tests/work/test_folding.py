import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tejido.declare.policy import exact_bytes
from tejido.work.folding import Piece, _folded_char, excerpt, folded, words_in

#: Letters of every kind: plain, accented, of other scripts and planes, and what lies between.
LETTERS = st.sampled_from(
    "aáAÁnñNÑuüÜoøßi\u0130\u0131eēĒkK\u212acжЖλΣςق中\ua78c𞤀𞤢 ,\"\\\n-_1²'\u2019\u0301"
)
TEXTS = st.text(st.one_of(LETTERS, st.characters(exclude_categories=["Cc", "Cs"])), max_size=60)


def finds(typed: str, text: str) -> bool:
    return all(word.is_in(text) for word in words_in(typed))


def marked(text: str, typed: str) -> list[str]:
    return [piece.text for piece in excerpt(text, words_in(typed)) if piece.is_hit]


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("garcia", "Lo dijo GARCÍA"),
        ("GARCÍA", "lo dijo garcia"),
        ("garc", "García"),
        ("pinguino", "pingüino"),
        ("ano", "el año pasado"),
        ("Nunez", "Núñez"),
        ("Ñandú", "ñandu"),
        ("año", "AÑO"),
        ("ndn\u0303a", "ndña"),
        ("nahuatl", "Nāhuatl"),
        ("жизнь", "ЖИЗНЬ"),
        ("τελος", "ΤΕΛΟς"),
        ("𞤢", "𞤀"),
        ("2026", "el 2026-02-03"),
        ("rio milpa", "La milpa junto al río"),
        ("«río», la: ¡milpa!", "La milpa junto al río"),
        ("k'iche'", "maya K'iche'"),
        ("kelvin", "\u212aelvin"),
        ("istanbul", "\u0130stanbul"),
    ],
)
def test_what_is_typed_finds(typed: str, text: str) -> None:
    assert finds(typed, text)


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("año", "el ano"),
        ("ñandu", "nandu"),
        ("rio monte", "La milpa junto al río"),
        ("0438", "и"),
        ("П", "😀"),
        ("strasse", "Straße"),
        ("amenazas", "amenaza"),
    ],
)
def test_what_is_typed_does_not_find(typed: str, text: str) -> None:
    assert not finds(typed, text)


def test_what_has_no_letters_is_no_word() -> None:
    assert words_in("  ¡…! «» - \u0301") == []
    assert words_in("río RIO rio") == words_in("rio")


@given(text=TEXTS, data=st.data())
def test_a_piece_of_a_text_finds_it_in_any_case(text: str, data: st.DataObject) -> None:
    begin = data.draw(st.integers(0, len(text)))
    piece = unicodedata.normalize("NFC", text[begin : data.draw(st.integers(begin, len(text)))])
    whole = unicodedata.normalize("NFC", text)
    for typed in (piece, piece.upper() if piece.upper().lower() == piece.lower() else piece):
        for word in words_in(typed):
            if typed in whole or typed.upper() in whole:
                assert word.is_in(whole)


@given(text=TEXTS, typed=TEXTS)
def test_what_a_text_holds_its_json_holds_roughly(text: str, typed: str) -> None:
    """No record is passed over because of how JSON writes its texts."""
    rough = folded(exact_bytes({"said": text}).decode("unicode_escape"))
    for word in [*words_in(typed), *words_in(text)]:
        if word.is_in(text):
            assert word.rough in rough


def test_every_character_is_found_by_itself_alone_or_its_plain_form() -> None:
    for char in filter(str.isalnum, map(chr, range(sys.maxunicode + 1))):
        if "CJK" in unicodedata.name(char, "CJK") or "HANGUL" in unicodedata.name(char):
            continue  # a hundred thousand that are alike here
        (word,) = words_in(char)
        assert word.is_in(char), hex(ord(char))
        assert word.is_in(_folded_char(char)) or char in "ñÑ", hex(ord(char))


# --- excerpts -------------------------------------------------------------------------


def test_hits_are_marked_as_they_are_written() -> None:
    assert marked("García habló con GARCIA y con Garcías.", "garcia") == [
        "García",
        "GARCIA",
        "García",
    ]
    assert marked("El año, el ano y el AÑO", "año") == ["año", "AÑO"]
    assert marked("amenaza", "amen mena") == ["amenaza"[:5]]
    assert marked("и tā ñ", "ta и") == ["и", "tā"]
    assert marked("nada", "todo") == []


def test_a_short_text_is_shown_whole() -> None:
    assert excerpt("La milpa y el río", words_in("rio")) == (
        Piece("La milpa y el "),
        Piece("río", is_hit=True),
    )


def test_a_long_text_is_shown_around_the_first_hit_at_whole_words() -> None:
    text = "palabra " * 100 + "el río crece " + "otra " * 100
    pieces = excerpt(text, words_in("rio"))
    said = "".join(piece.text for piece in pieces)
    assert said.startswith("…palabra ")
    assert said.endswith("otra…")
    assert 150 < len(said) < 230
    assert [piece.text for piece in pieces if piece.is_hit] == ["río"]


@given(text=TEXTS, typed=TEXTS, times=st.integers(1, 9))
def test_an_excerpt_is_a_part_of_the_text(text: str, typed: str, times: int) -> None:
    text = text * times
    pieces = excerpt(text, words_in(typed))
    said = "".join(piece.text for piece in pieces)
    assert said.removeprefix("…").removesuffix("…") in text or said in text
    assert not [piece for piece in pieces if piece.is_hit] or finds_any(typed, text)


def finds_any(typed: str, text: str) -> bool:
    return any(word.is_in(text) for word in words_in(typed))
