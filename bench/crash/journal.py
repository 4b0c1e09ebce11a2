"""What a client asked for and what it was answered: one JSON line each, in a file of its own.

A line is written before something is asked, another one after it was answered. What has no second
line was under way when the server was killed: it may have been done or not, but not by half.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

#: How something that was asked may end: done and told so, refused, or (found out afterwards) not
#: done at all.
DONE, REFUSED, UNDONE = "done", "refused", "undone"


@dataclass(frozen=True)
class Ask:
    """One thing asked for: its number in the journal, what (``write``), and with what."""

    number: int
    what: str
    given: Mapping[str, Any]


class Journal:
    """One client's journal. Used by one thread at a time."""

    def __init__(self, file: Path) -> None:
        """Begin the file, which must not exist."""
        file.touch(exist_ok=False)
        self._file = file
        self._asked = 0

    def ask(self, what: str, **given: Any) -> Ask:
        """Write down what will be asked."""
        self._asked += 1
        self._line({"ask": self._asked, "what": what, "given": given})
        return Ask(self._asked, what, given)

    def end(self, ask: Ask, how: str, **found: Any) -> None:
        """Write down how it ended, and what came of it."""
        self._line({"end": ask.number, "how": how, "found": found})

    def lines(self) -> Iterator[Mapping[str, Any]]:
        """Give every line, from the file."""
        with self._file.open(encoding="utf-8") as file:
            yield from map(json.loads, file)

    def _line(self, said: Mapping[str, Any]) -> None:
        with self._file.open("a", encoding="utf-8") as file:
            file.write(json.dumps(said) + "\n")
