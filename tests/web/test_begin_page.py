"""Somebody invited comes in over the pages: their own passphrase first, and nothing before it."""

import re
from typing import Any

import pytest

from tejido.work import people

Site = Any
BEGIN = "/account/begin"
OWN = "la neblina baja despacio"


@pytest.fixture
def luz(site: Site) -> Any:
    """Give the browser of Luz, who administers, and signed in with what was handed to her."""
    handed = people.add(site.node, site.node_who("ana"), "luz", ("administrator", "intake"))
    browser = site.client()
    assert browser.sign_in("luz", handed.passphrase).status_code == 302
    return browser


def secrets(text: str) -> list[str]:
    return re.findall(r'class="secret[^"]*">(.*?)</(?:p|ol)>', text, re.S)


@pytest.mark.parametrize("path", ["/", "/people", "/account", "/processes/new", "/account/roles"])
def test_whoever_is_invited_is_led_to_their_own_passphrase(luz: Any, path: str) -> None:
    assert luz.get(path).location == BEGIN
    assert luz.post(path, BEGIN).location == BEGIN or luz.post(path, BEGIN).status_code == 405


def test_the_page_offers_nothing_else_but_language_and_the_lock(luz: Any) -> None:
    text = luz.get(BEGIN).text
    assert set(re.findall(r'action="([^"]+)"', text)) == {BEGIN, "/lock", "/language"}
    assert "<nav" not in text
    assert luz.post("/language", BEGIN, {"language": "en", "back": BEGIN}).location == BEGIN
    assert luz.post("/lock", BEGIN).location == "/sign-in?done=locked"


def test_what_was_drawn_is_shown_once_and_opens_what_was_given(site: Site, luz: Any) -> None:
    page = luz.post(BEGIN, BEGIN, {"new": "", "again": ""})
    passphrase, words = secrets(page.text)
    assert (page.status_code, words.count("<li>")) == (200, 12)
    assert luz.get("/").location.startswith("/sign-in"), "sessions have ended"
    assert luz.sign_in("luz", passphrase).status_code == 302
    assert [luz.get(path).status_code for path in ("/", "/people")] == [200, 200]
    assert luz.get(BEGIN).location == "/account"
    assert set(people.sign_in(site.node, "luz", passphrase).roles) == {"intake"}


def test_a_passphrase_of_ones_own_is_not_shown(luz: Any) -> None:
    page = luz.post(BEGIN, BEGIN, {"new": OWN, "again": OWN})
    assert (len(secrets(page.text)), OWN in page.text) == (1, False)
    assert luz.sign_in("luz", OWN).status_code == 302


@pytest.mark.parametrize(("new", "again"), [("corta", "corta"), (OWN, "otra"), (OWN, "")])
def test_what_cannot_be_is_said_and_nothing_changes(luz: Any, new: str, again: str) -> None:
    page = luz.post(BEGIN, BEGIN, {"new": new, "again": again})
    assert (page.status_code, 'role="alert"' in page.text) == (422, True)
    assert luz.get("/").location == BEGIN


def test_trying_what_was_handed_over_again_and_again_is_slowed_down(site: Site) -> None:
    handed = people.add(site.node, site.node_who("ana"), "luz").passphrase
    luz = site.client()
    luz.sign_in("luz", handed)
    answers = [luz.post(BEGIN, BEGIN, {"new": handed, "again": handed}) for _try in range(6)]
    assert [one.status_code for one in answers] == [422] * 5 + [429]
    assert "Retry-After" in answers[-1].headers
    assert 'aria-describedby="new-help new-error"' in answers[0].text


def test_an_added_person_is_shown_with_a_passphrase_and_no_words(site: Site) -> None:
    ana = site.signed_in("ana")
    page = ana.post("/people/new", "/people/new", {"handle": "sol", "role": "accompanier"})
    (handed,) = secrets(page.text)
    assert len(handed.split()) == 7
    person = people.card(site.node, site.node_who("ana"), "sol").id
    text = ana.get(f"/people/{person}").text
    assert f"/people/{person}/renew" in text
    assert 'name="held" value="yes"' not in text, "no role is offered yet"
