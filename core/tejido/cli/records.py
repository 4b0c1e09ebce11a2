"""``tejido records import``: a CSV file through a mapping, into records."""

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from tejido.cli.options import language, signed_in, who_options
from tejido.errors import UsageError
from tejido.importing.mapping import read_mapping
from tejido.importing.sheet import Refusal
from tejido.languages import say, words
from tejido.work import importing
from tejido.work.importing import Taken

_ = words("tejido")

#: More than any register that is kept by hand, in bytes.
LARGEST_FILE = 64 * 2**20


@click.group()
def records() -> None:
    """Bring in what was written down elsewhere."""


@records.command("import")
@who_options
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--type", "type_id", required=True, help="The record type, as advocacy.act.")
@click.option("--basis", required=True, help="Legal basis of holding this, as public_interest.")
@click.option(
    "--mapping",
    "mapping_file",
    type=click.Path(path_type=Path),
    required=True,
    help="What was decided about the file, in TOML (docs/importing.md).",
)
@click.option("--process", help="Id of the process of all rows, if the mapping says «given».")
@click.option("--dry-run", is_flag=True, help="Say what would happen and keep nothing.")
@click.option(
    "--report",
    "report_file",
    type=click.Path(path_type=Path),
    help="Write line, column and reason of each refusal here, as CSV.",
)
@click.pass_context
def import_(
    ctx: click.Context,
    folder: Path,
    handle: str,
    passphrase_file: Path | None,
    file: Path,
    type_id: str,
    basis: str,
    mapping_file: Path,
    process: str | None,
    dry_run: bool,
    report_file: Path | None,
) -> None:
    """Import the rows of FILE, a CSV file, as records.

    A row is taken whole or not at all; rows that came in before are not taken again. Exit code
    1 says that rows were refused: the others are in, and importing again adds only what is new.
    """
    content, text = _read(file), _text(mapping_file)
    _check_report(report_file, file, mapping_file)
    with signed_in(folder, handle, passphrase_file) as (node, who):
        mapping = read_mapping(text, type_id, node.declarations)
        taken = importing.take(
            node, who, content, mapping, basis, process=process, rehearse=dry_run
        )
    if report_file is not None:
        report_file.write_text(report(taken.refused, language()), "utf-8")
    for line in said(taken, language(), rehearsed=dry_run):
        click.echo(line)
    ctx.exit(1 if taken.refused else 0)


def said(taken: Taken, tongue: str, *, rehearsed: bool) -> Iterator[str]:
    """Give what happened, in lines: each refusal, then the sums."""
    for refusal in taken.refused:
        place = _("Line %(line)d, %(column)s: %(reason)s")
        reason = say(refusal.reason, tongue)
        column = refusal.column or say(_("the whole row"), tongue)
        yield say(place, tongue, line=refusal.line, column=column, reason=reason)
    sums = {
        "rows": taken.rows,
        "records": taken.records,
        "processes": taken.processes,
        "again": len(taken.again),
        "left_out": len(taken.left_out),
        "refused": len({refusal.line for refusal in taken.refused}),
    }
    if rehearsed:
        yield say(_("Nothing was kept: this is what would happen."), tongue)
    yield say(_("Came in: %(rows)d rows as %(records)d records."), tongue, **sums)
    yield say(_("Processes begun: %(processes)d."), tongue, **sums)
    yield say(_("Had come in before: %(again)d rows."), tongue, **sums)
    yield say(_("Left out by the mapping: %(left_out)d rows."), tongue, **sums)
    yield say(_("Refused: %(refused)d rows."), tongue, **sums)


def report(refused: Iterable[Refusal], tongue: str) -> str:
    """Return the refusals as CSV: line, column, reason."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow(["line", "column", "reason"])
    for one in refused:
        writer.writerow([one.line, _harmless(one.column), say(one.reason, tongue)])
    return written.getvalue()


def _harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


def _check_report(report_file: Path | None, *read: Path) -> None:
    """Refuse a report that cannot be written, before anything is taken in."""
    if report_file is None:
        return
    if report_file.resolve() in {file.resolve() for file in read}:
        raise UsageError(_("The report would overwrite what is imported; name another file."))
    try:
        report_file.open("a", encoding="utf-8").close()
    except OSError as error:
        raise UsageError(_("The report cannot be written there; name another file.")) from error


def _read(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            content = opened.read(LARGEST_FILE + 1)
    except OSError as error:
        raise UsageError(_("Cannot read %(file)s; check its path."), file=file.name) from error
    if len(content) > LARGEST_FILE:
        raise UsageError(_("%(file)s is too large; import it in parts."), file=file.name)
    return content


def _text(file: Path) -> str:
    try:
        return _read(file).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(_("%(file)s is not UTF-8; save it so."), file=file.name) from error
