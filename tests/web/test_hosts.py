"""Names that point here without being ours."""

from typing import Any

import pytest

from tejido.web.hosts import own_names

Site = Any


@pytest.mark.parametrize("host", ["localhost", "localhost:8440", "127.0.0.1:8440", "[::1]:8440"])
def test_a_node_answers_on_its_own_machine(site: Site, host: str) -> None:
    assert site.client().get("/sign-in", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["elsewhere.example", "elsewhere.example:8440", "localhost.elsewhere.example", "", "ñ"]
)
def test_another_name_that_points_here_is_refused(site: Site, host: str) -> None:
    answer = site.client().get("/sign-in", headers={"Host": host})
    assert answer.status_code == 400
    assert "endpoint" in answer.text
    assert "Frase de acceso" not in answer.text


def test_peers_are_not_asked_for_the_name(site: Site) -> None:
    answer = site.client().client.post("/inbox", headers={"Host": "elsewhere.example"})
    assert answer.status_code == 200


def test_the_public_address_is_ones_own() -> None:
    own = own_names("127.0.0.1", "https://casa.example:8443")
    assert own == {"127.0.0.1", "localhost", "::1", "casa.example"}


def test_listening_everywhere_any_name_will_do_until_one_is_said() -> None:
    everywhere = "0.0.0.0"  # noqa: S104  # compared with, not listened on
    assert own_names(everywhere) == set()
    assert "abc.onion" in own_names(everywhere, "http://abc.onion")
