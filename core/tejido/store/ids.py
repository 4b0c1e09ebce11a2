"""Ids that tell nothing: 16 random bytes, written as 32 hex characters."""

import secrets
from collections.abc import Iterator, Sequence

ID_SIZE = 16
#: Databases take only so many parameters in one statement; SQLite the fewest (32,766).
_PART = 5000


def new_id() -> str:
    """Return a fresh id."""
    return secrets.token_hex(ID_SIZE)


def parts(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """Give ``ids`` in parts that fit into one ``IN (...)``."""
    for start in range(0, len(ids), _PART):
        yield ids[start : start + _PART]
