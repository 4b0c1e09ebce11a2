"""Answers that a browser saves as a file: never shown within a page, whatever is in them."""

import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import quote

from flask import Response

#: Kinds that a browser may be told; whatever else a file is said to be, it is just bytes. None of
#: them can run anything, and headers.py puts every download into a sandbox besides.
_TOLD = {
    "application/pdf",
    "application/zip",
    "audio/mpeg",
    "audio/ogg",
    "image/jpeg",
    "image/png",
    "text/plain",
    "video/mp4",
}
#: A document that Word opens; the templates it is made from are checked.
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_ANY = "application/octet-stream"
_PLAIN = re.compile(r"[^A-Za-z0-9 ._()-]+")


def download(content: Iterator[bytes], name: str, kind: str, size: int | None = None) -> Response:
    """Return what is saved under ``name``.

    Args:
        content: the pieces; what it raises breaks the answer off, so that nothing is taken for
            whole that is not.
        name: any text on one line.
        kind: what kind of file it is said to be (unverified).
        size: in bytes where it is known; a browser then sees that an answer broke off.
    """
    response = Response(content, mimetype=kind if kind in (*_TOLD, WORD) else _ANY)
    response.headers["Content-Disposition"] = _disposition(name)
    if size is not None:
        response.content_length = size
    return response


def _disposition(name: str) -> str:
    """Return the header with a name for every browser, old ones without its accents."""
    # From: RFC 6266, 4.3 and appendix D; RFC 5987, 3.2
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return f"attachment; filename=\"{_PLAIN.sub('_', plain)}\"; filename*=UTF-8''{quote(name, '')}"
