"""``tejido plugins list``: what became of each plugin. Opens no database, needs no key."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from tejido.accompaniment.core import core_contribution
from tejido.plugins import PluginState, load_plugins
from tejido.settings import Settings

_COLUMNS = ("name", "version", "state", "hooks", "reason")


@click.group()
def plugins() -> None:
    """See which plugins are installed, and what became of them."""


@plugins.command("list")
@click.option(
    "--node",
    "folder",
    type=click.Path(path_type=Path),
    envvar="TEJIDO_NODE",
    help="A node's folder, to see what its node.toml switches off.",
)
@click.option("--safe-mode", is_flag=True, help="As with no plugin at all.")
@click.option("--json", "as_json", is_flag=True, help="One JSON list on stdout.")
def list_(folder: Path | None, safe_mode: bool, as_json: bool) -> None:
    """List plugins: name, version, state, hooks, and the reason why one is not loaded."""
    settings = Settings.load(folder) if folder else None
    states = load_plugins(
        core_contribution(),
        off=settings.disabled_plugins if settings else (),
        safe_mode=safe_mode or (settings is not None and settings.safe_mode),
    ).states
    if as_json:
        click.echo(json.dumps([asdict(state) for state in states], ensure_ascii=False))
    else:
        for line in _table(states):
            click.echo(line)


def _table(states: tuple[PluginState, ...]) -> list[str]:
    """Return a line for the columns' names and one for each plugin, columns aligned."""
    rows = [
        _COLUMNS,
        *((one.name, one.version, one.state, " ".join(one.hooks), one.reason) for one in states),
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_COLUMNS))]
    return [
        "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
