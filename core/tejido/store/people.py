"""People: handle, state, and the key that their passphrase opens."""

from dataclasses import dataclass, field
from typing import Literal

from tejido.store.database import Reading, Writing
from tejido.store.tables import PersonTable

State = Literal["active", "disabled"]


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
    """Keep a person as they are now: disabled, or with a key locked anew."""
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
