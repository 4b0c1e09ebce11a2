"""Padding: what is sealed at rest has few lengths, so that a length does not tell a code.

``length 4 (big-endian) | plaintext | zeros`` up to the next multiple of a step. Only what was
padded so, and with as few zeros as could be, is unpadded.
"""

import struct

from tejido.errors import SealError
from tejido.languages import words

_ = words("tejido")
_LENGTH = struct.Struct(">I")


def padded(plaintext: bytes, step: int) -> bytes:
    """Return a plaintext with its length before it and zeros behind, a multiple of ``step``."""
    content = _LENGTH.pack(len(plaintext)) + plaintext
    return content + bytes(-len(content) % step)


def unpadded(content: bytes, step: int) -> bytes:
    """Return the plaintext that :func:`padded` took with the same ``step``.

    Raises:
        SealError: it was padded in no such way.
    """
    end = _LENGTH.size + int.from_bytes(content[: _LENGTH.size])
    if len(content) != end + -end % step or content.count(0, end) != len(content) - end:
        raise SealError(_("This does not open: it is damaged."))
    return content[_LENGTH.size : end]
