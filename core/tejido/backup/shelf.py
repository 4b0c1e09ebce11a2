"""The folder in which backups are kept: their names, and how long the keys stay.

A backup is two files of one moment, ``<node id>-20261123T101500Z.data.age`` and
``...keys.age``. Nothing of the organization's name stands in them.
"""

import os
import re
import tempfile
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO

from tejido.declare.halves import Half
from tejido.errors import NodeError
from tejido.languages import words

_ = words("tejido")

#: The folder in a node's own, for the backups that an upgrade makes.
OWN = "backups"
#: How many files of keys stay. What was erased is out of reach once they were all made after it.
KEPT = 2
_STAMP = "%Y%m%dT%H%M%SZ"
_PARTIAL = ".part"
#: Nobody writes for so long to a file that is not whole yet.
_LONGEST_SECONDS = 24 * 60 * 60


def free_moment(folder: Path, node: str, now: datetime, others: Collection[Path] = ()) -> datetime:
    """Make the folder (0700) if it is missing; return the first free second from ``now`` on (UTC).

    A second is free where neither the folder nor ``others`` hold a backup of it.

    Raises:
        NodeError: it cannot be made or read.
    """
    moment = now.astimezone(UTC).replace(microsecond=0)
    with _written():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # In none of them, or two of one second could not be told apart when the older goes.
        while any(
            path_of(one, node, moment, half).exists()
            for one in {folder, *others}
            for half in (Half.DATA, Half.KEYS)
        ):
            moment += timedelta(seconds=1)
    return moment


def path_of(folder: Path, node: str, moment: datetime, half: Half) -> Path:
    """Return where a half of a node's backup stands."""
    return folder / f"{node}-{moment.strftime(_STAMP)}.{half.value}.age"


def put(halves: Mapping[Path, Callable[[IO[bytes]], object]]) -> None:
    """Write files (0600), each under another name until all are whole and on the disk.

    Raises:
        NodeError: they cannot be written; none is left.
    """
    made: dict[Path, Path] = {}
    try:
        for path, write in halves.items():
            with _written():
                handle, name = tempfile.mkstemp(_PARTIAL, f".{path.name}.", path.parent)
            made[path] = Path(name)
            with _written(), os.fdopen(handle, "wb") as file:
                write(file)
                file.flush()
                os.fsync(file.fileno())
        for path, partial in made.items():
            with _written():
                partial.rename(path)
                _sync(path.parent)
    finally:
        for partial in made.values():
            partial.unlink(missing_ok=True)


def thin(folders: Collection[Path], node: str, newest: Path) -> list[Path]:
    """Remove a node's files of keys, but ``newest`` and the one before it; return what went.

    Args:
        folders: all where there may be some; one that is missing has none.
        node: the node's id.
        newest: what was made just now, whatever its name says: a clock may have been set back.

    Raises:
        NodeError: one cannot be removed.
    """
    form = re.compile(rf"{re.escape(node)}-\d{{8}}T\d{{6}}Z\.{Half.KEYS.value}\.age")
    with _written():
        found = [path for one in folders if one.is_dir() for path in one.iterdir()]
        older = sorted((p for p in found if form.fullmatch(p.name)), key=lambda path: path.name)
        older = [path for path in older if path != newest]
        gone = [*older[: max(0, len(older) - (KEPT - 1))], *_broken_off(found, node)]
        for path in gone:
            path.unlink()
        for folder in {path.parent for path in gone}:
            _sync(folder)
    return gone


def _broken_off(found: Collection[Path], node: str) -> list[Path]:
    """Return what an earlier backup left that was broken off, by a power cut for instance."""
    partial = [path for path in found if path.name.startswith(f".{node}-")]
    before = time.time() - _LONGEST_SECONDS
    return [path for path in partial if path.suffix == _PARTIAL and path.stat().st_mtime < before]


@contextmanager
def _written() -> Iterator[None]:
    """Say of a folder that cannot be written to what to do."""
    try:
        yield
    except OSError as error:
        raise NodeError(
            _("The backup cannot be written: look at its folder, and whether the disk is full.")
        ) from error


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
