"""``tejido user``: the people of a node."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from tejido.accounts.role_keys import RIGHTS, ROLES
from tejido.cli import asking
from tejido.cli.options import (
    code_of,
    code_option,
    node_option,
    opened,
    signed_in,
    tell,
    who_options,
)
from tejido.cli.secret_files import hand_over, hand_over_once, reserved
from tejido.languages import words
from tejido.vault.passphrases import generate_passphrase
from tejido.work import people
from tejido.work.people import PersonCard
from tejido.work.roles import can_be_renewed

_ = words("tejido")
_RENEW = _(
    "They may have kept the key of the role %(role)s: whoever holds it renews it with the words "
    "of the root, tejido role rotate %(role)s."
)
_STAYS = _("They may have kept the key of the role %(role)s, which cannot be renewed here yet.")
_FILE = click.Path(path_type=Path, dir_okay=False)
_Command = TypeVar("_Command", bound=Callable[..., Any])

_passphrase_option = click.option(
    "--new-passphrase-file",
    type=_FILE,
    help="Where to write the new passphrase; without it it is shown once.",
)
_words_option = click.option(
    "--recovery-file",
    type=_FILE,
    help="Where to write the twelve recovery words; without it they are shown once.",
)
_choose_option = click.option(
    "--choose", is_flag=True, help="Choose the new passphrase at the terminal; else it is drawn."
)


@click.group()
def user() -> None:
    """See to the people of this node."""


@user.command()
@who_options
@click.argument("new_handle", metavar="HANDLE")
@click.option(
    "--role",
    "roles",
    multiple=True,
    default=("accompanier",),
    show_default=True,
    type=click.Choice([*RIGHTS, *ROLES]),
    help="A right, or a role that you hold; may be given several times.",
)
@_passphrase_option
def add(
    folder: Path,
    handle: str,
    passphrase_file: Path | None,
    new_handle: str,
    roles: Sequence[str],
    new_passphrase_file: Path | None,
) -> None:
    """Add somebody under HANDLE, with a passphrase to hand to them, with which they begin once."""
    with (
        reserved(_named(new_passphrase_file)),
        signed_in(folder, handle, passphrase_file) as (node, who),
    ):
        added = people.add(node, who, new_handle, roles)
    hand_over_once(added.passphrase, new_passphrase_file)


@user.command()
@who_options
@_choose_option
@_passphrase_option
@_words_option
def begin(
    folder: Path,
    handle: str,
    passphrase_file: Path | None,
    choose: bool,
    new_passphrase_file: Path | None,
    recovery_file: Path | None,
) -> None:
    """Come in with the passphrase that was handed to you; draw a key and words of your own."""
    with reserved(_named(new_passphrase_file, recovery_file)), opened(folder) as node:
        handed = asking.passphrase(passphrase_file)
        who = people.sign_in(node, handle, handed, code_of(node, handle), invited=True)
        new = _new_passphrase(choose, node.settings.language)
        drawn = people.begin(node, who, new)
    if not choose:
        _hand_over_passphrase(new, new_passphrase_file)
    _hand_over_words(drawn, recovery_file)


@user.command("list")
@who_options
def list_(folder: Path, handle: str, passphrase_file: Path | None) -> None:
    """List everybody: handle, state, rights and roles, with tabs between."""
    with signed_in(folder, handle, passphrase_file) as (node, who):
        found = people.listed(node, who)
    for card in found:
        click.echo(_line(card))


@user.command()
@who_options
@click.argument("their_handle", metavar="HANDLE")
def disable(folder: Path, handle: str, passphrase_file: Path | None, their_handle: str) -> None:
    """Let HANDLE sign in no more, and take what others hold as well."""
    with signed_in(folder, handle, passphrase_file) as (node, who):
        left = people.disable(node, who, their_handle)
    tell(
        _("Taken from them: roles %(roles)d, processes %(processes)d."),
        roles=len(left.roles),
        processes=left.processes,
    )
    for role in left.roles:
        tell(_RENEW if can_be_renewed(role) else _STAYS, role=role)
    if left.only_theirs_roles or left.only_theirs_processes:
        tell(
            _(
                "Only they hold: roles %(roles)d, processes %(processes)d. These stay with them "
                "and open to nobody until they are let in again."
            ),
            roles=len(left.only_theirs_roles),
            processes=left.only_theirs_processes,
        )


@user.command()
@who_options
@click.argument("their_handle", metavar="HANDLE")
def enable(folder: Path, handle: str, passphrase_file: Path | None, their_handle: str) -> None:
    """Let HANDLE sign in again; what was taken has to be opened to them anew."""
    with signed_in(folder, handle, passphrase_file) as (node, who):
        people.enable(node, who, their_handle)
    tell(_("They can sign in again. What was taken has to be opened to them anew."))


@user.command()
@who_options
@click.argument("their_handle", metavar="HANDLE")
@click.option(
    "--accompanier/--no-accompanier", default=None, help="Begin processes and be of a team."
)
@click.option("--administrator/--no-administrator", default=None, help="Look after people.")
def rights(
    folder: Path,
    handle: str,
    passphrase_file: Path | None,
    their_handle: str,
    accompanier: bool | None,
    administrator: bool | None,
) -> None:
    """Say what HANDLE may do; what is left out stays as it is."""
    with signed_in(folder, handle, passphrase_file) as (node, who):
        now = people.card(node, who, their_handle)
        people.set_rights(
            node,
            who,
            their_handle,
            accompanier=now.accompanier if accompanier is None else accompanier,
            administrator=now.administrator if administrator is None else administrator,
        )
        click.echo(_line(people.card(node, who, their_handle)))


@user.command()
@who_options
@_choose_option
@_passphrase_option
def passphrase(
    folder: Path,
    handle: str,
    passphrase_file: Path | None,
    choose: bool,
    new_passphrase_file: Path | None,
) -> None:
    """Lock your key under another passphrase; your sessions end."""
    with reserved(_named(new_passphrase_file)), opened(folder) as node:
        old = asking.passphrase(passphrase_file)
        who = people.sign_in(node, handle, old, code_of(node, handle))
        new = _new_passphrase(choose, node.settings.language)
        people.change_passphrase(node, who, old, new)
    if not choose:
        _hand_over_passphrase(new, new_passphrase_file)


@user.command()
@node_option
@click.option("--as", "handle", required=True, help="Your handle.")
@code_option
@click.option(
    "--words-file", type=_FILE, help="A file with your twelve words; without it you are asked."
)
@_choose_option
@_passphrase_option
@_words_option
def recover(
    folder: Path,
    handle: str,
    words_file: Path | None,
    choose: bool,
    new_passphrase_file: Path | None,
    recovery_file: Path | None,
) -> None:
    """Come in with your twelve printed words, under a new passphrase and new words."""
    with reserved(_named(new_passphrase_file, recovery_file)), opened(folder) as node:
        printed = asking.printed_words(words_file, "--words-file")
        code = code_of(node, handle)
        new = _new_passphrase(choose, node.settings.language)
        drawn = people.recover(node, handle, printed, new, code)
    if not choose:
        _hand_over_passphrase(new, new_passphrase_file)
    _hand_over_words(drawn, recovery_file)


def _named(*files: Path | None) -> list[Path]:
    return [file for file in files if file is not None]


def _new_passphrase(choose: bool, tongue: str) -> str:
    return asking.chosen_passphrase() if choose else generate_passphrase(tongue)


def _hand_over_passphrase(secret: str, file: Path | None) -> None:
    hand_over(
        secret,
        file,
        shown=_("The new passphrase. It is shown this once:"),
        written=_("The new passphrase is in %(file)s."),
    )


def _hand_over_words(drawn: Sequence[str], file: Path | None) -> None:
    hand_over(
        " ".join(drawn),
        file,
        shown=_("The recovery words, to be printed. They are shown this once:"),
        written=_("The recovery words are in %(file)s: print them, then erase it."),
    )


def _line(card: PersonCard) -> str:
    given = [right for right in RIGHTS if getattr(card, right)]
    return "\t".join((card.handle, card.state, " ".join([*given, *card.roles])))
