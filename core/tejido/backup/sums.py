"""Sums of tables: how many rows, and a digest that knows neither their order nor the database.

A row is written down as its columns in the order of their names, each with its kind and length;
the digest is the sum of the rows' BLAKE2b-256 modulo 2^256. It tells damage from what was backed
up; that nobody forged it is for the proof over the manifest.
"""

import hashlib
import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tejido.store.copying import Row, Value

_SIZE = 32
_MARK_SIZE = 16
_MODULUS = 2 ** (8 * _SIZE)
_FIELD = struct.Struct(">cI")


@dataclass(frozen=True)
class Sum:
    """What a table held: number of rows, and their digest in hex."""

    rows: int
    digest: str


class Summing:
    """Adds up rows as they pass."""

    def __init__(self, columns: Sequence[str]) -> None:
        """Add up rows whose values stand in the order of ``columns``."""
        self._order = sorted(range(len(columns)), key=lambda place: columns[place])
        self._names = b"".join(written(name) for name in sorted(columns))
        self._rows, self._total = 0, 0

    def passing(self, rows: Iterable[Row]) -> Iterator[Row]:
        """Give the rows on, each added."""
        for row in rows:
            self.add(row)
            yield row

    def add(self, row: Row) -> None:
        """Add one row."""
        values = b"".join(written(row[place]) for place in self._order)
        digest = hashlib.blake2b(self._names + values, digest_size=_SIZE).digest()
        self._rows += 1
        self._total = (self._total + int.from_bytes(digest, "big")) % _MODULUS

    @property
    def sum(self) -> Sum:
        """What was added so far."""
        return Sum(self._rows, self._total.to_bytes(_SIZE, "big").hex())


def mark(*values: Value) -> bytes:
    """Return 16 bytes that stand for a row, by its primary key."""
    return hashlib.blake2b(b"".join(map(written, values)), digest_size=_MARK_SIZE).digest()


def written(value: Value) -> bytes:
    """Write a value down, so that no two are written alike."""
    if value is None:
        return _FIELD.pack(b"n", 0)
    if isinstance(value, bytes):
        return _FIELD.pack(b"b", len(value)) + value
    kind, text = (b"i", f"{value:d}") if isinstance(value, int) else (b"s", value)
    content = text.encode("utf-8", "surrogatepass")
    return _FIELD.pack(kind, len(content)) + content
