"""Guardians of a person's key: parts and requests as stored, with the proofs of this node.

A part's proof covers the public halves it was sealed to, so that a part whose guardian has got
another key since is noticed before anybody needs it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from tejido.accounts.people import verified, verified_public
from tejido.errors import ChangedError
from tejido.languages import words
from tejido.store.guardians import OpenedPart, Part, Request
from tejido.store.people import Person
from tejido.vault import guardians
from tejido.vault.ciphers import BoxPair, keyed_hash
from tejido.vault.passphrases import Cost, LockedKey, lock, unlock
from tejido.vault.proofs import check_proof, prove

_ = words("tejido")
_PART, _REQUEST, _OPENED = "guardian_part", "recovery_request", "recovery_part"
_REHEARSAL = b"tejido/rehearsal/v1\0"


def parts(
    pepper: bytes, person: str, private: bytes, chosen: Sequence[Person], threshold: int
) -> list[Part]:
    """Seal a private half (32 bytes) so that ``threshold`` of those chosen give it back.

    Raises:
        SealError: somebody chosen was changed in the database.
    """
    publics = {one.id: verified_public(pepper, one) for one in chosen}
    made = []
    for names in guardians.sets(list(publics), threshold):
        sealed = guardians.seal_part(private, person, names, publics)
        together = " ".join(names)
        proof = prove(pepper, _PART, person, together, sealed, *(publics[one] for one in names))
        made.append(Part(person, together, sealed, proof))
    return made


def stands(pepper: bytes, part: Part, people: Mapping[str, Person]) -> bool:
    """Whether the guardians of a part can still sign in with the keys it was sealed to.

    Raises:
        SealError: this node did not make it for them, though their keys are the same.
    """
    names = part.guardians.split()
    found = [verified(pepper, people[one]) for one in names if one in people]
    if len(found) < len(names) or any(one.state != "active" for one in found):
        return False
    publics = [one.public for one in found]
    expected = prove(pepper, _PART, part.person, part.guardians, part.sealed, *publics)
    return expected == part.proof


def asked(
    pepper: bytes, person: str, passphrase: str, today: str, *, rehearsal: bool, cost: Cost
) -> Request:
    """Make a request: a fresh pair, locked under the new passphrase. Argon2 runs.

    Raises:
        InputError: the passphrase is not possible.
        BusyError: too many are signing in.
    """
    pair = BoxPair.generate()
    locked = lock(pair.private, passphrase, pepper, person, cost)
    made = Request(
        person=person,
        rehearsal=rehearsal,
        public=pair.public,
        salt=locked.salt,
        opslimit=locked.opslimit,
        memlimit=locked.memlimit,
        sealed_private=locked.sealed,
        asked_on=today,
        proof=b"",
    )
    return replace(made, proof=prove(pepper, _REQUEST, *_parts(made)))


def checked(pepper: bytes, request: Request) -> Request:
    """Return a stored request (unverified) if this node made it.

    Raises:
        SealError: it did not.
    """
    check_proof(pepper, request.proof, _REQUEST, *_parts(request))
    return request


def new_pair(pepper: bytes, request: Request, passphrase: str) -> BoxPair:
    """Open the pair of a request with the new passphrase. Argon2 runs.

    Raises:
        SignInError: it does not open.
        BusyError: too many are signing in.
    """
    locked = LockedKey(request.salt, request.opslimit, request.memlimit, request.sealed_private)
    return unlock(locked, passphrase, pepper, request.person)


def begun(pepper: bytes, part: Part) -> OpenedPart:
    """Return a part as a request begins with it: nobody has opened it yet."""
    return opened_part(pepper, part.person, part.guardians, 0, part.sealed)


def opened_part(
    pepper: bytes, person: str, together: str, opened: int, sealed: bytes
) -> OpenedPart:
    """Return a part of a request as it is stored, with its proof."""
    proof = prove(pepper, _OPENED, person, together, str(opened), sealed)
    return OpenedPart(person, together, opened, sealed, proof)


def further(pepper: bytes, part: OpenedPart, request: Request, pair: BoxPair) -> OpenedPart:
    """Open the next layer of a part with the pair of the guardian whose turn it is.

    The last of them opens the key and seals it to the request's public half in the same breath.

    Raises:
        SealError: this node did not make the part, or it is not theirs.
        ChangedError: nothing is left to open.
    """
    check_proof(
        pepper, part.proof, _OPENED, part.person, part.guardians, str(part.opened), part.sealed
    )
    names = part.guardians.split()
    left = len(names) - part.opened - 1
    if left < 0:
        raise ChangedError(_("These guardians have opened all of it already."))
    guardian = names[part.opened]
    inside = guardians.open_layer(part.sealed, pair, part.person, guardian, left)
    if left == 0:
        inside = guardians.give_back(inside, part.person, request.public)
    return opened_part(pepper, part.person, part.guardians, part.opened + 1, inside)


def given_back(pepper: bytes, part: OpenedPart, pair: BoxPair) -> bytes:
    """Return the secret (32 bytes) that guardians gave back to the pair of a request.

    Raises:
        SealError: this node did not make the part, or it was given back to somebody else.
    """
    check_proof(
        pepper, part.proof, _OPENED, part.person, part.guardians, str(part.opened), part.sealed
    )
    return guardians.take_back(part.sealed, pair, part.person)


def rehearsed(pepper: bytes, person: str, public: bytes) -> bytes:
    """Return what guardians give back in a rehearsal: 32 bytes that open nothing."""
    return keyed_hash(pepper, _REHEARSAL + bytes.fromhex(person) + public)


def _parts(request: Request) -> tuple[str | bytes, ...]:
    kind = "rehearsal" if request.rehearsal else "recovery"
    limits = (str(request.opslimit), str(request.memlimit))
    return (request.person, kind, request.public, request.salt, *limits, request.sealed_private)
