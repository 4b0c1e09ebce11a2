"""A half as it lies in its file: an age file, in it a tar archive, in that the half's parts.

=================  ==========================================================================
``manifest.json``  see :mod:`tejido.backup.manifest`
``proof``          that this node wrote the manifest, in hex
``tables.db``      the half's tables, a SQLite file
``node.toml``      of data: the settings, without any password
``keys/...``       of keys: the key files, ``node.key`` and ``pepper``
=================  ==========================================================================
"""

import hashlib
import io
import tarfile
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO

from tejido.errors import DatabaseError, SealError
from tejido.languages import words
from tejido.vault.age import Identity, decrypt, decrypt_bytes, encrypt

_ = words("tejido")

MANIFEST, PROOF, TABLES = "manifest.json", "proof", "tables.db"
_BLOCK = 512
_PART = 1 << 20
#: Parts beside the tables are small: settings, two keys, and a line of JSON to each table.
_LARGEST = 1 << 20

Part = bytes | IO[bytes]


def write(parts: Mapping[str, Part], sealed: IO[bytes], recipients: Sequence[str]) -> None:
    """Write a half, sealed to ``recipients``, into an open file.

    Raises:
        InputError: one of them is no recipient, or there is none.
        NodeError: it cannot be written.
    """
    encrypt(_Reader(_tar(parts)), sealed, recipients)  # type: ignore[arg-type]  # it is read only


def read_into(
    sealed: IO[bytes], identities: Sequence[Identity], plaintext: IO[bytes] | None = None
) -> tarfile.TarFile:
    """Open a half (unverified) in memory, or into an open file that takes what is in it.

    Raises:
        SealError: it does not open, or there is no archive in it.
    """
    if plaintext is None:
        plaintext = io.BytesIO(decrypt_bytes(sealed, identities))
    else:
        decrypt(sealed, plaintext, identities)
        plaintext.seek(0)
    try:
        return tarfile.open(fileobj=plaintext, mode="r:")
    except tarfile.TarError as error:
        raise SealError(_("This is an age file, but no backup.")) from error


def small_parts(archive: tarfile.TarFile) -> dict[str, bytes]:
    """Return every part of an archive (unverified) but the tables.

    Raises:
        SealError: it is damaged, or a part is too large.
    """
    found: dict[str, bytes] = {}
    try:
        for member in archive.getmembers():
            if member.name == TABLES:
                continue
            content = archive.extractfile(member)
            if content is None or member.size > _LARGEST:
                raise SealError(_("This is an age file, but no backup."))
            found[member.name] = content.read()
    except tarfile.TarError as error:
        raise SealError(_("This is an age file, but no backup.")) from error
    return found


def tables(archive: tarfile.TarFile, digest: str) -> IO[bytes]:
    """Return the tables of an archive, to be read from the beginning, with this SHA-256 (hex).

    Raises:
        SealError: they are missing, or not those that the manifest names.
    """
    try:
        content = archive.extractfile(TABLES)
    except KeyError:
        content = None
    if content is None or sha256(content) != digest:
        raise SealError(_("The backup's tables are not those that it says it holds."))
    content.seek(0)
    return content


def sha256(part: Part) -> str:
    """Return a part's digest, in hex; a file is read from its beginning to its end."""
    digest, stream = hashlib.sha256(), _stream(part)
    while piece := stream.read(_PART):
        digest.update(piece)
    return digest.hexdigest()


def unnamed(folder: Path) -> IO[bytes]:
    """Open a working file (0600) on the disk of ``folder`` that has no name there.

    Raises:
        DatabaseError: it cannot be made.
    """
    try:
        return tempfile.TemporaryFile(dir=folder)
    except OSError as error:
        raise DatabaseError(
            _("There is no room for a working copy: look whether the disk is full.")
        ) from error


def _stream(part: Part) -> IO[bytes]:
    if isinstance(part, bytes):
        return io.BytesIO(part)
    part.seek(0)
    return part


def _tar(parts: Mapping[str, Part]) -> Iterator[bytes]:
    """Give a tar archive piece by piece: it is never whole in memory or on a disk."""
    for name, part in parts.items():
        stream = _stream(part)
        member = tarfile.TarInfo(name)
        member.size, member.mode = stream.seek(0, io.SEEK_END), 0o600
        stream.seek(0)
        yield member.tobuf(tarfile.PAX_FORMAT)
        while piece := stream.read(_PART):
            yield piece
        yield bytes(-member.size % _BLOCK)
    yield bytes(2 * _BLOCK)


class _Reader(io.RawIOBase):
    """Reads what an iterator gives, as a file."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._left = pieces, memoryview(b"")

    def read(self, size: int = -1) -> bytes:
        """Return up to ``size`` bytes; none at the end."""
        while not self._left:
            piece = next(self._pieces, None)
            if piece is None:
                return b""
            self._left = memoryview(piece)
        part, self._left = self._left[:size], self._left[size:]
        return bytes(part)
