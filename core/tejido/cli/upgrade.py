"""``tejido upgrade``: bring a node's tables up to this version."""

from pathlib import Path

import click

from tejido.cli.options import node_option
from tejido.work import people


@click.command()
@node_option
def upgrade(folder: Path) -> None:
    """Bring the node's tables up to this version of Tejido."""
    for name in people.upgrade(folder):
        click.echo(name)
