"""The HTTP client for peers: where it may go, and how little it believes."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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


@pytest.mark.parametrize(
    "endpoint",
    ["https://a..b", "https://" + "a" * 280, "https://127.0.0.1:99999"],
)
def test_a_host_that_no_name_service_would_take_is_unreachable(endpoint: str) -> None:
    with pytest.raises((UnreachableError, EndpointError)):
        Transport(seconds=2).post(endpoint, b"")


@contextmanager
def listening(answer: Callable[[socket.socket], None]) -> Iterator[str]:
    """A peer on this machine that reads what came with one call and answers as told."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                answer(connection)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        thread.join(10)
        assert not thread.is_alive()


def dripping(start: bytes) -> Callable[[socket.socket], None]:
    def answer(connection: socket.socket) -> None:
        connection.recv(65_536)
        try:
            connection.sendall(start)
            for _ in range(60):
                connection.sendall(b"x")
                time.sleep(0.05)
        except OSError:
            return  # hung up on: as it should be

    return answer


def never_reading(connection: socket.socket) -> None:
    time.sleep(1)


@pytest.mark.parametrize(
    "answer",
    [
        dripping(b"HTTP/1.1 200 OK\r\nX-Long: "),
        dripping(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"),
        never_reading,
    ],
    ids=["headers", "body", "request"],
)
def test_the_seconds_are_for_the_whole_post_and_not_for_each_read(
    answer: Callable[[socket.socket], None],
) -> None:
    with listening(answer) as endpoint:
        transport = Transport(allow_loopback=True, seconds=0.4)
        began = time.monotonic()
        with pytest.raises(UnreachableError):
            transport.post(endpoint, bytes(2**23))
        waited = time.monotonic() - began
        transport.close()
    assert 0.3 < waited < 0.9


def test_an_answer_within_the_time_is_taken_and_the_connection_used_again() -> None:
    said = b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nanswer"

    def answer(connection: socket.socket) -> None:
        for _ in range(2):
            came = b""
            while not came.endswith(b"\r\n\r\nm"):
                came += connection.recv(65_536)
            connection.sendall(said)

    with listening(answer) as endpoint:
        transport = Transport(allow_loopback=True, seconds=5)
        assert [transport.post(endpoint, b"m").body for _ in range(2)] == [b"answer"] * 2
        transport.close()
