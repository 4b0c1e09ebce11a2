"""``tejido upgrade``: bring a node's tables up to this version."""

from pathlib import Path

import click

from tejido.cli.options import node_option, tell
from tejido.languages import words
from tejido.work import nodes

_ = words("tejido")


@click.command()
@node_option
def upgrade(folder: Path) -> None:
    """Bring the node's tables up to this version of Tejido."""
    applied = nodes.upgrade(folder)
    for name in applied:
        click.echo(name)
    tell(
        _("The tables are as new as this Tejido.")
        if applied
        else _("There was nothing to do: the tables are as new as this Tejido.")
    )
