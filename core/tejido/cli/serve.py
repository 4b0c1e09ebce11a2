"""``tejido serve``: one process that answers people and peers and delivers what is queued."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import click

from tejido.cli import log_lines
from tejido.cli.background import Background
from tejido.cli.listening import listening
from tejido.cli.options import node_option, opened
from tejido.web.app import create_app


@click.command()
@node_option
@click.option(
    "--port", type=click.IntRange(0, 65535), help="Instead of the port in node.toml; 0 is any."
)
@click.option("--safe-mode", is_flag=True, help="With no plugin at all.")
def serve(folder: Path, port: int | None, safe_mode: bool) -> None:
    """Serve the node's pages, receive from peers, deliver to them."""
    log_lines.begin()
    with _told_to_stop() as told, opened(folder, safe_mode=safe_mode) as node:
        settings = node.settings
        app, port = create_app(node), settings.port if port is None else port
        with listening(app, settings.host, port) as server:
            for address in server.addresses:
                click.echo(address, err=True)
            with Background(node.plugins.services(node)):
                server.run(told)


@contextmanager
def _told_to_stop() -> Iterator[Event]:
    """Give an event that SIGTERM and SIGINT set, however often they come."""
    told = Event()
    numbers = (signal.SIGTERM, signal.SIGINT)
    before = [signal.signal(number, lambda *_: told.set()) for number in numbers]
    try:
        yield told
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)
