"""The template that Tejido brings, in the words of a language; an organization begins from it."""

from datetime import date

from docx import Document
from docx.document import Document as OpenDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from tejido.exporting.placeholders import SIMPLE
from tejido.exporting.word_file import as_bytes
from tejido.languages import chain, say, words

_ = words("tejido")

_DYE, _QUIET = RGBColor(0x2B, 0x4A, 0x75), RGBColor(0x66, 0x5A, 0x4F)
#: Always the same: the template is no newer than the words in it.
_MADE_ON = date(2026, 1, 1)
_FONT = "Liberation Sans"
_SIZES = {"Title": 24, "Heading 2": 15, "Heading 3": 11}


def shipped(language: str) -> bytes:
    """Return the template in the words of a language, with its own placeholders."""
    document = Document()
    _style(document)
    marks = {one.en: "{{ %s }}" % (one.es if _is_spanish(language) else one.en) for one in SIMPLE}
    top = document.sections[0].header.paragraphs[0]
    _quiet(top, f"{marks['organization']} · {marks['code']}").alignment = WD_ALIGN_PARAGRAPH.RIGHT
    document.add_paragraph(say(_("Report of an accompaniment"), language), "Title")
    _quiet(document.add_paragraph(), f"{marks['process']} · {marks['code']} · {marks['date']}")
    document.add_paragraph(marks["audience"])
    document.add_paragraph(marks["notes"])
    document.add_paragraph("{{ %s }}" % ("apartados" if _is_spanish(language) else "sections"))
    last = say(_("Destroy this sheet by %(day)s."), language, day=marks["destroy"])
    bottom = document.sections[0].footer.paragraphs[0]
    _quiet(bottom, last).alignment = WD_ALIGN_PARAGRAPH.CENTER
    return as_bytes(document, _MADE_ON)


def _style(document: OpenDocument) -> None:
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21.59), Cm(27.94)  # letter, as in Mexico
    page.left_margin = page.right_margin = Cm(2.5)
    page.top_margin = page.bottom_margin = Cm(2.2)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = _FONT, Pt(11)
    for name, size in _SIZES.items():
        style = document.styles[name]
        style.font.size = Pt(size)
        style.font.color.rgb = _DYE


def _quiet(paragraph: Paragraph, text: str) -> Paragraph:
    run = paragraph.add_run(text)
    run.font.size, run.font.color.rgb = Pt(9), _QUIET
    return paragraph


def _is_spanish(language: str) -> bool:
    return "es" in chain(language)
