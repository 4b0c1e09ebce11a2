"""Bringing a node's tables up to this version, with a backup first."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tejido.backup import shelf
from tejido.backup.making import Made, make_backup
from tejido.errors import SettingsError
from tejido.languages import words
from tejido.node import utc_now
from tejido.settings import Settings
from tejido.store import copying
from tejido.store.database import Store
from tejido.work import backups
from tejido.work.nodes import layers_of, migrate_all, open_node, plugins_of

_ = words("tejido")


@dataclass(frozen=True)
class Upgraded:
    """What an upgrade did: the migrations that it applied, and the backup it made before."""

    applied: list[str]
    backup: Made | None = None


def upgrade(
    folder: Path, *, without_backup: bool = False, clock: Callable[[], datetime] = utc_now
) -> Upgraded:
    """Bring a node's tables up to this version; each migration is applied whole or not at all.

    Args:
        folder: the node's.
        without_backup: whether to go on without a backup.
        clock: the moment, in UTC.

    Raises:
        SettingsError: something is to be done, and the settings name no recipients for a backup.
        DatabaseError: the database is newer than this version, and nothing was changed; or a
            migration failed, and nothing of it is left.
    """
    settings = Settings.load(folder)
    plugins = plugins_of(settings)
    layers = layers_of(plugins)
    with Store.open(settings.database) as store:
        if not [name for layer in layers.items() for name in store.pending(*layer)]:
            return Upgraded([])
        made = None
        if not (without_backup or _holds_nothing(store)):
            _check_recipients(settings)
            halves, out = backups.halves_of(plugins), folder / shelf.OWN
            made = make_backup(settings, store, halves, list(layers), clock(), out)
        applied = migrate_all(store, plugins)
    if made is not None:
        # Only now has the log the form that this version writes.
        with closing(open_node(folder, clock=clock)) as node:
            backups.note(node, made)
    return Upgraded(applied, made)


def _holds_nothing(store: Store) -> bool:
    with store.read() as tx:
        return copying.is_empty(tx)


def _check_recipients(settings: Settings) -> None:
    if not settings.backup_recipients:
        raise SettingsError(
            _(
                "An upgrade backs the node up first, and there is nobody to seal a backup to: set "
                "backup_recipients (docs/backups.md), or say --without-backup."
            )
        )
