"""``tejido user``: the people of a node."""

from pathlib import Path

import click

from tejido.accounts.role_keys import ROLES
from tejido.cli.options import signed_in, tell, who_options
from tejido.cli.secret_files import reserved, write_secret
from tejido.languages import words
from tejido.work import people

_ = words("tejido")


@click.group()
def user() -> None:
    """See to the people of this node."""


@user.command()
@who_options
@click.argument("new_handle", metavar="HANDLE")
@click.option(
    "--role", "roles", multiple=True, type=click.Choice(ROLES), help="A role that you hold."
)
@click.option(
    "--new-passphrase-file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Where to write their passphrase; without it it is shown once.",
)
def add(
    folder: Path,
    handle: str,
    passphrase_file: Path | None,
    new_handle: str,
    roles: tuple[str, ...],
    new_passphrase_file: Path | None,
) -> None:
    """Add somebody under HANDLE, with a passphrase that is drawn for them."""
    with (
        reserved([new_passphrase_file] if new_passphrase_file else []),
        signed_in(folder, handle, passphrase_file) as (node, who),
    ):
        drawn = people.add(node, who, new_handle, dict.fromkeys(roles)).passphrase
    if new_passphrase_file is not None:
        write_secret(new_passphrase_file, drawn)
        tell(_("Their passphrase is in %(file)s."), file=new_passphrase_file)
        return
    tell(_("Their passphrase. It is shown this once:"))
    click.echo(drawn)
