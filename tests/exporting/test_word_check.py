"""A template is untrusted: what runs, fetches or breaks is refused, and told plainly."""

import io
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from hypothesis import given
from hypothesis import strategies as st

from tejido.exporting.placeholders import Known
from tejido.exporting.report import Report
from tejido.exporting.template_faults import LARGEST, TemplateError
from tejido.exporting.word import filled
from tejido.exporting.word_check import check
from tejido.exporting.word_template import shipped

SHIPPED = shipped("es")
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
RELS = "word/_rels/document.xml.rels"


def with_text(*lines: str, header: str = "") -> bytes:
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    if header:
        document.sections[0].header.paragraphs[0].text = header
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def faults(content: bytes, known: Known) -> list[str]:
    with pytest.raises(TemplateError) as refused:
        check(content, known)
    assert refused.value.faults
    return [one.message % one.values for one in refused.value.faults]


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (("{{ clavve }}",), "{{ clavve }} is not known. Did you mean {{ clave }}?"),
        (("{{ zzzzzzzz }}",), "{{ zzzzzzzz }} is not known: choose one of the list."),
        (("{{ }}",), "{{  }} is not known: choose one of the list."),
        (("{{ plan.agreed }}",), "Did you mean {{ plan.agreed_on }}?"),
        (("{{ subject.municipality }}",), "{{ subject.municipality }} is not known"),
        (("{{ consent.giver }}",), "{{ consent.giver }} is not known"),
        (("{{ section:consent }}",), "{{ section:consent }} is not known"),
        (("{{ section:plam }}",), "Did you mean {{ section:plan }}?"),
        (("Hola {{ clave",), "«Hola {{ clave»"),
        (("clave }} ",), "«clave }} »"),
        (("{% for x in y %}",), "«{% for x in y %}»"),
        (("{{ a{{ clave }}",), "«{{ a{{ clave }}»"),
        (("Todo: {{ apartados }}",), "{{ apartados }} stands for whole paragraphs"),
        (("{{ section:plan }}{{ clave }}",), "{{ section:plan }} stands for whole paragraphs"),
    ],
)
def test_it_says_which_mark_is_wrong_and_what_to_do(
    known: Known, lines: tuple[str, ...], told: str
) -> None:
    (fault,) = faults(with_text(*lines), known)
    assert told in fault


def test_whole_sections_stand_in_no_header(known: Known) -> None:
    (fault,) = faults(with_text("x", header="{{ sections }}"), known)
    assert "stands for whole paragraphs" in fault


def test_it_says_everything_that_is_wrong_at_once_but_not_without_end(known: Known) -> None:
    assert len(faults(with_text("{{ a }}", "{{ b }}", "{{"), known)) == 3
    assert len(faults(with_text(*["{{ a }}"] * 500), known)) == 12


@pytest.mark.parametrize("text", ["{{ clave }}", "{{CODE}}", "{{ Organización }}", "{ } {x}", ""])
def test_what_is_right_is_taken(known: Known, text: str) -> None:
    check(with_text(text, header=text), known)


def related(kind: str, target: str, mode: str = "") -> str:
    """Return the relations of the shipped document, and one more."""
    with zipfile.ZipFile(io.BytesIO(SHIPPED)) as parts:
        old = parts.read(RELS).decode()
    made = f'<Relationship Id="rIdX" Type="{kind}" Target="{target}"{mode}/></Relationships>'
    return old.replace("</Relationships>", made)


OUTSIDE = ' TargetMode="External"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


@pytest.mark.parametrize(
    ("kind", "target", "mode"),
    [
        ("image", "https://elsewhere.example/x.png", OUTSIDE),
        ("attachedTemplate", "https://elsewhere.example/x.dotm", OUTSIDE),
        ("attachedTemplate", "file:///x.dotm", OUTSIDE),
        ("hyperlink", "file://elsewhere/share", OUTSIDE),
        ("hyperlink", "javascript:x", OUTSIDE),
        ("frame", "x.html", OUTSIDE),
        ("oleObject", "embeddings/x.xml", ""),
        ("aFChunk", "x.xml", ""),
        ("vbaProject", "x.xml", ""),
        ("mailMergeSource", "file:///x", OUTSIDE),
        ("control", "x.xml", ""),
        ("comments", "comments.xml", ""),
    ],
)
def test_whatever_leads_elsewhere_or_runs_is_refused(
    known: Known, repacked: Callable[..., bytes], kind: str, target: str, mode: str
) -> None:
    changed = repacked(SHIPPED, {RELS: related(OFFICE + kind, target, mode)})
    (fault,) = faults(changed, known)
    assert kind in fault


