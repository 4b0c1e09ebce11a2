"""Adding people and changing them; every change goes through :func:`proved`.

Making or locking a key takes work and time, and happens before the transaction.
"""

from dataclasses import dataclass, field, replace
from typing import Any

from tejido.accounts.handles import checked
from tejido.errors import ChangedError, InputError
from tejido.languages import words
from tejido.store import people
from tejido.store.database import Reading, Writing
from tejido.store.ids import new_id
from tejido.store.people import Person, State
from tejido.vault.ciphers import BoxPair
from tejido.vault.passphrases import REAL, Cost, LockedKey, lock
from tejido.vault.proofs import check_proof, prove
from tejido.vault.recovery_words import draw_code, seal_recovery

_ = words("tejido")
_PERSON = "person"


@dataclass(frozen=True)
class NewPerson:
    """A person who is not in the database yet, their pair, and the code that brings it back."""

    person: Person
    pair: BoxPair = field(repr=False)
    #: 16 bytes, to be shown once as twelve words; they open nothing of somebody invited.
    recovery: bytes = field(repr=False)


def new_person(
    pepper: bytes,
    handle: str,
    passphrase: str,
    today: str,
    *,
    language: str | None = None,
    administrator: bool = False,
    accompanier: bool = True,
    state: State = "active",
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
        state: ``invited`` where somebody else sees the passphrase first.
        cost: how hard guessing shall be.

    Raises:
        InputError: handle or passphrase is not possible.
    """
    person, pair, recovery = new_id(), BoxPair.generate(), draw_code()
    handle = checked(handle)
    locked = lock(pair.private, passphrase, pepper, person, cost)
    made = Person(
        id=person,
        handle=handle,
        state=state,
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
        sealed_recovery=(
            seal_recovery(pair.private, recovery, person) if state == "active" else None
        ),
    )
    return NewPerson(proved(pepper, made), pair, recovery)


def proved(pepper: bytes, person: Person) -> Person:
    """Return a person with the proof that this node made them what they are now."""
    return replace(person, proof=prove(pepper, _PERSON, *_parts(person)))


def verified(pepper: bytes, person: Person) -> Person:
    """Return a stored person (unverified) if they are what this node made them.

    Raises:
        SealError: handle, state, rights, public half, second factor, salt or limits of the
            passphrase, or whether there are words, was changed in the database.
    """
    check_proof(pepper, person.proof, _PERSON, *_parts(person))
    return person


def verified_public(pepper: bytes, person: Person) -> bytes:
    """Return a person's public half, to seal to: that of this handle since it was added here.

    Raises:
        SealError: see :func:`verified`.
    """
    return verified(pepper, person).public


def check_begun(person: Person) -> None:
    """Return if a person opens their key with what only they have seen.

    Raises:
        ChangedError: they are invited: whoever added them may know their passphrase.
    """
    if person.state == "invited":
        message = _("They have to sign in once and choose their own passphrase first.")
        raise ChangedError(message)


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


def locked_with(person: Person, locked: LockedKey) -> Person:
    """Return a person under another lock, made for the same key and id; not proved yet."""
    return replace(
        person,
        salt=locked.salt,
        opslimit=locked.opslimit,
        memlimit=locked.memlimit,
        sealed_private=locked.sealed,
    )


def change_person(tx: Writing, pepper: bytes, person: str, **changes: Any) -> Person:
    """Change fields of a person and prove what they are now.

    Raises:
        NotFoundError: there is no such person.
        SealError: they were changed in the database.
        ChangedError: nobody who can sign in would be left to look after people.
    """
    found = verified(pepper, people.by_id(tx, person))
    changed = proved(pepper, replace(found, **changes))
    people.replace(tx, changed)
    if _looks_after_people(found) and not _administrators(tx, pepper):
        raise ChangedError(_("Nobody else looks after the people here: give somebody that right."))
    return changed


def _administrators(tx: Reading, pepper: bytes) -> list[Person]:
    return [verified(pepper, one) for one in people.listed(tx) if _looks_after_people(one)]


def _looks_after_people(person: Person) -> bool:
    return person.administrator and person.state == "active"


def _parts(person: Person) -> tuple[str | bytes, ...]:
    """Return what of a person must be as this node wrote it.

    What a try costs is among it, or a row could keep everybody else from signing in; and whether
    they have recovery words, for who has none was never in.
    """
    rights = ("administrator" * person.administrator, "accompanier" * person.accompanier)
    lock = (person.salt, str(person.opslimit), str(person.memlimit))
    has_words = "words" * (person.sealed_recovery is not None)
    totp = person.sealed_totp or b""
    return (
        person.id, person.handle, person.public, person.state, *rights, totp, *lock, has_words
    )  # fmt: skip
