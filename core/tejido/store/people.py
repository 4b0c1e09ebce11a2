"""People: handle, state, and the key that their passphrase opens."""

from dataclasses import dataclass, field
from typing import Literal

from tejido.store.database import Reading, Writing
from tejido.store.tables import PersonTable

#: ``invited``: added, or given a new key, and not yet come in to draw a key of their own.
State = Literal["invited", "active", "disabled"]


@dataclass(frozen=True)
class Person:
    """One who signs in. ``administrator`` and ``accompanier`` are rights; they open nothing.

    ``proof`` is not checked yet: see :func:`tejido.accounts.people.verified`.
    """

    id: str
    handle: str
    state: State
    language: str | None
    administrator: bool
    accompanier: bool
    created_on: str
    salt: bytes
    opslimit: int
    memlimit: int
    public: bytes
    proof: bytes
    sealed_private: bytes = field(repr=False)
    sealed_recovery: bytes | None = field(default=None, repr=False)
    sealed_totp: bytes | None = field(default=None, repr=False)
    totp_step: int | None = None


_PEOPLE = PersonTable.select().order_by(PersonTable.handle).objects(Person)


def add(tx: Writing, person: Person) -> None:
    """Add a person.

    Raises:
        DatabaseError: the handle is taken.
    """
    tx.insert(PersonTable, [vars(person)])


def replace(tx: Writing, person: Person) -> None:
    """Keep a person as they are now: disabled, or with a key locked anew.

    What locked the key before is no way in any more: the file is to be scrubbed of it.
    """
    before = tx.first(_PEOPLE.where(PersonTable.id == person.id))
    if before is not None and _keys(before) - _keys(person):
        tx.must_scrub()
    tx.put(PersonTable, [vars(person)])


def by_handle(tx: Reading, handle: str) -> Person | None:
    """Return the person of this handle, None where there is none."""
    return tx.first(_PEOPLE.where(PersonTable.handle == handle))


def by_id(tx: Reading, person: str) -> Person:
    """Return a person.

    Raises:
        NotFoundError: there is none.
    """
    found: Person = tx.one(_PEOPLE.where(PersonTable.id == person))
    return found


def listed(tx: Reading) -> list[Person]:
    """Return everybody, by handle."""
    return tx.all(_PEOPLE)


def _keys(person: Person) -> set[bytes]:
    sealed = (person.sealed_private, person.sealed_recovery, person.sealed_totp)
    return {bytes(one) for one in sealed if one is not None}
