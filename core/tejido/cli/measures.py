"""``tejido measures count``: a protected table on the terminal."""

import json
from pathlib import Path

import click

from tejido.cli.options import signed_in, who_options
from tejido.languages import words
from tejido.work import tables

_ = words("tejido")


@click.group()
def measures() -> None:
    """Count what was written down here and what arrived."""


@measures.command()
@who_options
@click.argument("measure")
@click.option("--year", type=click.IntRange(1950, 2049), required=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
def count(
    folder: Path,
    handle: str,
    passphrase_file: Path | None,
    measure: str,
    year: int,
    as_json: bool,
) -> None:
    """Show a table with small cells suppressed. For the coordinator's eyes; not for publishing."""
    with signed_in(folder, handle, passphrase_file) as (node, who):
        table = tables.table(node, who, measure, year)
    if as_json:
        click.echo(json.dumps(tables.as_json(table), ensure_ascii=False))
    else:
        for line in tables.as_lines(table, node.declarations, node.settings.language):
            click.echo(line)
