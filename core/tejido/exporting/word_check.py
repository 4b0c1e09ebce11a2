"""Whether a Word template can be taken: nothing in it runs or fetches, and its marks are known.

A template is untrusted: who opens a report would open whatever is in it. So it may hold only what
is listed here, and nothing from elsewhere: a picture that is fetched tells somebody that a report
was opened. Nothing of what is refused is kept.
"""

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from itertools import chain, islice

from docx import Document
from docx.oxml.ns import qn
from lxml import etree

from tejido.exporting.placeholders import MARK, Known, is_block
from tejido.exporting.template_faults import LARGEST, NOT_WORD, Fault, TemplateError
from tejido.exporting.word_text import Element, text_of
from tejido.languages import words

_ = words("tejido")

#: Bytes of all that is packed in a template, and how many parts it has.
_UNPACKED, _PARTS = 8 * 2**20, 200
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
#: What a document may lead to, by the last part of the relation's name.
_RELATIONS = frozenset({
    "officeDocument", "core-properties", "extended-properties", "custom-properties", "thumbnail",
    "styles", "stylesWithEffects", "settings", "webSettings", "fontTable", "theme", "numbering",
    "header", "footer", "footnotes", "endnotes", "image", "hyperlink", "customXml",
    "customXmlProps", "glossaryDocument",
})  # fmt: skip
#: Kinds of picture, and how each begins.
_PICTURES = {
    ".png": b"\x89PNG\r\n", ".jpg": b"\xff\xd8\xff", ".jpeg": b"\xff\xd8\xff", ".gif": b"GIF8",
}  # fmt: skip
_LINKS = ("https://", "http://", "mailto:")
#: What Word may work out by itself when it opens a document.
_FIELDS = frozenset(
    {"PAGE", "NUMPAGES", "SECTIONPAGES", "SECTION", "TOC", "PAGEREF", "STYLEREF", "DATE"}
)
#: What would take in something else, or run.
_REFUSED = frozenset({"mailMerge", "altChunk", "subDoc", "control", "OLEObject", "object"})
_FILLED = re.compile(r"word/(document|header|footer)\d*\.xml")
#: Attributes in which old drawings name what they fetch.
_FETCHING = ("src", "href", "althref")
#: Characters of the template that are repeated in a fault, and faults that are told at once.
_SHOWN, _MOST = 60, 12


def check(content: bytes, known: Known) -> None:
    """Return if a template (unverified bytes) can be taken.

    Raises:
        TemplateError: it cannot; it says everything that is wrong.
    """
    parts = _unpacked(content)
    trees = {name: _tree(name, part) for name, part in parts.items() if _is_xml(name)}
    faults = list(islice(chain(_foreign(parts, trees), _marks(trees, known)), _MOST))
    if faults:
        raise TemplateError(faults)
    if not _opens(content):
        raise TemplateError([NOT_WORD])


def _opens(content: bytes) -> bool:
    """Whether what will be filled is what was looked at."""
    try:
        main = Document(io.BytesIO(content)).part
    except Exception:  # noqa: BLE001  # whatever the library trips over
        return False
    is_known = _FILLED.fullmatch(str(main.partname).removeprefix("/")) is not None
    return is_known and main.element.tag == qn("w:document")


def _unpacked(content: bytes) -> dict[str, bytes]:
    """Return the parts of a template by name, counted while they are unpacked."""
    if len(content) > LARGEST:
        raise TemplateError([Fault(_("It is larger than 2 MB: make its pictures smaller."))])
    parts: dict[str, bytes] = {}
    left = _UNPACKED
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for about in archive.infolist():
                if about.filename in parts or about.compress_type not in _PACKED:
                    raise TemplateError([NOT_WORD])
                with archive.open(about) as part:
                    parts[about.filename] = part.read(left + 1)
                left -= len(parts[about.filename])
                if left < 0 or len(parts) > _PARTS:
                    raise TemplateError([Fault(_("There is too much packed in it."))])
    except (zipfile.BadZipFile, zlib.error, ValueError, RuntimeError, EOFError) as error:
        raise TemplateError([NOT_WORD]) from error
    if _MAIN not in parts.get("[Content_Types].xml", b"").decode("utf-8", "replace"):
        raise TemplateError([NOT_WORD])
    return parts


def _is_xml(name: str) -> bool:
    return name.endswith((".xml", ".rels"))


