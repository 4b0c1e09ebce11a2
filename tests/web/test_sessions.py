"""Coming in and going out: what the cookie is, what the table keeps, when it ends."""

import base64
from collections.abc import Callable
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tejido.store.tables import SessionTable

Site = Any
Cookie = Callable[[Any, TestResponse], str]

WORDS = "el maíz crece en la milpa"


def rows(site: Site) -> list[Any]:
    with site.node.store.read() as tx:
        return list(tx.all(SessionTable.select()))


def test_the_right_words_open_the_agenda(site: Site) -> None:
    browser = site.client()
    answer = browser.sign_in("ana", WORDS)
    assert (answer.status_code, answer.location) == (302, "/")
    assert "Agenda" in browser.get("/").text


@pytest.mark.parametrize(("handle", "words"), [("ana", "otra cosa"), ("nadie", WORDS), ("", "")])
def test_wrong_words_and_unknown_handles_read_alike(site: Site, handle: str, words: str) -> None:
    answer = site.client().sign_in(handle, words)
    assert answer.status_code == 401
    assert "Ese alias y esa frase no abren nada." in answer.text
    assert f'name="handle" value="{handle}"' in answer.text
    if words:
        assert words not in answer.text


def test_who_tries_too_often_waits_whatever_the_handle(site: Site) -> None:
    for handle in ("ana", "nadie"):
        answers = [site.client().sign_in(handle, "otra cosa") for _try in range(6)]
        assert [one.status_code for one in answers] == [401] * 5 + [429]
        assert int(answers[-1].headers["Retry-After"]) > 0
        assert site.client().sign_in(handle, WORDS).status_code == 429


def test_visitors_leave_no_sessions_and_get_no_cookie(site: Site) -> None:
    answer = site.client().get("/sign-in")
    assert "Set-Cookie" not in answer.headers
    assert rows(site) == []


def test_the_cookie_is_out_of_reach_and_named_after_the_node(
    site: Site, session_cookie: Cookie
) -> None:
    cookie = session_cookie(site, site.client().sign_in("ana", WORDS))
    assert site.node.id[:12] in cookie.partition("=")[0]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert "Path=/" in cookie
    assert "Expires" not in cookie


def test_over_tls_the_cookie_is_bound_to_the_host(site: Site, session_cookie: Cookie) -> None:
    browser = site.client()
    page = browser.get("/sign-in", base_url="https://localhost").text
    token = page.partition('name="_csrf" value="')[2].partition('"')[0]
    typed = {"handle": "ana", "passphrase": WORDS, "_csrf": token}
    answer = browser.client.post("/sign-in", data=typed, base_url="https://localhost")
    cookie = session_cookie(site, answer)
    assert cookie.startswith("__Host-tejido-")
    assert "Secure" in cookie
    assert "Domain" not in cookie


def test_the_table_does_not_hold_the_cookie(site: Site, session_cookie: Cookie) -> None:
    value = session_cookie(site, site.client().sign_in("ana", WORDS)).partition("=")[2]
    cookie = base64.urlsafe_b64decode(value.partition(";")[0])
    (row,) = rows(site)
    assert len(cookie) == 32
    assert cookie.hex() not in row.id_hash
    assert cookie not in bytes(row.sealed_private)


def test_locking_ends_the_session_for_every_copy_of_the_cookie(site: Site) -> None:
    browser = site.signed_in()
    (cookie,) = [one for one in browser.client._cookies.values() if "language" not in one.key]
    answer = browser.post("/lock", "/")
    assert answer.location == "/sign-in?done=locked"
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert not browser.client._cookies  # ours are removed by name
    assert rows(site) == []
    copy = site.client()
    copy.client.set_cookie(cookie.key, cookie.value)
    assert copy.get("/").status_code == 302
    assert "Tu llave ya no está abierta aquí" in browser.get(answer.location).text


def test_locking_without_a_session_leads_to_the_threshold(site: Site) -> None:
    for form in ({}, {"_csrf": "x"}, {"_csrf": site.signed_in().token("/")}):
        answer = site.client().client.post("/lock", data=form)
        assert answer.location == "/sign-in?done=locked"
        assert answer.headers.getlist("Set-Cookie") == []  # another site may have sent it
    assert len(rows(site)) == 1
    assert site.signed_in().client.post("/lock", data={}).status_code == 400


def test_a_quarter_of_an_hour_of_rest_ends_it(site: Site) -> None:
    browser = site.signed_in()
    site.clock.pass_(minutes=14)
    assert browser.get("/").status_code == 200
    site.clock.pass_(minutes=16)
    answer = browser.get("/processes")
    assert answer.location == "/sign-in?back=/processes"


def test_eight_hours_end_it_however_busy(site: Site) -> None:
    browser = site.signed_in()
    for _ in range(47):
        site.clock.pass_(minutes=10)
        assert browser.get("/").status_code == 200
    site.clock.pass_(minutes=10)
    assert browser.get("/").status_code == 302


def test_a_session_that_ended_says_so_and_comes_back_to_the_same_page(site: Site) -> None:
    browser = site.signed_in()
    site.clock.pass_(hours=1)
    assert "Tu sesión terminó" in browser.get("/sign-in?back=/processes").text
    answer = browser.sign_in("ana", WORDS, back="/processes")
    assert answer.location == "/processes"


@pytest.mark.parametrize(
    "back", ["//elsewhere.example", "https://elsewhere.example", "/\\elsewhere", "x", "/a\r\nb"]
)
def test_signing_in_never_leads_to_another_site(site: Site, back: str) -> None:
    assert site.client().sign_in("ana", WORDS, back=back).location == "/"


def test_signing_in_again_replaces_the_cookie(site: Site, session_cookie: Cookie) -> None:
    browser = site.client()
    first = session_cookie(site, browser.sign_in("ana", WORDS))
    browser.post("/lock", "/")
    assert session_cookie(site, browser.sign_in("ana", WORDS)) != first


@pytest.mark.parametrize("value", ["", "x", "%%%", "A" * 43 + "=", "A" * 4000, "ñ"])
def test_a_cookie_that_is_none_opens_nothing(site: Site, value: str) -> None:
    browser = site.signed_in()
    (cookie,) = [one for one in browser.client._cookies.values() if "language" not in one.key]
    stranger = site.client()
    stranger.client.set_cookie(cookie.key, value)
    assert stranger.get("/").status_code == 302
    assert "Set-Cookie" not in stranger.get("/static/tejido.css").headers


@pytest.mark.parametrize("path", ["/lock", "/language", "/account/sessions/end"])
def test_a_page_sent_after_the_session_ended_leads_to_the_threshold(site: Site, path: str) -> None:
    browser = site.signed_in()
    token = browser.token("/")
    site.clock.pass_(hours=1)
    answer = browser.client.post(path, data={"_csrf": token})
    assert answer.location.startswith("/sign-in")


def test_somebody_who_resumes_after_a_restart_gives_the_node_its_key_back(site: Site) -> None:
    browser = site.signed_in()
    site.node.held.forget()
    browser.get("/")
    assert site.node.held.box
