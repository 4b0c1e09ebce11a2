"""Strict JSON: what it takes, it takes as everybody else does."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tejido_federation.codes import RefusedError
from tejido_federation.strict_json import MAX_INTEGER, emit, parse

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-MAX_INTEGER, MAX_INTEGER) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,  # and so at most 6 deep
)


@given(VALUES)
def test_what_is_emitted_is_read_back(value: object) -> None:
    assert parse(emit(value)) == value


@given(
    st.binary(max_size=200)
    | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace"))
)
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    try:
        value = parse(raw)
    except RefusedError:
        return
    assert value == json.loads(raw)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b'{"a":1,"a":1}', "duplicate_key"),
        (b'{"a":{"b":1,"b":2}}', "duplicate_key"),
        (b'{"a":1,"\\u0061":2}', "duplicate_key"),
        (b"1.0", "bad_number"),
        (b"-0.0", "bad_number"),
        (b"1E5", "bad_number"),
        (b"Infinity", "bad_number"),
        (b"9007199254740992", "bad_number"),
        (b"-9007199254740992", "bad_number"),
        (b'"\\ud800"', "lone_surrogate"),
        (b'{"\\udc00":1}', "lone_surrogate"),
        (b'"\\udc00\\ud800"', "lone_surrogate"),
        (b"[[[[[[[[[1]]]]]]]]]", "too_deep"),
        (b'"\xed\xa0\x80"', "not_utf8"),
        (b'"\xc0\xaf"', "not_utf8"),
        (b"\xef\xbb\xbf{}", "not_utf8"),
        ("{}".encode("utf-16"), "not_utf8"),
        (b"", "not_json"),
        (b"{} {}", "not_json"),
        (b"{'a':1}", "not_json"),
        (b'"\n"', "not_json"),
        (b"[1,]", "not_json"),
    ],
)
def test_what_two_programs_could_read_differently_is_refused(raw: bytes, code: str) -> None:
    with pytest.raises(RefusedError) as caught:
        parse(raw)
    assert caught.value.code.id == code


@pytest.mark.parametrize(
    "raw", [b"[[[[[[[[1]]]]]]]]", b'"\\ud83d\\ude00"', b"9007199254740991", b'"[[[[[[[[[[\\"[["']
)
def test_what_is_just_within_the_rules_is_read(raw: bytes) -> None:
    assert parse(raw) == json.loads(raw)


@pytest.mark.parametrize(
    "raw",
    [b'"\\' * 48_000, b'"' + b'\\"' * 48_000, b"[" * 96_000, b'{"":' * 24_000, b"9" * 96_000],
)
def test_hostile_text_takes_no_time(raw: bytes) -> None:
    started = time.perf_counter()
    with pytest.raises(RefusedError):
        parse(raw)
    # Measured at 2 ms; a scan that starts over at each quote would take minutes.
    assert time.perf_counter() - started < 1
