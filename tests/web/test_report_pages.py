"""Reports from a page: a sheet to print and a Word document, with the passphrase anew."""

import io
import re
from typing import Any

import pytest
from docx import Document
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import TestResponse

from tejido.exporting.word_template import shipped

WORDS = "el maíz crece en la milpa"
TYPE = "trama.everything"
TEMPLATES = "/reports/templates"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.fixture
def process(site: Any) -> str:
    """Begin a process with something in it."""
    ana = site.signed_in()
    begun: str = ana.begin(name="Hilo y Barro")
    ana.write(
        begun, {"day": "2026-02-03", "narrative": "dos\r\nlíneas <b> de ana", "person": "ana"}
    )
    return begun


def report(browser: Any, process: str, **typed: Any) -> TestResponse:
    path = f"/processes/{process}/report"
    usual = {"audience": "team", "section": TYPE, "words": "yes", "destroy": "2026-03-31"}
    sent = MultiDict({**usual, "form": "sheet", "language": "es", **typed})
    answer: TestResponse = browser.post(path, path, sent)
    return answer


def test_a_sheet_says_what_was_chosen_and_names_nobody(site: Any, process: str) -> None:
    answer = report(site.signed_in(), process)
    assert answer.status_code == 200
    sheet = answer.text.partition('class="paper report"')[2].partition("</main>")[0]
    code = process[:6].upper()
    for told in (f"Acompañamiento · {code}", "dos\nlíneas &lt;b&gt; de acompañante 1"):
        assert told in sheet
    assert "Destruye esta hoja a más tardar el 31 de marzo de 2026." in sheet
    assert "Para el propio equipo" in sheet
    assert "Hilo" not in sheet
    assert f"<title>{code}</title>" in answer.text, "a browser may print it"
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_form_offers_what_there_is_and_nothing_is_chosen(site: Any, process: str) -> None:
    page = site.signed_in().get(f"/processes/{process}/report").text
    assert f'value="{TYPE}"' in page
    assert 'value="subject"' in page, "whom it is for"
    assert 'value="referral"' not in page, "nobody agreed to it"
    assert page.count(" checked") == 2, "for the team, and a sheet"
    assert 'value="2026-03-31"' in page


def test_the_word_document_is_saved_under_a_name_that_tells_nothing(
    site: Any, process: str
) -> None:
    answer = report(site.signed_in(), process, form="word")
    assert answer.content_type == WORD
    code = process[:6].upper()
    assert answer.headers["Content-Disposition"].startswith(
        f'attachment; filename="2026-03-01-{code}.docx"'
    )
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    text = "\n".join(one.text for one in Document(io.BytesIO(answer.data)).paragraphs)
    assert "dos\nlíneas <b> de acompañante 1" in text


def test_it_needs_the_passphrase_anew(site: Any, process: str) -> None:
    ana = site.signed_in()
    site.clock.pass_(minutes=10)
    for form in ("sheet", "word"):
        between = report(ana, process, form=form)
        assert between.status_code == 403
        assert "acompañante 1" not in between.text
    assert report(ana, process, form="word", _passphrase=WORDS).content_type == WORD


def test_what_was_typed_wrong_is_told_beside_its_field(site: Any, process: str) -> None:
    ana = site.signed_in()
    answer = report(ana, process, section="", destroy="mañana", audience="todas")
    assert answer.status_code == 422
    for field in ("section", "destroy", "audience"):
        assert f'<a href="#{field}">' in answer.text
    assert 'value="mañana"' in answer.text
    refused = report(ana, process, audience="research")
    assert refused.status_code == 403
    assert "consentimiento" in refused.text


def test_nobody_but_the_team_gets_it(site: Any, process: str) -> None:
    path, rosa = f"/processes/{process}/report", site.signed_in("rosa")
    assert rosa.get(path).status_code == 403
    sent = {"_csrf": rosa.token("/processes"), "audience": "team", "section": TYPE}
    sent |= {"destroy": "2026-03-31", "form": "word"}
    assert rosa.client.post(path, data=sent).status_code == 403


# --- templates ---------------------------------------------------------------------------------


def bring(browser: Any, content: bytes, language: str = "es", **typed: str) -> TestResponse:
    sent = {"file": FileStorage(io.BytesIO(content), "x.docx"), "language": language, **typed}
    answer: TestResponse = browser.post(
        TEMPLATES, TEMPLATES, sent, content_type="multipart/form-data"
    )
    return answer


def lettered(text: str) -> bytes:
    document, made = Document(), io.BytesIO()
    document.add_paragraph(text)
    document.save(made)
    return made.getvalue()


def test_a_template_is_taken_home_changed_brought_back_and_let_go(site: Any, process: str) -> None:
    ana = site.signed_in()
    home = ana.get(f"{TEMPLATES}/es.docx")
    assert (home.content_type, home.data) == (WORD, shipped("es"))
    answer = bring(ana, lettered("Casa del Telar {{ clave }}"))
    assert answer.location == f"{TEMPLATES}?done=template_kept"
    assert "propia" in ana.get(answer.location).text
    made = Document(io.BytesIO(report(ana, process, form="word").data))
    assert made.paragraphs[0].text == f"Casa del Telar {process[:6].upper()}"
    gone = ana.post(f"{TEMPLATES}/es/forget", TEMPLATES)
    assert gone.location == f"{TEMPLATES}?done=template_gone"
    assert ana.get(f"{TEMPLATES}/es.docx").data == shipped("es")


def test_what_is_wrong_with_one_is_told_and_the_one_before_stays(site: Any) -> None:
    ana = site.signed_in()
    good = lettered("bueno")
    bring(ana, good)
    answer = bring(ana, lettered("{{ clavve }} <b>{{ x"))
    assert answer.status_code == 422
    assert "No se conoce {{ clavve }}. ¿Querías decir {{ clave }}?" in answer.text
    assert "&lt;b&gt;{{ x" in answer.text
    assert "la anterior sigue en su lugar" in answer.text
    assert ana.get(f"{TEMPLATES}/es.docx").data == good


@pytest.mark.parametrize("content", [b"", b"PK", b"%PDF-1.7"])
def test_what_is_no_template_is_refused(site: Any, content: bytes) -> None:
    answer = bring(site.signed_in(), content)
    assert answer.status_code == 422
    assert "No es un documento de Word" in answer.text


def test_no_language_of_a_form_leads_out_of_the_folder(site: Any) -> None:
    ana = site.signed_in()
    assert bring(ana, lettered("x"), "../../es").status_code == 404
    assert ana.get(f"{TEMPLATES}/xx.docx").status_code == 404
    assert not (site.node.settings.folder / "templates").exists()


def test_only_administrators_see_and_change_them(site: Any) -> None:
    rosa = site.signed_in("rosa")
    assert rosa.get(TEMPLATES).status_code == 403
    assert rosa.get(f"{TEMPLATES}/es.docx").status_code == 403
    assert "/reports/templates" not in rosa.get("/").text
    assert "/reports/templates" in site.signed_in().get("/").text


def test_every_mark_on_the_page_is_one(site: Any) -> None:
    page = site.signed_in().get(TEMPLATES).text
    marks = re.findall(r"<code>(\{\{ .*? \}\})</code>", page)
    assert len(marks) > 15
    for mark in marks:
        assert bring(site.signed_in(), lettered(mark)).status_code == 302, mark
