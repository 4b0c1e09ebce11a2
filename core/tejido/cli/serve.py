"""``tejido serve``: one process that answers people and peers and delivers what is queued."""

import logging
import signal
import threading
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

import click
import waitress
from waitress.server import BaseWSGIServer, MultiSocketServer

from tejido.cli.options import node_option, opened
from tejido.errors import PortError
from tejido.hookspecs import Service
from tejido.languages import words
from tejido.node import Node
from tejido.web.app import create_app

_ = words("tejido")
_log = logging.getLogger(__name__)

#: Commands write beside the server; a service looks at least this often, in seconds.
POLL_SECONDS = 1.0


@click.command()
@node_option
@click.option("--port", type=click.IntRange(1, 65535), help="Instead of the port in node.toml.")
def serve(folder: Path, port: int | None) -> None:
    """Serve the node's pages, receive from peers, deliver to them."""
    with opened(folder) as node:
        server = _listen(node, port or node.settings.port)
        click.echo(f"http://{node.settings.host}:{port or node.settings.port}", err=True)
        with Background(node.plugins.services(node)):
            _run_until_told(server)


class Background:
    """The one thread in which services tick, woken by events and by a poll each second."""

    def __init__(self, services: Sequence[Service]) -> None:
        """Share one event among ``services``: whoever sets it wakes them all."""
        self._services = services
        self._wake = threading.Event()
        self._stopping = False
        for service in services:
            service.wake = self._wake
        self._thread = threading.Thread(target=self._work, name="services", daemon=True)

    def __enter__(self) -> "Background":
        """Start ticking."""
        self._thread.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        """Finish the tick under way and stop."""
        self._stopping = True
        self._wake.set()
        self._thread.join()

    def _work(self) -> None:
        while not self._stopping:
            for service in self._services:
                try:
                    service.tick()
                except Exception as error:  # noqa: BLE001  # the outermost loop: it goes on
                    _log.error("a service failed: %s", type(error).__name__)
            self._wake.wait(POLL_SECONDS)
            self._wake.clear()


def _listen(node: Node, port: int) -> MultiSocketServer | BaseWSGIServer:
    try:
        return waitress.create_server(
            create_app(node),
            host=node.settings.host,
            port=port,
            threads=4,
            ident=None,  # no banner
            clear_untrusted_proxy_headers=True,
        )
    except OSError as error:
        raise PortError(
            _("Port %(port)d on %(host)s cannot be used; stop what uses it or choose another."),
            port=port,
            host=node.settings.host,
        ) from error


def _run_until_told(server: MultiSocketServer | BaseWSGIServer) -> None:
    """Serve until SIGINT or SIGTERM; the request under way is finished."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise SystemExit

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    server.run()
