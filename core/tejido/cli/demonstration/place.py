"""Where the demonstration lives: its folder, and an environment without other nodes' settings."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tejido.errors import UsageError
from tejido.languages import words

_ = words("tejido")

_SETTINGS = "TEJIDO_"
#: Says nothing about a node.
_KEPT = frozenset({"TEJIDO_TRACE"})


@contextmanager
def folder(named: Path | None) -> Iterator[Path]:
    """Give an empty folder: the one that was named, to stay, or one that goes at the end.

    Raises:
        UsageError: the named one is not empty, or cannot be made.
    """
    if named is None:
        with tempfile.TemporaryDirectory(prefix="tejido-demo-") as made:
            yield Path(made).resolve()
        return
    try:
        named.mkdir(mode=0o700, parents=True, exist_ok=True)
        is_empty = next(named.iterdir(), None) is None
    except OSError as error:
        message = _("%(folder)s cannot be used as a folder; name another.")
        raise UsageError(message, folder=named.name) from error
    if not is_empty:
        message = _("%(folder)s is not empty; name a new folder for the demonstration.")
        raise UsageError(message, folder=named.name)
    yield named.resolve()


@contextmanager
def no_settings() -> Iterator[None]:
    """Take settings out of the environment: one port or database cannot serve three nodes."""
    given = {
        name: value
        for name, value in os.environ.items()
        if name.startswith(_SETTINGS) and name not in _KEPT
    }
    for name in given:
        del os.environ[name]
    try:
        yield
    finally:
        os.environ.update(given)