def _tree(name: str, content: bytes) -> Element:
    """Return a part's XML, in which nothing is looked up elsewhere."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    broken = Fault(_("A part of it is damaged (%(name)s): save it anew."), {"name": name})
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise TemplateError([broken]) from error
    if root.getroottree().docinfo.doctype:
        raise TemplateError([broken])
    return root


def _foreign(parts: Mapping[str, bytes], trees: Mapping[str, Element]) -> Iterator[Fault]:
    """Give what a template may not hold."""
    for name, content in parts.items():
        begins = _PICTURES.get(posixpath.splitext(name)[1].lower())
        if not _is_xml(name) and (begins is None or not content.startswith(begins)):
            yield Fault(
                _("%(name)s is not taken: save pictures as PNG or JPEG, and remove the rest."),
                {"name": posixpath.basename(name)[:_SHOWN]},
            )
    for name, root in trees.items():
        if name.endswith(".rels"):
            yield from _relations(root)
        else:
            yield from _fetched(root)
            yield from _worked_out(root)


def _relations(root: Element) -> Iterator[Fault]:
    for one in root:
        kind = str(one.get("Type", "")).rpartition("/")[2]
        target = str(one.get("Target", ""))
        is_outside = one.get("TargetMode") == "External"
        if is_outside and not (kind == "hyperlink" and target.lower().startswith(_LINKS)):
            yield Fault(
                _("It fetches something from elsewhere (%(kind)s): put it into the document."),
                {"kind": kind[:_SHOWN]},
            )
        elif kind not in _RELATIONS:
            yield Fault(
                _("It holds something that is not taken (%(kind)s): remove it and save it anew."),
                {"kind": kind[:_SHOWN]},
            )


def _fetched(root: Element) -> Iterator[Fault]:
    for element in root.iter(etree.Element):
        if etree.QName(element).localname in _REFUSED:
            yield Fault(
                _("It holds something that is not taken (%(kind)s): remove it and save it anew."),
                {"kind": etree.QName(element).localname},
            )
        for name, found in element.attrib.items():
            where = etree.QName(name).localname.lower()
            if where in _FETCHING and re.match(r"[\w+.-]+:|[/\\]{2}", found):
                yield Fault(_("A drawing in it fetches a picture: put the picture into it."))


def _worked_out(root: Element) -> Iterator[Fault]:
    """Give each field that Word would work out and that is not one of those allowed."""
    for code in _field_codes(root):
        kind = (code.split() or [""])[0].upper()
        if kind not in _FIELDS:
            yield Fault(
                _("It holds the field %(name)s, which is not taken: write text in its place."),
                {"name": kind[:_SHOWN] or "?"},
            )


def _field_codes(root: Element) -> Iterator[str]:
    """Give the code of each field; Word may cut it into pieces, and put one into another."""
    open_codes: list[list[str]] = []
    for element in root.iter():
        if element.tag == qn("w:fldSimple"):
            yield str(element.get(qn("w:instr"), ""))
        elif element.tag == qn("w:fldChar"):
            kind = element.get(qn("w:fldCharType"))
            if kind == "begin":
                open_codes.append([])
            elif kind == "end" and open_codes:
                yield "".join(open_codes.pop())
        elif element.tag == qn("w:instrText"):
            if open_codes:
                open_codes[-1].append(element.text or "")
            else:
                yield element.text or ""
    yield from ("".join(code) for code in open_codes)


def _marks(trees: Mapping[str, Element], known: Known) -> Iterator[Fault]:
    """Give what is wrong with the placeholders."""
    for name, root in trees.items():
        if _FILLED.fullmatch(name):
            for paragraph in root.iter(qn("w:p")):
                yield from _paragraph(text_of(paragraph), known, is_body="document" in name)
        elif name.startswith("word/") and "{{" in "".join(root.itertext()):
            yield Fault(
                _("Placeholders stand in the text, in headers and footers, and not in %(name)s."),
                {"name": posixpath.basename(name)},
            )


def _paragraph(text: str, known: Known, *, is_body: bool) -> Iterator[Fault]:
    rest = MARK.sub("", text)
    if "{{" in rest or "}}" in rest or "{%" in rest:
        yield Fault(
            _("Here something begins like a placeholder and is none: «%(said)s». Write {{ name }}"),
            {"said": text[:_SHOWN]},
        )
    for written in MARK.findall(text):
        yield from _mark(written.strip(), text, known, is_body=is_body)


def _mark(written: str, text: str, known: Known, *, is_body: bool) -> Iterator[Fault]:
    name = known.name(written)
    if name is None:
        near = known.near(written)
        said = {"name": written[:_SHOWN], "near": near}
        yield Fault(
            _("{{ %(name)s }} is not known. Did you mean {{ %(near)s }}?")
            if near
            else _("{{ %(name)s }} is not known: choose one of the list."),
            said,
        )
    elif is_block(name) and (not is_body or MARK.sub("", text).strip() or text.count("{{") > 1):
        yield Fault(
            _(
                "{{ %(name)s }} stands for whole paragraphs: give it a paragraph of its own, "
                "in the text of the document."
            ),
            {"name": written[:_SHOWN]},
        )
