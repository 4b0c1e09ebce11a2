"""A node's first run: settings, keys, database, roles, the first person; whole or not at all."""

import fcntl
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from tejido.accounts.people import NewPerson, add_person, new_person
from tejido.accounts.roles import create_role_keys
from tejido.errors import DatabaseError, SettingsError
from tejido.languages import words
from tejido.node import utc_now
from tejido.settings import DATABASE_FILE, SETTINGS_FILE, write_settings
from tejido.store import people as persons
from tejido.store import pseudonyms
from tejido.store.database import Store, Writing
from tejido.vault.age import new_identity
from tejido.vault.ciphers import SigningPair
from tejido.vault.identity import (
    NODE_KEY_FILE,
    PEPPER_FILE,
    create_identity,
    load_pepper,
    root_words,
    spoken,
)
from tejido.vault.passphrases import generate_passphrase
from tejido.vault.recovery_words import code_words
from tejido.work.nodes import cost_of, migrate_all, plugins_of
from tejido.work.pseudonyms import new_secret

_ = words("tejido")


@dataclass(frozen=True)
class Founded:
    """A node that was just founded: what is shown once and kept nowhere here."""

    node: str
    handle: str
    #: The node id as twelve words: its fingerprint, to be read aloud.
    spoken: Sequence[str]
    #: The root's 24 words. Whoever has them is the organization.
    root_words: Sequence[str] = field(repr=False)
    #: The first person's, drawn or their own.
    passphrase: str = field(repr=False)
    has_drawn_passphrase: bool
    #: The first person's twelve words, which bring their key back.
    recovery: Sequence[str] = field(repr=False)
    #: What opens the backups (``AGE-SECRET-KEY-1...``); empty where recipients were named.
    backup_secret: str = field(repr=False)


def found(
    folder: Path,
    *,
    name: str,
    handle: str,
    language: str = "es",
    passphrase: str = "",
    backup_recipients: Sequence[str] = (),
    clock: Callable[[], datetime] = utc_now,
    **settings: Any,
) -> Founded:
    """Make a node in ``folder``: settings, keys, database, roles, first person.

    Args:
        folder: it is made if missing; must not hold a node.
        name: the organization's, as peers will see it.
        handle: of the first person, who administers and holds every role until others do.
        language: tag of the language the organization mostly works in.
        passphrase: the first person's; drawn if empty.
        backup_recipients: to whom backups are sealed (``age1...``); one is drawn if there is none.
        clock: the moment, in UTC.
        settings: any other setting of ``node.toml``.

    Raises:
        SettingsError, KeyFileError, DatabaseError: the folder holds a node, or cannot be used.
        InputError: handle or passphrase is not possible.
    """
    root = SigningPair.generate()
    own, passphrase = passphrase, passphrase or generate_passphrase(language)
    drawn = None if backup_recipients else new_identity()
    recipients = [drawn.recipient] if drawn else list(backup_recipients)
    with _whole_or_nothing(folder):
        written = write_settings(
            folder, name=name, language=language, backup_recipients=recipients, **settings
        )
        identity = create_identity(written.keys, root.public)
        today, pepper = clock().date(), load_pepper(written.keys)
        first = new_person(
            pepper,
            handle,
            passphrase,
            today.isoformat(),
            language=language,
            administrator=True,
            cost=cost_of(written),
        )
        with Store.create(written.database) as store:
            migrate_all(store, plugins_of(written))
            with store.write() as tx:
                _begin(tx, root, pepper, first, today)
    return Founded(
        identity.node_id,
        first.person.handle,
        spoken(identity.node_id, language),
        root_words(root.seed, language),
        passphrase,
        not own,
        code_words(first.recovery, language),
        drawn.secret if drawn else "",
    )


def _begin(tx: Writing, root: SigningPair, pepper: bytes, first: NewPerson, today: date) -> None:
    """Put the first person, the roles and the pseudonyms' secret into an empty database."""
    if persons.listed(tx):
        raise DatabaseError(_("This database holds a node already: name an empty one."))
    person = add_person(tx, first)
    roles = create_role_keys(tx, root, pepper, person, today.isoformat())
    pseudonyms.add(tx, new_secret(pepper, roles["analyst"].public, today.year))


@contextmanager
def _whole_or_nothing(folder: Path) -> Iterator[None]:
    """Make a node's folder; if what follows fails, leave things as they were.

    One at a time: what was not there when a turn began, and is there at its end, is its own.
    """
    keys, database = folder / "keys", folder / DATABASE_FILE
    files = [
        folder / SETTINGS_FILE,
        keys / NODE_KEY_FILE,
        keys / PEPPER_FILE,
        *(database.with_name(database.name + suffix) for suffix in ("", "-wal", "-shm")),
    ]
    is_new = not folder.exists()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(
            _("Cannot make the folder %(folder)s: name one that can be written to."),
            folder=folder.name,
        ) from error
    with _alone(folder):
        fresh = [path for path in (*files, keys) if not path.exists()]
        try:
            yield
        except BaseException:
            for path in filter(Path.exists, [*fresh, *([folder] if is_new else [])]):
                _remove(path)
            raise


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold a folder against everybody else who makes a node; it ends with the process at last.

    Raises:
        SettingsError: somebody else is making a node there, or it cannot be read.
    """
    with ExitStack() as held:
        try:
            handle = os.open(folder, os.O_RDONLY)
            held.callback(os.close, handle)
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            message = _("A node is being made there already, or the folder cannot be read.")
            raise SettingsError(message) from error
        yield


def _remove(path: Path) -> None:
    if not path.is_dir():
        path.unlink()
        return
    with suppress(OSError):  # somebody put something else there
        path.rmdir()
