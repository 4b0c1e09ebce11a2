"""Reading TOML so that nothing in it is overlooked: whatever nobody asked for is refused."""

import tomllib
from dataclasses import dataclass, field
from typing import Any

from tejido.errors import UsageError
from tejido.languages import words

_ = words("tejido")


@dataclass
class Table:
    """One table of the file: each setting is taken once, then :meth:`close` finds what is left.

    Attributes:
        where: its place in the file, as in ``fields.day``; empty for the file itself.
    """

    where: str
    _left: dict[str, Any] = field(repr=False)

    def place(self, name: str) -> str:
        """Return the place of a setting, for messages."""
        return f"{self.where}.{name}" if self.where else name

    def has(self, name: str) -> bool:
        """Whether a setting is there and was not taken yet."""
        return name in self._left

    def names(self) -> list[str]:
        """Return the settings that were not taken yet, in the order of the file."""
        return list(self._left)

    def take(self, name: str) -> Any:
        """Return a setting as it is, or ``None``."""
        return self._left.pop(name, None)

    def text(self, name: str, *choices: str) -> str:
        """Return a text, empty where it is not there; one of ``choices`` if there are any."""
        found = self.take(name)
        if found is None:
            return ""
        if not isinstance(found, str) or not found:
            raise UsageError(_("Mapping, %(where)s: write a text."), where=self.place(name))
        if choices and found not in choices:
            raise UsageError(
                _("Mapping, %(where)s: write one of these: %(choices)s."),
                where=self.place(name),
                choices=", ".join(choices),
            )
        return found

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of texts; one text alone is a list of one."""
        found = self.take(name)
        listed = [found] if isinstance(found, str) else [] if found is None else found
        if not isinstance(listed, list) or not all(isinstance(one, str) and one for one in listed):
            raise UsageError(
                _("Mapping, %(where)s: write a text, or a list of texts."), where=self.place(name)
            )
        return tuple(listed)

    def number(self, name: str, low: int, high: int) -> int | None:
        """Return a whole number between ``low`` and ``high``, or ``None``."""
        found = self.take(name)
        if found is None:
            return None
        if isinstance(found, bool) or not isinstance(found, int) or not low <= found <= high:
            raise UsageError(
                _("Mapping, %(where)s: write a whole number from %(low)s to %(high)s."),
                where=self.place(name),
                low=low,
                high=high,
            )
        return found

    def table(self, name: str) -> "Table":
        """Return a table, empty where it is not there."""
        return self._table(self.place(name), self.take(name) or {})

    def tables(self, name: str) -> list["Table"]:
        """Return a list of tables, written with double brackets; empty where it is not there."""
        found = self.take(name)
        listed = [] if found is None else found
        if not isinstance(listed, list):
            raise UsageError(
                _("Mapping, %(where)s: write this with double brackets, once for each entry."),
                where=self.place(name),
            )
        return [self._table(self.place(name), one) for one in listed]

    def close(self) -> None:
        """Refuse what nobody asked for."""
        for name in self._left:
            raise UsageError(
                _("Mapping, %(where)s: there is no such setting."), where=self.place(name)
            )

    @staticmethod
    def _table(where: str, found: object) -> "Table":
        if not isinstance(found, dict):
            raise UsageError(_("Mapping, %(where)s: write a table of settings."), where=where)
        return Table(where, dict(found))


def read_toml(text: str) -> Table:
    """Return the whole file as a table.

    Raises:
        UsageError: it is not TOML; says the line.
    """
    try:
        return Table("", tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise UsageError(
            _("The mapping is not TOML: %(reason)s."), reason=_first_line(error)
        ) from None


def _first_line(error: tomllib.TOMLDecodeError) -> str:
    return str(error).strip().splitlines()[0].rstrip(".")
