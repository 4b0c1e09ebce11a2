"""Looking for canaries in everything that left, was said, or lies on the disk."""

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

from tejido.minimize.canaries import find_canaries

#: Where the canaries themselves are listed.
LIST = "canaries.txt"
_DATABASE = b"SQLite format 3\0"


def search_folder(root: Path) -> list[str]:
    """Return where canaries show under ``root``: in names and contents of files, in databases.

    A database is searched as the file that it is, with its journals, and once more value by
    value: in the file a long value is cut into pages.
    """
    found: list[str] = []
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        found += _forms(name, name.encode())
        if not path.is_file() or name == LIST:
            continue
        content = path.read_bytes()
        found += _forms(name, content)
        if content.startswith(_DATABASE):
            found += _search_values(name, path)
    return found


def search_items(items: Iterable[bytes]) -> list[str]:
    """Return in which of the approved items (exact bytes) a canary shows."""
    return [where for number, item in enumerate(items) for where in _forms(f"item {number}", item)]


def _search_values(name: str, path: Path) -> list[str]:
    return [
        where for table, value in _values(path) for where in _forms(f"{name}, table {table}", value)
    ]


def _values(path: Path) -> Iterator[tuple[str, bytes]]:
    """Give every text and blob of a SQLite database that others may be writing to."""
    database = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
    try:
        tables = database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
        for (table,) in tables:
            for row in database.execute(f'SELECT * FROM "{table}"'):  # noqa: S608  # its own names
                yield from (
                    (table, _bytes(value)) for value in row if isinstance(value, str | bytes)
                )
    finally:
        database.close()


def _bytes(value: str | bytes) -> bytes:
    return value.encode() if isinstance(value, str) else value


def _forms(where: str, content: bytes) -> list[str]:
    return [f"{where}: {form}" for form in find_canaries(content)]
