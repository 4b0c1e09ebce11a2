"""One ZIP file, made while it is sent: it is never whole in memory, and never on a disk."""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

#: What some systems do not take in names of files.
_UNTAKEN = re.compile(r'[\x00-\x1f<>:"/\\|?*\x7f]')
#: Bytes of a name, with the number before it: room is left for the folder it is unpacked into.
_NAME_BYTES, _KIND_BYTES = 120, 12
#: Only their owner reads them, where a system keeps such things.
_MODE = 0o600 << 16


@dataclass(frozen=True)
class Entry:
    """A file of the archive: its path with ``/`` between, and its content."""

    path: str
    content: Iterable[bytes]


def archived(entries: Iterable[Entry], on: date) -> Iterator[bytes]:
    """Give the bytes of an archive, piece by piece; every file in it is dated to one day.

    What a content raises ends it without its directory, and nobody takes that for whole.
    """
    tray = _Tray()
    with zipfile.ZipFile(tray, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry in entries:
            about = zipfile.ZipInfo(entry.path, (on.year, on.month, on.day, 0, 0, 0))
            about.compress_type = zipfile.ZIP_DEFLATED
            about.external_attr = _MODE
            with archive.open(about, "w") as file:
                for piece in entry.content:
                    file.write(piece)
                    yield tray.taken()
    yield tray.taken()


def safe_name(name: str) -> str:
    """Return a name that every system takes, in the same script; to be put behind a number.

    What is too long is shortened before its end, which says what kind of file it is.
    """
    name = _UNTAKEN.sub("_", name).rstrip(" .") or "_"
    stem, point, kind = name.rpartition(".")
    end = f"{point}{kind}" if stem and len(kind.encode()) <= _KIND_BYTES else ""
    begin = name.removesuffix(end).encode()[: _NAME_BYTES - len(end.encode())]
    return begin.decode(errors="ignore").rstrip(" .") + end


class _Tray(io.RawIOBase):
    """Where an archive writes to and somebody takes from; there is no way back in it."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: bytes, /) -> int:  # type: ignore[override]  # only zipfile writes here
        self._waiting += data
        return len(data)

    def taken(self) -> bytes:
        found = bytes(self._waiting)
        self._waiting.clear()
        return found
