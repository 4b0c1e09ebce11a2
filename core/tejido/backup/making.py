"""Making a backup: two files of one snapshot, and no more keys than the newest two."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path

from tejido.backup import bundle, shelf, snapshot
from tejido.backup.bundle import MANIFEST, PROOF, TABLES, Part
from tejido.backup.halves import Halves
from tejido.backup.manifest import Manifest
from tejido.backup.opened import KEYS, SETTINGS
from tejido.backup.snapshot import Snapshot
from tejido.declare.halves import Half
from tejido.errors import KeyFileError, SettingsError
from tejido.languages import words
from tejido.settings import Settings, settings_to_keep
from tejido.store.database import Store
from tejido.vault.identity import load_identity, load_pepper

_ = words("tejido")
#: Keys first: data without keys of its moment is of no use, keys go with any older data.
_ORDER = (Half.KEYS, Half.DATA)


@dataclass(frozen=True)
class Made:
    """A backup: two files of one moment (UTC), and the files of keys that were removed for it."""

    data: Path
    keys: Path
    moment: datetime
    removed: Sequence[Path]


def make_backup(
    settings: Settings,
    store: Store,
    halves: Halves,
    layers: Sequence[str],
    now: datetime,
    out: Path,
) -> Made:
    """Back a node up while it goes on working.

    Args:
        settings: the node's, with the recipients.
        store: its database, of whichever version.
        halves: where every table goes.
        layers: those whose migrations there may be.
        now: the moment, UTC.
        out: the folder to put it in; it is made if missing.

    Raises:
        SettingsError: there are no recipients.
        KeyFileError: the key files cannot be read.
        DatabaseError: there is a table that nobody declared, or no room.
        NodeError: the files cannot be written.
    """
    if not settings.backup_recipients:
        raise SettingsError(
            _("There is nobody to seal a backup to: set backup_recipients, see docs/backups.md.")
        )
    node = load_identity(settings.keys).node_id
    own = settings.folder / shelf.OWN
    moment = shelf.free_moment(out, node, now, [own])
    paths = {half: shelf.path_of(out, node, moment, half) for half in _ORDER}
    with store.read() as tx:
        taken = snapshot.take(tx, halves, layers, settings.folder)
    with closing(taken):
        parts = {half: _parts(half, settings, moment, taken) for half in _ORDER}
        to = settings.backup_recipients
        shelf.put(
            {paths[half]: partial(bundle.write, parts[half], recipients=to) for half in _ORDER}
        )
    # What an upgrade left in the node's own folder ages with the others.
    shelves = {out.resolve(), own.resolve()}
    removed = shelf.thin(shelves, node, paths[Half.KEYS].resolve())
    return Made(paths[Half.DATA], paths[Half.KEYS], moment, removed)


def _parts(half: Half, settings: Settings, moment: datetime, taken: Snapshot) -> dict[str, Part]:
    """Return the files of one half, by name."""
    files: dict[str, Part] = {}
    if half is Half.DATA:
        files[SETTINGS] = settings_to_keep(settings.folder)
    else:
        files.update(_key_files(settings.keys))
    files[TABLES] = taken.tables(half).content()
    manifest = Manifest(
        half,
        load_identity(settings.keys).node_id,
        version("tejido"),
        moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
        taken.log,
        taken.migrations,
        taken.sums[half],
        {name: bundle.sha256(part) for name, part in files.items()},
    )
    proof = manifest.proof(load_pepper(settings.keys)).hex().encode()
    return {MANIFEST: manifest.to_bytes(), PROOF: proof, **files}


def _key_files(keys: Path) -> Iterator[tuple[str, bytes]]:
    """Give every key file under its name in the half."""
    try:
        for path in sorted(keys.iterdir()):
            yield KEYS + path.name, path.read_bytes()
    except OSError as error:
        raise KeyFileError(
            _("Cannot read the key files: look whether they are there."),
        ) from error
