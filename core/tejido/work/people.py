"""The people of a node: adding them, their rights, taking them out and letting them in again.

How they come in stands beside, in :mod:`~tejido.work.signing_in` and
:mod:`~tejido.work.own_key`; its calls are at hand here too.
"""

from collections.abc import Collection
from dataclasses import dataclass, field

from tejido.accounts.people import add_person, change_person, new_person
from tejido.accounts.role_keys import RIGHTS, ROLES
from tejido.accounts.roles import open_role
from tejido.accounts.signing_in import SignedIn, find
from tejido.audit.log import Kind
from tejido.errors import ChangedError, NotFoundError, NotOpenedError
from tejido.languages import words
from tejido.node import Node
from tejido.store import people, sessions, slots
from tejido.store.database import Reading
from tejido.store.people import Person, State
from tejido.vault.passphrases import generate_passphrase
from tejido.work import wishes
from tejido.work.leaving_slots import LeftSlots, take_slots
from tejido.work.log import log
from tejido.work.nodes import cost_of
from tejido.work.own_key import begin as begin
from tejido.work.own_key import change_passphrase as change_passphrase
from tejido.work.own_key import new_recovery_words as new_recovery_words
from tejido.work.own_key import recover as recover
from tejido.work.signing_in import hold_keys as hold_keys
from tejido.work.signing_in import prove as prove
from tejido.work.signing_in import sign_in as sign_in

_ = words("tejido")


@dataclass(frozen=True)
class Added:
    """Somebody invited, with the passphrase to hand to them; it is shown once and kept nowhere.

    With it they come in once, to draw a key, a passphrase and words that only they see
    (:func:`begin`). Until then nothing more is opened to them.
    """

    person: str
    passphrase: str = field(repr=False)


@dataclass(frozen=True)
class PersonCard:
    """A person as those see them who look after people. ``created_on`` is a UTC day.

    ``taken`` are the roles that were taken from somebody disabled: they may have kept their keys.
    """

    id: str
    handle: str
    state: State
    administrator: bool
    accompanier: bool
    roles: tuple[str, ...]
    taken: tuple[str, ...]
    created_on: str


def add(
    node: Node,
    who: SignedIn,
    handle: str,
    roles: Collection[str] = ("accompanier",),
    passphrase: str = "",
) -> Added:
    """Add a person with rights, and with roles that ``who`` holds.

    Args:
        node: where.
        who: an administrator.
        handle: the new person's, as typed.
        roles: of ``RIGHTS`` and ``ROLES`` (:mod:`tejido.accounts.role_keys`).
        passphrase: to hand to them; drawn if empty.

    Raises:
        InputError: handle or passphrase is not possible, or the handle is taken.
        NotOpenedError: ``who`` is no administrator, or does not hold a role.
        BusyError: too many people are signing in at once.
    """
    _look_after_people(who)
    passphrase = passphrase or generate_passphrase(node.settings.language)
    made = new_person(
        node.pepper,
        handle,
        passphrase,
        node.today().isoformat(),
        administrator="administrator" in roles,
        accompanier="accompanier" in roles,
        state="invited",
        cost=cost_of(node.settings),
    )
    with node.store.write() as tx:
        person = add_person(tx, made)
        for role in sorted(set(roles) - set(RIGHTS)):
            open_role(tx, node.pepper, who, role, person.id, made.pair.public)
            log(node, tx, Kind.ROLE, who, to=person.id, role=role)
        log(node, tx, Kind.PERSON, who, added=person.id, **_rights(person))
    return Added(person.id, passphrase)


def listed(node: Node, who: SignedIn) -> list[PersonCard]:
    """Return everybody, by handle.

    Raises:
        NotOpenedError: ``who`` is no administrator.
        SealError: what was taken from somebody was changed in the database.
    """
    _look_after_people(who)
    with node.store.read() as tx:
        return [_card(node, tx, person) for person in people.listed(tx)]


