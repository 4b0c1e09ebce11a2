"""``tejido tasks``: what waits, told to a schedule without any key and without any name."""

import json
import re
from pathlib import Path

import click

from tejido.cli import reminding
from tejido.cli.options import language, node_option, opened, tell
from tejido.errors import UsageError
from tejido.languages import say_number, words
from tejido.work.reminders import Waiting, waiting

_ = words("tejido")

#: What ends with it found something that waits since before.
OVERDUE = 3
#: One plain address; anything else could be another header of the mail.
_ADDRESS = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,255}")

_DAYS = click.IntRange(0, 366)
_AHEAD = "And what falls due within so many days after today."
_of_option = click.option("--of", "handle", default="", help="Only what waits for this handle.")


@click.group()
def tasks() -> None:
    """Say how much waits, and where, in ids that tell nobody anything. Needs no passphrase."""


@tasks.command()
@node_option
@_of_option
@click.option("--days", type=_DAYS, default=7, show_default=True, help=_AHEAD)
@click.option("--json", "as_json", is_flag=True, help="For a script.")
@click.pass_context
def due(ctx: click.Context, folder: Path, handle: str, days: int, as_json: bool) -> None:
    """List the records in which something waits, the most urgent first.

    Ends with 0 if nothing waits since before, and with 3 if something does.
    """
    with opened(folder) as node:
        found = waiting(node, handle=handle, days=days)
    if as_json:
        click.echo(json.dumps(vars(found)))
    else:
        _tell(found, days)
        for record in found.records:
            click.echo(record)
    ctx.exit(OVERDUE if found.overdue else 0)


@tasks.command()
@node_option
@_of_option
@click.option("--days", type=_DAYS, default=0, show_default=True, help=_AHEAD)
@click.option("--to", help="Write a mail to this address, for «sendmail -t».")
@click.option("--feed", is_flag=True, help="Write an Atom feed.")
def remind(folder: Path, handle: str, days: int, to: str | None, feed: bool) -> None:
    """Write a reminder that names no one. A mail is empty if nothing waits."""
    if (to is None) is not feed:
        raise UsageError(_("Say either --to an address, or --feed."))
    if to is not None and not _ADDRESS.fullmatch(to):
        raise UsageError(_("Write one plain address, as in equipo@example.org."))
    with opened(folder) as node:
        found, now = waiting(node, handle=handle, days=days), node.clock()
    if to is None:
        click.echo(reminding.feed(found, now, language()), nl=False)
    elif found:
        click.echo(reminding.mail(found, to, now, language()), nl=False)


def _tell(found: Waiting, days: int) -> None:
    tell(
        _("Waiting since before: %(overdue)s. Due within %(days)s days: %(soon)s."),
        overdue=say_number(found.overdue, language()),
        days=say_number(days, language()),
        soon=say_number(found.soon, language()),
    )
