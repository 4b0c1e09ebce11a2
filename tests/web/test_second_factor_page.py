"""A second factor of one's own, as a browser sets it up, uses it and takes it away."""

import re
from typing import Any

import pyotp
import pytest

Site = Any
ROSA = "la lluvia llega por el cerro"
PAGE = "/account/codes"


def code(site: Site, secret: str) -> str:
    return pyotp.TOTP(secret).at(site.clock())


def secret_of(page: str) -> str:
    found = re.search(r'name="secret" value="([A-Z2-7]{32})"', page)
    assert found
    return found[1]


@pytest.fixture
def rosa(site: Site) -> Any:
    """Give Rosa's browser."""
    return site.signed_in("rosa")


@pytest.fixture
def spare(site: Site, rosa: Any) -> list[str]:
    """Set up Rosa's codes, and give the spare ones; ``site.secret`` is the secret."""
    site.secret = secret_of(rosa.get(PAGE).text)
    typed = {"secret": site.secret, "code": code(site, site.secret)}
    answer = rosa.post(PAGE, PAGE, typed)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    site.clock.pass_(minutes=1)
    return re.findall(r"<li>([a-z0-9-]{29})</li>", answer.text)


def enter(site: Site, typed: str) -> int:
    sent = {"handle": "rosa", "passphrase": ROSA, "code": typed}
    return int(site.client().post("/sign-in", "/sign-in", sent).status_code)


def test_the_picture_holds_the_secret_and_opens_in_this_session_alone(
    site: Site, rosa: Any
) -> None:
    page = rosa.get(PAGE).text
    found = re.search(r'<img class="code" src="(/account/codes/[^"]+\.png)"', page)
    assert found
    secret = secret_of(page)
    assert secret not in found[1]
    picture = rosa.get(found[1])
    assert (picture.status_code, picture.mimetype) == (200, "image/png")
    assert picture.data.startswith(b"\x89PNG")
    assert picture.headers["Cache-Control"] == "no-store"
    assert rosa.get(found[1]).data == picture.data
    assert site.signed_in("ana").get(found[1]).status_code == 404
    assert site.client().get(found[1]).status_code == 302
    assert rosa.get("/account/codes/AAAA.png").status_code == 404


def test_set_up_it_is_asked_for_and_each_code_opens_once(site: Site, spare: list[str]) -> None:
    assert len(spare) == 10
    assert enter(site, "") == 401
    now = code(site, site.secret)
    assert enter(site, now) == 302
    assert enter(site, now) == 401
    assert enter(site, spare[0]) == 302
    assert enter(site, spare[0]) == 401


def test_a_wrong_first_code_keeps_the_secret_that_the_phone_has(site: Site, rosa: Any) -> None:
    secret = secret_of(rosa.get(PAGE).text)
    answer = rosa.post(PAGE, PAGE, {"secret": secret, "code": "000000"})
    assert answer.status_code == 422
    assert secret_of(answer.text) == secret
    forged = rosa.post(PAGE, PAGE, {"secret": "x", "code": "000000"})
    assert forged.status_code == 422
    assert enter(site, "") == 302, "nothing was set up"


def test_a_code_takes_it_away_and_a_wrong_one_does_not(
    site: Site, rosa: Any, spare: list[str]
) -> None:
    assert "secret" not in rosa.get(PAGE).text
    assert rosa.post(f"{PAGE}/remove", PAGE, {"code": "000000"}).status_code == 403
    answer = rosa.post(f"{PAGE}/remove", PAGE, {"code": spare[3]})
    assert answer.location == f"{PAGE}?done=removed"
    assert enter(site, "") == 302


def test_setting_it_up_and_taking_it_away_need_the_passphrase_anew(site: Site, rosa: Any) -> None:
    secret = secret_of(rosa.get(PAGE).text)
    site.clock.pass_(minutes=6)
    answer = rosa.post(PAGE, PAGE, {"secret": secret, "code": code(site, secret)})
    assert answer.status_code == 403
    typed = {"secret": secret, "code": code(site, secret), "_passphrase": ROSA}
    assert rosa.post(PAGE, PAGE, typed).status_code == 200


def test_the_threshold_looks_alike_with_and_without_a_second_factor(
    site: Site, spare: list[str]
) -> None:
    def shape(handle: str, words: str) -> str:
        answer = site.client().sign_in(handle, words)
        assert answer.status_code == 401
        return re.sub(rf'name="_csrf" value="[^"]+"|{handle}', "", answer.text)

    shapes = {shape("rosa", ROSA), shape("rosa", "otra"), shape("ana", "otra"), shape("x9", "otra")}
    assert len(shapes) == 1
