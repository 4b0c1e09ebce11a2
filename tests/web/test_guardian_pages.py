"""Choosing guardians, asking them, opening for a colleague, and finishing: over the pages."""

import re
from typing import Any

import pytest

from tejido.testing.nodes import joined

Site = Any
LUZ = "la frase con la que entra Luz"
OWN, WISHES, ASK = "/account/guardians", "/guardians", "/recover/guardians"
FINISH = "/recover/guardians/finish"
NEW = "otra frase para volver a entrar"


@pytest.fixture
def chosen(site: Site) -> Any:
    """Let Rosa choose Ana and Luz, both of whom are needed; give Rosa's browser."""
    rosa = site.signed_in("rosa")
    joined(site.node, site.node_who("ana"), "luz", passphrase=LUZ)
    choice = {"guardian": ["ana", "luz"], "needed": "2"}
    assert rosa.post(OWN, OWN, choice).location == f"{OWN}?done=guardians"
    return rosa


def asked(site: Site, **more: str) -> list[str]:
    """Ask as Rosa, who has forgotten; return the six words that are shown."""
    form = {"handle": "rosa", "new": NEW, "again": NEW, **more}
    page = site.client().post(ASK, ASK, form)
    assert page.status_code == 200
    return secret(page.text)


def secret(text: str) -> list[str]:
    (found,) = re.findall(r'<p class="secret">(.*?)</p>', text)
    return str(found).split()


def open_as(browser: Any, answer: str = "open") -> Any:
    page = browser.get(WISHES).text
    public = re.search(r'name="public" value="([0-9a-f]{64})"', page)
    assert public
    form = {"handle": "rosa", "public": public[1], "answer": answer}
    return browser.post("/guardians/open", WISHES, form)


def guardian(site: Site, name: str) -> Any:
    """Return the browser of a guardian who signed in."""
    if name == "ana":
        return site.signed_in("ana")
    browser = site.client()
    assert browser.sign_in(name, LUZ).status_code == 302
    return browser


def in_turn(site: Site) -> None:
    """Let both guardians open, whoever's turn it is first."""
    browsers = {name: guardian(site, name) for name in ("ana", "luz")}
    for _guardian in range(2):
        page = browsers["ana"].get(WISHES).text
        turn = "ana" if 'value="open"' in page else "luz"
        assert open_as(browsers[turn]).location == f"{WISHES}?done=opened"


def test_the_choice_is_shown_and_can_be_taken_back(chosen: Any) -> None:
    page = chosen.get(OWN).text
    assert "ana, luz" in page
    assert page.count("checked") == 2
    chosen.post(OWN, OWN, {"needed": "2"})
    assert "checked" not in chosen.get(OWN).text


def test_a_choice_that_makes_no_sense_says_so_and_keeps_what_was_ticked(chosen: Any) -> None:
    wrong = chosen.post(OWN, OWN, {"guardian": ["ana"], "needed": "2"})
    assert wrong.status_code == 422
    assert wrong.text.count("checked") == 1
    assert "ana, luz" in wrong.text


def test_two_guardians_give_a_key_back(site: Site, chosen: Any) -> None:
    words = asked(site)
    assert len(words) == 6
    ana = guardian(site, "ana")
    told = ['href="/guardians"' in guardian(site, name).get("/").text for name in ("ana", "luz")]
    assert sorted(told) == [False, True], "whose turn it is, and nobody else"
    assert secret(ana.get(WISHES).text) == words
    in_turn(site)
    done = site.client().post(FINISH, FINISH, {"handle": "rosa", "passphrase": NEW})
    assert len(re.findall(r"<li>([a-zñáéíóúü]+)</li>", done.text)) == 12
    assert site.client().sign_in("rosa", NEW).status_code == 302
    assert chosen.get("/").status_code == 302, "the sessions from before have ended"


def test_nothing_comes_back_before_enough_have_opened(site: Site, chosen: Any) -> None:
    asked(site)
    early = site.client().post(FINISH, FINISH, {"handle": "rosa", "passphrase": NEW})
    assert early.status_code == 409
    wrong = site.client().post(FINISH, FINISH, {"handle": "rosa", "passphrase": NEW + "!"})
    assert wrong.status_code == 401
    assert NEW not in wrong.text


def test_a_rehearsal_ends_in_saying_so(site: Site, chosen: Any) -> None:
    asked(site, rehearsal="yes")
    in_turn(site)
    done = site.client().post(FINISH, FINISH, {"handle": "rosa", "passphrase": NEW})
    assert done.status_code == 200
    assert "<li>" not in done.text.partition("<main")[2].partition("</main")[0]
    assert site.client().sign_in("rosa", NEW).status_code == 401
    assert chosen.get("/").status_code == 200


def test_a_wish_can_be_turned_down(site: Site, chosen: Any) -> None:
    asked(site)
    browsers = [guardian(site, name) for name in ("ana", "luz")]
    able = next(one for one in browsers if 'value="open"' in one.get(WISHES).text)
    assert open_as(able, "dismiss").location == f"{WISHES}?done=dismissed"
    assert 'name="public"' not in able.get(WISHES).text


def test_a_page_from_before_they_asked_anew_opens_nothing(site: Site, chosen: Any) -> None:
    asked(site)
    browsers = [guardian(site, name) for name in ("ana", "luz")]
    browser = next(one for one in browsers if 'value="open"' in one.get(WISHES).text)
    old = re.search(r'name="public" value="([0-9a-f]{64})"', browser.get(WISHES).text)
    assert old
    asked(site)
    form = {"handle": "rosa", "public": old[1], "answer": "open"}
    assert browser.post("/guardians/open", WISHES, form).status_code == 409
    garbled = {"handle": "rosa", "public": "zz", "answer": "open"}
    assert browser.post("/guardians/open", WISHES, garbled).status_code == 400


@pytest.mark.parametrize("handle", ["ana", "nadie"])
def test_who_has_no_guardians_and_who_does_not_exist_are_answered_alike(
    site: Site, handle: str
) -> None:
    form = {"handle": handle, "new": NEW, "again": NEW}
    answer = site.client().post(ASK, ASK, form)
    assert (answer.status_code, len(secret(answer.text))) == (200, 6)
    gone = site.client().post(FINISH, FINISH, {"handle": handle, "passphrase": NEW})
    assert gone.status_code == 401
