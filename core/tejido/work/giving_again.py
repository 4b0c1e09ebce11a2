"""Giving somebody again what they held: by whoever holds the same, once they compared its key.

An administrator who renewed a key in order to read with it would have to be given everything by
people who spoke to its owner: that is what the words of the key are for.
"""

from dataclasses import dataclass

from tejido.accounts.people import verified
from tejido.accounts.roles import grant_role
from tejido.accounts.signing_in import SignedIn
from tejido.audit.log import Kind
from tejido.errors import ChangedError
from tejido.languages import words
from tejido.node import Node
from tejido.store import people, wanted_slots
from tejido.store.database import Reading
from tejido.store.people import Person
from tejido.work import wishes
from tejido.work.colleagues import anybody
from tejido.work.comparing import check_compared
from tejido.work.keys import keys_of
from tejido.work.log import log
from tejido.work.processes import names
from tejido.work.teams import Member, give, member

_ = words("tejido")
_NOTHING = _("They want nothing of it any more: look at it again.")


@dataclass(frozen=True)
class Wish:
    """Somebody who wants again what ``who`` holds as well.

    Attributes:
        member: who; compare the words of their key with them by voice.
        processes: (id, name) of each process, by name.
        roles: names of roles.
    """

    member: Member
    processes: tuple[tuple[str, str], ...]
    roles: tuple[str, ...]


def wanted(node: Node, who: SignedIn) -> list[Wish]:
    """Return what active colleagues want again of what ``who`` holds, by handle.

    Raises:
        SealError: a wish, a slot or somebody was changed in the database.
    """
    with node.store.read() as tx:
        found = _givable(node, tx, who)
        called = names(node, tx, who, [one for _, theirs in found for one in theirs.processes])
    return [
        Wish(
            member(node, who, person),
            tuple(sorted(((one, called[one]) for one in theirs.processes), key=lambda one: one[1])),
            theirs.roles,
        )
        for person, theirs in found
    ]


def count_wanted(node: Node, who: SignedIn) -> int:
    """Return how many colleagues want something again that ``who`` holds as well."""
    with node.store.read() as tx:
        return len(_givable(node, tx, who))


def give_again(node: Node, who: SignedIn, handle: str, owner: str = "", *, public: bytes) -> int:
    """Give somebody again what they want and ``who`` holds: all of it, or one process or role.

    Args:
        node: where.
        who: somebody who holds the same.
        handle: of who wants it.
        owner: id of a process, or a role; empty for all of it.
        public: their public half, whose words ``who`` compared with them.

    Returns:
        How many processes and roles they were given.

    Raises:
        NotFoundError: nobody of this handle is active here.
        ChangedError: they want nothing of it any more, or have another key than the one that was
            compared.
        SealError: a wish, a slot or the person was changed in the database.
    """
    with node.store.write() as tx:
        person = anybody(node, tx, handle)
        check_compared(person, public)
        theirs = _wish_of(node, tx, who, person)
        begun = [one for one in theirs.processes if owner in ("", one)]
        roles = [one for one in theirs.roles if owner in ("", one)]
        if not begun and not roles:
            raise ChangedError(_NOTHING)
        give(node, tx, who, person, keys_of(node, tx, who, begun))
        for role in roles:
            grant_role(tx, node.pepper, who, role, person.id, public)
            log(node, tx, Kind.ROLE, who, to=person.id, role=role)
        wanted_slots.remove(tx, "role", roles, person.id)
    return len(begun) + len(roles)


def let_go(node: Node, who: SignedIn, handle: str, owner: str) -> None:
    """Note that somebody needs a process or role no longer; they can still be given it anew.

    Raises:
        NotFoundError: nobody of this handle is active here.
        ChangedError: they do not want it, or ``who`` does not hold it.
        SealError: a wish or the person was changed in the database.
    """
    with node.store.write() as tx:
        person = anybody(node, tx, handle)
        theirs = _wish_of(node, tx, who, person)
        if owner not in (*theirs.processes, *theirs.roles):
            raise ChangedError(_NOTHING)
        kind = "process" if owner in theirs.processes else "role"
        wanted_slots.remove(tx, kind, [owner], person.id)
        log(node, tx, Kind.TEAM, who, let_go=person.id, **{kind: owner})


@dataclass(frozen=True)
class _Theirs:
    """What one person wants again: ids of processes, names of roles."""

    processes: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()


def _givable(node: Node, tx: Reading, who: SignedIn) -> list[tuple[Person, _Theirs]]:
    """Return, by handle, who wants something again that ``who`` holds and may give them."""
    if not wanted_slots.has_any(tx):
        return []
    begun = _wanted(node, tx, who, "process")
    roles = _wanted(node, tx, who, "role")
    found = [
        (
            person,
            _Theirs(
                tuple(begun.get(person.id, ())) if person.accompanier else (),
                tuple(sorted(roles.get(person.id, ()))),
            ),
        )
        for person in people.listed(tx)
        if person.state == "active" and (person.id in begun or person.id in roles)
    ]
    return [(verified(node.pepper, one), theirs) for one, theirs in found if theirs != _Theirs()]


def _wish_of(node: Node, tx: Reading, who: SignedIn, person: Person) -> _Theirs:
    found = (theirs for one, theirs in _givable(node, tx, who) if one.id == person.id)
    return next(found, _Theirs())


def _wanted(node: Node, tx: Reading, who: SignedIn, kind: wishes.Kind) -> dict[str, list[str]]:
    """Return, by person, what is wanted again of what ``who`` holds."""
    found: dict[str, list[str]] = {}
    for one in wishes.standing_with(tx, node.pepper, kind, who.person):
        found.setdefault(one.person, []).append(one.owner)
    return found
