"""Names of new processes, made from cells of their first row: ``Registro {Folio}``."""

import re
from dataclasses import dataclass

from tejido.importing.rules import Cells

#: Characters of a process's name, as ``work.processes`` takes it.
LONGEST_NAME = 120

_PLACE = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True)
class Naming:
    """A text in which ``{column}`` stands for a cell. Names are sealed like everything written."""

    pattern: str
    columns: tuple[str, ...]

    @classmethod
    def of(cls, pattern: str) -> "Naming":
        """Return the naming that ``pattern`` says."""
        return cls(pattern, tuple(_PLACE.findall(pattern)))

    def name(self, cells: Cells) -> str:
        """Return the name, on one line; unverified text of the file."""
        filled = _PLACE.sub(lambda place: cells[place.group(1)], self.pattern)
        return " ".join(filled.split())
