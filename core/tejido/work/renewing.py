"""A new key for somebody who lost everything: passphrase, printed words, guardians.

They are invited with it as if they had just been added, and draw one of their own.

An administrator gives it, and with it nothing to read: what the person held is only noted as
wanted, and colleagues give it again (:mod:`tejido.work.giving_again`). What nobody else holds is
lost, and so is shown before: whoever renews says that they saw it. The second factor goes as well,
for its seed opens only with the old key; the person sets it up anew.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tejido.accounts.people import locked_with, proved, verified
from tejido.accounts.signing_in import SignedIn
from tejido.audit.log import Kind
from tejido.errors import ChangedError, InputError, NotFoundError, NotOpenedError
from tejido.languages import words
from tejido.node import Node
from tejido.store import guardians, people, processes, records, sessions, slots, spare_codes
from tejido.store.database import Reading, Writing
from tejido.store.holding import by_others, held_versions
from tejido.store.people import Person
from tejido.vault.ciphers import BoxPair
from tejido.vault.passphrases import LockedKey, generate_passphrase, lock
from tejido.work import wishes
from tejido.work.deposit_keys import mark
from tejido.work.deposits import reference_of
from tejido.work.log import log
from tejido.work.nodes import cost_of
from tejido.work.people import Added, by_handle

_ = words("tejido")


@dataclass(frozen=True)
class LostProcess:
    """A process that nobody will open again. ``opened_on`` is a UTC day."""

    id: str
    reference: str
    kind: str
    opened_on: str
    records: int


@dataclass(frozen=True)
class Stakes:
    """What a new key does to what somebody holds.

    Attributes:
        handle: whose key.
        processes: how many processes colleagues can give them again.
        roles: the roles that colleagues can give them again.
        lost: processes that nobody else holds.
        lost_roles: roles that nobody else holds.
        second_factor: whether they have one, which goes.
        digest: hex, of what is lost; empty where nothing is. Whoever renews says it back.
    """

    handle: str
    processes: int
    roles: tuple[str, ...]
    lost: tuple[LostProcess, ...]
    lost_roles: tuple[str, ...]
    second_factor: bool
    digest: str


def stakes(node: Node, who: SignedIn, handle: str) -> Stakes:
    """Return what is lost, and what can be given again, if somebody gets a new key.

    Raises:
        NotOpenedError: ``who`` is no administrator.
        NotFoundError: nobody of this handle is active here.
        InputError: it is ``who``: whoever is signed in has their key.
        SealError: they were changed in the database.
    """
    with node.store.read() as tx:
        return _stakes(tx, _renewable(node, tx, who, handle))


def renew(node: Node, who: SignedIn, handle: str, digest: str = "") -> Added:
    """Give somebody a new key, under a passphrase to hand to them; they come in with it once.

    Their sessions end; their second factor and what their guardians held of the old key go.

    Args:
        node: where.
        who: an administrator.
        handle: of who lost everything.
        digest: of what ``who`` saw to be lost (:func:`stakes`); empty where nothing is.

    Raises:
        ChangedError: something else would be lost than what ``who`` saw.
        NotOpenedError, NotFoundError, InputError, SealError: see :func:`stakes`.
        BusyError: too many people are signing in at once.
    """
    with node.store.read() as tx:
        made = _NewKey.draw(node, _renewable(node, tx, who, handle))
    with node.store.write() as tx:
        person = _renewable(node, tx, who, handle)
        found = _stakes(tx, person)
        if found.digest != digest:
            message = _("Nobody else can open some of it: look at what would be lost, and confirm.")
            raise ChangedError(message)
        _take_slots(tx, node.pepper, person.id)
        people.replace(tx, proved(node.pepper, made.for_person(person)))
        sessions.remove_of_person(tx, person.id)
        spare_codes.remove_of_person(tx, person.id)
        guardians.replace_parts(tx, person.id, [])
        guardians.forget(tx, person.id)
        log(node, tx, Kind.RECOVERY, who, renewed=person.id, **_facts(found))
    return Added(person.id, made.passphrase)


@dataclass(frozen=True)
class _NewKey:
    """A new pair and what opens it; made before the transaction, for it takes work and time."""

    pair: BoxPair
    passphrase: str
    locked: LockedKey

    @classmethod
    def draw(cls, node: Node, person: Person) -> "_NewKey":
        pair, passphrase = BoxPair.generate(), generate_passphrase(node.settings.language)
        locked = lock(pair.private, passphrase, node.pepper, person.id, cost_of(node.settings))
        return cls(pair, passphrase, locked)

    def for_person(self, person: Person) -> Person:
        """Return a person with this key, and nothing that the old one opened; not proved yet."""
        return replace(
            locked_with(person, self.locked),
            state="invited",
            public=self.pair.public,
            sealed_recovery=None,
            sealed_totp=None,
            totp_step=None,
        )


def _renewable(node: Node, tx: Reading, who: SignedIn, handle: str) -> Person:
    if not who.administrator:
        message = _("Only who administers this node looks after its people: ask one of them.")
        raise NotOpenedError(message)
    person = verified(node.pepper, by_handle(tx, handle))
    if person.state == "disabled":
        raise NotFoundError(_("There is no such person here."))
    if person.id == who.person:
        message = _("You are signed in, so you have your key: choose another passphrase instead.")
        raise InputError(message, {"handle": [message]})
    return person


def _stakes(tx: Reading, person: Person) -> Stakes:
    shared, lost = _parted(tx, "process", person.id)
    roles, lost_roles = _parted(tx, "role", person.id)
    counts, gone = records.counts(tx), processes.by_ids(tx, lost)
    return Stakes(
        person.handle,
        len(shared),
        tuple(roles),
        tuple(
            LostProcess(one, reference_of(tx, one), row.kind, row.opened_on, counts.get(one, 0))
            for one, row in sorted(gone.items(), key=lambda item: (item[1].opened_on, item[0]))
        ),
        tuple(lost_roles),
        person.sealed_totp is not None,
        _digest([*lost, *lost_roles]),
    )


def _parted(tx: Reading, kind: wishes.Kind, person: str) -> tuple[list[str], list[str]]:
    """Return what of a person's somebody else holds too, and what they alone hold."""
    mine, others = held_versions(tx, kind, person), by_others(tx, kind, person)
    shared = {owner for owner, versions in mine.items() if versions <= others.get(owner, set())}
    return sorted(shared), sorted(mine.keys() - shared)


def _take_slots(tx: Writing, pepper: bytes, person: str) -> None:
    # Lost may mean found by somebody else: what is written from now on is under other keys.
    mark(tx, pepper, processes.of_person(tx, person))
    kinds: tuple[wishes.Kind, ...] = ("process", "role")
    for kind in kinds:
        shared, lost = _parted(tx, kind, person)
        slots.remove_many(tx, kind, [*shared, *lost], person)
        wishes.note(tx, pepper, kind, shared, person)


def _digest(lost: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(lost).encode()).hexdigest() if lost else ""


def _facts(found: Stakes) -> dict[str, str]:
    return {
        "processes": str(found.processes),
        "roles": str(len(found.roles)),
        "lost": " ".join(one.id for one in found.lost),
        "lost_roles": str(len(found.lost_roles)),
        "second_factor": "removed" if found.second_factor else "none",
    }
