"""Proofs: only who has the pepper makes one, and each is for one thing."""

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tejido.errors import SealError
from tejido.vault.proofs import check_proof, prove

PAGE = (Path(__file__).parents[2] / "docs" / "at-rest.md").read_text(encoding="utf-8")
PEPPER = b"p" * 32


def test_what_this_node_wrote_is_accepted() -> None:
    check_proof(PEPPER, prove(PEPPER, "slot", "a", b"b"), "slot", "a", b"b")


@pytest.mark.parametrize(
    ("pepper", "place"),
    [
        (bytes(32), ("slot", "a", b"b")),
        (PEPPER, ("person", "a", b"b")),
        (PEPPER, ("slot", "ab", b"")),
        (PEPPER, ("slot", "a")),
        (PEPPER, ("slot", "a", b"b", b"")),
        (PEPPER, ("slota", b"b")),
    ],
)
def test_a_proof_is_for_one_node_one_use_and_these_parts(
    pepper: bytes, place: tuple[str, bytes]
) -> None:
    with pytest.raises(SealError):
        check_proof(pepper, prove(PEPPER, "slot", "a", b"b"), *place)


@given(proof=st.binary(max_size=40))
def test_bytes_from_anywhere_prove_nothing(proof: bytes) -> None:
    with pytest.raises(SealError):
        check_proof(PEPPER, proof, "slot", "a")


def test_a_proof_is_made_as_the_page_says() -> None:
    framed = b"\0\0\0\4slot\0\0\0\1a"
    expected = hashlib.blake2b(b"tejido/proof/v1\0" + framed, key=PEPPER, digest_size=32)
    assert prove(PEPPER, "slot", "a") == expected.digest()
    assert "`tejido/proof/v1\\0`" in PAGE
