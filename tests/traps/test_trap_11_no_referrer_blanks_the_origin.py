"""Trap 11: under ``Referrer-Policy: no-referrer`` browsers send ``Origin: null`` on forms.

The check of where a form comes from then goes blind, or refuses everybody. So the policy here is
``same-origin``, and ``null`` is refused like any other origin that is not ours.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, Request, Route, sync_playwright
from tests.serving import served

from tejido.testing.nodes import PASSPHRASE
from tejido.web.app import create_app

FLAGS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")


@pytest.fixture
def address(alone: Any) -> Iterator[str]:
    """Serve the node's face on a port of this machine, as ``tejido serve`` does."""
    with served(create_app(alone.node)) as url:
        yield url


@pytest.fixture
def page(chromium: str, address: str) -> Iterator[Page]:
    """Give a page of a browser without JavaScript, that closes before the server at ``address``."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield browser.new_context(base_url=address, java_script_enabled=False).new_page()
        browser.close()


def origin_of_the_form(page: Page) -> str:
    """Send the sign-in form by pressing its button; return the origin that the browser said."""
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request) if request.method == "POST" else None)
    page.goto("/sign-in")
    page.get_by_label("Alias").fill("ana")
    page.get_by_label("Frase de acceso").fill(PASSPHRASE)
    page.get_by_role("button", name="Entrar").click()
    page.get_by_role("heading", level=1).wait_for()
    return str(sent[0].all_headers()["origin"])


def test_trap_11_a_browser_says_where_our_forms_come_from(page: Page, address: str) -> None:
    assert origin_of_the_form(page) == address
    assert page.get_by_role("heading", name="Agenda").is_visible()


def test_trap_11_with_no_referrer_it_would_not_and_nobody_would_come_in(page: Page) -> None:
    def blinded(route: Route) -> None:
        if route.request.method == "POST":
            route.continue_()
            return
        answer = route.fetch()
        route.fulfill(response=answer, headers={**answer.headers, "referrer-policy": "no-referrer"})

    page.route("**/sign-in", blinded)
    assert origin_of_the_form(page) == "null"
    assert not page.get_by_role("heading", name="Agenda").is_visible()


def test_trap_11_every_answer_says_so(alone: Any) -> None:
    client = create_app(alone.node).test_client()
    for path in ("/", "/sign-in", "/nowhere", "/static/tejido.css"):
        answer = client.get(path, buffered=True)
        assert answer.headers.getlist("Referrer-Policy") == ["same-origin"], path
        assert "referrer" not in answer.get_data(as_text=True).lower(), "no page says otherwise"
