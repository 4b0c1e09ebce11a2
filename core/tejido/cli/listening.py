"""The web server of ``tejido serve``: waitress, run until told to stop.

A signal only sets an event. Raising from its handler, as waitress expects, would be lost in
whichever code runs at that moment, or would leave half-sent answers behind.
"""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from typing import Any

from flask import Flask
from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer, MultiSocketServer, create_server

from tejido.cli.bodies import channels
from tejido.errors import PortError
from tejido.languages import words
from tejido.web.app import LONGEST_REQUEST
from tejido.web.uploads import LONGEST_UPLOAD

_ = words("tejido")

#: How soon being told to stop is noticed, in seconds.
_NOTICED = 0.25
#: A request under way when told to stop is finished, if it takes no longer than this.
FINISHING_SECONDS = 30.0
#: After how many bytes waitress would put a request or an answer into a file, in clear: never.
_NEVER = sys.maxsize
#: Bytes of an answer that wait in memory for a slow reader, before whoever makes it has to wait
#: too. Any file fits, so that a few slow readers do not hold every thread.
_WAITING = LONGEST_UPLOAD


class Listening:
    """A server that listens; it answers while :meth:`run` does."""

    def __init__(self, app: Flask, host: str, port: int) -> None:
        """Begin to listen; use :func:`listening`.

        Raises:
            PortError: somebody else listens there, or the host is no address of this machine.
        """
        self._sockets: dict[int, Any] = {}  # servers and visitors
        self._server = _created(app, host, port, self._sockets)
        for one in self._sockets.values():
            if isinstance(one, BaseWSGIServer):
                one.channel_class = channels(app)

    @property
    def addresses(self) -> Iterator[str]:
        """Where it listens, as URLs, with the port that was given if any would do."""
        if isinstance(self._server, MultiSocketServer):  # as localhost, which may stand for two
            found = [(host, str(port)) for host, port in self._server.effective_listen]
        else:
            found = [self._server.getsockname()]
        for host, port in found:
            yield f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

    def run(self, told: Event) -> None:
        """Answer until ``told`` to stop; then take no new visitor and finish with those inside."""
        while not told.is_set():
            self._turn()
        for one in self._sockets.values():
            if isinstance(one, BaseWSGIServer):
                one.accepting = False
        end = time.monotonic() + FINISHING_SECONDS
        while self._is_busy() and time.monotonic() < end:
            self._turn()

    def close(self) -> None:
        """Let go of the port and of whoever is still connected."""
        self._server.task_dispatcher.shutdown(timeout=1)
        wasyncore.close_all(self._sockets)

    def _turn(self) -> None:
        wasyncore.loop(timeout=_NOTICED, use_poll=True, map=self._sockets, count=1)

    def _is_busy(self) -> bool:
        """Whether an answer is being made, or is not yet sent whole."""
        return any(
            isinstance(one, HTTPChannel) and (one.requests or one.total_outbufs_len)
            for one in self._sockets.values()
        )


@contextmanager
def listening(app: Flask, host: str, port: int) -> Iterator[Listening]:
    """Listen for as long as the ``with`` lasts; port 0 is any that is free."""
    server = Listening(app, host, port)
    try:
        yield server
    finally:
        server.close()


def _created(
    app: Flask, host: str, port: int, sockets: dict[int, Any]
) -> BaseWSGIServer | MultiSocketServer:
    try:
        return create_server(
            app,
            map=sockets,
            host=host,
            port=port,
            threads=4,
            ident=None,  # no banner
            # Nothing that somebody sends or reads is put into a file on the way.
            max_request_body_size=LONGEST_REQUEST,
            inbuf_overflow=_NEVER,
            outbuf_overflow=_NEVER,
            outbuf_high_watermark=_WAITING,
            clear_untrusted_proxy_headers=True,
        )
    except OSError as error:
        wasyncore.close_all(sockets)
        raise PortError(
            _("Port %(port)d on %(host)s cannot be used; stop what uses it or choose another."),
            port=port,
            host=host,
        ) from error
    except ValueError as error:  # waitress: the name stands for no address
        raise PortError(
            _("%(host)s is no address of this machine: correct «host» in node.toml."), host=host
        ) from error
