"""``tejido demo``: three invented organizations exchange records, from one command."""

import json
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from tejido.cli.demonstration import place
from tejido.cli.demonstration.commands import Commands
from tejido.cli.demonstration.performance import Performed, performed
from tejido.cli.demonstration.summary import invitation, lines
from tejido.cli.demonstration.telling import Teller
from tejido.cli.options import language as terminal_language


@click.command()
@click.option("--exit", "ends", is_flag=True, help="End by itself instead of serving on.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object as the last line of stdout.")
@click.option(
    "--data",
    "named",
    type=click.Path(path_type=Path),
    help="A new folder that keeps the nodes; without it they are gone at the end.",
)
@click.option("--language", help="Of what is said here; without it the terminal's.")
@click.pass_context
def demo(
    ctx: click.Context, *, ends: bool, as_json: bool, named: Path | None, language: str | None
) -> None:
    """Show three organizations that write, minimize, send, receive and count.

    Everything is invented and stays on this machine. Exit code 1 says that something did not
    add up; the last lines say what.
    """
    tell = Teller(language or terminal_language())
    commands = Commands(ctx.find_root().command)
    with (
        _stoppable(),
        place.folder(named) as root,
        place.no_settings(),
        performed(root, commands, tell) as shown,
    ):
        _show(shown, tell, as_json=as_json, ends=ends)
        faults = shown.figures.faults()
        for text, values in faults:
            tell(text, **values)
        if not faults and not ends:
            _serve_on(shown)
    ctx.exit(1 if faults else 0)


def _show(shown: Performed, tell: Teller, *, as_json: bool, ends: bool) -> None:
    """Print the summary, and whatever somebody needs who wants to look around."""
    for line in lines(shown.figures, tell.language):
        click.echo(line, err=as_json)
    found = shown.figures.as_json()
    if not ends:
        found["sites"] = [site.as_json() for site in shown.sites]
        for line in invitation(shown.sites, tell.language):
            click.echo(line, err=as_json)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))


def _serve_on(shown: Performed) -> None:
    """Return once told to stop.

    Raises:
        NodeError: a server ended by itself.
    """
    try:
        while True:
            shown.servers.check()
            time.sleep(0.5)
    except KeyboardInterrupt:
        return


@contextmanager
def _stoppable() -> Iterator[None]:
    """Take being told to end for what Ctrl-C is, so that servers and folder never stay behind.

    SIGINT is set as well: a shell that starts us in the background has it ignored.
    """
    told = (signal.SIGINT, signal.SIGTERM)
    before = [(number, signal.signal(number, signal.default_int_handler)) for number in told]
    try:
        yield
    finally:
        for number, handler in before:
            signal.signal(number, handler)
