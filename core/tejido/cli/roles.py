"""``tejido role``: who holds the organization's keys."""

from pathlib import Path

import click

from tejido.accounts.role_keys import ROLES
from tejido.cli import asking
from tejido.cli.options import signed_in, tell, who_options
from tejido.languages import words
from tejido.vault.identity import root_from_words
from tejido.work import roles
from tejido.work.comparing import compared

_ = words("tejido")
_role_argument = click.argument("role_name", metavar="ROLE", type=click.Choice(ROLES))
_handle_argument = click.argument("their_handle", metavar="HANDLE")


@click.group()
def role() -> None:
    """See to who holds the roles of this node: network, intake, analyst, auditor."""


@role.command()
@who_options
@_role_argument
@_handle_argument
@click.option("--words", "said", required=True, help="The six words that they read out to you.")
def grant(
    folder: Path,
    handle: str,
    passphrase_file: Path | None,
    role_name: str,
    their_handle: str,
    said: str,
) -> None:
    """Open ROLE, which you hold, to HANDLE as well."""
    with signed_in(folder, handle, passphrase_file) as (node, who):
        public = compared(node, their_handle, said)
        roles.grant(node, who, role_name, their_handle, public=public)


@role.command()
@who_options
@_role_argument
@_handle_argument
def revoke(
    folder: Path, handle: str, passphrase_file: Path | None, role_name: str, their_handle: str
) -> None:
    """Take ROLE away from HANDLE."""
    with signed_in(folder, handle, passphrase_file) as (node, who):
        roles.revoke(node, who, role_name, their_handle)
    tell(_("Whoever held it may have kept its key: `tejido role rotate` makes a new one."))


@role.command()
@who_options
@_role_argument
@click.option(
    "--root-words-file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A file with the root's 24 words; without it you are asked.",
)
def rotate(
    folder: Path,
    handle: str,
    passphrase_file: Path | None,
    role_name: str,
    root_words_file: Path | None,
) -> None:
    """Renew the key of ROLE, which you hold, with the words of the root."""
    root = root_from_words(asking.printed_words(root_words_file, "--root-words-file"))
    with signed_in(folder, handle, passphrase_file) as (node, who):
        roles.rotate(node, who, role_name, root)
