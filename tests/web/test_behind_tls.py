"""Behind a proxy that speaks TLS, sessions are as safe as if we spoke it."""

from dataclasses import replace
from typing import Any

import pytest

from tejido.web.app import create_app

HOST = "casa.example:8443"


@pytest.fixture
def behind(site: Any) -> Any:
    """The face of a node whose endpoint is https."""
    settings = replace(site.node.settings, endpoint=f"https://{HOST}/")
    return create_app(replace(site.node, settings=settings)).test_client()


def test_the_visitor_of_our_https_address_is_told_to_stay_on_it(behind: Any) -> None:
    answer = behind.get("/sign-in", headers={"Host": HOST})
    assert answer.status_code == 200
    assert "max-age" in answer.headers["Strict-Transport-Security"]


def test_cookies_for_our_https_address_are_secure(behind: Any) -> None:
    page = behind.get("/sign-in", headers={"Host": HOST}).text
    token = page.partition('name="_csrf" value="')[2].partition('"')[0]
    answer = behind.post(
        "/language",
        data={"_csrf": token, "language": "en", "back": "/sign-in"},
        headers={"Host": HOST},
    )
    assert "Secure" in answer.headers["Set-Cookie"]


def test_the_same_machine_by_another_name_is_not_taken_for_secure(behind: Any) -> None:
    answer = behind.get("/sign-in", headers={"Host": "127.0.0.1"})
    assert answer.status_code == 200
    assert "Strict-Transport-Security" not in answer.headers


def test_what_a_proxy_claims_is_not_believed(site: Any) -> None:
    claimed = {"X-Forwarded-Proto": "https", "Host": "127.0.0.1"}
    answer = create_app(site.node).test_client().get("/sign-in", headers=claimed)
    assert "Strict-Transport-Security" not in answer.headers
