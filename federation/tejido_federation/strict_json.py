"""JSON from peers: one meaning for each text, or none.

Python's own parser takes duplicate keys, ``NaN``, floats, lone surrogates and integers of any
length; two programs could then read two things out of one signature. Everything here raises
:class:`~tejido_federation.codes.RefusedError` and nothing else.
"""

import json
import re
from typing import NoReturn

from tejido_federation.codes import RefusedError

MAX_DEPTH = 8
#: The largest integer that every JSON reader holds exactly (RFC 8259, section 6).
MAX_INTEGER = 2**53 - 1
_LONGEST_INTEGER = len(str(-MAX_INTEGER))
_BYTE_ORDER_MARK = "\ufeff"
# An unclosed string runs to the end, so that hostile input is scanned only once.
_STRINGS = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)', re.DOTALL)
_BRACKETS = re.compile(r"[\[\]{}]")
_ESCAPED_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


def parse(raw: bytes) -> object:
    """Return what ``raw`` (unverified bytes from a peer) says.

    Raises:
        RefusedError: ``not_utf8``, ``too_deep``, ``duplicate_key``, ``bad_number``,
            ``lone_surrogate`` or ``not_json``.
    """
    text = _decoded(raw)
    _check_depth(text)
    try:
        value: object = json.loads(
            text,
            object_pairs_hook=_unique,
            parse_int=_small,
            parse_float=_refuse_number,
            parse_constant=_refuse_number,
        )
    except json.JSONDecodeError:
        raise RefusedError("not_json") from None
    if _ESCAPED_SURROGATE.search(text):
        _check_surrogates(value)
    return value


def emit(value: object) -> bytes:
    """Return the one form this node emits: sorted, compact, ASCII-escaped."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False
    ).encode("ascii")


def _decoded(raw: bytes) -> str:
    try:
        text = raw.decode("utf-8", "strict")
    except UnicodeDecodeError:
        raise RefusedError("not_utf8") from None
    if text.startswith(_BYTE_ORDER_MARK):
        raise RefusedError("not_utf8")
    return text


def _check_depth(text: str) -> None:
    """Count brackets outside strings: parsing deep nesting would exhaust the stack."""
    depth = 0
    for bracket in _BRACKETS.findall(_STRINGS.sub("", text)):
        depth += 1 if bracket in "[{" else -1
        if depth > MAX_DEPTH:
            raise RefusedError("too_deep")


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise RefusedError("duplicate_key")
    return found


def _small(digits: str) -> int:
    # Its length first: turning 60,000 digits into a number takes time.
    if len(digits) > _LONGEST_INTEGER or abs(int(digits)) > MAX_INTEGER:
        raise RefusedError("bad_number")
    return int(digits)


def _refuse_number(_: str) -> NoReturn:
    raise RefusedError("bad_number")


def _check_surrogates(value: object) -> None:
    try:
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        raise RefusedError("lone_surrogate") from None
