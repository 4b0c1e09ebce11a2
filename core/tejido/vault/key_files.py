"""Key files: a line that says what the file is, and a line of base64. Mode 0600.

They are what a machine must hold to work alone at night. A file that others on the machine
can read is refused: it may already have been copied.
"""

import base64
import binascii
import os
import stat
from pathlib import Path

from tejido.errors import KeyFileError
from tejido.languages import words

_ = words("tejido")

_LARGEST = 4096


def write_key_file(path: Path, kind: str, key: bytes) -> None:
    """Write a new key file, readable by its owner alone, and make it durable.

    Args:
        path: Where; its folder is made (0700) if missing.
        kind: What it holds, as one ASCII word (``node-key``).
        key: The bytes.

    Raises:
        KeyFileError: it exists already (a key is never overwritten) or cannot be written.
    """
    put_key_file(path, f"{_title(kind)}\n{base64.b64encode(key).decode()}\n".encode())


def put_key_file(path: Path, content: bytes) -> None:
    """Write a whole key file as it was backed up; see :func:`write_key_file`.

    Raises:
        KeyFileError: it exists already, or cannot be written.
    """
    if path.exists():
        raise KeyFileError(_("The key file %(file)s exists already."), file=_name(path))
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # O_EXCL decides where two make the same file at once.
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        _sync_folder(path.parent)
    except OSError as error:
        raise KeyFileError(_("Cannot write the key file %(file)s."), file=_name(path)) from error


def read_key_file(path: Path, kind: str, size: int) -> bytes:
    """Return the ``size`` bytes of a key file of this ``kind``.

    Raises:
        KeyFileError: missing, unreadable, readable by others, or not such a key.
    """
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            content = file.read(_LARGEST)
    except OSError as error:
        raise KeyFileError(
            _("Cannot read the key file %(file)s: restore it from the backup of keys."),
            file=_name(path),
        ) from error
    if stat.S_IMODE(mode) & 0o077:
        raise KeyFileError(
            _(
                "Others on this machine can read the key file %(file)s; make it private "
                "(chmod 600), and if they are not trusted, replace the key."
            ),
            file=_name(path),
        )
    return parse_key_file(path, content, kind, size)


def parse_key_file(path: Path, content: bytes, kind: str, size: int) -> bytes:
    """Return the ``size`` bytes of a key file of this ``kind``, from its ``content`` (unverified).

    Raises:
        KeyFileError: it is not such a key; the message names the file by its ``path``.
    """
    title, *rest = content.split(b"\n", 1)
    try:
        key = base64.b64decode(b"".join(rest).strip(), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if title.decode("ascii", "replace").strip() != _title(kind) or len(key) != size:
        raise KeyFileError(
            _(
                "The key file %(file)s does not hold such a key: "
                "restore it from the backup of keys."
            ),
            file=_name(path),
        )
    return key


def _title(kind: str) -> str:
    return f"tejido/v1/{kind}"


def _name(path: Path) -> str:
    """Name a file as people find it in the node's folder, without the way there."""
    return f"{path.parent.name}/{path.name}"


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
