"""DSSE: the specification's rules, and an independent implementation as the oracle."""

import base64
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from securesystemslib.dsse import Envelope as OracleEnvelope
from securesystemslib.exceptions import VerificationError
from securesystemslib.signer._crypto_signer import CryptoSigner
from securesystemslib.signer._key import SSlibKey

from tejido.vault.ciphers import SigningPair
from tejido.vault.identity import key_id
from tejido_federation.codes import RefusedError
from tejido_federation.envelope import (
    MESSAGE,
    RECEIPT,
    Envelope,
    parse_envelope,
    sign,
    signers,
    verify,
)

# From: RFC 8032, section 7.1, test 1.
SEED = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
PAIR = SigningPair.of(SEED)
OTHER = SigningPair.of(bytes(32))


def oracle_key(pair: SigningPair) -> SSlibKey:
    keyval = {"public": pair.public.hex()}
    return SSlibKey(key_id("ed25519", pair.public), "ed25519", "ed25519", keyval)


def test_a_signature_is_the_one_of_the_worked_vector() -> None:
    envelope = sign("application/vnd.example.record.v1+json", b'{"v":1}', PAIR)
    assert envelope.pae == b'DSSEv1 38 application/vnd.example.record.v1+json 7 {"v":1}'
    assert envelope.signatures[0].sig.hex().startswith("f217e6e7bf4ec2e6d3186beafd798d04")


@given(st.binary(max_size=300))
def test_what_we_sign_verifies_with_securesystemslib(payload: bytes) -> None:
    value = json.loads(sign(MESSAGE, payload, PAIR).to_json())
    OracleEnvelope.from_dict(value).verify([oracle_key(PAIR)], 1)


@given(st.binary(max_size=300))
def test_what_securesystemslib_signs_verifies_here(payload: bytes) -> None:
    signer = CryptoSigner(Ed25519PrivateKey.from_private_bytes(SEED), oracle_key(PAIR))
    theirs = OracleEnvelope(payload, MESSAGE, {})
    theirs.sign(signer)
    ours = parse_envelope(json.dumps(theirs.to_dict()).encode())
    assert verify(ours, PAIR.public) == payload


def test_securesystemslib_refuses_what_we_refuse() -> None:
    envelope = sign(MESSAGE, b"{}", PAIR)
    moved = Envelope(RECEIPT, envelope.payload, envelope.signatures)
    with pytest.raises(RefusedError, match="does not verify"):
        verify(moved, PAIR.public)
    with pytest.raises(VerificationError):
        OracleEnvelope.from_dict(json.loads(moved.to_json())).verify([oracle_key(PAIR)], 1)


def test_the_digest_does_not_change_with_the_envelope() -> None:
    envelope = sign(MESSAGE, b"{}", PAIR)
    again = sign(MESSAGE, b"{}", OTHER)
    pretty = json.dumps(envelope.to_value(), indent=4).encode()
    assert parse_envelope(pretty).digest == envelope.digest == again.digest


def test_one_key_counts_once_however_often_it_signed() -> None:
    publics = frozenset({PAIR.public, OTHER.public})
    assert signers(sign(MESSAGE, b"{}", PAIR, PAIR), publics) == {PAIR.public}
    assert signers(sign(MESSAGE, b"{}", PAIR, OTHER), publics) == publics


def test_a_signature_under_another_keyid_counts_for_nobody() -> None:
    (one,) = sign(MESSAGE, b"{}", PAIR).signatures
    forged = Envelope(MESSAGE, b"{}", (type(one)(key_id("ed25519", OTHER.public), one.sig),))
    assert signers(forged, frozenset({PAIR.public, OTHER.public})) == frozenset()


def test_a_draft_has_no_signature_and_is_only_read_where_drafts_are() -> None:
    raw = sign(MESSAGE, b"{}").to_json()
    assert parse_envelope(raw, least=0).signatures == ()
    with pytest.raises(RefusedError):
        parse_envelope(raw)


@given(st.data())
def test_a_changed_envelope_never_gives_another_payload(data: Any) -> None:
    envelope = sign(MESSAGE, b'{"v":1,"seq":12}', PAIR)
    raw = bytearray(envelope.to_json())
    at = data.draw(st.integers(0, len(raw) - 1))
    raw[at] = data.draw(st.integers(0, 255))
    try:
        found = parse_envelope(bytes(raw))
        payload = verify(found, PAIR.public)
    except RefusedError:
        return
    assert payload == envelope.payload
    assert found.payload_type != MESSAGE or found.digest == envelope.digest
    assert base64.b64encode(payload)
