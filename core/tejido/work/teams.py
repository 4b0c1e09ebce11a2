"""Teams: who holds slots of a process, opening it to a colleague, taking somebody out of it.

Only who holds a slot gives one, and gives every version of the key, so that what is older opens as
well. When somebody is taken out their slots go and the key is renewed at once.
"""

from dataclasses import dataclass

from tejido.accounts.people import verified
from tejido.accounts.signing_in import SignedIn, find
from tejido.accounts.slots import stored_slot
from tejido.audit.log import Kind
from tejido.errors import ChangedError, InputError, NotFoundError
from tejido.languages import words
from tejido.node import Node
from tejido.store import people, processes, slots, wanted_slots
from tejido.store.database import Reading, Writing
from tejido.store.people import Person, State
from tejido.vault.key_words import key_words
from tejido.work.colleagues import colleague, colleagues
from tejido.work.comparing import check_compared
from tejido.work.deposits import reference_of
from tejido.work.keys import Keys, keys_of, newest_in, rotate, teams_of
from tejido.work.log import log
from tejido.work.wishes import standing

_ = words("tejido")


@dataclass(frozen=True)
class Member:
    """Somebody of a team, or who could be; ``words`` are those of ``public``, to be compared."""

    handle: str
    state: State
    public: bytes
    words: tuple[str, ...]
    is_me: bool


@dataclass(frozen=True)
class Team:
    """Who can open a process.

    Attributes:
        members: who holds it; of them only those whose state is active can open it now.
        wanting: who held it until their key was renewed, or they were disabled.
        others: active accompaniers to whom it can be opened.
        reference: what reception needs to leave something for it.
    """

    members: tuple[Member, ...]
    wanting: tuple[Member, ...]
    others: tuple[Member, ...]
    reference: str

    @property
    def is_held_by_one(self) -> bool:
        """Whether only one person can open it now."""
        return sum(one.state == "active" for one in self.members) < 2


def team(node: Node, who: SignedIn, process: str) -> Team:
    """Return who can open a process.

    Raises:
        NotFoundError: there is no such process.
        NotOpenedError: ``who`` holds no slot of it.
        SealError: a person or a slot was changed in the database.
    """
    with node.store.read() as tx:
        _held(node, tx, who, process)
        holding = set(slots.holders(tx, "process", process))
        wanting = {one.person for one in standing(tx, node.pepper, "process", [process])}
        known = [verified(node.pepper, one) for one in people.listed(tx)]
        could = {one.id for one in colleagues(node, tx)} - holding - wanting
        reference = reference_of(tx, process)
    members, wish, others = (
        tuple(member(node, who, one) for one in known if one.id in some)
        for some in (holding, wanting, could)
    )
    return Team(members, wish, others, reference)


def member(node: Node, who: SignedIn, person: Person) -> Member:
    """Return a verified person as a team shows them."""
    said = key_words(person.id, person.public, node.settings.language)
    return Member(person.handle, person.state, person.public, said, person.id == who.person)


def own_words(node: Node, who: SignedIn) -> tuple[str, ...]:
    """Return the words that a colleague asks ``who`` for: those of the key that they opened."""
    return key_words(who.person, who.pair.public, node.settings.language)


def others(node: Node, who: SignedIn) -> list[Member]:
    """Return everybody else to whom something can be opened, by handle.

    Raises:
        SealError: a person was changed in the database.
    """
    with node.store.read() as tx:
        found = colleagues(node, tx)
    return [member(node, who, one) for one in found if one.id != who.person]


def count_held(node: Node, who: SignedIn) -> int:
    """Return how many processes ``who`` holds."""
    with node.store.read() as tx:
        return len(slots.of_person(tx, "process", who.person))


def open_to(node: Node, who: SignedIn, process: str, handle: str, *, public: bytes) -> None:
    """Open a process to a colleague, with all that was written in it so far.

    Args:
        node: where.
        who: somebody of its team.
        process: its id.
        handle: the colleague's.
        public: their public half, whose words ``who`` compared with them.

    Raises:
        NotFoundError: there is no such process, or nobody of this handle is active and accompanies.
        NotOpenedError: ``who`` holds no slot of the process.
        ChangedError: they hold it already, or have another key than the one that was compared.
        SealError: a slot, or the colleague's key, was changed in the database.
    """
    with node.store.write() as tx:
        keys = _held(node, tx, who, process)
        person = colleague(node, tx, handle)
        check_compared(person, public)
        if not give(node, tx, who, person, keys):
            raise ChangedError(_("It is open to this person already."))


