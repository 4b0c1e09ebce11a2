"""Spanish unless chosen otherwise, on every page."""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from flask import Blueprint, render_template_string

from tejido.hookspecs import Pages
from tejido.languages import offered, speak_from
from tejido.web.app import create_app
from tejido.web.language import COOKIE

Site = Any
#: A third language as it is dropped into a node's folder. Its words are invented, and say so.
DROPPED = {
    "LC_MESSAGES/tejido.po": (
        ("English", "bats'i k'op (inventado)"),
        ("Skip to the content", "(inventado) batan ta yutil"),
        ("Agenda", "(inventado) k'ak'aletik"),
        ("Answer yes or no.", "(inventado) tak'o"),
        ("%(name)s, %(number)d of %(all)d", "%(name)s %(missing)s"),
    ),
    "LC_MESSAGES/tejido_crisis.po": (("What happened", "(inventado) k'usi k'ot"),),
}


def test_a_page_is_spanish_whatever_the_browser_asks_for(site: Site) -> None:
    page = site.client().get("/sign-in", headers={"Accept-Language": "en-US,en"}).text
    assert '<html lang="es">' in page
    assert "Frase de acceso" in page


def test_a_visitor_switches_and_stays_on_the_page(site: Site) -> None:
    visitor = site.client()
    answer = visitor.post("/language", "/sign-in", {"language": "en", "back": "/sign-in"})
    assert answer.location == "/sign-in"
    page = visitor.get("/sign-in").text
    assert '<html lang="en">' in page
    assert "Passphrase" in page


def test_records_are_said_in_the_chosen_language(site: Site) -> None:
    ana = site.signed_in()
    path = f"/processes/{ana.begin()}/write/crisis.emergency"
    assert "Chiapas" in ana.get(path).text
    assert "Qué pasó" in ana.get(path).text
    ana.post("/language", "/", {"language": "en"})
    assert "What happened" in ana.get(path).text
    assert "Withheld" in ana.get(path).text


@pytest.mark.parametrize("tag", ["", "xx", "../en", "e" * 500, "en\r\nSet-Cookie: a=b"])
def test_a_language_that_is_not_offered_changes_nothing(site: Site, tag: str) -> None:
    visitor = site.client()
    answer = visitor.post("/language", "/sign-in", {"language": tag, "back": "/sign-in"})
    assert "Set-Cookie" not in answer.headers
    visitor.client.set_cookie(COOKIE, tag.replace("\r\n", ""))
    assert '<html lang="es">' in visitor.get("/sign-in").text


def test_switching_never_leads_to_another_site(site: Site) -> None:
    visitor = site.client()
    typed = {"language": "en", "back": "//elsewhere.example"}
    assert visitor.post("/language", "/sign-in", typed).location == "/"


# --- a third language, dropped in ---------------------------------------------------------


def drop(folder: Path, tag: str = "tzo") -> None:
    """Put catalogues and words of a language into a node's folder, as whoever hosts it would."""
    for name, words in DROPPED.items():
        file = folder / "translations" / tag / name
        file.parent.mkdir(parents=True, exist_ok=True)
        lines = ['msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n']
        lines += [f'msgid "{source}"\nmsgstr "{said}"\n' for source, said in words]
        file.write_text("\n".join(lines), "utf-8")
    vocabulary = folder / "translations" / tag / "vocabularies" / "aggression.csv"
    vocabulary.parent.mkdir()
    vocabulary.write_text(
        "code,label,definition\nthreat,(inventado) sibtasel,(inventado) k'usi\n", "utf-8"
    )


@pytest.fixture
def tsotsil(
    tmp_path: Path, open_site: Callable[..., AbstractContextManager[Site]]
) -> Iterator[Site]:
    """Give the face of a node that began again after a language was dropped in."""
    drop(tmp_path / "tsotsil")
    with open_site(tmp_path / "tsotsil") as opened:
        yield opened
    speak_from(None)


