"""``tejido serve``: one process that answers people and peers and delivers what is queued."""

from pathlib import Path

import click

from tejido.cli import log_lines
from tejido.cli.background import Background
from tejido.cli.daily import Daily
from tejido.cli.listening import listening
from tejido.cli.options import node_option, opened
from tejido.cli.stopping import told_to_stop
from tejido.web.app import create_app
from tejido.work.sealing import Watch


@click.command()
@node_option
@click.option(
    "--port", type=click.IntRange(0, 65535), help="Instead of the port in node.toml; 0 is any."
)
@click.option("--safe-mode", is_flag=True, help="With no plugin at all.")
def serve(folder: Path, port: int | None, safe_mode: bool) -> None:
    """Serve the node's pages, receive from peers, deliver to them."""
    log_lines.begin()
    with told_to_stop() as told, opened(folder, safe_mode=safe_mode) as node:
        settings = node.settings
        app, port = create_app(node), settings.port if port is None else port
        with listening(app, settings.host, port) as server:
            for address in server.addresses:
                click.echo(address, err=True)
            # By itself: a delivery that takes long must not keep the node from being sealed.
            services = [Daily(node), *node.plugins.services(node)]
            with Background([Watch(node)]), Background(services):
                server.run(told)
