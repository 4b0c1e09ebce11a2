"""``tejido lock``: seal the node at once, whoever is signed in."""

from pathlib import Path

import click

from tejido.cli.options import node_option, opened, tell
from tejido.languages import words
from tejido.work import sealing

_ = words("tejido")


@click.command()
@node_option
def lock(folder: Path) -> None:
    """End every session and have the server forget every key. Needs no passphrase."""
    with opened(folder, safe_mode=True) as node:  # no plugin may be in the way
        sealing.seal(node, None)
        tell(_("The node is sealed: nothing opens until somebody signs in."))
