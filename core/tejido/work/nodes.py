"""Opening a node that was founded, and the layers of its tables."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from tejido.accompaniment.core import core_contribution
from tejido.declare.declarations import CORE
from tejido.declare.speech import read_speech
from tejido.declare.wordbook import Wordbook
from tejido.node import Node, utc_now
from tejido.plugins import Plugins, load_plugins
from tejido.settings import Settings
from tejido.store.database import Store
from tejido.store.migrating import CORE_MIGRATIONS
from tejido.vault.identity import load_identity, load_pepper
from tejido.vault.passphrases import Cost
from tejido.work.vocabularies import refresh


def open_node(
    folder: Path, *, safe_mode: bool = False, clock: Callable[[], datetime] = utc_now
) -> Node:
    """Open the node in ``folder``, sealed; close it when done.

    Raises:
        SettingsError, KeyFileError, DatabaseError: it cannot be used as it is.
    """
    settings = Settings.load(folder)
    identity, pepper = load_identity(settings.keys), load_pepper(settings.keys)
    plugins = plugins_of(settings, safe_mode=safe_mode)
    store = Store.open(settings.database)
    try:
        for name, migrations in layers_of(plugins).items():
            store.check(name, migrations)
        words = Wordbook(read_speech(settings.translations))
        node = Node(settings, store, plugins, identity, pepper, wordbook=words, clock=clock)
        refresh(node)
    except BaseException:
        store.close()
        raise
    return node


def plugins_of(settings: Settings, *, safe_mode: bool = False) -> Plugins:
    """Load the plugins that these settings leave on."""
    return load_plugins(
        core_contribution(),
        off=settings.disabled_plugins,
        safe_mode=safe_mode or settings.safe_mode,
    )


def migrate_all(store: Store, plugins: Plugins) -> list[str]:
    """Bring the core's tables and the plugins' up to this version; return what was applied."""
    layers = layers_of(plugins).items()
    return [applied for name, folder in layers for applied in store.migrate(name, folder)]


def layers_of(plugins: Plugins) -> dict[str, Path]:
    """Return the folders of migrations of the core and of each plugin with tables, by name."""
    return {CORE: CORE_MIGRATIONS, **plugins.migrations()}


def cost_of(settings: Settings) -> Cost:
    """Return how hard guessing a passphrase shall be on this node."""
    return Cost(settings.passphrase_opslimit, settings.passphrase_memlimit)
