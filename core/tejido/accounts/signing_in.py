"""Signing in: a passphrase opens a person's key, and that key the roles they hold."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from tejido.accounts.handles import is_possible, normalized
from tejido.accounts.people import verified
from tejido.accounts.role_keys import open_roles
from tejido.errors import NotOpenedError, SealError, SignInError
from tejido.languages import words
from tejido.store import people, sealing
from tejido.store.database import Reading
from tejido.store.people import Person
from tejido.vault import passphrases
from tejido.vault.ciphers import BoxPair
from tejido.vault.identity import NodeIdentity
from tejido.vault.passphrases import REAL, Cost, LockedKey, unlock

_ = words("tejido")


@dataclass(frozen=True)
class SignedIn:
    """Somebody who signed in, with the keys that opened. Lives as long as the request.

    ``person`` is an id; ``roles`` holds a pair for each role they hold; ``administrator`` and
    ``accompanier`` are rights and open nothing. ``generation`` is how often the node had been
    sealed when their keys opened: later ones are not to be kept. ``lock`` is the
    :func:`lock_of` them then: no session begins under another one. Who is ``invited`` has no right
    and no role yet: they begin first (:func:`tejido.work.own_key.begin`).
    """

    person: str
    handle: str
    pair: BoxPair = field(repr=False)
    roles: Mapping[str, BoxPair] = field(repr=False)
    administrator: bool = False
    accompanier: bool = False
    language: str | None = None
    generation: int = 0
    lock: bytes = field(default=b"", repr=False)
    invited: bool = False

    def role(self, role: str) -> BoxPair:
        """Return the pair of a role.

        Raises:
            NotOpenedError: this person does not hold it.
        """
        try:
            return self.roles[role]
        except KeyError as error:
            raise NotOpenedError(_("This needs a role that you do not hold.")) from error


def find(tx: Reading, handle: str) -> Person | None:
    """Return the person of a handle as it was typed (unverified), None where there is none."""
    typed = normalized(handle)
    return people.by_handle(tx, typed) if is_possible(typed) else None


def lock_of(person: Person) -> bytes:
    """Return what is another one once a person was disabled, or their key made or locked anew.

    32 bytes: SHA-256 of state, public half and private half as it is locked under the passphrase.
    """
    locked = b"\0".join((person.state.encode(), person.public, person.sealed_private))
    return hashlib.sha256(locked).digest()


def unlocked(pepper: bytes, person: Person | None, passphrase: str, cost: Cost = REAL) -> BoxPair:
    """Open a person's key with what was typed. Argon2 runs once, whoever it is.

    Args:
        pepper: the node's.
        person: whose key, as stored (unverified); None where nobody has the handle.
        passphrase: as typed.
        cost: the work done where there is nobody, so that it takes as long.

    Raises:
        SignInError: handle or passphrase is wrong, or the person disabled; never which.
        BusyError: too many are signing in.
        SealError: somebody changed the person in the database; nothing was tried.
    """
    if person is None or person.state == "disabled":
        passphrases.pretend(passphrase, pepper, cost)
        raise SignInError(passphrases.WRONG)
    verified(pepper, person)
    locked = LockedKey(person.salt, person.opslimit, person.memlimit, person.sealed_private)
    return unlock(locked, passphrase, pepper, person.id)


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
    is_in = person.state == "active"
    return SignedIn(
        person.id,
        person.handle,
        pair,
        open_roles(tx, identity.root_public, pepper, person.id, pair) if is_in else {},
        is_in and person.administrator,
        is_in and person.accompanier,
        person.language,
        sealing.generation(tx),
        lock_of(person),
        invited=not is_in,
    )
