from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from hypothesis import given
from hypothesis import strategies as st

from tejido.errors import SealError
from tejido.vault.ciphers import (
    BoxPair,
    SigningPair,
    keyed_hash,
    open_part,
    open_row,
    open_with,
    seal_part,
    seal_row,
    seal_to,
    verify_signature,
)

KEY = bytes(range(32))
OTHER = bytes(32)

Seal = Callable[[bytes, bytes, bytes], bytes]
AEADS = [
    pytest.param(seal_row, open_row, id="row"),
    pytest.param(seal_part, open_part, id="part"),
]


@pytest.mark.parametrize(("seal", "unseal"), AEADS)
@given(plaintext=st.binary(max_size=300), aad=st.binary(max_size=60))
def test_what_was_sealed_opens_in_its_place(
    seal: Seal, unseal: Seal, plaintext: bytes, aad: bytes
) -> None:
    assert unseal(KEY, seal(KEY, plaintext, aad), aad) == plaintext


@pytest.mark.parametrize(("seal", "unseal"), AEADS)
def test_a_ciphertext_moved_elsewhere_does_not_open(seal: Seal, unseal: Seal) -> None:
    sealed = seal(KEY, b"text", b"here")
    with pytest.raises(SealError):
        unseal(KEY, sealed, b"there")
    with pytest.raises(SealError):
        unseal(OTHER, sealed, b"here")


@pytest.mark.parametrize(("seal", "unseal"), AEADS)
@given(data=st.data())
def test_no_changed_byte_goes_unnoticed(seal: Seal, unseal: Seal, data: st.DataObject) -> None:
    sealed = bytearray(seal(KEY, b"text", b"here"))
    at = data.draw(st.integers(0, len(sealed) - 1))
    sealed[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(SealError):
        unseal(KEY, bytes(sealed), b"here")


@pytest.mark.parametrize(("seal", "unseal"), AEADS)
@pytest.mark.parametrize("size", [0, 1, 15, 16, 39, 40])
def test_garbage_of_any_length_is_a_seal_error(seal: Seal, unseal: Seal, size: int) -> None:
    with pytest.raises(SealError):
        unseal(KEY, bytes(size), b"")


@pytest.mark.parametrize(("seal", "unseal"), AEADS)
def test_a_key_of_the_wrong_size_is_refused(seal: Seal, unseal: Seal) -> None:
    with pytest.raises(SealError):
        seal(KEY[:16], b"text", b"")
    with pytest.raises(SealError):
        unseal(KEY[:16], seal(KEY, b"text", b""), b"")


def test_two_rows_of_the_same_text_look_different() -> None:
    assert seal_row(KEY, b"text", b"") != seal_row(KEY, b"text", b"")


def test_a_part_is_rfc_8439_with_a_zero_nonce() -> None:
    oracle = ChaCha20Poly1305(KEY)
    assert seal_part(KEY, b"text", b"here") == oracle.encrypt(bytes(12), b"text", b"here")


def test_only_the_addressee_opens_a_sealed_box() -> None:
    ana, rosa = BoxPair.generate(), BoxPair.generate()
    sealed = seal_to(ana.public, b"text")
    assert open_with(ana, sealed) == b"text"
    assert len(sealed) == len(b"text") + 48
    for bad in (sealed[:-1], sealed[:47], b"", sealed + b"\0"):
        with pytest.raises(SealError):
            open_with(ana, bad)
    with pytest.raises(SealError):
        open_with(rosa, sealed)


@pytest.mark.parametrize("public", [bytes(32), b"", bytes(31)], ids=["low order", "none", "short"])
def test_nothing_is_sealed_to_what_is_no_key(public: bytes) -> None:
    with pytest.raises(SealError):
        seal_to(public, b"text")


def test_a_pair_is_derived_from_its_private_half() -> None:
    pair = BoxPair.generate()
    assert BoxPair.of(pair.private) == pair
    with pytest.raises(SealError):
        BoxPair.of(b"short")


def test_a_signature_is_for_one_message_and_one_key() -> None:
    ana, rosa = SigningPair.generate(), SigningPair.generate()
    signature = ana.sign(b"text")
    verify_signature(ana.public, b"text", signature)
    for public, message, bad in [
        (rosa.public, b"text", signature),
        (ana.public, b"Text", signature),
        (ana.public, b"text", signature[:-1]),
        (ana.public, b"text", bytes(64)),
        (ana.public, b"text", b""),
        (ana.public[:-1], b"text", signature),
        (b"", b"text", signature),
        (ana.public + b"\0", b"text", signature),
    ]:
        with pytest.raises(SealError):
            verify_signature(public, message, bad)


def test_signing_follows_rfc_8032() -> None:
    # From: RFC 8032, section 7.1, test 1
    seed = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    pair = SigningPair.of(seed)
    assert pair.public.hex() == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    assert pair.sign(b"").hex().startswith("e5564300c360ac729086e2cc806e828a")
    with pytest.raises(SealError):
        SigningPair.of(seed[:-1])


def test_a_keyed_hash_needs_a_key() -> None:
    assert keyed_hash(KEY, b"text") != keyed_hash(OTHER, b"text")
    assert len(keyed_hash(KEY, b"text", size=16)) == 16
    for bad in (b"", bytes(65)):
        with pytest.raises(SealError):
            keyed_hash(bad, b"text")


def test_no_private_half_is_ever_shown() -> None:
    for pair, secret in [
        (box := BoxPair.generate(), box.private),
        (signing := SigningPair.generate(), signing.seed),
    ]:
        assert repr(secret) not in repr(pair)
        assert secret.hex() not in repr(pair)
