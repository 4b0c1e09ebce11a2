import pytest
from hypothesis import given
from hypothesis import strategies as st

from tejido.errors import InputError, SealError
from tejido.vault.ciphers import BoxPair
from tejido.vault.recovery_words import (
    code_from_words,
    code_words,
    draw_code,
    open_recovery,
    seal_recovery,
)
from tejido.vault.wordlists import LISTS, to_words

PAIR = BoxPair.of(bytes(range(32)))
ANA, ROSA = "0a" * 16, "0b" * 16


@given(code=st.binary(min_size=16, max_size=16), tag=st.sampled_from([*LISTS, "nah"]))
def test_printed_words_open_the_key_in_any_language(code: bytes, tag: str) -> None:
    words = code_words(code, tag)
    assert len(words) == 12
    sealed = seal_recovery(PAIR.private, code, ANA)
    assert open_recovery(sealed, code_from_words(" ".join(words).upper()), ANA) == PAIR


def test_another_code_or_person_or_a_damaged_row_opens_nothing() -> None:
    code = draw_code()
    sealed = seal_recovery(PAIR.private, code, ANA)
    flipped = bytes([sealed[0] ^ 1]) + sealed[1:]
    wrong = [
        (sealed, draw_code(), ANA),
        (sealed, code, ROSA),
        (flipped, code, ANA),
        (b"", code, ANA),
    ]
    for row, typed, person in wrong:
        with pytest.raises(SealError):
            open_recovery(row, typed, person)


def test_codes_are_drawn_anew() -> None:
    drawn = {draw_code() for _time in range(100)}
    assert (len(drawn), {len(code) for code in drawn}) == (100, {16})


@pytest.mark.parametrize(
    "typed", ["", "abeja", "abeja " * 12, "zzz " * 12, " ".join(to_words(bytes(32), "es"))]
)
def test_what_is_no_such_code_is_said_before_anything_is_tried(typed: str) -> None:
    with pytest.raises(InputError):
        code_from_words(typed)
