"""``tejido process export``: everything about a process, for its subject, as one file."""

from collections.abc import Iterator
from pathlib import Path

import click

from tejido.cli.options import language, signed_in, tell, who_options
from tejido.cli.secret_files import reserved
from tejido.errors import UsageError
from tejido.languages import words
from tejido.work import exporting

_ = words("tejido")


@click.group()
def process() -> None:
    """Do something with a whole process."""


@process.command()
@who_options
@click.argument("process_id", metavar="PROCESS")
@click.option(
    "--out",
    "file",
    type=click.Path(path_type=Path),
    required=True,
    help="A new ZIP file; only you will be able to read it.",
)
@click.option(
    "--reason",
    type=click.Choice(list(exporting.REASONS)),
    default="asked_for_by_subject",
    show_default=True,
    help="Why it is handed over; the log keeps it.",
)
@click.option("--language", "tongue", help="Tag of the language it is said in, as es-MX.")
def export(
    folder: Path,
    handle: str,
    passphrase_file: Path | None,
    process_id: str,
    file: Path,
    reason: str,
    tongue: str | None,
) -> None:
    """Write everything about PROCESS into one file: a page to read, the same as JSON, its files.

    PROCESS is the id that stands in the address of its page. Nothing protects the file any more:
    write it to what you hand over.
    """
    with signed_in(folder, handle, passphrase_file) as (node, who), reserved([file]):
        made = exporting.export(node, who, process_id, reason, tongue or language())
        _write(file, made.content)
    tell(_("Everything about it is in %(file)s. Whoever has the file can read it."), file=file.name)


def _write(file: Path, content: Iterator[bytes]) -> None:
    try:
        with file.open("wb") as opened:
            for piece in content:
                opened.write(piece)
    except OSError as error:
        raise UsageError(
            _("%(file)s cannot be written to its end; make room, or name another."), file=file.name
        ) from error