def test_a_language_that_was_dropped_in_is_offered_by_its_own_name(tsotsil: Site) -> None:
    visitor = tsotsil.client()
    page = visitor.get("/sign-in").text
    assert '<button class="quiet" name="language" value="tzo" lang="tzo"' in page
    assert "Bats&#39;i k&#39;op (inventado)" in page
    visitor.post("/language", "/sign-in", {"language": "tzo", "back": "/sign-in"})
    page = visitor.get("/sign-in").text
    assert '<html lang="tzo">' in page
    assert "(inventado) batan ta yutil" in page
    assert "Frase de acceso" in page, "what is not translated is said in Spanish"


def test_plugins_forms_and_vocabularies_speak_it_too(tsotsil: Site) -> None:
    ana = tsotsil.signed_in()
    ana.post("/language", "/", {"language": "tzo"})
    page = ana.get(f"/processes/{ana.begin()}/write/crisis.emergency").text
    assert "(inventado) k&#39;usi k&#39;ot" in page
    assert re.search(r'value="threat"[^>]*>[^<]*\(inventado\) sibtasel', page)
    assert "Asesinato" in page


def test_days_are_written_as_in_mexico_where_cldr_lacks_a_language(tsotsil: Site) -> None:
    ana = tsotsil.signed_in()
    ana.post("/language", "/", {"language": "tzo"})
    assert "1 de marzo de 2026" in ana.get(f"/processes/{ana.begin()}").text


def test_a_translation_that_asks_for_what_there_is_not_breaks_no_page(tsotsil: Site) -> None:
    ana = tsotsil.signed_in()
    ana.post("/language", "/", {"language": "tzo"})
    path = f"/processes/{ana.begin()}/write/trama.everything"
    typed = [("day", "2025"), ("_add", "impacts")]
    answer = ana.post(path, path, typed)
    assert answer.status_code == 200
    assert "Impacts, 1 de 1" in answer.text


def test_everything_about_a_process_is_handed_over_in_it(tsotsil: Site) -> None:
    ana = tsotsil.signed_in()
    page = ana.get(f"/processes/{ana.begin()}/export").text
    assert '<option value="tzo"' in page


def test_a_node_s_languages_are_its_own(tsotsil: Site, site: Site) -> None:
    assert 'value="tzo"' in tsotsil.client().get("/sign-in").text
    assert 'value="tzo"' not in site.client().get("/sign-in").text


@pytest.mark.parametrize(
    ("own", "said"),
    [("tzo", "tzo"), ("tzo-MX", "tzo"), ("nah", "es"), ("es_MX", "es"), ("en-US", "en")],
)
def test_a_node_speaks_its_organization_s_language_as_far_as_it_can(
    tmp_path: Path, open_site: Callable[..., AbstractContextManager[Site]], own: str, said: str
) -> None:
    drop(tmp_path)
    with open_site(tmp_path, language=own) as site:
        assert f'<html lang="{said}">' in site.client().get("/sign-in").text
    speak_from(None)


def test_both_complete_languages_are_offered_in_their_own_words() -> None:
    assert list(offered().items())[:2] == [("es", "Español"), ("en", "English")]


def test_an_error_is_said_in_the_chosen_language(site: Site) -> None:
    visitor = site.client()
    visitor.client.set_cookie(COOKIE, "en")
    assert "do not open anything" in visitor.sign_in("ana", "x").text


def test_a_persons_own_language_holds_until_they_choose(site: Site) -> None:
    from tejido.store.tables import PersonTable

    with site.node.store.write() as tx:
        tx.run(PersonTable.update(language="en").where(PersonTable.handle == "ana"))
    browser = site.signed_in()
    assert '<html lang="en">' in browser.get("/").text
    browser.post("/language", "/", {"language": "es"})
    browser.post("/lock", "/")
    browser.sign_in("ana", "el maíz crece en la milpa")
    assert '<html lang="es">' in browser.get("/").text


def test_a_plugins_page_finds_its_own_words_and_the_cores(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = Blueprint("urgent", "tejido_crisis")
    template = '{% extends "page.html" %}{% block content %}{{ _("Emergency") }}{% endblock %}'
    pages.add_url_rule("/urgent", "urgent", lambda: render_template_string(template))
    monkeypatch.setattr(type(site.node.plugins), "pages", lambda *_: [Pages(pages)])
    site.app = create_app(site.node)
    page = site.signed_in().get("/urgent").text
    assert "Emergencia" in page  # from the plugin's catalogue
    assert "Salta al contenido" in page  # from the core's
