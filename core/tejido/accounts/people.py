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
    accompanier: bool = True,
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
        accompanier: whether they may begin processes and be of a team; opens nothing by itself.
        cost: how hard guessing shall be.

    Raises:
        InputError: handle or passphrase is not possible.
    """
    person, pair = new_id(), BoxPair.generate()
    handle = checked(handle)
    locked = lock(pair.private, passphrase, pepper, person, cost)
    made = Person(
        id=person,
        handle=handle,
        state="active",
        language=language,
        administrator=administrator,
        accompanier=accompanier,
        created_on=today,
        salt=locked.salt,
        opslimit=locked.opslimit,
        memlimit=locked.memlimit,
        public=pair.public,
        proof=b"",
        sealed_private=locked.sealed,
    )
    return NewPerson(proved(pepper, made), pair)


def proved(pepper: bytes, person: Person) -> Person:
    """Return a person with the proof that this node made them what they are now."""
    return replace(person, proof=prove(pepper, _PERSON, *_parts(person)))


def verified(pepper: bytes, person: Person) -> Person:
    """Return a stored person (unverified) if they are what this node made them.

    Raises:
        SealError: handle, state, rights, public half or second factor was changed in the database.
    """
    check_proof(pepper, person.proof, _PERSON, *_parts(person))
    return person


def verified_public(pepper: bytes, person: Person) -> bytes:
    """Return a person's public half, to seal to: that of this handle since it was added here.

    Raises:
        SealError: see :func:`verified`.
    """
    return verified(pepper, person).public


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


def disable_person(tx: Writing, pepper: bytes, person: str) -> None:
    """Let a person sign in no more, and end their sessions; their slots stay until taken away.

    Raises:
        NotFoundError: there is no such person.
        SealError: they were changed in the database.
    """
    found = verified(pepper, people.by_id(tx, person))
    people.replace(tx, proved(pepper, replace(found, state="disabled")))
    sessions.remove_of_person(tx, person)


def _parts(person: Person) -> tuple[str | bytes, ...]:
    """Return what of a person must be as this node wrote it."""
    rights = ("administrator" * person.administrator, "accompanier" * person.accompanier)
    totp = person.sealed_totp or b""
    return (person.id, person.handle, person.public, person.state, *rights, totp)
