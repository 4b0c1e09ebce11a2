"""Closed shapes of parsed JSON: what is read is checked, and what is not known is refused.

Each function takes parsed but unverified JSON, returns it with its type, or raises
:class:`ShapeError`. Callers say which rejection code that is, with :func:`refusing`.
"""

import base64
import binascii
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import TypeVar

from tejido.errors import PeerError
from tejido.languages import words
from tejido_federation.codes import RefusedError
from tejido_federation.strict_json import MAX_INTEGER

_ = words("tejido_federation")
_Read = TypeVar("_Read")

ID = re.compile(r"[a-z2-7]{26}")
DIGEST = re.compile(r"[0-9a-f]{64}")
STREAM = re.compile(r"[0-9a-f]{8}")
RECORD_ID = re.compile(r"[0-9a-f]{32}")
NAME = re.compile(r"(?=.{1,64}\Z)[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*")
QUARTER = re.compile(r"[0-9]{4}-Q[1-4]")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
#: The last day of the format; what is counted from it still is a day for every library.
LAST_DAY = "9000-01-01"
# Controls, line and paragraph separators, controls of direction, byte order mark. A fixed list:
# what is printable differs between versions of Unicode, and so between nodes.
_HIDING = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]"
)
_ID_BYTES = 16


class ShapeError(PeerError):
    """Parsed JSON does not have the shape that the format gives it."""

    def __init__(self) -> None:
        """Say so; nothing of the content is repeated."""
        super().__init__(_("Something does not have the shape that the format gives it."))


@contextmanager
def refusing(code: str, item: int | None = None) -> Iterator[None]:
    """Turn a wrong shape, or JSON that is not strict, into one rejection code."""
    try:
        yield
    except (ShapeError, RefusedError):
        raise RefusedError(code, item) from None


def fields(value: object, required: str, optional: str = "") -> dict[str, object]:
    """Return an object with exactly the keys named (separated by spaces)."""
    needed, allowed = set(required.split()), set(optional.split())
    if not isinstance(value, dict) or not needed <= value.keys() <= needed | allowed:
        raise ShapeError
    return value


def exactly(value: object, wanted: object) -> None:
    """Refuse anything but ``wanted``; ``True`` is not 1."""
    if type(value) is not type(wanted) or value != wanted:
        raise ShapeError


def text(value: object, pattern: re.Pattern[str]) -> str:
    """Return a text that matches ``pattern`` from end to end."""
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise ShapeError
    return value


def words_of(value: object, most: int) -> str:
    """Return a text for people: 1 to ``most`` characters, none that hides or turns others."""
    if not isinstance(value, str) or not 1 <= len(value) <= most or _HIDING.search(value):
        raise ShapeError
    return value


def identity(value: object) -> str:
    """Return a node, key or network id, written in the one way that 16 bytes are written."""
    found = text(value, ID)
    raw = base64.b32decode(found.upper() + "======")
    if base64.b32encode(raw).decode().rstrip("=").lower() != found or len(raw) != _ID_BYTES:
        raise ShapeError
    return found


def whole(value: object, least: int = 0, most: int = MAX_INTEGER) -> int:
    """Return an integer within bounds; booleans are not integers."""
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise ShapeError
    return value


def day(value: object) -> str:
    """Return a day that exists, ``YYYY-MM-DD``; the last one leaves room to count on."""
    found = text(value, _DAY)
    if found > LAST_DAY:
        raise ShapeError
    try:
        date.fromisoformat(found)
    except ValueError:
        raise ShapeError from None
    return found


def encoded(value: object, size: int | None = None) -> bytes:
    """Return the bytes of canonical base64, ``size`` of them where that is given."""
    if not isinstance(value, str):
        raise ShapeError
    try:
        raw = base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        raise ShapeError from None
    if base64.b64encode(raw).decode() != value or (size is not None and len(raw) != size):
        raise ShapeError
    return raw


def listed(
    value: object, read: Callable[[object], _Read], least: int = 0, most: int = 256
) -> tuple[_Read, ...]:
    """Return a list of ``least`` to ``most`` values, each read by ``read``."""
    if not isinstance(value, list) or not least <= len(value) <= most:
        raise ShapeError
    return tuple(read(one) for one in value)


def distinct(found: tuple[_Read, ...]) -> tuple[_Read, ...]:
    """Return ``found`` if nothing stands in it twice."""
    if len(set(found)) != len(found):
        raise ShapeError
    return found
