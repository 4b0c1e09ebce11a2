"""A report as a Word document: a template whose placeholders are filled. Nothing in it is run.

The template is somebody's own, and checked before (:mod:`tejido.exporting.word_check`). Only text
is put into it, once: a placeholder within what was told stays as it is written.
"""

import io
from collections.abc import Iterator
from copy import deepcopy
from datetime import date, datetime, time

from docx import Document
from docx.document import Document as OpenDocument
from docx.opc.part import XmlPart
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from tejido.exporting.placeholders import ALL, MARK, ONE, Known, is_block, value
from tejido.exporting.readable import Line
from tejido.exporting.report import Report, Section
from tejido.exporting.word_file import as_bytes
from tejido.exporting.word_text import Element, replace, text_of, writable

_SECTION, _ENTRY, _ITEM = "Heading 2", "Heading 3", "List Bullet"
#: Parts in which placeholders are filled.
_FILLED = ("/word/document", "/word/header", "/word/footer")


def filled(template: bytes, report: Report, known: Known, on: date) -> bytes:
    """Return the document of a report.

    Args:
        template: one that :func:`tejido.exporting.word_check.check` let pass.
        report: what it says.
        known: every placeholder.
        on: the day it is dated to.
    """
    document = Document(io.BytesIO(template))
    filling = _Filling(document, report, known)
    for root in _roots(document):
        for paragraph in list(root.iter(qn("w:p"))):
            filling.fill(paragraph)
    _forget_authors(document, report.code, on)
    return as_bytes(document, on)


class _Filling:
    """Fills the paragraphs of one document."""

    def __init__(self, document: OpenDocument, report: Report, known: Known) -> None:
        self._document, self._report, self._known = document, report, known
        self._styles = {style.name: style for style in document.styles}

    def fill(self, paragraph: Element) -> None:
        """Fill one paragraph."""
        written = MARK.findall(text_of(paragraph))
        names = [self._known.name(one) or "" for one in written]
        if len(names) == 1 and is_block(names[0]):
            self._put_sections(paragraph, names[0])
        elif names:
            replace(paragraph, MARK, lambda one: value(self._known.name(one) or "", self._report))

    def _put_sections(self, paragraph: Element, name: str) -> None:
        """Put whole sections before a paragraph, which lends them its form and stays empty."""
        replace(paragraph, MARK, lambda _name: "")
        for section in self._report.sections:
            if name == ALL:
                self._put(paragraph, _SECTION, section.label)
            if name in (ALL, ONE + section.id):
                self._put_entries(paragraph, section)

    def _put_entries(self, before: Element, section: Section) -> None:
        for entry in section.entries:
            self._put(before, _ENTRY, entry.meta)
            for line in entry.lines:
                self._put(before, "", "", line)
                for item in line.items:
                    self._put(before, _ITEM, "", *item)

    def _put(self, before: Element, style: str, title: str, *lines: Line) -> None:
        """Put a paragraph before another: a title in a style, or lines with their labels."""
        made = OxmlElement("w:p")
        before.addprevious(made)
        paragraph = Paragraph(made, self._document)
        if style in self._styles:
            paragraph.style = self._styles[style]
        elif before.pPr is not None:
            form = deepcopy(before.pPr)
            for end in form.findall(qn("w:sectPr")):
                form.remove(end)
            made.append(form)
        if title:
            paragraph.add_run(writable(title)).bold = None if style in self._styles else True
        for number, line in enumerate(lines):
            if number:
                paragraph.add_run().add_break()
            label = f"{line.label}: " if line.label and line.text else line.label
            paragraph.add_run(writable(label)).bold = True
            paragraph.add_run(writable(line.text))


def _roots(document: OpenDocument) -> Iterator[Element]:
    """Give the XML of every part in which placeholders are filled."""
    for part in document.part.package.iter_parts():
        if isinstance(part, XmlPart) and str(part.partname).startswith(_FILLED):
            yield part.element


def _forget_authors(document: OpenDocument, code: str, on: date) -> None:
    """Let a document say nothing of who made its template, nor when."""
    about = document.core_properties
    about.author = about.last_modified_by = about.comments = about.keywords = ""
    about.category = about.subject = about.identifier = about.content_status = ""
    about.title, about.revision = code, 1
    about.created = about.modified = datetime.combine(on, time())
