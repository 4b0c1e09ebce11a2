"""Lengths of what is sealed: few, and every other padding refused."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tejido.errors import SealError
from tejido.vault import counting_keys, process_keys
from tejido.vault.counting_keys import CountingKey
from tejido.vault.padding import padded, unpadded
from tejido.vault.process_keys import ProcessKeys

KEYS = ProcessKeys("0a" * 16, 1, b"s" * 32)
STEPS = st.integers(1, 600)


@given(plaintext=st.binary(max_size=1200), step=STEPS)
def test_what_was_padded_comes_back(plaintext: bytes, step: int) -> None:
    content = padded(plaintext, step)
    assert len(content) % step == 0
    assert len(content) - len(plaintext) < 4 + step
    assert unpadded(content, step) == plaintext


@given(content=st.binary(max_size=600), step=STEPS)
def test_bytes_from_anywhere_are_refused_or_were_padded_so(content: bytes, step: int) -> None:
    try:
        plaintext = unpadded(content, step)
    except SealError:
        return
    assert padded(plaintext, step) == content


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0\0\0",
        padded(b"text", 16) + bytes(16),
        padded(b"text", 16)[:-1] + b"1",
        padded(b"text", 16)[:-1],
        (2**32 - 1).to_bytes(4) + bytes(12),
    ],
    ids=["nothing", "half a length", "a step more", "no zeros", "too few zeros", "too long"],
)
def test_any_other_padding_is_refused(content: bytes) -> None:
    with pytest.raises(SealError):
        unpadded(content, 16)


@given(texts=st.tuples(st.binary(max_size=252), st.binary(max_size=252)))
def test_within_a_step_nothing_tells_bodies_cards_and_emissions_apart(texts: Any) -> None:
    for seal in (
        lambda text: KEYS.seal("record", 1, text),
        KEYS.seal_card,
        lambda text: KEYS.seal_emission("record", "network", text),
    ):
        one, other = map(seal, texts)
        assert len(one) == len(other)
    assert (process_keys.STEP, process_keys.EMISSION_STEP) == (256, 2048)


@given(texts=st.tuples(st.binary(max_size=508), st.binary(max_size=508)))
def test_within_a_step_nothing_tells_coded_rows_apart(texts: Any) -> None:
    run = CountingKey("0b" * 16, b"k" * 32)
    one, other = (run.seal("record", text) for text in texts)
    assert len(one) == len(other)
    assert counting_keys.STEP == 512
