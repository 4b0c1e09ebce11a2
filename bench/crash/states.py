"""The state of a database, as one digest: two that hold the same rows have the same."""

import hashlib
from collections.abc import Callable, Sequence
from typing import Any


def state_of(ask: Callable[[str], Sequence[tuple[Any, ...]]]) -> str:
    """Return a digest of every row of every table, and of what the file's header notes.

    ``ask`` runs a query. The header's number says whether the file still has to be scrubbed.
    """
    whole = hashlib.sha256(str(ask("PRAGMA user_version")).encode())
    names = ask("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    for (name,) in names:
        rows = sorted(map(repr, ask(f'SELECT * FROM "{name}"')))  # noqa: S608  # our own tables
        whole.update(f"{name} {len(rows)}\n".encode())
        whole.update("\n".join(rows).encode())
    return whole.hexdigest()
