"""The group ``tejido``: the core's commands, and those that plugins add."""

import os
from pathlib import Path

import click

from tejido import plugins
from tejido.accompaniment.core import core_contribution
from tejido.cli.audit import audit
from tejido.cli.backups import backup
from tejido.cli.demo import demo
from tejido.cli.erasing import erase
from tejido.cli.exporting import process
from tejido.cli.guardians import guardian
from tejido.cli.helping import spoken
from tejido.cli.init import init
from tejido.cli.lock import lock
from tejido.cli.measures import measures
from tejido.cli.people import user
from tejido.cli.plugins import plugins as plugins_group
from tejido.cli.records import records
from tejido.cli.retention import retention
from tejido.cli.roles import role
from tejido.cli.serve import serve
from tejido.cli.tasks import tasks
from tejido.cli.teams import team
from tejido.cli.terminal import language
from tejido.cli.upgrade import upgrade
from tejido.cli.vocabulary import vocabulary
from tejido.settings import plugins_off


class TejidoGroup(click.Group):
    """A group that asks plugins for further commands when it is asked for its own.

    A plugin cannot replace a command of the core. What the environment, or the ``node.toml`` of
    the folder in ``TEJIDO_NODE``, switches off is not imported; a command's own ``--node`` is
    not known yet.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return sorted({*super().list_commands(ctx), *self._added()})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the core's command of that name, or a plugin's."""
        return super().get_command(ctx, cmd_name) or self._added().get(cmd_name)

    def _added(self) -> dict[str, click.Command]:
        node = os.environ.get("TEJIDO_NODE")
        off, safe_mode = plugins_off(Path(node) if node else None)
        loaded = plugins.load_plugins(core_contribution(), off=off, safe_mode=safe_mode)
        added = [spoken(one, language()) for one in loaded.commands() if one.name]
        return {str(one.name): one for one in added}


@click.group(cls=TejidoGroup)
@click.version_option(package_name="tejido")
def tejido() -> None:
    """Psychosocial accompaniment for human-rights organizations that work together."""


for command in (
    audit,
    backup,
    demo,
    erase,
    guardian,
    init,
    lock,
    measures,
    plugins_group,
    process,
    records,
    retention,
    role,
    serve,
    tasks,
    team,
    upgrade,
    user,
    vocabulary,
):
    tejido.add_command(command)