def close_to(node: Node, who: SignedIn, process: str, handle: str) -> None:
    """Take somebody out of a process's team and renew its key; they may be oneself.

    What they have read they have read. Whoever only wanted it again wants it no longer.

    Raises:
        NotFoundError: there is no such process or person.
        NotOpenedError: ``who`` holds no slot of the process.
        ChangedError: they are not of its team, or the only one who can open it.
        SealError: a slot, a person or the process was changed in the database.
    """
    with node.store.write() as tx:
        keys = _held(node, tx, who, process)
        found = find(tx, handle)
        if found is None:
            raise NotFoundError(_("There is no such person here."))
        person = verified(node.pepper, found)
        _refuse_losing(node, tx, process, person)
        held = slots.remove(tx, "process", process, person.id)
        wanted = wanted_slots.remove(tx, "process", [process], person.id)
        if not held and not wanted:
            raise ChangedError(_("They are not of its team any more: look at it again."))
        log(node, tx, Kind.TEAM, who, closed_to=person.id, process=process)
        if held:
            rotate(node, tx, who, keys)


def hand_over(node: Node, who: SignedIn, handle: str, *, public: bytes, leaving: bool) -> int:
    """Open everything that ``who`` holds to a colleague; all of it, or nothing.

    Args:
        node: where.
        who: somebody who leaves, or goes on leave.
        handle: the colleague's.
        public: their public half, whose words ``who`` compared with them.
        leaving: take ``who`` out of every process as well, and renew its key.

    Returns:
        How many processes these are.

    Raises:
        NotFoundError: nobody of this handle is active and accompanies.
        InputError: it is ``who``.
        ChangedError: the colleague has another key than the one that was compared.
        SealError: a slot, a person or a process was changed in the database.
    """
    with node.store.write() as tx:
        person = colleague(node, tx, handle)
        if person.id == who.person:
            message = _("Hand over to somebody else than yourself.")
            raise InputError(message, {"handle": [message]})
        check_compared(person, public)
        keys = keys_of(node, tx, who)
        give(node, tx, who, person, keys)
        if leaving and keys:
            slots.remove_many(tx, "process", list(keys), who.person)
            log(node, tx, Kind.TEAM, who, closed_to=who.person, process=_ids(keys))
            rotate(node, tx, who, keys)
    return len(keys)


def give(node: Node, tx: Writing, who: SignedIn, person: Person, keys: Keys) -> int:
    """Seal every version of these keys to a verified person who lacks it.

    Returns:
        Of how many processes they lacked some.
    """
    held = slots.versions_of_person(tx, "process", person.id, list(keys))
    has = {(slot.owner, slot.version) for slot in held}
    lacked = {
        process: [key for version, key in versions.items() if (process, version) not in has]
        for process, versions in keys.items()
    }
    given = [key.slot(person.id) for versions in lacked.values() for key in versions]
    slots.add(tx, [stored_slot(node.pepper, slot, person.public) for slot in given])
    wanted_slots.remove(tx, "process", list(keys), person.id)
    opened = [process for process, versions in lacked.items() if versions]
    if opened:
        log(node, tx, Kind.TEAM, who, opened_to=person.id, process=_ids(opened))
    return len(opened)


def _held(node: Node, tx: Reading, who: SignedIn, process: str) -> Keys:
    processes.by_id(tx, process)
    keys = keys_of(node, tx, who, [process])
    newest_in(keys, process)
    return keys


def _refuse_losing(node: Node, tx: Reading, process: str, person: Person) -> None:
    """Refuse to leave a process without anybody who can open it.

    Raises:
        ChangedError: nobody active would hold it.
    """
    found = processes.by_id(tx, process)
    holding = teams_of(tx, [found])[process] - {person.id}
    known = [verified(node.pepper, one) for one in people.listed(tx) if one.id in holding]
    if not any(one.state == "active" for one in known):
        raise ChangedError(
            _("Nobody else can open this: hand it over to somebody before you leave it.")
        )


def _ids(some: "Keys | list[str]") -> str:
    return " ".join(sorted(some))
