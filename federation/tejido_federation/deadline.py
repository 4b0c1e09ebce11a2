"""One deadline over a whole exchange: timeouts are for each read, and a peer can drip.

Connecting, the TLS handshake, every write and every read get what is left of it.
"""

import socket
import ssl
import time
from collections.abc import Iterable
from typing import Any

import httpcore2
import httpx2


class Deadline:
    """A moment, by a clock that nobody sets, after which nothing is waited for."""

    def __init__(self) -> None:
        """Have passed; :meth:`begin` first."""
        self._ends = 0.0

    def begin(self, seconds: float) -> None:
        """Count from now."""
        self._ends = time.monotonic() + seconds

    def left(self) -> float:
        """Return the seconds that are left.

        Raises:
            TimeoutError: none.
        """
        left = self._ends - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left


class DeadlineTransport(httpx2.HTTPTransport):
    """HTTP over connections that keep to a deadline; for one exchange at a time."""

    def __init__(self, deadline: Deadline) -> None:
        """Connect without proxies, whatever the environment says."""
        super().__init__(trust_env=False)
        # The public client takes no network backend; the pool beneath it does.
        self._pool = httpcore2.ConnectionPool(
            ssl_context=httpx2.create_ssl_context(trust_env=False),
            network_backend=_Backend(deadline),
        )


class _Backend(httpcore2.SyncBackend):
    """Connects to each address of a host in turn, all within the deadline."""

    def __init__(self, deadline: Deadline) -> None:
        self._deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        for *_rest, address in found:
            left = self._deadline.left()
            try:
                stream = super().connect_tcp(
                    str(address[0]), port, left, local_address, socket_options
                )
                return _Stream(stream, self._deadline)
            except httpcore2.ConnectError:
                continue
        raise httpcore2.ConnectError


class _Stream(httpcore2.NetworkStream):
    """A connection on which every wait is for what is left."""

    def __init__(self, stream: httpcore2.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        # Not the stream's own loop: it would begin to count again with each piece.
        connection = self._stream.get_extra_info("socket")
        rest = memoryview(buffer)
        while rest:
            connection.settimeout(self._deadline.left())
            rest = rest[connection.send(rest) :]

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        left = self._deadline.left()
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, left), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
