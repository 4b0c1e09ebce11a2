"""The page on the other organizations, as somebody signed in reads it."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from tejido.web.app import create_app
from tejido_federation.board import SAID, card
from tejido_federation.networks import Peer
from tejido_federation.receipts import OUTCOMES


@pytest.fixture
def client(office: Any, founded: Any, passphrase: str) -> FlaskClient:
    """Signed in at the office, which is in a network with brisa."""
    client = create_app(office.node).test_client()
    client.environ_base["HTTP_HOST"] = "alba.onion"
    form = client.get("/sign-in").get_data(as_text=True)
    token = re.search(r'name="(\w+)" value="([^"]+)"', form)
    assert token is not None
    data = {token[1]: token[2], "handle": "ana", "passphrase": passphrase}
    assert client.post("/sign-in", data=data).status_code == 302
    return client


def test_each_peer_has_a_card_in_the_readers_language(client: FlaskClient) -> None:
    page = client.get("/peers").get_data(as_text=True)
    assert "<strong>brisa</strong>" in page
    assert "Otras organizaciones" in page
    assert "Recibidos de su parte" in page


def test_strangers_do_not_see_with_whom_we_exchange(office: Any, founded: Any) -> None:
    client = create_app(office.node).test_client()
    client.environ_base["HTTP_HOST"] = "alba.onion"
    answer = client.get("/peers")
    assert answer.status_code == 302
    assert "brisa" not in answer.get_data(as_text=True)


def test_a_card_says_every_outcome_and_names_troubles() -> None:
    assert set(SAID) == {"", *OUTCOMES}
    peer = Peer(
        node="n", name="Brisa", queued=2, sent={"applied": 3, "": 1}, messages=2, receipts=1,
        received=0, trouble="UnreachableError", answered_on=None, alarms=("equivocation",),
    )  # fmt: skip
    shown = card(peer)
    assert [number for _, number in shown.lines] == [2, 3, 1, 0]
    assert [str(one) for one in shown.troubles] == [
        "No answer for now; delivery tries again by itself.",
        "Another message stands at this place of the stream",
    ]
