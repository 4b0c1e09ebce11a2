from itertools import permutations
from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tejido.errors import SealError
from tejido.vault import guardians
from tejido.vault.ciphers import BoxPair, seal_to

LUZ = "0c" * 16
SECRET = bytes(range(32))
PAIRS = {f"{n:02x}" * 16: BoxPair.of(bytes([n]) * 32) for n in range(1, 6)}
PUBLICS = {name: pair.public for name, pair in PAIRS.items()}
NAMES = sorted(PAIRS)


def opened(sealed: bytes, order: tuple[str, ...]) -> bytes:
    for left, guardian in zip(reversed(range(len(order))), order, strict=True):
        sealed = guardians.open_layer(sealed, PAIRS[guardian], LUZ, guardian, left)
    return sealed


@settings(max_examples=40)
@given(st.data())
def test_every_set_of_enough_guardians_gives_the_secret_back_and_no_smaller_one(
    data: st.DataObject,
) -> None:
    some = data.draw(st.lists(st.sampled_from(NAMES), min_size=2, unique=True))
    threshold = data.draw(st.integers(2, len(some)))
    found = guardians.sets(some, threshold)
    assert len(found) == comb(len(some), threshold)
    for one in found:
        part = guardians.seal_part(SECRET, LUZ, one, PUBLICS)
        assert opened(part, one) == SECRET
        for wrong in permutations(one):
            if wrong != one:
                with pytest.raises(SealError):
                    opened(part, wrong)
        with pytest.raises(SealError):
            guardians.open_layer(part, PAIRS[one[-1]], LUZ, one[-1], 0)


def test_a_layer_shows_nothing_but_the_next_box() -> None:
    part = guardians.seal_part(SECRET, LUZ, NAMES[:2], PUBLICS)
    inside = guardians.open_layer(part, PAIRS[NAMES[0]], LUZ, NAMES[0], 1)
    assert SECRET not in inside
    with pytest.raises(SealError):
        guardians.open_layer(inside, PAIRS[NAMES[0]], LUZ, NAMES[0], 0)


@pytest.mark.parametrize(
    ("person", "guardian", "left"),
    [("0d" * 16, NAMES[0], 1), (LUZ, NAMES[1], 1), (LUZ, NAMES[0], 0), (LUZ, NAMES[0], 2)],
)
def test_a_layer_for_something_else_is_refused(person: str, guardian: str, left: int) -> None:
    part = guardians.seal_part(SECRET, LUZ, NAMES[:2], PUBLICS)
    with pytest.raises(SealError):
        guardians.open_layer(part, PAIRS[NAMES[0]], person, guardian, left)


def test_what_is_no_key_is_not_sealed_and_not_taken() -> None:
    with pytest.raises(SealError):
        guardians.seal_part(b"short", LUZ, NAMES[:2], PUBLICS)
    with pytest.raises(SealError):
        guardians.seal_part(SECRET, "luz", NAMES[:2], PUBLICS)
    last = guardians._head(LUZ, NAMES[0], 0)
    with pytest.raises(SealError):
        guardians.open_layer(
            seal_to(PUBLICS[NAMES[0]], last + b"short"), PAIRS[NAMES[0]], LUZ, NAMES[0], 0
        )


def test_what_is_given_back_is_for_its_person_alone() -> None:
    new = BoxPair.generate()
    box = guardians.give_back(SECRET, LUZ, new.public)
    assert guardians.take_back(box, new, LUZ) == SECRET
    with pytest.raises(SealError):
        guardians.take_back(box, new, "0d" * 16)
    with pytest.raises(SealError):
        guardians.take_back(box, PAIRS[NAMES[0]], LUZ)
    with pytest.raises(SealError):
        guardians.take_back(seal_to(new.public, SECRET), new, LUZ)
