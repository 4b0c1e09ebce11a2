"""A template that is filled: every mark once, wherever Word has cut it, and nothing else."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from tejido.exporting.placeholders import NOTHING, SIMPLE, Known
from tejido.exporting.readable import Line
from tejido.exporting.report import Entry, Report, Section
from tejido.exporting.word import filled
from tejido.exporting.word_check import check
from tejido.exporting.word_template import shipped

ON = date(2026, 3, 1)


def saved(document: Any) -> bytes:
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def cut(*pieces: str, style: str | None = None) -> Any:
    """Return a document of one paragraph that Word has cut into pieces."""
    document = Document()
    paragraph = document.add_paragraph(style=style)
    for number, piece in enumerate(pieces):
        paragraph.add_run(piece).bold = bool(number % 2)
    return document


def said(content: bytes) -> list[str]:
    return [one.text for one in Document(io.BytesIO(content)).paragraphs]


def everything(content: bytes) -> str:
    """Return all parts of a document as text."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        texts = (parts.read(name) for name in parts.namelist() if name.endswith(".xml"))
        return "\n".join(one.decode() for one in texts)


@pytest.mark.parametrize("language", ["es", "en", "nah"])
def test_the_template_that_is_shipped_is_taken_and_filled(
    known: Known, report: Report, language: str
) -> None:
    template = shipped(language)
    check(template, known)
    made = filled(template, report, known, ON)
    text = everything(made)
    assert "{{" not in text.replace("{{ clave }}", "")
    for told in ("A1B2C3", "Casa &lt;de&gt; prueba", "1 de abril", "Para el equipo.", "Miedo"):
        assert told in text
    check_text = "\n".join(said(made))
    assert "Qué pasó: dos\nlíneas <b> & {{ clave }}" in check_text, "what was told is no template"


def test_all_sections_stand_under_their_headings_in_the_place_of_the_mark(
    known: Known, report: Report
) -> None:
    document = cut("{{ apar", "tados }}", style="List Bullet")
    document.add_paragraph("después")
    made = Document(io.BytesIO(filled(saved(document), report, known, ON)))
    styles = [(one.text, one.style.name) for one in made.paragraphs if one.style]
    assert styles[:4] == [
        ("Plan", "Heading 2"),
        ("1 de marzo", "Heading 3"),
        ("Acordado: marzo", "List Bullet"),
        ("Diagnóstico", "Heading 2"),
    ]
    assert ("Impacto: Miedo\nDimensión: Familiar", "List Bullet") in styles
    assert [text for text, _style in styles][-1] == "después"


def test_one_section_stands_without_its_heading(known: Known, report: Report) -> None:
    made = filled(saved(cut("{{section:plan}}")), report, known, ON)
    assert said(made) == ["1 de marzo", "Acordado: marzo", ""]
    assert said(filled(saved(cut("{{ apartado:session }}")), report, known, ON)) == [""]


def test_a_table_keeps_its_cells_and_headers_are_filled(known: Known, report: Report) -> None:
    document = Document()
    cell = document.add_table(1, 1).cell(0, 0)
    cell.paragraphs[0].text = "{{ section:session }}"
    document.sections[0].header.paragraphs[0].text = "{{ Organización }} {{CODE}}"
    made = Document(io.BytesIO(filled(saved(document), report, known, ON)))
    assert made.tables[0].cell(0, 0).paragraphs[0].text == ""
    assert made.sections[0].header.paragraphs[0].text == "Casa <de> prueba A1B2C3"


def test_single_answers_stand_where_they_are_asked_for(known: Known, report: Report) -> None:
    text = "El {{ plan.agreed_on }}: {{ plan.alternatives }} ({{ plan.review_on }})"
    assert said(filled(saved(cut(text)), report, known, ON)) == ["El marzo: una\ndos (—)"]


def test_a_section_break_stays_where_it_is(known: Known, report: Report) -> None:
    document = cut("{{ sections }}")
    document.add_section()
    made = Document(io.BytesIO(filled(saved(document), report, known, ON)))
    assert len(made.sections) == 2


def test_nothing_says_who_made_the_template_nor_when(known: Known, report: Report) -> None:
    document = cut("x")
    document.core_properties.author = document.core_properties.last_modified_by = "Doña Lucía"
    about = Document(io.BytesIO(filled(saved(document), report, known, ON))).core_properties
    assert (about.author, about.last_modified_by, about.title) == ("", "", "A1B2C3")
    assert about.created == about.modified == datetime(2026, 3, 1, tzinfo=UTC)
    made = filled(saved(document), report, known, ON)
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        assert {one.date_time for one in parts.infolist()} == {(2026, 3, 1, 0, 0, 0)}
    assert "Lucía" not in everything(filled(saved(document), report, known, ON))


def cuts(text: str) -> Iterator[tuple[str, ...]]:
    for first in range(len(text)):
        for second in range(first, len(text)):
            yield text[:first], text[first:second], text[second:]


def test_wherever_word_cuts_a_mark_it_is_filled_in_the_letters_of_its_beginning(
    known: Known, report: Report
) -> None:
    document = Document()
    wanted = []
    for pieces in cuts("a{{ clave }}b"):
        paragraph = document.add_paragraph()
        for piece in pieces:
            paragraph.add_run(piece)
        wanted.append("aA1B2C3b")
    assert said(filled(saved(document), report, known, ON)) == wanted


@pytest.mark.parametrize("mark", SIMPLE, ids=lambda mark: mark.en)
def test_every_mark_says_what_it_stands_for_in_both_languages(
    known: Known, report: Report, mark: Any
) -> None:
    for name in (mark.es, mark.en, mark.es.upper()):
        assert said(filled(saved(cut(f"{{{{{name}}}}}")), report, known, ON)) == [
            mark.value(report)
        ]


#: What XML holds, but for the ends of lines, of which it has one.
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"))


@settings(max_examples=25)  # each makes a whole document
@given(TEXT)
def test_whatever_is_told_is_written_as_it_is(known: Known, report: Report, told: str) -> None:
    lines = (Line("", told),)
    section = Section("plan", told, (Entry(told, lines),))
    changed = replace(report, organization=told, sections=(section,))
    document = cut("<{{ organization }}>")
    document.add_paragraph("{{ section:plan }}")
    found = said(filled(saved(document), changed, known, ON))
    assert found == [f"<{told or NOTHING}>", told, told, ""]


@settings(max_examples=25)
@given(st.text())
def test_what_no_file_can_hold_is_left_out_and_the_rest_is_written(
    known: Known, report: Report, told: str
) -> None:
    changed = replace(report, organization=told, sections=(Section("plan", told, ()),))
    document = cut("{{ organization }}")
    document.add_paragraph("{{ sections }}")
    assert filled(saved(document), changed, known, ON)
