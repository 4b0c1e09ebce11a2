"""Files that are sealed while they stream: nothing of them is on a disk in clear, at no moment.

A stream is cut into chunks of 64 KiB, each sealed by libsodium's secretstream under a key of the
stream's own; the last is filled up with zeros, so that only the number of chunks shows. Chunks
left out, put in, exchanged or taken from another stream do not open, and neither does a stream
without its end.
"""

import errno
import io
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tejido.errors import BusyError, SealError
from tejido.languages import words
from tejido.vault.ciphers import STREAM_OVERHEAD, StreamOpener, StreamSealer

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

_ = words("tejido")

#: Bytes of a chunk, before and after it is sealed.
CHUNK = 64 * 1024
SEALED_CHUNK = CHUNK + STREAM_OVERHEAD


@dataclass(frozen=True)
class StreamKey:
    """What opens a sealed stream: ``key`` 32 bytes, ``header`` 24, and how long it was."""

    key: bytes = field(repr=False)
    header: bytes = field(repr=False)
    size: int

    @property
    def chunks(self) -> int:
        """How many chunks the stream has; an empty one has one as well."""
        return max(1, -(-self.size // CHUNK))


def unsealed(key: StreamKey, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Give the pieces of a stream from its sealed chunks (unverified bytes).

    What was given before it raises is the beginning of the stream, and not the whole.

    Raises:
        SealError: a chunk is missing, too many, in another's place, another stream's or damaged.
    """
    opener, left, is_over = StreamOpener(key.key, key.header), key.size, False
    for sealed in chunks:
        chunk, is_last = opener.open(sealed)
        if is_over or len(chunk) != CHUNK or is_last != (left <= CHUNK) or any(chunk[left:]):
            raise SealError(_("This does not open: it is damaged."))
        yield chunk[:left]
        left, is_over = left - len(chunk), is_last
    if not is_over:
        raise SealError(_("This does not open: it is damaged."))


class SealedSpool(io.RawIOBase):
    """A file that is written once, sealed as it comes, and then read from its beginning.

    It lies in a folder under no name, and is gone once it is closed. ``seek(0)`` ends the writing;
    from then on :meth:`read` gives what was written and :meth:`sealed` the sealed chunks.
    """

    def __init__(self, folder: Path) -> None:
        """Begin an empty file in ``folder``.

        Raises:
            BusyError: there is no room for one.
        """
        super().__init__()
        self._sealer = StreamSealer()
        self._waiting = bytearray()
        self._size = 0
        self._pieces: Iterator[bytes] | None = None
        self._piece = memoryview(b"")
        # Never in the machine's folder for temporary files: that may be anybody's disk.
        with _making_room():
            self._file = tempfile.TemporaryFile(dir=folder, buffering=0)  # noqa: SIM115  # see close

    @property
    def stream_key(self) -> StreamKey:
        """What opens the sealed chunks."""
        return StreamKey(self._sealer.key, self._sealer.header, self._size)

    def write(self, data: "ReadableBuffer", /) -> int:
        """Seal and keep what comes next.

        Raises:
            BusyError: the disk is full.
        """
        if self._pieces is not None:
            raise io.UnsupportedOperation("it has ended")
        given = memoryview(data).cast("B")
        self._waiting += given
        self._size += len(given)
        # One chunk always waits: it might be the last.
        while len(self._waiting) > CHUNK:
            self._keep(bytes(self._waiting[:CHUNK]), is_last=False)
            del self._waiting[:CHUNK]
        return len(given)

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """End the writing, and read from the beginning; there is no other place to go to."""
        if (offset, whence) != (0, io.SEEK_SET):
            raise io.UnsupportedOperation("only to its beginning")
        if self._pieces is None:
            self._keep(bytes(self._waiting).ljust(CHUNK, b"\0"), is_last=True)
            self._waiting.clear()
        self._pieces, self._piece = unsealed(self.stream_key, self.sealed()), memoryview(b"")
        return 0

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        """Read on, into ``buffer``; 0 bytes are the end.

        Raises:
            SealError: the disk does not give back what was written.
        """
        if self._pieces is None:
            self.seek(0)
            return self.readinto(buffer)
        if not self._piece:
            self._piece = memoryview(next(self._pieces, b""))
        target = memoryview(buffer).cast("B")
        size = min(len(target), len(self._piece))
        target[:size] = self._piece[:size]
        self._piece = self._piece[size:]
        return size

    def sealed(self) -> Iterator[bytes]:
        """Give the sealed chunks, from the first to the last."""
        for number in range(self.stream_key.chunks):
            self._file.seek(number * SEALED_CHUNK)
            yield self._file.read(SEALED_CHUNK)

    def readable(self) -> bool:
        """It can be read."""
        return True

    def writable(self) -> bool:
        """It can be written, until it ended."""
        return self._pieces is None

    def seekable(self) -> bool:
        """It can be begun anew."""
        return True

    def close(self) -> None:
        """Let the file go; nothing of it is left."""
        if not self.closed and hasattr(self, "_file"):
            self._file.close()
        super().close()

    def _keep(self, chunk: bytes, *, is_last: bool) -> None:
        with _making_room():
            if self._file.write(self._sealer.seal(chunk, is_last=is_last)) != SEALED_CHUNK:
                raise OSError(errno.ENOSPC, "it took only a part")


@contextmanager
def _making_room() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        message = _("There is no room for this file on the node's disk now; it was not kept.")
        raise BusyError(message) from error
