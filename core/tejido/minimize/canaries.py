"""Canaries: invented texts planted where nothing may leave, and looked for everywhere else.

Every canary begins with one marker, so looking for the marker finds any of them, however many
there are. The marker holds letters that Unicode writes in two ways.
"""

import base64
import re
import secrets
import unicodedata
import zlib
from collections.abc import Iterator

#: No Spanish text holds this word; both accents change under NFD.
MARKER = "cañariopípila"
#: Longer than any record's text; a stream that grows beyond it is not looked into further.
_LARGEST_STREAM = 64 * 1024 * 1024
_STREAM_BEGINS = re.compile(rb"\x1f\x8b\x08|\x78[\x01\x5e\x9c\xda]")


def new_canary() -> str:
    """Return a fresh canary: the marker and 64 random bits."""
    return f"{MARKER}{secrets.token_hex(8)}"


def find_canaries(content: bytes) -> list[str]:
    """Return the names of the forms in which any canary shows in ``content``; empty if in none.

    Looks for it raw, in any case, decomposed (NFD), in UTF-16, escaped as in JSON, URLs and
    HTML, reversed, in hex, in base64 at three alignments, and inside gzip and zlib streams.
    """
    folded = content.lower()
    found = [name for name, form in _FORMS if form in folded]
    found += [name for name, form in _EXACT_FORMS if form in content]
    for stream in _streams(content):
        found += [f"{name} in a compressed stream" for name in find_canaries(stream)]
    return found


def _forms() -> Iterator[tuple[str, bytes]]:
    """Yield the forms that are compared in lower case."""
    for name, text in _WRITTEN:
        raw = text.encode()
        yield name, raw
        yield f"{name}, reversed", text[::-1].encode()
        yield f"{name}, hex", raw.hex().encode()
        yield (
            f"{name}, URL",
            "".join(f"%{byte:02x}" if byte > 127 else chr(byte) for byte in raw).encode(),
        )
        yield f"{name}, JSON", text.encode("ascii", "backslashreplace").replace(b"\\x", b"\\u00")
        yield f"{name}, HTML", text.encode("ascii", "xmlcharrefreplace")
        for order in ("utf-16-le", "utf-16-be"):
            yield f"{name}, {order}", text.encode(order)


def _exact_forms() -> Iterator[tuple[str, bytes]]:
    """Yield the forms in which case matters: the inner characters of base64, by alignment."""
    for name, text in _WRITTEN:
        for shift in range(3):
            coded = base64.b64encode(b"\0" * shift + text.encode())
            # The outer characters depend on the neighbours: leave them out.
            inner = coded[4 if shift else 0 : -4]
            yield f"{name}, base64 at {shift}", inner
            yield f"{name}, base64url at {shift}", inner.translate(bytes.maketrans(b"+/", b"-_"))


def _streams(content: bytes) -> Iterator[bytes]:
    """Yield what begins like a gzip or zlib stream and opens, at least in part."""
    for begin in _STREAM_BEGINS.finditer(content):
        inflater = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)
        try:
            opened = inflater.decompress(content[begin.start() :], _LARGEST_STREAM)
        except zlib.error:
            continue
        if len(opened) >= len(MARKER):
            yield opened


#: ``bytes.lower`` leaves accented capitals alone, so they are looked for as well.
_WRITTEN = (
    ("raw", MARKER),
    ("capitals", MARKER.upper()),
    ("NFD", unicodedata.normalize("NFD", MARKER)),
)
_FORMS = tuple((name, form.lower()) for name, form in _forms())
_EXACT_FORMS = tuple(_exact_forms())
