"""A node's first run, opening it, and signing in."""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from tejido.accompaniment.core import core_contribution
from tejido.accounts import signing_in
from tejido.accounts.people import NewPerson, add_person, new_person
from tejido.accounts.roles import create_role_keys, grant_role
from tejido.accounts.signing_in import SignedIn
from tejido.audit.log import Kind
from tejido.declare.declarations import CORE
from tejido.errors import DatabaseError, NotOpenedError, SettingsError
from tejido.languages import words
from tejido.node import KEPT_ROLE, Node, utc_now
from tejido.plugins import Plugins, load_plugins
from tejido.settings import DATABASE_FILE, SETTINGS_FILE, Settings, write_settings
from tejido.store import people as persons
from tejido.store import pseudonyms
from tejido.store.database import Store, Writing
from tejido.store.migrating import CORE_MIGRATIONS
from tejido.vault.ciphers import SigningPair
from tejido.vault.identity import (
    NODE_KEY_FILE,
    PEPPER_FILE,
    create_identity,
    load_identity,
    load_pepper,
    root_words,
    spoken,
)
from tejido.vault.passphrases import Cost, generate_passphrase
from tejido.work.log import log
from tejido.work.pseudonyms import new_secret

_ = words("tejido")


@dataclass(frozen=True)
class Founded:
    """A node that was just founded: what is shown once and kept nowhere here."""

    node: str
    #: The node id as twelve words: its fingerprint, to be read aloud.
    spoken: Sequence[str]
    #: The root's 24 words. Whoever has them is the organization.
    root_words: Sequence[str] = field(repr=False)
    passphrase: str = field(repr=False)


def found(
    folder: Path,
    *,
    name: str,
    handle: str,
    language: str = "es",
    passphrase: str = "",
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
        clock: the moment, in UTC.
        settings: any other setting of ``node.toml``.

    Raises:
        SettingsError, KeyFileError, DatabaseError: the folder holds a node, or cannot be used.
        InputError: handle or passphrase is not possible.
    """
    root = SigningPair.generate()
    passphrase = passphrase or generate_passphrase(language)
    with _whole_or_nothing(folder):
        written = write_settings(folder, name=name, language=language, **settings)
        identity = create_identity(written.keys, root.public)
        today, pepper = clock().date(), load_pepper(written.keys)
        first = new_person(
            pepper,
            handle,
            passphrase,
            today.isoformat(),
            language=language,
            administrator=True,
            cost=_cost(written),
        )
        with Store.create(written.database) as store:
            _migrate(store, _plugins(written))
            with store.write() as tx:
                _begin(tx, root, pepper, first, today)
    fingerprint = spoken(identity.node_id, language)
    return Founded(identity.node_id, fingerprint, root_words(root.seed, language), passphrase)


def _begin(tx: Writing, root: SigningPair, pepper: bytes, first: NewPerson, today: date) -> None:
    """Put the first person, the roles and the pseudonyms' secret into an empty database."""
    if persons.listed(tx):
        raise DatabaseError(_("This database holds a node already: name an empty one."))
    person = add_person(tx, first)
    roles = create_role_keys(tx, root, pepper, person, today.isoformat())
    pseudonyms.add(tx, new_secret(pepper, roles["analyst"].public, today.year))


@contextmanager
def _whole_or_nothing(folder: Path) -> Iterator[None]:
    """Make a node's folder; if what follows fails, leave things as they were."""
    keys, database = folder / "keys", folder / DATABASE_FILE
    files = [
        folder / SETTINGS_FILE,
        keys / NODE_KEY_FILE,
        keys / PEPPER_FILE,
        *(database.with_name(database.name + suffix) for suffix in ("", "-wal", "-shm")),
    ]
    fresh = [path for path in (*files, keys, folder) if not path.exists()]
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(
            _("Cannot make the folder %(folder)s: name one that can be written to."),
            folder=folder.name,
        ) from error
    try:
        yield
    except BaseException:
        for path in filter(Path.exists, fresh):
            path.rmdir() if path.is_dir() else path.unlink()
        raise


def open_node(
    folder: Path, *, safe_mode: bool = False, clock: Callable[[], datetime] = utc_now
) -> Node:
    """Open the node in ``folder``, sealed; close it when done.

    Raises:
        SettingsError, KeyFileError, DatabaseError: it cannot be used as it is.
    """
    settings = Settings.load(folder)
    identity, pepper = load_identity(settings.keys), load_pepper(settings.keys)
    plugins = _plugins(settings, safe_mode=safe_mode)
    store = Store.open(settings.database)
    try:
        store.check(CORE, CORE_MIGRATIONS)
        for name, migrations in plugins.migrations().items():
            store.check(name, migrations)
    except BaseException:
        store.close()
        raise
    return Node(settings, store, plugins, identity, pepper, clock=clock)


def upgrade(folder: Path) -> list[str]:
    """Bring a node's tables up to this version; return the migrations that were applied."""
    settings = Settings.load(folder)
    with Store.open(settings.database) as store:
        return _migrate(store, _plugins(settings))


def sign_in(node: Node, handle: str, passphrase: str) -> SignedIn:
    """Open somebody's keys; if they hold the role ``network``, the node keeps its key.

    Raises:
        SignInError: handle or passphrase is wrong; never which.
        BusyError: too many people are signing in at once.
    """
    cost = _cost(node.settings)
    who = signing_in.sign_in(node.store, node.identity, node.pepper, handle, passphrase, cost)
    with node.store.write() as tx:
        log(node, tx, Kind.SIGN_IN, who)
    hold_keys(node, who)
    return who


def hold_keys(node: Node, who: SignedIn) -> None:
    """Let the running process keep what it may of somebody's role keys, and tell plugins."""
    if KEPT_ROLE in who.roles:
        node.held.box = who.roles[KEPT_ROLE]
        node.plugins.keys_opened(node, [KEPT_ROLE])


def add(
    node: Node, who: SignedIn, handle: str, roles: Collection[str] = (), passphrase: str = ""
) -> str:
    """Add a person with roles that ``who`` holds, and return their passphrase.

    Raises:
        InputError: handle or passphrase is not possible, or the handle is taken.
        NotOpenedError: ``who`` is no administrator, or does not hold a role.
    """
    if not who.administrator:
        raise NotOpenedError(_("Only who administers this node adds people: ask one of them."))
    passphrase = passphrase or generate_passphrase(node.settings.language)
    today = node.today().isoformat()
    cost = _cost(node.settings)
    made = new_person(node.pepper, handle, passphrase, today, cost=cost)
    with node.store.write() as tx:
        person = add_person(tx, made)
        for role in roles:
            grant_role(tx, node.pepper, who, role, person.id, made.pair.public)
            log(node, tx, Kind.ROLE, who, to=person.id, role=role)
        log(node, tx, Kind.PERSON, who, added=person.id)
    return passphrase


def _plugins(settings: Settings, *, safe_mode: bool = False) -> Plugins:
    return load_plugins(
        core_contribution(),
        off=settings.disabled_plugins,
        safe_mode=safe_mode or settings.safe_mode,
    )


def _migrate(store: Store, plugins: Plugins) -> list[str]:
    applied = store.migrate(CORE, CORE_MIGRATIONS)
    for name, migrations in plugins.migrations().items():
        applied += store.migrate(name, migrations)
    return applied


def _cost(settings: Settings) -> Cost:
    return Cost(settings.passphrase_opslimit, settings.passphrase_memlimit)
