r"""Proofs that a row was written by this node: whoever can only write to the database lacks them.

Public halves and sealed boxes name no author, so that anybody could put their own in. A proof is
BLAKE2b under the pepper, a file outside the database, of ``"tejido/proof/v1\0"`` and then of
what is proved and its parts, each ``length 4 (big-endian) | bytes``.
"""

import struct
from hmac import compare_digest

from tejido.errors import SealError
from tejido.languages import words
from tejido.vault.ciphers import keyed_hash

_ = words("tejido")
_MAGIC = b"tejido/proof/v1\0"
_LENGTH = struct.Struct(">I")


def prove(pepper: bytes, what: str, *parts: str | bytes) -> bytes:
    """Return the proof (32 bytes) that this node wrote ``parts`` as a ``what``."""
    framed = [_framed(part) for part in (what, *parts)]
    return keyed_hash(pepper, _MAGIC + b"".join(framed))


def check_proof(pepper: bytes, proof: bytes, what: str, *parts: str | bytes) -> None:
    """Return if this node wrote exactly these (unverified) ``parts`` as a ``what``.

    Raises:
        SealError: it did not.
    """
    if not compare_digest(proof, prove(pepper, what, *parts)):
        raise SealError(_("This row was not written by this node: restore the newest backup."))


def _framed(part: str | bytes) -> bytes:
    content = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
    return _LENGTH.pack(len(content)) + content
