"""One try to open somebody's key: counted before the work is done, written down if it is refused.

Whatever opens a person's key with something typed goes through here, so that no way in can be
tried more often than another.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tejido.accounts import throttle
from tejido.accounts.people import verified
from tejido.accounts.signing_in import find
from tejido.accounts.throttle import Way
from tejido.audit.log import Kind
from tejido.errors import BusyError, SealError, SignInError, ThrottledError
from tejido.languages import words
from tejido.node import Node
from tejido.store import people
from tejido.store.database import Reading, Writing
from tejido.store.people import Person
from tejido.vault.ciphers import BoxPair
from tejido.vault.passphrases import WRONG
from tejido.work.log import log

_ = words("tejido")


@dataclass(frozen=True)
class Try:
    """One try at the key of a handle, which may be nobody's."""

    node: Node
    handle: str
    #: Whose it is, as stored before the work (unverified).
    person: Person | None
    way: Way = Way.OUTSIDE

    def owner(self, tx: Reading, pair: BoxPair, *, invited: bool = False) -> Person:
        """Return whose key was opened as ``pair``; see :meth:`still`.

        Raises:
            SignInError: see :meth:`still`.
            SealError: they or their key were changed in the database.
        """
        person = self.still(tx, invited=invited)
        if person.public != pair.public:
            raise SealError(_("A person's key was replaced in the database: restore a backup."))
        return person

    def still(self, tx: Reading, *, invited: bool = False) -> Person:
        """Return who is tried, as this node wrote them, if they may come in as before the work.

        Somebody ``invited`` may where that is said.

        Raises:
            SignInError: they were disabled or their key was locked anew during the work.
            SealError: they were changed in the database.
        """
        if self.person is None:
            raise SignInError(WRONG)
        person = verified(self.node.pepper, people.by_id(tx, self.person.id))
        states = ("active", "invited") if invited else ("active",)
        if person.state not in states or _locks(person) != _locks(self.person):
            raise SignInError(WRONG)
        return person

    def was_right(self, tx: Writing) -> None:
        """Forget the tries at this handle, this way."""
        throttle.forget(tx, self.node.pepper, self.handle, self.node.clock(), self.way)


def _locks(person: Person) -> tuple[bytes, bytes | None]:
    return person.sealed_private, person.sealed_recovery


@contextmanager
def one_try(node: Node, handle: str, at: str, way: Way = Way.OUTSIDE) -> Iterator[Try]:
    """Give one try at the key of a handle as typed (unverified).

    Args:
        node: where.
        handle: as typed.
        at: what is tried, as a code for the log.
        way: with what; :attr:`Way.INSIDE` only for somebody whose session is open.

    Raises:
        ThrottledError: there were too many; no work was done for this one.
    """
    with node.store.write() as tx:
        seconds = throttle.reserve(tx, node.pepper, handle, node.clock(), way)
    if seconds:
        message = _("Too many tries: wait %(wait)d seconds and try again.")
        raise ThrottledError(message, seconds, wait=seconds)
    with node.store.read() as tx:
        found = find(tx, handle)
    try:
        yield Try(node, handle, found, way)
    except BusyError:  # it was no guess
        with node.store.write() as tx:
            throttle.give_back(tx, node.pepper, handle, way)
        raise
    except SignInError:
        with node.store.write() as tx:
            log(node, tx, Kind.REFUSED, None, at=at, **({"person": found.id} if found else {}))
        raise
