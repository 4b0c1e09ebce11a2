"""A canary is found in whatever form it left."""

import base64
import gzip
import html
import json
import secrets
import unicodedata
import zlib
from collections.abc import Callable
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tejido.minimize.canaries import find_canaries, new_canary

FORMS: dict[str, Callable[[str], bytes]] = {
    "raw": str.encode,
    "upper case": lambda text: text.upper().encode(),
    "decomposed": lambda text: unicodedata.normalize("NFD", text).encode(),
    "hex": lambda text: text.encode().hex().encode(),
    "JSON, escaped": lambda text: json.dumps({"x": text}).encode(),
    "URL": lambda text: quote(text).encode(),
    "HTML": lambda text: html.escape(text).encode("ascii", "xmlcharrefreplace"),
    "UTF-16": lambda text: text.encode("utf-16"),
    "reversed": lambda text: text[::-1].encode(),
    "base64": lambda text: base64.b64encode(text.encode()),
    "base64 after one byte": lambda text: base64.b64encode(b"x" + text.encode()),
    "base64 after two bytes": lambda text: base64.b64encode(b"xy" + text.encode()),
    "base64url": lambda text: base64.urlsafe_b64encode(b"a long sentence " + text.encode()),
    "gzip": lambda text: gzip.compress(text.encode()),
    "zlib": lambda text: zlib.compress(text.encode()),
    "gzip of base64": lambda text: gzip.compress(base64.b64encode(text.encode())),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_canary_is_found_in_this_form(form: str) -> None:
    around = secrets.token_bytes(200)
    assert find_canaries(around + FORMS[form](new_canary()) + around)


# Hypothesis takes constants from the sources, the marker among them: no letter of its own here.
@given(st.binary(max_size=2000), st.text(st.characters(exclude_characters="ñÑ"), max_size=500))
def test_what_holds_no_canary_is_quiet(noise: bytes, text: str) -> None:
    assert find_canaries(noise + text.encode("utf-8", "surrogatepass")) == []


def test_two_canaries_differ() -> None:
    assert new_canary() != new_canary()
