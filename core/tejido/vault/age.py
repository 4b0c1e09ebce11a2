"""Age: files that anybody can seal to a recipient, and that only the recipient's identity opens.

The one module that knows pyrage. What is written here is an age file of the kind ``X25519``
(https://age-encryption.org/v1), which ``age -d`` opens on any machine, without Tejido.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import IO

import pyrage
from pyrage import x25519

from tejido.errors import InputError, NodeError, SealError
from tejido.languages import words

_ = words("tejido")

_REFUSED = (pyrage.DecryptError, pyrage.IdentityError, pyrage.RecipientError, OSError)


@dataclass(frozen=True)
class Identity:
    """What opens age files (``AGE-SECRET-KEY-1...``), and to what they are sealed (``age1...``)."""

    secret: str = field(repr=False)
    recipient: str

    def to_text(self) -> str:
        """Return the file that :func:`read_identities` and ``age -d -i`` read."""
        return f"# public key: {self.recipient}\n{self.secret}\n"


def new_identity() -> Identity:
    """Draw an identity; whoever loses it opens none of what was sealed to it."""
    drawn = x25519.Identity.generate()
    return Identity(str(drawn), str(drawn.to_public()))


def read_identities(text: str) -> list[Identity]:
    """Return the identities in a file (unverified text): one a line, besides comments.

    Raises:
        InputError: there is none, or a line is none.
    """
    lines = [line.strip() for line in text.splitlines()]
    found = [_identity(line) for line in lines if line and not line.startswith("#")]
    if not found:
        raise InputError(_("There is no age identity in this file: it has AGE-SECRET-KEY-1."), {})
    return found


def encrypt(plaintext: IO[bytes], sealed: IO[bytes], recipients: Sequence[str]) -> None:
    """Seal a stream to its end; each of ``recipients`` (``age1...``) opens it.

    Raises:
        InputError: one of them is no recipient, or there is none.
        NodeError: it cannot be read or written: mostly, a disk is full.
    """
    try:
        keys = [x25519.Recipient.from_str(recipient) for recipient in recipients]
    except pyrage.RecipientError as error:
        raise InputError(_("This is not an age recipient: one begins with age1."), {}) from error
    if not keys:
        raise InputError(_("There is nobody to seal this to: name an age recipient."), {})
    try:
        pyrage.encrypt_io(plaintext, sealed, keys)
    except (pyrage.EncryptError, OSError) as error:
        raise NodeError(_("This cannot be written: look whether the disk is full.")) from error


def decrypt(sealed: IO[bytes], plaintext: IO[bytes], identities: Sequence[Identity]) -> None:
    """Open a stream (unverified) to its end. What was written before an error is not to be used.

    Raises:
        SealError: none of ``identities`` opens it, or it is damaged or cut off.
    """
    try:
        keys = [x25519.Identity.from_str(one.secret) for one in identities]
        pyrage.decrypt_io(sealed, plaintext, keys)
    except _REFUSED as error:
        raise SealError(
            _("This file does not open: it is of another identity, damaged, or not an age file.")
        ) from error


def decrypt_bytes(sealed: IO[bytes], identities: Sequence[Identity]) -> bytes:
    """Open a stream (unverified) into memory.

    Raises:
        SealError: see :func:`decrypt`.
    """
    plaintext = io.BytesIO()
    decrypt(sealed, plaintext, identities)
    return plaintext.getvalue()


def _identity(line: str) -> Identity:
    try:
        found = x25519.Identity.from_str(line)
    except pyrage.IdentityError as error:
        raise InputError(
            _("This is not an age identity: its lines begin with AGE-SECRET-KEY-1 or #."), {}
        ) from error
    return Identity(line, str(found.to_public()))
