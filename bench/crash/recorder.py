"""A file system under SQLite that writes down what is written, truncated, synced and deleted.

It belongs to the SQLite inside apsw, which is not the one that Python's own module uses:
:mod:`bench.crash.recorded` lets the product's store run on it.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import apsw

#: What SQLite calls it; connections are opened by that name.
VFS = "tejido-recorder"


@dataclass(frozen=True)
class Created:
    """A file of this name came to be: from now on ``inode`` stands under it."""

    name: str
    inode: int


@dataclass(frozen=True)
class Deleted:
    """Nothing stands under this name any more."""

    name: str


@dataclass(frozen=True)
class Written:
    """Bytes were handed over for a place in a file."""

    inode: int
    offset: int
    data: bytes


@dataclass(frozen=True)
class Truncated:
    """A file was cut to a size."""

    inode: int
    size: int


@dataclass(frozen=True)
class Synced:
    """All that was handed over for a file so far has to outlast the power."""

    inode: int


@dataclass(frozen=True)
class Committed:
    """A transaction was acknowledged; ``state`` is the digest of everything in the tables.

    The first one stands for what was there before.
    """

    state: str


Event = Created | Deleted | Written | Truncated | Synced | Committed


class Recorder:
    """What happened to a folder's files, in order, by name within the folder."""

    def __init__(self, folder: Path) -> None:
        """Begin with the files that are there: inodes 0, 1, ... in the order of their names."""
        self.events: list[Event] = []
        self._folder = folder
        self._inodes = {file.name: number for number, file in enumerate(sorted(folder.iterdir()))}
        #: Names and contents at the beginning.
        self.base = {name: (folder / name).read_bytes() for name in self._inodes}
        self._next = len(self._inodes)

    def opened(self, path: str) -> int:
        """Return the inode of a file that is opened, and was made if it was not there."""
        name = Path(path).name
        if name not in self._inodes:
            self._inodes[name], self._next = self._next, self._next + 1
            self.events.append(Created(name, self._inodes[name]))
        return self._inodes[name]

    def deleted(self, path: str) -> None:
        """Take that a name is gone."""
        name = Path(path).name
        if self._inodes.pop(name, None) is not None:
            self.events.append(Deleted(name))


class _File(apsw.VFSFile):
    """One open file."""

    def __init__(self, recorder: Recorder, name: Any, flags: list[int]) -> None:
        path = name.filename() if isinstance(name, apsw.URIFilename) else name
        super().__init__("", name, flags)
        self._events, self._inode = recorder.events, recorder.opened(str(path))

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802  # SQLite's own name
        super().xWrite(data, offset)
        self._events.append(Written(self._inode, offset, bytes(data)))

    def xTruncate(self, newsize: int) -> None:  # noqa: N802
        super().xTruncate(newsize)
        self._events.append(Truncated(self._inode, newsize))

    def xSync(self, flags: int) -> None:  # noqa: N802
        super().xSync(flags)
        self._events.append(Synced(self._inode))


class Files(apsw.VFS):
    """The file system: SQLite's own for this machine, with a recorder over it."""

    def __init__(self, recorder: Recorder) -> None:
        """Offer it to SQLite under the name :data:`VFS`, until ``unregister``."""
        super().__init__(VFS, "")
        self._recorder = recorder

    def xOpen(self, name: Any, flags: list[int]) -> _File:  # noqa: N802
        """Open a file, and note it if that makes it."""
        return _File(self._recorder, name, flags)

    def xDelete(self, filename: str, syncdir: bool) -> None:  # noqa: N802
        """Delete a file, and note it."""
        super().xDelete(filename, syncdir)
        self._recorder.deleted(filename)
