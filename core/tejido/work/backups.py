"""Backups of a node: made while nobody is there, sealed to whom the settings name."""

from pathlib import Path

from tejido.audit.log import Kind
from tejido.backup.core_tables import CORE_HALVES
from tejido.backup.halves import Halves
from tejido.backup.making import Made, make_backup
from tejido.node import Node
from tejido.plugins import Plugins
from tejido.vault.age import Identity, new_identity
from tejido.work import auditing
from tejido.work.log import log
from tejido.work.nodes import layers_of

__all__ = ["Identity", "Made", "halves_of", "make", "new_identity", "note"]


def make(node: Node, out: Path) -> Made:
    """Back a node up into the folder ``out``, while others go on working with it.

    Nobody need be signed in. The log is signed first; of the node's older files of keys in that
    folder only the newest stays.

    Raises:
        SettingsError: the settings name no recipients.
        SealError: the log does not verify: then no older keys are given up for new ones.
        KeyFileError, DatabaseError, NodeError: something cannot be read or written.
    """
    auditing.checkpoint(node)
    layers = list(layers_of(node.plugins))
    halves = halves_of(node.plugins)
    made = make_backup(node.settings, node.store, halves, layers, node.clock(), out)
    note(node, made)
    return made


def note(node: Node, made: Made) -> None:
    """Write a backup down in the log."""
    with node.store.write() as tx:
        log(node, tx, Kind.BACKUP, None, moment=made.moment.strftime("%Y-%m-%dT%H:%M:%SZ"))


def halves_of(plugins: Plugins) -> Halves:
    """Return where each table of the core and of the plugins goes.

    Raises:
        DatabaseError: two plugins declare the same table.
    """
    return Halves.of([*CORE_HALVES, *plugins.backup_halves()])
