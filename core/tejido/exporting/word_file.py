"""Writing a Word document as bytes: every part of it is dated to one day."""

import io
import zipfile
from datetime import date

from docx.document import Document


def as_bytes(document: Document, on: date) -> bytes:
    """Return a document as a file that does not say at what hour it was made, nor where."""
    written, made = io.BytesIO(), io.BytesIO()
    document.save(written)
    with zipfile.ZipFile(written) as parts, zipfile.ZipFile(made, "w") as dated:
        for name in parts.namelist():
            about = zipfile.ZipInfo(name, (on.year, on.month, on.day, 0, 0, 0))
            dated.writestr(about, parts.read(name), zipfile.ZIP_DEFLATED)
    return made.getvalue()
