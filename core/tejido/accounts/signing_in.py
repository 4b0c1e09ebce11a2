"""Signing in: a passphrase opens a person's key, and that key the roles they hold."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tejido.accounts.handles import normalized
from tejido.accounts.people import verified
from tejido.accounts.role_keys import open_roles
from tejido.errors import NotOpenedError, SealError, SignInError
from tejido.languages import words
from tejido.store import people
from tejido.store.database import Reading, Store
from tejido.store.people import Person
from tejido.vault import passphrases
from tejido.vault.ciphers import BoxPair
from tejido.vault.identity import NodeIdentity
from tejido.vault.passphrases import REAL, Cost, LockedKey, unlock

_ = words("tejido")


@dataclass(frozen=True)
class SignedIn:
    """Somebody who signed in, with the keys that opened. Lives as long as the request.

    ``person`` is an id; ``roles`` holds a pair for each role they hold; ``administrator`` is a
    right and opens nothing.
    """

    person: str
    handle: str
    pair: BoxPair = field(repr=False)
    roles: Mapping[str, BoxPair] = field(repr=False)
    administrator: bool = False
    accompanier: bool = False
    language: str | None = None

    def role(self, role: str) -> BoxPair:
        """Return the pair of a role.

        Raises:
            NotOpenedError: this person does not hold it.
        """
        try:
            return self.roles[role]
        except KeyError as error:
            raise NotOpenedError(_("This needs a role that you do not hold.")) from error


def sign_in(
    store: Store,
    identity: NodeIdentity,
    pepper: bytes,
    handle: str,
    passphrase: str,
    cost: Cost = REAL,
) -> SignedIn:
    """Open a person's keys with what was typed.

    Args:
        store: the node's database; read before and after the work, not during it.
        identity: whose root signed the roles' keys.
        pepper: the node's.
        handle: as typed.
        passphrase: as typed.
        cost: the work done for a handle that nobody has, so that it takes as long.

    Raises:
        SignInError: handle or passphrase is wrong, or the person disabled; never which.
        BusyError: too many are signing in.
        SealError: somebody changed the person's keys in the database.
    """
    with store.read() as tx:
        person = people.by_handle(tx, normalized(handle))
    if person is None or person.state != "active":
        passphrases.pretend(passphrase, pepper, cost)
        raise SignInError(passphrases.WRONG)
    locked = LockedKey(person.salt, person.opslimit, person.memlimit, person.sealed_private)
    pair = unlock(locked, passphrase, pepper, person.id)
    with store.read() as tx:
        return opened(tx, identity, pepper, person, pair)


def opened(
    tx: Reading, identity: NodeIdentity, pepper: bytes, person: Person, pair: BoxPair
) -> SignedIn:
    """Return what a person's opened pair opens in turn.

    Raises:
        SealError: the database names another public half than the pair's, or a false slot.
    """
    verified(pepper, person)
    if pair.public != person.public:
        raise SealError(_("A person's key was replaced in the database: restore a backup."))
    roles = open_roles(tx, identity.root_public, pepper, person.id, pair)
    return SignedIn(
        person.id,
        person.handle,
        pair,
        roles,
        person.administrator,
        person.accompanier,
        person.language,
    )
