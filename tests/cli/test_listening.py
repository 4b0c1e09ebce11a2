"""What somebody sends is never put into a file on the way."""

import threading
from collections.abc import Iterator

import httpx2
import pytest
from flask import Flask, request
from waitress import buffers

from tejido.cli.listening import listening
from tejido.web.app import LONGEST_REQUEST


@pytest.fixture
def address(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A server that says how much it was sent, on a machine where files cannot be made."""

    def no_file(*_: object) -> None:
        raise AssertionError("a request was put into a file")

    monkeypatch.setattr(buffers, "TempfileBasedBuffer", no_file)
    app = Flask("listening")
    app.add_url_rule("/", "sent", lambda: str(len(request.get_data())), methods=["POST"])
    told = threading.Event()
    with listening(app, "127.0.0.1", 0) as server:
        thread = threading.Thread(target=server.run, args=(told,))
        thread.start()
        yield next(iter(server.addresses))
        told.set()
        thread.join(10)


@pytest.mark.parametrize("size", [600_000, LONGEST_REQUEST - 1])
def test_a_long_form_stays_in_memory(address: str, size: int) -> None:
    assert httpx2.post(address, content=b"x" * size, trust_env=False).text == str(size)


def test_more_than_any_page_sends_is_refused_before_it_is_read(address: str) -> None:
    answer = httpx2.post(address, content=b"x" * (LONGEST_REQUEST + 1), trust_env=False)
    assert answer.status_code == 413
