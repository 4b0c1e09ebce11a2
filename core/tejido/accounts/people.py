"""Adding people. Making a key takes work and time, and happens before the transaction."""

from dataclasses import dataclass, field, replace

from tejido.accounts.handles import checked
from tejido.errors import InputError
from tejido.languages import words
from tejido.store import people, sessions
from tejido.store.database import Writing
from tejido.store.ids import new_id
from tejido.store.people import Person
from tejido.vault.ciphers import BoxPair
from tejido.vault.passphrases import REAL, Cost, lock
from tejido.vault.proofs import check_proof, prove

_ = words("tejido")
_PERSON = "person"


@dataclass(frozen=True)
class NewPerson:
    """A person who is not in the database yet, and their pair."""

    person: Person
    pair: BoxPair = field(repr=False)


def new_person(
    pepper: bytes,
    handle: str,
    passphrase: str,
    today: str,
    *,
    language: str | None = None,
    administrator: bool = False,
    cost: Cost = REAL,
) -> NewPerson:
    """Make a person's pair and lock it; a third of a second of work at the real ``cost``.

    Args:
        pepper: the node's.
        handle: as typed.
        passphrase: as typed or drawn.
        today: the UTC day, ``YYYY-MM-DD``.
        language: tag of the language they read, None for the node's.
        administrator: whether they may look after people and settings; opens nothing.
        cost: how hard guessing shall be.

    Raises:
        InputError: handle or passphrase is not possible.
    """
    person, pair = new_id(), BoxPair.generate()
    handle = checked(handle)
    locked = lock(pair.private, passphrase, pepper, person, cost)
    return NewPerson(
        Person(
            id=person,
            handle=handle,
            state="active",
            language=language,
            administrator=administrator,
            created_on=today,
            salt=locked.salt,
            opslimit=locked.opslimit,
            memlimit=locked.memlimit,
            public=pair.public,
            proof=prove(pepper, _PERSON, person, handle, pair.public),
            sealed_private=locked.sealed,
        ),
        pair,
    )


def verified_public(pepper: bytes, person: Person) -> bytes:
    """Return a person's public half, to seal to: that of this handle since it was added here.

    Raises:
        SealError: handle or public half was replaced in the database.
    """
    check_proof(pepper, person.proof, _PERSON, person.id, person.handle, person.public)
    return person.public


def add_person(tx: Writing, new: NewPerson) -> Person:
    """Add a person; they hold no role and no process yet.

    Raises:
        InputError: the handle is taken.
    """
    if people.by_handle(tx, new.person.handle) is not None:
        message = _("This handle is taken: choose another.")
        raise InputError(message, {"handle": [message]})
    people.add(tx, new.person)
    return new.person


def disable_person(tx: Writing, person: str) -> None:
    """Let a person sign in no more, and end their sessions; their slots stay until taken away.

    Raises:
        NotFoundError: there is no such person.
    """
    people.replace(tx, replace(people.by_id(tx, person), state="disabled"))
    sessions.remove_of_person(tx, person)
