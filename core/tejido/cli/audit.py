"""``tejido audit``: the log of what was done here."""

from pathlib import Path

import click

from tejido.audit.verifying import Verified
from tejido.cli.options import (
    code_option,
    language,
    node_option,
    opened,
    signed_in,
    tell,
    who_options,
)
from tejido.errors import UsageError
from tejido.languages import say, say_number, words
from tejido.work import auditing
from tejido.work.log_entries import LogLine, log_lines

_ = words("tejido")


@click.group()
def audit() -> None:
    """Look after the log of what was done on this node."""


@audit.command()
@node_option
@click.option(
    "--against",
    "kept",
    multiple=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="A checkpoint that was kept elsewhere; may be given several times.",
)
@click.option("--as", "handle", help="Your handle, if you are an auditor: opens every entry too.")
@code_option
@click.option(
    "--passphrase-file",
    type=click.Path(path_type=Path),
    help="A file whose first line is the passphrase; without it you are asked.",
)
def verify(
    folder: Path, kept: tuple[Path, ...], handle: str | None, passphrase_file: Path | None
) -> None:
    """Verify that the log is whole and as this node wrote it."""
    outside = [_note(file) for file in kept]
    if handle is None:
        with opened(folder) as node:
            found = auditing.verified(node, outside)
    else:
        with signed_in(folder, handle, passphrase_file) as (node, who):
            found = auditing.verified(node, outside, who)
    _report(found)


@audit.command()
@node_option
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A new file, to be kept elsewhere; without it the checkpoint is printed.",
)
def checkpoint(folder: Path, out: Path | None) -> None:
    """Verify the log and sign what it is now; keep the result away from this machine."""
    with opened(folder) as node:
        made = auditing.checkpoint(node)
    if out is None:
        click.echo(made.note, nl=False)
        return
    _write(out, made.note)
    tell(
        _("%(file)s says what the log is at %(size)s entries. Keep it away from this machine."),
        file=out,
        size=say_number(made.size, language()),
    )


@audit.command("list")
@who_options
@click.option(
    "--last",
    "number",
    type=click.IntRange(1),
    default=auditing.PAGE,
    show_default=True,
    help="How many entries.",
)
@click.option("--before", type=click.IntRange(0), help="Only entries before this one.")
def list_entries(
    folder: Path, handle: str, passphrase_file: Path | None, number: int, before: int | None
) -> None:
    """Show who did what, the newest first. For auditors; that you looked is logged."""
    with signed_in(folder, handle, passphrase_file) as (node, who):
        page = auditing.listed(node, who, before, number)
        lines = log_lines(node.declarations, page, language())
    for line in lines:
        click.echo(_line(line))


def _line(line: LogLine) -> str:
    about = "  ".join(f"{one.what} {one.value}" for one in line.about)
    said = line.who
    if line.is_erased:
        said = say(_("(erased)"), language())
    elif line.is_closed:
        said = say(_("(does not open)"), language())
    return f"{line.position}  {line.on_day}  {said}  {line.did}  {about}".rstrip()


def _report(found: Verified) -> None:
    def echo(text: str, number: int) -> None:
        click.echo(say(text, language(), number=say_number(number, language())))

    click.echo(say(_("The log is whole, and as this node wrote it."), language()))
    echo(_("Entries: %(number)s."), found.size)
    echo(_("Of these, erased when their time had come: %(number)s."), found.erased)
    echo(_("Checkpoints on this node that agree: %(number)s."), found.checkpoints)
    echo(_("Checkpoints kept elsewhere that agree: %(number)s."), found.outside)
    if found.opened is not None:
        echo(_("Entries that were opened and are what was written: %(number)s."), found.opened)
    if not found.outside:
        advice = _(
            "That nothing was cut off at the end shows only against a checkpoint kept elsewhere: "
            "«tejido audit checkpoint --out FILE» makes one, --against FILE compares."
        )
        click.echo(say(advice, language()))


def _note(file: Path) -> str:
    try:
        return file.read_bytes().decode()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            _("Cannot read %(file)s: name a checkpoint that was kept."), file=file.name
        ) from error


def _write(file: Path, note: str) -> None:
    try:
        with file.open("x", encoding="utf-8", newline="\n") as out:
            out.write(note)
    except FileExistsError as error:
        raise UsageError(_("%(file)s exists already; name a new file."), file=file.name) from error
    except OSError as error:
        raise UsageError(
            _("Cannot write %(file)s; name a file in a folder that is there."), file=file.name
        ) from error
