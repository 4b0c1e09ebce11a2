"""The HTTP client for peers: where it may go, and how little it believes."""

from collections.abc import Callable, Iterator
from typing import Any

import httpx2
import pytest

from tejido_federation.transport import EndpointError, Transport, UnreachableError
from tejido_federation.wire import MAX_ANSWER


class Peer(httpx2.BaseTransport):
    """Answers every request alike, and remembers them."""

    def __init__(self, answer: Callable[[], httpx2.Response]) -> None:
        self.answer = answer
        self.requests: list[httpx2.Request] = []

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        request.read()
        self.requests.append(request)
        return self.answer()


def stream(content: bytes, status: int = 200, **headers: str) -> httpx2.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx2.Response(status, headers=named, stream=httpx2.ByteStream(content))


def test_one_post_with_the_message_and_nothing_that_tells_of_us() -> None:
    peer = Peer(lambda: stream(b"answer"))
    reply = Transport(transport=peer).post("http://brisa.onion", b"message")
    assert (reply.status, reply.body) == (200, b"answer")
    (request,) = peer.requests
    assert str(request.url) == "http://brisa.onion/federation/v1/messages"
    assert (request.method, request.content) == ("POST", b"message")
    assert request.headers["User-Agent"] == "tejido"
    assert request.headers["Accept-Encoding"] == "identity"


@pytest.mark.parametrize("base", ["https://a.example", "https://a.example/", "https://a.example/x"])
def test_an_endpoint_may_have_a_path_and_a_slash(base: str) -> None:
    peer = Peer(lambda: stream(b""))
    Transport(transport=peer).post(base, b"")
    path = "/x/federation/v1/messages" if base.endswith("x") else "/federation/v1/messages"
    assert peer.requests[0].url.path == path


@pytest.mark.parametrize(
    "endpoint",
    ["http://a.example", "http://onion.example", "http://127.0.0.1:8000", "ftp://a.onion.example",
     "", "file:///etc/passwd", "http://10.0.0.1", "http://[::1"],
)  # fmt: skip
def test_clearnet_without_tls_is_refused(endpoint: str) -> None:
    peer = Peer(lambda: stream(b""))
    with pytest.raises(EndpointError):
        Transport(transport=peer).post(endpoint, b"secret")
    assert peer.requests == []


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "[::1]:8000", "localhost"])
def test_this_machine_only_where_the_settings_allow_it(host: str) -> None:
    peer = Peer(lambda: stream(b""))
    Transport(transport=peer, allow_loopback=True).post(f"http://{host}", b"")
    with pytest.raises(EndpointError):
        Transport(transport=peer, allow_loopback=True).post("http://10.0.0.1", b"")


def test_a_redirect_is_an_answer_and_not_followed() -> None:
    peer = Peer(lambda: stream(b"", 302, Location="http://elsewhere.onion/"))
    assert Transport(transport=peer).post("http://brisa.onion", b"").status == 302
    assert len(peer.requests) == 1


def test_cookies_are_not_kept() -> None:
    peer = Peer(lambda: stream(b"", Set_Cookie="id=1"))
    transport = Transport(transport=peer)
    transport.post("http://brisa.onion", b"")
    transport.post("http://brisa.onion", b"")
    assert "Cookie" not in peer.requests[1].headers


def test_an_answer_is_read_no_further_than_a_mebibyte() -> None:
    read = 0

    class Endless(httpx2.SyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            nonlocal read
            while True:
                read += 65_536
                yield bytes(65_536)

    peer = Peer(lambda: httpx2.Response(200, stream=Endless()))
    with pytest.raises(UnreachableError):
        Transport(transport=peer).post("http://brisa.onion", b"")
    assert read <= MAX_ANSWER + 2 * 65_536


def test_an_encoded_answer_is_none() -> None:
    peer = Peer(lambda: stream(b"\x1f\x8b", Content_Encoding="gzip"))
    with pytest.raises(UnreachableError):
        Transport(transport=peer).post("http://brisa.onion", b"")


@pytest.mark.parametrize(
    "error", [httpx2.ConnectError("x"), httpx2.ReadTimeout("x"), httpx2.RemoteProtocolError("x")]
)
def test_whatever_goes_wrong_with_the_network_is_one_error(error: Any) -> None:
    def fail() -> httpx2.Response:
        raise error

    with pytest.raises(UnreachableError):
        Transport(transport=Peer(fail)).post("http://brisa.onion", b"")
