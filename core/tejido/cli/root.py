"""The group ``tejido``: the core's commands, and those that plugins add."""

import click

from tejido import plugins
from tejido.accompaniment.core import core_contribution
from tejido.cli.demo import demo
from tejido.cli.init import init
from tejido.cli.measures import measures
from tejido.cli.people import user
from tejido.cli.plugins import plugins as plugins_group
from tejido.cli.records import records
from tejido.cli.serve import serve
from tejido.cli.upgrade import upgrade


class TejidoGroup(click.Group):
    """A group that asks plugins for further commands when it is asked for its own.

    A plugin cannot replace a command of the core.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return sorted({*super().list_commands(ctx), *self._added()})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the core's command of that name, or a plugin's."""
        return super().get_command(ctx, cmd_name) or self._added().get(cmd_name)

    def _added(self) -> dict[str, click.Command]:
        loaded = plugins.load_plugins(core_contribution())
        return {command.name: command for command in loaded.commands() if command.name}


@click.group(cls=TejidoGroup)
@click.version_option(package_name="tejido")
def tejido() -> None:
    """Psychosocial accompaniment for human-rights organizations that work together."""


for command in (demo, init, measures, plugins_group, records, serve, upgrade, user):
    tejido.add_command(command)
