"""Filling an empty database from two halves, and comparing it with what they said.

What is left out, and why:

* a row of data that newer keys do not know any more: it was erased after the data was backed up;
* a process that nobody holds a slot of: nobody could open it;
* a row that refers to one that is not there: it is of what was left out, or newer than the data.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence

from tejido.backup.halves import Halves
from tejido.backup.opened import OpenHalf, Pair
from tejido.backup.snapshot import LIVING, LIVING_COLUMNS, living_name
from tejido.backup.sums import Sum, Summing, mark
from tejido.declare.halves import Half, Named
from tejido.errors import DatabaseError, SealError
from tejido.languages import words
from tejido.store import copying
from tejido.store.copying import Row, Shape
from tejido.store.database import Reading, Writing

_ = words("tejido")

_Rule = Callable[[Row], bool]


class Filling:
    """Fills one database: the data first, then the keys."""

    def __init__(self, pair: Pair, halves: Halves, layers: Collection[str]) -> None:
        """Fill from ``pair`` a database that has the tables of ``layers``.

        Raises:
            SealError: a half's tables are not those that were backed up.
        """
        self._data, self._keys = pair.data, pair.keys
        self._halves, self._layers = halves, layers
        _check(pair.data)
        _check(pair.keys)
        self._living = None if pair.keys_are_older else _living(pair.keys)
        #: By table, the primary keys of the rows that are there and that others may refer to.
        self._present: dict[str, set[Row]] = {}
        #: By table, how many rows were left out, and how many are there.
        self.left_out: Counter[str] = Counter()
        self.rows: Counter[str] = Counter()

    def fill_data(self, tx: Writing) -> None:
        """Insert the half of data, into tables of its version.

        Raises:
            DatabaseError: a row does not fit, or is not read back as it was written.
        """
        for shape in self._shapes(tx, Half.DATA):
            self._insert(tx, shape, self._mortal(shape, self._rows(self._data, shape)))

    def fill_keys(self, tx: Writing) -> None:
        """Insert the half of keys, into tables of its version.

        Raises:
            DatabaseError: see :meth:`fill_data`.
        """
        for shape in self._shapes(tx, Half.KEYS):
            self._insert(tx, shape, self._rows(self._keys, shape))
        for shape in self._shapes(tx, Half.DATA):
            if self._halves.keys_of(shape):
                self._put_back(tx, shape)

    def _shapes(self, tx: Reading, half: Half) -> list[Shape]:
        return self._halves.of_half(copying.shapes(tx, self._layers), half)

    def _insert(self, tx: Writing, shape: Shape, rows: Iterator[Row]) -> None:
        summing = Summing(shape.columns)
        copying.insert(tx, shape, summing.passing(rows))
        copying.count_on(tx, shape)
        _compare(summing.sum, shape.columns, copying.rows(tx, shape))
        self.rows[shape.name] = summing.sum.rows

    def _put_back(self, tx: Writing, shape: Shape) -> None:
        """Fill the columns that were kept with the keys, in the rows that are there."""
        apart, keys = self._halves.keys_of(shape), len(shape.primary)
        columns, present = (*shape.primary, *apart), self._present[shape.name]
        summing = Summing(columns)
        found = self._keys.tables.rows(shape.name, columns)
        fitting = (row for row in found if row[:keys] in present)
        copying.fill(tx, shape, apart, summing.passing(fitting))
        filled = (
            row
            for row in copying.rows(tx, shape, columns)
            if any(value is not None for value in row[keys:])
        )
        _compare(summing.sum, columns, filled)

    def _rows(self, half: OpenHalf, shape: Shape) -> Iterator[Row]:
        """Give the rows of a table that are to be there, and note which those are."""
        own = [shape.columns.index(column) for column in shape.primary]
        rules, present = self._rules(shape), self._present.setdefault(shape.name, set())
        # Nothing refers to a row by several columns; of large tables that would be many.
        is_noted = len(own) == 1 or self._halves.keys_of(shape)
        for row in half.tables.rows(shape.name, shape.columns):
            if all(rule(row) for rule in rules):
                if is_noted:
                    present.add(tuple(row[place] for place in own))
                yield row
            else:
                self.left_out[shape.name] += 1

    def _rules(self, shape: Shape) -> list[_Rule]:
        """Return what must be true of a table's rows for them to be there."""
        one = self._halves.tables[shape.name]
        own = [shape.columns.index(column) for column in shape.primary]
        rules = [self._refers(shape, Named(key.column, key.table)) for key in shape.foreign]
        rules += [self._refers(shape, named) for named in one.names]
        if one.opened_by:
            opened = _opened(self._keys, self._halves, one.opened_by, shape.name)
            rules.append(lambda row: row[own[0]] in opened)
        if one.half is Half.DATA and self._living is not None:
            living = self._living.get(living_name(shape), set())
            rules.append(lambda row: mark(*(row[place] for place in own)) in living)
        return rules

    def _refers(self, shape: Shape, named: Named) -> _Rule:
        place = shape.columns.index(named.column)
        present = self._present.setdefault(named.table, set())
        applies = _when(shape.columns, named)
        return lambda row: row[place] is None or not applies(row) or (row[place],) in present

    def _mortal(self, shape: Shape, rows: Iterator[Row]) -> Iterator[Row]:
        """Give rows without the values that were erased since."""
        mortal = self._halves.mortal_of(shape)
        if self._living is None or not mortal:
            yield from rows
            return
        living = [self._living.get(living_name(shape, column), set()) for column in shape.columns]
        own = [shape.columns.index(column) for column in shape.primary]
        for row in rows:
            marked = mark(*(row[place] for place in own))
            yield tuple(
                None if column in mortal and marked not in living[place] else row[place]
                for place, column in enumerate(shape.columns)
            )


def _check(half: OpenHalf) -> None:
    """Return if a half's tables hold what its manifest says, and no others are there."""
    found = half.tables.tables()
    if found != sorted(half.manifest.tables):
        raise SealError(_("The backup's tables are not those that it says it holds."))
    for table in found:
        columns = half.tables.columns(table)
        _compare(half.manifest.tables[table], columns, half.tables.rows(table, columns))


def _compare(said: Sum, columns: Sequence[str], rows: Iterator[Row]) -> None:
    summing = Summing(columns)
    for row in rows:
        summing.add(row)
    if summing.sum != said:
        raise DatabaseError(_("What was restored is not what was backed up: do not use it."))


def _living(keys: OpenHalf) -> dict[str, set[bytes]]:
    """Return the marks of what there was when the keys were backed up."""
    found: dict[str, set[bytes]] = {}
    for name, marked in keys.tables.rows(LIVING, LIVING_COLUMNS):
        found.setdefault(str(name), set()).add(marked)  # type: ignore[arg-type]  # bytes, proved
    return found


def _opened(keys: OpenHalf, halves: Halves, by: str, table: str) -> Collection[object]:
    """Return the ids of a table's rows that a table of the keys names."""
    columns = keys.tables.columns(by)
    found: set[object] = set()
    for named in halves.tables[by].names:
        if named.table == table:
            place, applies = columns.index(named.column), _when(columns, named)
            rows = keys.tables.rows(by, columns)
            found |= {row[place] for row in rows if applies(row)}
    return found


def _when(columns: Sequence[str], named: Named) -> _Rule:
    if named.when is None:
        return lambda _row: True
    column, value = named.when
    place = columns.index(column)
    return lambda row: row[place] == value
