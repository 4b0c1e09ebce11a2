"""``tejido erase``: erasing processes and records for good."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from tejido.accounts.signing_in import SignedIn
from tejido.cli.options import language, signed_in, tell, who_options
from tejido.errors import UsageError
from tejido.languages import say, say_number, words
from tejido.node import Node
from tejido.work import erasing
from tejido.work.erasing import REASONS, ToErase
from tejido.work.erasing_words import counted

_ = words("tejido")


@click.group()
def erase() -> None:
    """Erase what was written down, for good. What peers have cannot be called back yet."""


def _options(command: Callable[..., None]) -> Callable[..., None]:
    command = click.option("--yes", is_flag=True, help="Do not ask again.")(command)
    command = click.option("--dry-run", is_flag=True, help="Say what would go; erase nothing.")(
        command
    )
    command = click.option("--reason", type=click.Choice(list(REASONS)), required=True)(command)
    return who_options(command)


@erase.command()
@_options
@click.argument("ids", metavar="PROCESS...", nargs=-1, required=True)
def processes(ids: tuple[str, ...], **options: Any) -> None:
    """Erase whole processes: all that concern one subject at once."""
    _erase(processes=ids, **options)


@erase.command()
@_options
@click.argument("ids", metavar="RECORD...", nargs=-1, required=True)
def records(ids: tuple[str, ...], **options: Any) -> None:
    """Erase single records, with their files and tasks."""
    _erase(records=ids, **options)


def _erase(
    folder: Path,
    handle: str,
    passphrase_file: Path | None,
    reason: str,
    *,
    dry_run: bool,
    yes: bool,
    processes: Sequence[str] = (),
    records: Sequence[str] = (),
) -> None:
    named = {"processes": processes, "records": records}
    with signed_in(folder, handle, passphrase_file) as (node, who):
        digest = None if yes and not dry_run else _shown(node, who, named)
        if dry_run:
            tell(_("Nothing was erased: this is what would go."))
            return
        if not yes:
            _confirm()
        done = erasing.erase(node, who, **named, reason=reason, digest=digest)
    tell(_("Erased. It cannot be brought back."))
    if not done.scrubbed:
        tell(
            _(
                "Remnants still lie in the database's files, because somebody reads from it: "
                "they go with the daily work of «tejido serve»."
            )
        )


def _shown(node: Node, who: SignedIn, named: dict[str, Sequence[str]]) -> str:
    """Print what would go; return its digest."""
    seen: ToErase = erasing.preview(node, who, **named)
    for label, number in counted(seen.counts, language()):
        click.echo(f"{label}: {number}")
    for recipient, given in seen.given.items():
        text = _("Approved for %(node)s, and not to be called back if it left: %(number)s.")
        click.echo(say(text, language(), node=recipient, number=say_number(given, language())))
    return seen.digest


def _confirm() -> None:
    if not sys.stdin.isatty():
        raise UsageError(_("Nobody is there to be asked again: look with --dry-run, say --yes."))
    click.confirm(say(_("Erase all of this for good?"), language()), abort=True, err=True)
