"""``tejido measures count``: a protected table on the terminal."""

import json
from pathlib import Path

import click

from tejido.cli.options import language, signed_in, who_options
from tejido.cli.table import as_json, lines
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
@click.option("--json", "as_object", is_flag=True, help="One JSON object on stdout.")
def count(
    folder: Path,
    handle: str,
    passphrase_file: Path | None,
    measure: str,
    year: int,
    as_object: bool,
) -> None:
    """Show a table with small figures suppressed. For the coordinator's eyes; not for publishing.

    MEASURE is what a plugin declares, as advocacy.acts.
    """
    with signed_in(folder, handle, passphrase_file) as (node, who):
        table = tables.table(node, who, measure, year)
        declarations = node.declarations
    declared = declarations.measures[measure]
    if as_object:
        click.echo(json.dumps(as_json(table, declared), ensure_ascii=False))
        return
    for line in lines(table, declared, declarations, language()):
        click.echo(line)
