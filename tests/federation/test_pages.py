"""The endpoint as WSGI: what is refused before a byte is read, and what never goes back."""

import io
import json
from pathlib import Path
from typing import Any

import flask
import pytest
from flask.testing import FlaskClient

from tejido.errors import DatabaseError
from tejido.web.app import create_app
from tejido_federation import wire
from tejido_federation.inbox import Inbox
from tejido_federation.pages import blueprint

MESSAGES = "/federation/v1/messages"


@pytest.fixture
def client(office: Any) -> FlaskClient:
    """The office's web face, as a peer reaches it: no cookie, no token."""
    return create_app(office.node).test_client()


def test_a_peer_posts_without_session_and_gets_a_signed_receipt(
    client: FlaskClient, office: Any, brisa: Any, founded: Any
) -> None:
    to = founded.members[office.node.id].descriptor
    answer = client.post(MESSAGES, data=brisa.message(to, founded, [office.record()]))
    assert (answer.status_code, answer.content_type) == (200, "application/octet-stream")
    assert len(wire.split_answer(answer.data)) == 1
    assert "Set-Cookie" not in answer.headers


def test_an_unsigned_refusal_names_code_and_step(client: FlaskClient) -> None:
    answer = client.post(MESSAGES, data=b"no")
    assert (answer.status_code, json.loads(answer.data)) == (
        400,
        {"code": "bad_framing", "step": 1},
    )


class Unread(io.RawIOBase):
    """A body that fails the test when it is read."""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        raise AssertionError("read")


def test_what_announces_too_much_is_not_read(client: FlaskClient) -> None:
    environ = {"CONTENT_LENGTH": str(wire.MAX_MESSAGE + 1), "wsgi.input": Unread()}
    answer = client.open(MESSAGES, method="POST", environ_overrides=environ)
    assert (answer.status_code, answer.get_json()["code"]) == (413, "too_large")


def test_what_is_encoded_is_not_read(client: FlaskClient) -> None:
    answer = client.open(
        MESSAGES,
        method="POST",
        headers={"Content-Encoding": "gzip"},
        environ_overrides={"CONTENT_LENGTH": "10", "wsgi.input": Unread()},
    )
    assert (answer.status_code, answer.get_json()["code"]) == (415, "encoded_content")


def test_what_announces_no_length_is_read_no_further_than_a_message(client: FlaskClient) -> None:
    body = io.BytesIO(bytes(8 * wire.MAX_MESSAGE))
    environ = {"wsgi.input": body, "wsgi.input_terminated": True}
    answer = client.open(MESSAGES, method="POST", environ_overrides=environ)
    assert (answer.status_code, answer.get_json()["code"]) == (413, "too_large")
    assert body.tell() <= wire.MAX_MESSAGE + 65_536


def test_only_posting_is_possible(client: FlaskClient) -> None:
    for method in ("GET", "PUT", "DELETE"):
        assert client.open(MESSAGES, method=method).status_code == 405


def test_pulling_is_not_served_yet(client: FlaskClient) -> None:
    assert client.post("/federation/v1/pull", data=b"{}").status_code == 404


def test_a_node_that_cannot_store_says_try_later(office: Any) -> None:
    class Full(Inbox):
        def take(self, raw: bytes) -> Any:
            raise DatabaseError("disk full")

        def refused(self, code: str) -> None:
            raise DatabaseError("disk full")

    app = flask.Flask("test")
    app.register_blueprint(blueprint(Full(office.node)))
    for headers in ({}, {"Content-Encoding": "gzip"}):
        answer = app.test_client().post(MESSAGES, data=b"x", headers=headers)
        assert (answer.status_code, answer.data) == (503, b"{}")


def test_the_endpoint_writes_no_log_of_what_it_gets(
    client: FlaskClient, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    client.post(MESSAGES, data=b"canary-7f3a")
    assert "canary" not in caplog.text
