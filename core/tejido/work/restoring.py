"""The way back from a backup: a whole node again, or one in memory that only shows that it could.

Both go the same way: the halves are opened and held against what they say, an empty database is
made as it was, filled, read back and compared, brought up to this version, and looked through.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from tejido.backup.opened import Pair, opened
from tejido.errors import DatabaseError, InputError, SettingsError
from tejido.languages import words
from tejido.node import Node, utc_now
from tejido.settings import SETTINGS_FILE, Settings, restored_settings
from tejido.store import copying
from tejido.store.database import Store
from tejido.vault.age import Identity, read_identities
from tejido.vault.key_files import put_key_file
from tejido.work import processes, records
from tejido.work.rebuilding import rebuild
from tejido.work.signing_in import sign_in

_ = words("tejido")

Clock = Callable[[], datetime]
_STAGING = ".restoring"


@dataclass(frozen=True)
class Restored:
    """What came back.

    Attributes:
        node: the node's id.
        data: the moment (UTC) of the file of data.
        keys: the moment (UTC) of the file of keys.
        rows: how many rows are there.
        left_out: by table, how many are not: erased since, opened to nobody, or newer.
        applied: the migrations by which it was brought up to this version.
        opened: how many records were opened on the way, as somebody who signed in.
    """

    node: str
    data: str
    keys: str
    rows: int
    left_out: Mapping[str, int]
    applied: tuple[str, ...]
    opened: int = 0


@dataclass(frozen=True)
class Backup:
    """A file of data, a file of keys, and the file with the identity that opens both.

    ``node`` is the id that the node is known to have; empty takes any.
    """

    data: Path
    keys: Path
    identity: Path
    node: str = ""

    def identities(self) -> list[Identity]:
        """Read the identities.

        Raises:
            InputError: the file cannot be read, or holds none.
        """
        try:
            return read_identities(self.identity.read_text("utf-8-sig"))
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(
                _("Cannot read %(file)s; check its path."), {}, file=self.identity.name
            ) from error


@dataclass(frozen=True)
class Somebody:
    """Who signs in on what was restored, to show that it opens."""

    handle: str
    passphrase: str
    code: str = ""


def restore(
    folder: Path, backup: Backup, *, database: str = "", clock: Clock = utc_now
) -> Restored:
    """Make a whole node out of a backup, or nothing.

    Args:
        folder: it is made if missing, and must be empty.
        backup: the two files; of the keys the newest, of the data any.
        database: ``postgresql://...`` of an empty database; empty for SQLite in the folder.
        clock: the moment, in UTC.

    Raises:
        SettingsError, DatabaseError: folder or database holds something, or cannot be used.
        InputError: a file cannot be read.
        SealError: a file does not open, is damaged, or not of the same node, or of another.
    """
    identities = backup.identities()
    with (
        _place(folder) as staging,
        opened(backup.data, backup.keys, identities, staging, backup.node) as pair,
    ):
        settings = restored_settings(staging, pair.settings, database)
        for name, content in pair.key_files.items():
            put_key_file(settings.keys / name, content)
        with _empty(settings) as store:
            _node, restored = _rebuilt(store, pair, settings, clock)
    return restored


def verify(backup: Backup, who: Somebody | None = None, *, clock: Clock = utc_now) -> Restored:
    """Restore a backup in memory, as :func:`restore` would, and look at it.

    On the disk there is meanwhile a folder (0700) for temporary files with the settings and,
    without a name, the tables of data, sealed as they are.

    Args:
        backup: the two files.
        who: somebody of the node, who opens what is opened to them.
        clock: the moment, in UTC.

    Raises:
        SignInError, ThrottledError: ``who`` cannot sign in.
        InputError, SealError, DatabaseError: see :func:`restore`.
    """
    identities = backup.identities()
    with (
        tempfile.TemporaryDirectory(prefix="tejido-") as name,
        opened(backup.data, backup.keys, identities, Path(name), backup.node) as pair,
        Store.in_memory() as store,
    ):
        settings = restored_settings(Path(name), pair.settings, "")
        node, restored = _rebuilt(store, pair, settings, clock)
        if who is not None:
            return replace(restored, opened=_opened_by(node, who))
    return restored


def _rebuilt(store: Store, pair: Pair, settings: Settings, clock: Clock) -> tuple[Node, Restored]:
    node, filling, applied = rebuild(store, pair, settings, clock)
    restored = Restored(
        node.id,
        pair.data.manifest.moment,
        pair.keys.manifest.moment,
        filling.rows.total(),
        dict(filling.left_out),
        tuple(applied),
    )
    return node, restored


def _opened_by(node: Node, somebody: Somebody) -> int:
    """Open a record of each process that is opened to somebody; return how many."""
    who = sign_in(node, somebody.handle, somebody.passphrase, somebody.code)
    shown = [processes.shown(node, who, card.id) for card in processes.listed(node, who)]
    firsts = [view.records[0].id for view in shown if view.records]
    return len([records.opened(node, who, record) for record in firsts])


@contextmanager
def _place(folder: Path) -> Iterator[Path]:
    """Give a folder to make a node in; move it into its place if all went well.

    ``node.toml`` goes last: without it there is no node, whatever else was left by a power cut.
    """
    made = not folder.exists()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        is_empty = not any(folder.iterdir())
        staging = folder / _STAGING
        if is_empty:
            staging.mkdir(mode=0o700)
    except OSError as error:
        raise SettingsError(
            _("Cannot make the folder %(folder)s: name one that can be written to."),
            folder=folder.name,
        ) from error
    if not is_empty:
        raise SettingsError(
            _("The folder %(folder)s holds something already: name an empty one, or a new one."),
            folder=folder.name,
        )
    try:
        yield staging
        for path in sorted(staging.iterdir(), key=lambda path: path.name == SETTINGS_FILE):
            path.rename(folder / path.name)
        staging.rmdir()
    except BaseException:
        _clear(folder)
        if made:
            folder.rmdir()
        raise


def _clear(folder: Path) -> None:
    for path in folder.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()


@contextmanager
def _empty(settings: Settings) -> Iterator[Store]:
    """Give an empty database; if what follows fails, leave it empty."""
    with Store.create(settings.database) as store:
        with store.read() as tx:
            if not copying.is_empty(tx):
                raise DatabaseError(_("This database holds a node already: name an empty one."))
        try:
            yield store
        except BaseException:
            with store.write() as tx:
                copying.drop_all(tx)
            raise
