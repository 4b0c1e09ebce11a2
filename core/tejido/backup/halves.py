"""The halves of all layers together, held against the tables that a database really has."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tejido.declare.halves import Half, TableHalf
from tejido.errors import DatabaseError
from tejido.languages import words
from tejido.store.copying import Shape

_ = words("tejido")


@dataclass(frozen=True)
class Halves:
    """What a backup does with each table, by its name."""

    tables: Mapping[str, TableHalf]

    @classmethod
    def of(cls, declared: Iterable[TableHalf]) -> "Halves":
        """Put declarations together.

        Raises:
            DatabaseError: two are about one table.
        """
        tables: dict[str, TableHalf] = {}
        for one in declared:
            if one.table in tables:
                raise DatabaseError(
                    _("Two plugins say where the table %(table)s is backed up: switch one off."),
                    table=one.table,
                )
            tables[one.table] = one
        return cls(tables)

    def of_half(self, shapes: Mapping[str, Shape], half: Half) -> list[Shape]:
        """Return the tables of one half, each after those that it refers to.

        Raises:
            DatabaseError: there is a table that nobody declared.
        """
        for name in shapes:
            if name not in self.tables:
                raise DatabaseError(
                    _(
                        "Nothing says where the table %(table)s is backed up: switch its plugin "
                        "on, or upgrade it."
                    ),
                    table=name,
                )
        return [shape for shape in shapes.values() if self.tables[shape.name].half is half]

    def keys_of(self, shape: Shape) -> tuple[str, ...]:
        """Return the columns of a table of data that go to the keys; a database may lack some."""
        return tuple(one for one in self.tables[shape.name].keys if one in shape.columns)

    def mortal_of(self, shape: Shape) -> tuple[str, ...]:
        """Return the columns of a table of data that are erased alone."""
        return tuple(one for one in self.tables[shape.name].mortal if one in shape.columns)
