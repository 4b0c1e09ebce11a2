"""Forms from elsewhere: no token, another's token, another site."""

from typing import Any

import pytest

Site = Any
NEW = {"kind": "accompaniment", "name": "Hilo"}


def begun(site: Site, browser: Any) -> int:
    page = browser.get("/processes").text
    return int(page.count('class="card"'))


def test_a_form_of_our_own_is_taken(site: Site) -> None:
    ana = site.signed_in()
    token = ana.token("/processes/new")
    headers = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    answer = ana.client.post("/processes/new", data={**NEW, "_csrf": token}, headers=headers)
    assert answer.status_code == 302
    assert begun(site, ana) == 1


@pytest.mark.parametrize("token", ["", "x", "ImZvcm0i.abc.def"])
def test_without_the_token_nothing_is_done(site: Site, token: str) -> None:
    ana = site.signed_in()
    answer = ana.client.post("/processes/new", data={**NEW, "_csrf": token})
    assert answer.status_code == 400
    assert begun(site, ana) == 0


def test_the_token_of_another_session_is_refused(site: Site) -> None:
    rosa, ana = site.signed_in("rosa"), site.signed_in("ana")
    answer = ana.client.post("/processes/new", data={**NEW, "_csrf": rosa.token("/")})
    assert answer.status_code == 400


def test_the_token_of_a_visitor_is_refused_once_signed_in(site: Site) -> None:
    token = site.client().token("/sign-in")
    assert site.signed_in().client.post("/lock", data={"_csrf": token}).status_code == 400


def test_the_token_of_a_session_does_not_open_the_next(site: Site) -> None:
    ana = site.signed_in()
    token = ana.token("/")
    ana.post("/lock", "/")
    site.clock.pass_(seconds=1)
    ana.sign_in("ana", "el maíz crece en la milpa")
    assert ana.client.post("/account/sessions/end", data={"_csrf": token}).status_code == 400
    shown = ana.client.post("/processes/new", data={**NEW, "_csrf": token})
    assert (shown.status_code, begun(site, ana)) == (200, 0), "shown again, and not done"


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:8441"},
        {"Origin": ""},
        {"Origin": "http://["},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
    ],
    ids=str,
)
def test_another_site_is_refused_even_with_the_token(site: Site, headers: dict[str, str]) -> None:
    ana = site.signed_in()
    token = ana.token("/")
    answer = ana.client.post("/processes/new", data={**NEW, "_csrf": token}, headers=headers)
    assert answer.status_code == 400
    assert begun(site, ana) == 0


def test_another_site_cannot_sign_anybody_in(site: Site) -> None:
    visitor = site.client()
    typed = {"handle": "ana", "passphrase": "x", "_csrf": visitor.token("/sign-in")}
    headers = {"Origin": "https://elsewhere.example"}
    assert visitor.client.post("/sign-in", data=typed, headers=headers).status_code == 400
    assert visitor.client.post("/sign-in", data={**typed, "_csrf": ""}).status_code == 400


def test_a_visitors_page_is_good_for_an_hour(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    visitor = site.client()
    token = visitor.token("/sign-in")
    monkeypatch.setattr("time.time", lambda: 4_000_000_000.0)
    answer = visitor.client.post("/sign-in", data={"handle": "ana", "_csrf": token})
    assert answer.status_code == 400
    assert "vuelve a cargarla" in answer.text
