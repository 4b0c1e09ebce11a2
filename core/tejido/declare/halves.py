"""Which half of a backup a table belongs to: what may be kept long, or what opens it.

A backup is two files. Of the *keys* only the newest two are kept, so that erasing reaches the
older files of *data* as well: whatever would undo it stands in the keys. Small things that must
never be older than what was decided last (a consent that was withdrawn) stand there too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Half(StrEnum):
    """Where a table goes."""

    DATA = "data"
    KEYS = "keys"
    #: Of no use after a restore: what lasts for minutes.
    LEFT_OUT = "left out"


@dataclass(frozen=True)
class Named:
    """A column with the ids of another table's rows, where no foreign key says so.

    Attributes:
        column: which.
        table: whose rows it names, by their primary key.
        when: a column and its value, where only some rows name one.
    """

    column: str
    table: str
    when: tuple[str, str] | None = None


@dataclass(frozen=True)
class TableHalf:
    """What a backup does with one table.

    Attributes:
        table: its name in the database.
        half: where its rows go.
        keys: of a table of data, columns that go to the keys all the same; they can be null.
        mortal: of a table of data, columns that are erased alone, by setting them null.
        names: rows that it names; where one is missing after a restore, its own row is left out.
        opened_by: the table of keys that names its rows; one that no row names is left out.
    """

    table: str
    half: Half
    keys: Sequence[str] = ()
    mortal: Sequence[str] = ()
    names: Sequence[Named] = ()
    opened_by: str = ""
