"""To whom each route is open: declared for every one, and kept for every kind of visitor."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Blueprint
from werkzeug.routing import Rule

from tejido.hookspecs import Pages
from tejido.web import doors
from tejido.web.app import create_app

Site = Any  # the conftest's; test modules do not import each other

#: What a door may ask for beside being signed in.
ROLES = ("network", "intake", "analyst", "auditor", doors.ADMINISTRATOR)


def rules(site: Site) -> list[tuple[Rule, str]]:
    """Return every (route, method) that a browser may ask for."""
    found = []
    for rule in site.app.url_map.iter_rules():
        found += [(rule, method) for method in sorted(rule.methods - {"HEAD", "OPTIONS"})]
    return found


def address(rule: Rule) -> str:
    """Return an address of a route; its ids are nobody's."""
    made = {"filename": "tejido.css", "year": 2026}
    values = {name: made.get(name, "f" * 32) for name in rule.arguments}
    _, path = rule.build(values)  # type: ignore[misc]  # None only for websockets
    return str(path)


def test_every_route_declares_to_whom_it_is_open(site: Site) -> None:
    known = {doors.ANYBODY, doors.SIGNED_IN, doors.MACHINES, *ROLES}
    for rule in site.app.url_map.iter_rules():
        assert doors.door_of(site.app, rule.endpoint) in known, rule


def test_the_few_that_are_open_to_anybody_are_these(site: Site) -> None:
    endpoints = {rule.endpoint for rule, _ in rules(site)}
    by_door = {one: doors.door_of(site.app, one) for one in endpoints}
    anybody = {one for one, door in by_door.items() if door == doors.ANYBODY}
    machines = {one for one, door in by_door.items() if door == doors.MACHINES}
    assert anybody == {
        "static", "auth.sign_in", "auth.lock", "auth.language", "recovery.recover"
    }  # fmt: skip
    assert machines == {"inbox.take"}


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


def test_a_visitor_comes_in_nowhere_but_at_the_threshold(site: Site) -> None:
    browser = site.client()
    for rule, method in rules(site):
        door = doors.door_of(site.app, rule.endpoint)
        answer = browser.client.open(address(rule), method=method, buffered=True)
        if door not in (doors.ANYBODY, doors.MACHINES):
            assert answer.status_code == 302, (rule, method)
            assert answer.location.startswith("/sign-in"), (rule, method)


def test_somebody_without_a_role_is_kept_out_of_what_needs_it(site: Site) -> None:
    rosa = site.signed_in("rosa")
    token = rosa.token("/")
    for rule, method in rules(site):
        if doors.door_of(site.app, rule.endpoint) in ROLES:
            answer = rosa.client.open(address(rule), method=method, data={"_csrf": token})
            assert answer.status_code == 403, (rule, method)


def test_nothing_is_found_where_nothing_is(site: Site) -> None:
    ana = site.signed_in()
    token = ana.token("/")
    for rule, method in rules(site):
        if rule.arguments and rule.endpoint != "static":
            answer = ana.client.open(address(rule), method=method, data={"_csrf": token})
            assert answer.status_code == 404, (rule, method)


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
