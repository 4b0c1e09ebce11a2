"""``tejido upgrade``: bring a node's tables up to this version."""

from pathlib import Path

import click

from tejido.cli.options import node_option, tell
from tejido.languages import words
from tejido.work import upgrading

_ = words("tejido")


@click.command()
@node_option
@click.option("--without-backup", is_flag=True, help="Make no backup before; there is no way back.")
def upgrade(folder: Path, without_backup: bool) -> None:
    """Bring the node's tables up to this version of Tejido, with a backup before."""
    upgraded = upgrading.upgrade(folder, without_backup=without_backup)
    if upgraded.backup is not None:
        tell(_("Backed up to %(file)s."), file=upgraded.backup.data.parent)
    for name in upgraded.applied:
        click.echo(name)
    tell(
        _("The tables are as new as this Tejido.")
        if upgraded.applied
        else _("There was nothing to do: the tables are as new as this Tejido.")
    )