def test_a_link_to_ones_own_page_is_taken(known: Known) -> None:
    document = Document()
    for target in ("https://casa.example", "mailto:casa@casa.example"):
        document.part.relate_to(target, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    made = io.BytesIO()
    document.save(made)
    check(made.getvalue(), known)


def body(xml: str) -> str:
    more = (
        'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    )
    return f"<w:document {W} {more}><w:body><w:p>{xml}</w:p></w:body></w:document>"


def field(*codes: str) -> str:
    pieces = "".join(f"<w:r><w:instrText>{code}</w:instrText></w:r>" for code in codes)
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{one}"/></w:r>' for one in ("begin", "end"))
    return f"{begin}{pieces}{end}"


@pytest.mark.parametrize(
    ("xml", "told"),
    [
        (field('INCLUDEPICTURE "https://elsewhere.example/x"'), "INCLUDEPICTURE"),
        (field("INCL", 'UDETEXT "x"'), "INCLUDETEXT"),
        (field(" dde ", "cmd"), "DDE"),
        (field("PAGE", field("AUTOTEXT x")), "AUTOTEXT"),
        ('<w:fldSimple w:instr="IMPORT x"/>', "IMPORT"),
        ("<w:r><w:instrText>LINK x</w:instrText></w:r>", "LINK"),
        ('<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:instrText>EMBED</w:instrText>', "EMBED"),
        (field(""), "?"),
        ('<w:r><w:pict><v:imagedata src="https://elsewhere.example/x"/></w:pict></w:r>', "fetches"),
        ('<w:r><w:pict><v:shape o:href="\\\\elsewhere\\x"/></w:pict></w:r>', "fetches"),
        ("<w:r><w:object/></w:r>", "object"),
        ("<w:altChunk/>", "altChunk"),
    ],
)
def test_whatever_word_would_work_out_by_itself_is_refused(
    known: Known, repacked: Callable[..., bytes], xml: str, told: str
) -> None:
    (fault,) = faults(repacked(SHIPPED, {"word/document.xml": body(xml)}), known)
    assert told in fault


@pytest.mark.parametrize("code", ["PAGE", " numpages \\* MERGEFORMAT ", 'TOC \\o "1-3"'])
def test_page_numbers_are_taken(known: Known, repacked: Callable[..., bytes], code: str) -> None:
    check(repacked(SHIPPED, {"word/document.xml": body(field(code))}), known)


DOCTYPE = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'


@pytest.mark.parametrize(
    "parts",
    [
        {"word/document.xml": DOCTYPE + body("<w:r><w:t>&b;</w:t></w:r>")},
        {"word/document.xml": '<!DOCTYPE x SYSTEM "file:///etc/passwd">' + body("")},
        {"word/document.xml": "<w:document"},
        {"word/document.xml": "<x/>"},
        {"word/document.xml": None},
        {"[Content_Types].xml": None},
        {"_rels/.rels": None},
        {"word/media/x.svg": "<svg/>"},
        {"word/media/x.png": "<svg/>"},
        {"word/vbaProject.bin": b"\xd0\xcf\x11\xe0"},
        {"word/footnotes.xml": body("<w:r><w:t>{{ clave }}</w:t></w:r>")},
    ],
    ids=lambda parts: next(iter(parts)),
)
def test_what_is_damaged_hidden_or_no_document_is_refused(
    known: Known, repacked: Callable[..., bytes], parts: dict[str, Any]
) -> None:
    assert faults(repacked(SHIPPED, parts), known)


def test_what_grows_when_it_is_unpacked_is_refused(
    known: Known, repacked: Callable[..., bytes]
) -> None:
    (fault,) = faults(repacked(SHIPPED, {"word/media/x.png": bytes(30 * 2**20)}), known)
    assert "too much packed" in fault
    many = {f"word/media/{number}.png": b"" for number in range(300)}
    assert faults(repacked(SHIPPED, many), known) == [fault]
    assert "larger than 2 MB" in faults(bytes(LARGEST + 1), known)[0]


def test_two_parts_of_one_name_are_refused(known: Known) -> None:
    made = io.BytesIO(SHIPPED)
    with zipfile.ZipFile(made, "a") as parts, pytest.warns(UserWarning, match="Duplicate"):
        parts.writestr("word/document.xml", body(""))
    assert faults(made.getvalue(), known)


@given(st.binary())
def test_any_bytes_are_refused(known: Known, content: bytes) -> None:
    assert faults(content, known)


@given(st.integers(0, len(SHIPPED) - 1), st.integers(1, 255))
def test_what_is_damaged_on_the_way_is_refused_or_fills_as_before(
    known: Known, report: Report, place: int, change: int
) -> None:
    content = bytearray(SHIPPED)
    content[place] ^= change
    try:
        check(bytes(content), known)
    except TemplateError:
        return
    assert filled(bytes(content), report, known, date(2026, 3, 1))
