"""Free ports on loopback, kept from others until our own servers take them."""

import socket
from types import TracebackType
from typing import Self

HOST = "127.0.0.1"


class Reserved:
    """Ports that nobody used, each held by a socket that does not listen."""

    def __init__(self, count: int) -> None:
        """Hold ``count`` ports."""
        self._sockets = [
            socket.socket(socket.AF_INET, socket.SOCK_STREAM) for _port in range(count)
        ]
        for held in self._sockets:
            held.bind((HOST, 0))
        #: Port numbers, in the order in which they are to be used.
        self.ports = tuple(int(held.getsockname()[1]) for held in self._sockets)

    def release(self) -> None:
        """Let go of them."""
        for held in self._sockets:
            held.close()

    def __enter__(self) -> Self:
        """Let go at the end of a ``with``."""
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        """Let go."""
        self.release()
