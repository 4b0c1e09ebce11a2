"""Spanish unless chosen otherwise, on every page."""

from typing import Any

import pytest
from flask import Blueprint, render_template_string

from tejido.hookspecs import Pages
from tejido.web.app import create_app
from tejido.web.language import COOKIE, offered

Site = Any


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
