"""Doors: a route without one opens to nobody; plugins' pages have theirs.

Who gets what at every route there is stands in ``routes/policy.txt``.
"""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Blueprint

from tejido.hookspecs import Pages
from tejido.web import doors
from tejido.web.app import create_app

Site = Any  # the conftest's; test modules do not import each other


def test_a_route_without_a_door_keeps_the_face_from_starting(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(vars(site.app.view_functions["home.agenda"]), "open_to")
    with pytest.raises(RuntimeError, match=r"home\.agenda"):
        create_app(site.node)


def test_a_route_added_without_a_door_is_refused(site: Site) -> None:
    site.app._got_first_request = False
    site.app.add_url_rule("/back-door", "back_door", lambda: "in")
    assert site.signed_in().get("/back-door").status_code == 403


def test_the_navigation_shows_only_what_opens(site: Site) -> None:
    assert 'href="/leaving"' in site.signed_in("ana").get("/").text
    assert 'href="/leaving"' not in site.signed_in("rosa").get("/").text


# --- plugins' pages ------------------------------------------------------------------------


def test_a_plugins_page_for_people_stands_behind_sign_in_and_in_the_navigation(site: Site) -> None:
    assert site.client().get("/loom").status_code == 302
    ana = site.signed_in()
    assert ana.get("/loom").text == "hilos"
    assert '<a href="/loom">Hilos</a>' in ana.get("/").text


def test_a_plugins_page_for_people_wants_the_token(site: Site) -> None:
    ana = site.signed_in()
    assert ana.client.post("/loom").status_code == 400
    assert ana.post("/loom", "/").text == "tied"


def test_a_plugins_page_for_machines_needs_neither_session_nor_token(site: Site) -> None:
    answer = site.client().client.post("/inbox", headers={"Origin": "https://elsewhere.example"})
    assert answer.text == "taken"
    assert "Set-Cookie" not in answer.headers


def test_a_plugin_may_close_its_own_page_further(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = Blueprint("closed", "trama")
    view: Callable[[], str] = lambda: "in"  # noqa: E731  # it needs its own __dict__
    pages.add_url_rule("/closed", "closed", doors.open_to("auditor")(view))
    monkeypatch.setattr(type(site.node.plugins), "pages", lambda *_: [Pages(pages)])
    app = create_app(site.node)
    assert doors.door_of(app, "closed.closed") == "auditor"