def card(node: Node, who: SignedIn, handle: str) -> PersonCard:
    """Return one person.

    Raises:
        NotOpenedError: ``who`` is no administrator.
        NotFoundError: there is no such person.
        SealError: what was taken from them was changed in the database.
    """
    _look_after_people(who)
    with node.store.read() as tx:
        return _card(node, tx, by_handle(tx, handle))


def set_rights(
    node: Node,
    who: SignedIn,
    handle: str,
    *,
    accompanier: bool,
    administrator: bool,
    stood: Collection[str] | None = None,
) -> None:
    """Say what a person may do beside what they hold keys for; slots stay as they are.

    Args:
        node: where.
        who: an administrator.
        handle: whose rights, as typed.
        accompanier: whether they may accompany.
        administrator: whether they may look after people and settings.
        stood: the rights (of ``RIGHTS``) that ``who`` saw them have when deciding; None where
            nothing was shown.

    Raises:
        NotOpenedError: ``who`` is no administrator.
        NotFoundError: there is no such person.
        ChangedError: they have other rights by now than were seen, or nobody would be left to
            look after people.
        SealError: they were changed in the database.
    """
    _look_after_people(who)
    with node.store.write() as tx:
        before = by_handle(tx, handle)
        if stood is not None and set(stood) != {
            right for right in RIGHTS if getattr(before, right)
        }:
            raise ChangedError(_("Somebody changed this meanwhile: look at it again."))
        person = change_person(
            tx,
            node.pepper,
            before.id,
            accompanier=accompanier,
            administrator=administrator,
        )
        log(node, tx, Kind.PERSON, who, changed=person.id, **_rights(person))


def disable(node: Node, who: SignedIn, handle: str) -> LeftSlots:
    """Let a person sign in no more, end their sessions, and take the slots that others hold too.

    What nobody else who can sign in holds stays with them, so that nothing is lost: the return
    value says how much that is. It opens to nobody until they are let in again.

    Raises:
        NotOpenedError, NotFoundError, ChangedError, SealError: see :func:`set_rights`.
    """
    _look_after_people(who)
    with node.store.write() as tx:
        person = change_person(tx, node.pepper, by_handle(tx, handle).id, state="disabled")
        sessions.remove_of_person(tx, person.id)
        left = take_slots(tx, node.pepper, person.id)
        log(node, tx, Kind.PERSON, who, disabled=person.id, **left.facts())
    return left


def enable(node: Node, who: SignedIn, handle: str) -> None:
    """Let a person sign in again; what was taken from them has to be opened to them anew.

    Who had not begun before is invited as they were.

    Raises:
        NotOpenedError, NotFoundError, SealError: see :func:`set_rights`.
    """
    _look_after_people(who)
    with node.store.write() as tx:
        person = by_handle(tx, handle)
        state = "invited" if person.sealed_recovery is None else "active"
        person = change_person(tx, node.pepper, person.id, state=state)
        log(node, tx, Kind.PERSON, who, enabled=person.id)


def by_handle(tx: Reading, handle: str) -> Person:
    """Return the person of a handle as typed; as stored, unverified.

    Raises:
        NotFoundError: there is none.
    """
    found = find(tx, handle)
    if found is None:
        raise NotFoundError(_("There is no such person here."))
    return found


def _look_after_people(who: SignedIn) -> None:
    if not who.administrator:
        message = _("Only who administers this node looks after its people: ask one of them.")
        raise NotOpenedError(message)


def _card(node: Node, tx: Reading, person: Person) -> PersonCard:
    return PersonCard(
        person.id,
        person.handle,
        person.state,
        person.administrator,
        person.accompanier,
        tuple(sorted(slots.of_person(tx, "role", person.id))),
        _taken(node, tx, person),
        person.created_on,
    )


def _taken(node: Node, tx: Reading, person: Person) -> tuple[str, ...]:
    if person.state != "disabled":
        return ()
    wanted = wishes.standing(tx, node.pepper, "role", ROLES)
    return tuple(sorted(one.owner for one in wanted if one.person == person.id))


def _rights(person: Person) -> dict[str, str]:
    given = {right: getattr(person, right) for right in RIGHTS}
    return {right: "yes" if is_given else "no" for right, is_given in given.items()}
