"""One snapshot of a database, taken apart into two halves."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tejido.backup.half_file import HalfFile
from tejido.backup.halves import Halves
from tejido.backup.sums import Sum, Summing, mark
from tejido.declare.halves import Half
from tejido.store import audit_entries, copying
from tejido.store.copying import Row, Shape
from tejido.store.database import Reading

#: A table of the keys' half: for each row of data its mark, so that what is missing here was
#: erased, however old the data is that is restored with it.
LIVING = "backup_living"
LIVING_COLUMNS = ("name", "mark")
_LOG = "audit_entry"


@dataclass
class Snapshot:
    """Two halves of one snapshot. Close it when they are written."""

    data: HalfFile
    keys: HalfFile
    migrations: Mapping[str, Sequence[str]]
    log: int
    sums: dict[Half, dict[str, Sum]] = field(default_factory=lambda: {Half.DATA: {}, Half.KEYS: {}})

    def tables(self, half: Half) -> HalfFile:
        """Return one of them."""
        return self.data if half is Half.DATA else self.keys

    def close(self) -> None:
        """Forget both."""
        self.data.close()
        self.keys.close()


def take(tx: Reading, halves: Halves, layers: Sequence[str], folder: Path) -> Snapshot:
    """Take a snapshot.

    Args:
        tx: one snapshot of the database, of whichever version.
        halves: where every table goes.
        layers: whose histories of migrations there may be.
        folder: on whose disk the half of data lies meanwhile, without a name; that of keys stays
            in memory.

    Raises:
        DatabaseError: there is a table that nobody declared, or no room.
    """
    shapes = copying.shapes(tx, layers)
    data, keys = halves.of_half(shapes, Half.DATA), halves.of_half(shapes, Half.KEYS)
    log = audit_entries.next_position(tx) if _LOG in shapes else 0
    taken = Snapshot(
        HalfFile.without_name(folder), HalfFile.in_memory(), copying.applied(tx, layers), log
    )
    living: list[Row] = []
    for shape in data:
        _take_data(tx, halves, shape, taken, living)
    for shape in keys:
        _make(taken, Half.KEYS, shape.name, shape.columns, copying.rows(tx, shape))
    _make(taken, Half.KEYS, LIVING, LIVING_COLUMNS, iter(living))
    return taken


def _take_data(
    tx: Reading, halves: Halves, shape: Shape, taken: Snapshot, living: list[Row]
) -> None:
    """Copy a table of data, without the columns that belong to the keys; these go there."""
    apart, mortal = halves.keys_of(shape), halves.mortal_of(shape)
    places = {column: place for place, column in enumerate(shape.columns)}
    own = [places[column] for column in shape.primary]
    beside: list[Row] = []

    def without_keys() -> Iterator[Row]:
        for row in copying.rows(tx, shape):
            key = tuple(row[place] for place in own)
            living.append((shape.name, mark(*key)))
            living.extend(
                (living_name(shape, column), mark(*key))
                for column in mortal
                if row[places[column]] is not None
            )
            values = tuple(row[places[column]] for column in apart)
            if any(value is not None for value in values):
                beside.append(key + values)
            yield tuple(
                None if column in apart else value
                for column, value in zip(shape.columns, row, strict=True)
            )

    _make(taken, Half.DATA, shape.name, shape.columns, without_keys())
    if apart:
        _make(taken, Half.KEYS, shape.name, (*shape.primary, *apart), iter(beside))


def living_name(shape: Shape, column: str = "") -> str:
    """Return under which name a table's rows, or values of a mortal column, are marked."""
    return f"{shape.name}.{column}" if column else shape.name


def _make(
    taken: Snapshot, half: Half, table: str, columns: Sequence[str], rows: Iterator[Row]
) -> None:
    summing = Summing(columns)
    taken.tables(half).make(table, columns, summing.passing(rows))
    taken.sums[half][table] = summing.sum
