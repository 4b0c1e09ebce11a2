"""Signed notes: a text, and lines that say who signed it. From: C2SP signed-note v1.0.0.

::

    the text, ending in a newline
    (an empty line)
    — NAME BASE64(key id 4 | Ed25519 signature 64)

The key id is the beginning of ``SHA-256(name | 0x0A | 0x01 | public half)``: a hint. Which key
signs under which name is known beforehand, never taken from the note.
"""

import base64
import hashlib
from dataclasses import dataclass

from tejido.errors import SealError
from tejido.languages import words
from tejido.vault.ciphers import SigningPair, verify_signature

_ = words("tejido")

#: What is longer, or signed by more, is no note of a log (the format asks for at least 16).
LONGEST_NOTE = 128 * 1024
MOST_SIGNATURES = 64
_KEY_ID_SIZE = 4
_ED25519 = b"\x01"
_DASH = "— "


@dataclass(frozen=True)
class Signature:
    """One signature line, unverified."""

    name: str
    key_id: bytes
    signature: bytes


@dataclass(frozen=True)
class Note:
    """A note, well formed and unverified; ``text`` ends in a newline."""

    text: str
    signatures: tuple[Signature, ...]


def sign(text: str, name: str, pair: SigningPair) -> str:
    """Return a note of ``text``, which ends in a newline, signed under ``name``.

    Raises:
        SealError: a note cannot have such a text or name.
    """
    signature = key_id(name, pair.public) + pair.sign(text.encode())
    note = f"{text}\n{_DASH}{name} {base64.b64encode(signature).decode()}\n"
    if parse(note).text != text:
        raise _malformed()
    return note


def verified_text(note: str, name: str, public: bytes) -> str:
    """Return a note's text (the note is unverified) once it is known who signed it.

    1. It is well formed.
    2. A line bears the name and the id of this key; lines of others are passed over.
    3. Each such line's signature is that key's over the text.

    Raises:
        SealError: any of these fails.
    """
    parsed, known = parse(note), (name, key_id(name, public))
    ours = [one for one in parsed.signatures if (one.name, one.key_id) == known]
    if not ours:
        raise SealError(_("This note is not signed by the key it should be signed by."))
    for one in ours:
        verify_signature(public, parsed.text.encode(), one.signature)
    return parsed.text


def parse(note: str) -> Note:
    """Take a note (unverified) apart.

    Raises:
        SealError: it is not exactly of the form above, or too long.
    """
    if len(note) > LONGEST_NOTE or not _is_plain(note):
        raise _malformed()
    text, empty, lines = note.rpartition("\n\n")
    if not text or not empty or not lines.endswith("\n"):
        raise _malformed()
    signatures = lines.removesuffix("\n").split("\n")
    if len(signatures) > MOST_SIGNATURES:
        raise _malformed()
    return Note(f"{text}\n", tuple(map(_signature, signatures)))


def key_id(name: str, public: bytes) -> bytes:
    """Return the id (4 bytes) of an Ed25519 key under a name."""
    return hashlib.sha256(name.encode() + b"\n" + _ED25519 + public).digest()[:_KEY_ID_SIZE]


def decoded(text: str) -> bytes:
    """Return the bytes of a base64 text (unverified) that is written the one way there is.

    Raises:
        SealError: it is not.
    """
    try:
        raw = base64.b64decode(text, validate=True)
    except ValueError as error:  # binascii.Error is one; so is a character beyond ASCII
        raise _malformed() from error
    if base64.b64encode(raw).decode() != text:
        raise _malformed()
    return raw


def _signature(line: str) -> Signature:
    name, _space, encoded = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH) or not name or any(c.isspace() or c == "+" for c in name):
        raise _malformed()
    raw = decoded(encoded)
    if len(raw) <= _KEY_ID_SIZE:
        raise _malformed()
    return Signature(name, raw[:_KEY_ID_SIZE], raw[_KEY_ID_SIZE:])


def _is_plain(note: str) -> bool:
    """Whether a text has no control characters but newlines, and can be written in UTF-8."""
    try:
        note.encode()
    except UnicodeEncodeError:
        return False
    return all(character >= " " or character == "\n" for character in note)


def _malformed() -> SealError:
    return SealError(_("This is not a signed note: it is damaged, or something else."))
