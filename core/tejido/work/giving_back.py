"""A forgotten key comes back from guardians, whom its owner chose while they could.

1. Who forgot their passphrase asks under a new one; a fresh pair is made for them.
2. Guardians open their layers one after the other, each in their own session, having compared
   the six words of that pair by voice. The last layer goes to that pair at once.
3. Whoever asked finishes with the new passphrase. Their key is the old one: every slot opens.

A rehearsal goes the same way with a secret that opens nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from tejido.accounts import guardians
from tejido.accounts.signing_in import SignedIn
from tejido.audit.log import Kind
from tejido.errors import ChangedError, NotFoundError, SealError, SignInError
from tejido.languages import words
from tejido.node import Node
from tejido.store import guardians as stored
from tejido.store import people
from tejido.store.database import Reading, Writing
from tejido.store.guardians import OpenedPart, Part, Request
from tejido.store.ids import new_id
from tejido.store.people import Person
from tejido.vault.ciphers import BoxPair
from tejido.vault.key_words import key_words
from tejido.vault.passphrases import WRONG, pretend
from tejido.work.colleagues import anybody
from tejido.work.log import log
from tejido.work.nodes import cost_of
from tejido.work.own_key import back_in
from tejido.work.trying import Try, one_try

_ = words("tejido")

#: For how long guardians can be asked once; a forgotten request must not stay open for years.
LASTS = timedelta(days=14)
#: A request, and its parts.
Running = tuple[Request, list[OpenedPart]]


@dataclass(frozen=True)
class Asking:
    """A request as a guardian sees it.

    ``words`` are the six words of the new key, to be compared by voice with whoever asked;
    ``turn`` says who may open now, by handle; ``opened`` of ``threshold`` layers are open.
    """

    handle: str
    rehearsal: bool
    public: bytes
    words: tuple[str, ...]
    asked_on: str
    opened: int
    threshold: int
    turn: tuple[str, ...]


def ask(node: Node, handle: str, passphrase: str, *, rehearsal: bool = False) -> tuple[str, ...]:
    """Ask one's guardians for one's key, under a new passphrase; nobody need be signed in.

    An earlier request of the same person is gone with it, unless a guardian has opened some of
    it already: that one stays until it is turned down, so that nobody can undo it from outside.
    A handle that nobody has, or whose owner chose no guardians, is answered alike.

    Returns:
        The six words of the new key, which each guardian is told by voice.

    Raises:
        InputError: the passphrase is not possible.
        ThrottledError, BusyError: too many tries; see :func:`tejido.work.signing_in.sign_in`.
    """
    with one_try(node, handle, "guardians") as trying:
        person = trying.person.id if trying.person else new_id()
        today, cost = node.today().isoformat(), cost_of(node.settings)
        request = guardians.asked(
            node.pepper, person, passphrase, today, rehearsal=rehearsal, cost=cost
        )
        with node.store.write() as tx:
            parts = _standing(node, tx, person)
            if parts and not any(part.opened for part in stored.opened_parts(tx, person)):
                _keep(node, tx, request, parts)
    return key_words(person, request.public, node.settings.language)


def asked_of(node: Node, who: SignedIn) -> list[Asking]:
    """Return the requests of those whose guardian ``who`` is, the oldest first.

    Raises:
        SealError: a request was not made by this node.
    """
    with node.store.read() as tx:
        everybody = _everybody(tx)
        running = [_running(node, tx, one.person) for one in stored.requests(tx)]
    return [
        _asking(node, *found, everybody)
        for found in running
        if found and any(who.person in part.guardians.split() for part in found[1])
    ]


def open_part(node: Node, who: SignedIn, handle: str, public: bytes) -> Asking:
    """Open the layers of a request whose turn it is to be opened by ``who``.

    Args:
        node: where.
        who: a guardian.
        handle: of whoever asked.
        public: the new public half as ``who`` saw it when they compared its words.

    Raises:
        NotFoundError: there is no such request, or its guardians were chosen no longer.
        ChangedError: somebody asked anew since it was seen, or it is not this guardian's turn.
        SealError: a part was not made by this node.
    """
    with node.store.write() as tx:
        request, parts = _found(node, tx, handle)
        if request.public != public:
            raise ChangedError(_("They asked anew since you looked: compare the words again."))
        mine = [part for part in parts if _turn(part) == who.person]
        if not mine:
            raise ChangedError(_("It is somebody else's turn to open: see who, and wait."))
        now = [guardians.further(node.pepper, part, request, who.pair) for part in mine]
        stored.put_opened(tx, now)
        said = _said(request.rehearsal)
        log(node, tx, Kind.RECOVERY, who, opened=request.person, rehearsal=said)
        return _asking(node, *_found(node, tx, handle), _everybody(tx))


def compared(node: Node, who: SignedIn, handle: str, said: str) -> bytes:
    """Return the new public half of whoever asked, if these are its words as they were read out.

    Raises:
        NotFoundError: nobody of this handle asks ``who``.
        ChangedError: they are other words: somebody else may be asking in their name.
    """
    for one in asked_of(node, who):
        if one.handle == handle:
            if tuple(said.casefold().split()) != one.words:
                raise ChangedError(_("These are other words: speak with them again, do not open."))
            return one.public
    raise NotFoundError(_("There is no such request."))


def finish(node: Node, handle: str, passphrase: str, code: str = "") -> list[str]:
    """Take back what guardians opened, with the passphrase under which it was asked for.

    Args:
        node: where.
        handle: of whoever asked.
        passphrase: the new one.
        code: of the second factor, where they have one: guardians do not replace it.

    Returns:
        Twelve new words for the next time, or nothing after a rehearsal that went well.

    Raises:
        SignInError: there is no such request, or passphrase or code is wrong; never which.
        ChangedError: not enough guardians have opened it yet.
        SealError: what came back is not the key that this person had.
        ThrottledError, BusyError: too many tries; see :func:`tejido.work.signing_in.sign_in`.
    """
    with one_try(node, handle, "guardians") as trying:
        found = _of(node, trying.person)
        if found is None:
            pretend(passphrase, node.pepper, cost_of(node.settings))
            raise SignInError(WRONG)
        request, parts = found
        pair = guardians.new_pair(node.pepper, request, passphrase)
        full = [part for part in parts if _turn(part) == ""]
        if not full:
            raise ChangedError(_("Not enough guardians have opened it yet."))
        secret = guardians.given_back(node.pepper, full[0], pair)
        if request.rehearsal:
            return _rehearsed(node, trying, request, secret)
        return back_in(node, trying, BoxPair.of(secret), passphrase, code, by="guardians")


def dismiss(node: Node, who: SignedIn, handle: str) -> None:
    """Remove somebody's request: one's own, or, as a guardian or administrator, another's.

    Raises:
        NotFoundError: there is no such request, or it is none of one's business.
    """
    with node.store.write() as tx:
        request, parts = _found(node, tx, handle)
        is_guardian = any(who.person in part.guardians.split() for part in parts)
        if not (is_guardian or who.administrator or who.person == request.person):
            raise NotFoundError(_("There is no such request."))
        stored.forget(tx, request.person)
        log(node, tx, Kind.RECOVERY, who, dismissed=request.person)


def forget_old(node: Node) -> int:
    """Forget the requests that have run out; return how many there were."""
    with node.store.write() as tx:
        return stored.forget_old(tx, _since(node))


def _keep(node: Node, tx: Writing, request: Request, parts: Sequence[Part]) -> None:
    """Keep a request, with the parts as its guardians begin with them."""
    if request.rehearsal:
        parts = _rehearsal_parts(node, tx, request, parts)
    stored.ask(tx, request, [guardians.begun(node.pepper, part) for part in parts])
    said = _said(request.rehearsal)
    log(node, tx, Kind.RECOVERY, None, asked=request.person, rehearsal=said)


def _standing(node: Node, tx: Reading, person: str) -> list[Part]:
    """Return the parts that can still be opened of a person's key; nobody has none."""
    everybody = _everybody(tx)
    if person not in everybody or everybody[person].state != "active":
        return []
    found = stored.parts_of(tx, person)
    return [part for part in found if guardians.stands(node.pepper, part, everybody)]


def _running(node: Node, tx: Reading, person: str) -> Running | None:
    """Return a person's request, and of its parts those whose guardians are still chosen."""
    request = stored.request_of(tx, person)
    if request is None or request.asked_on < _since(node):
        return None
    chosen = {part.guardians for part in _standing(node, tx, person)}
    parts = [part for part in stored.opened_parts(tx, person) if part.guardians in chosen]
    return (guardians.checked(node.pepper, request), parts) if parts else None


def _of(node: Node, person: Person | None) -> Running | None:
    with node.store.read() as tx:
        return _running(node, tx, person.id) if person else None


def _found(node: Node, tx: Reading, handle: str) -> Running:
    found = _running(node, tx, anybody(node, tx, handle).id)
    if found is None:
        raise NotFoundError(_("There is no such request."))
    return found


def _since(node: Node) -> str:
    return (node.today() - LASTS).isoformat()


def _rehearsal_parts(
    node: Node, tx: Reading, request: Request, parts: Sequence[Part]
) -> list[Part]:
    """Seal what opens nothing to the same guardians, as many of them being needed."""
    names = {name for part in parts for name in part.guardians.split()}
    secret = guardians.rehearsed(node.pepper, request.person, request.public)
    them = [people.by_id(tx, name) for name in sorted(names)]
    threshold = len(parts[0].guardians.split())
    return guardians.parts(node.pepper, request.person, secret, them, threshold)


def _rehearsed(node: Node, trying: Try, request: Request, secret: bytes) -> list[str]:
    """End a rehearsal: nothing changes but that it is known to work."""
    if secret != guardians.rehearsed(node.pepper, request.person, request.public):
        raise SealError(_("What came back is not what was sealed: choose the guardians again."))
    with node.store.write() as tx:
        stored.forget(tx, request.person)
        trying.was_right(tx)
        log(node, tx, Kind.RECOVERY, None, rehearsed=request.person)
    return []


def _asking(
    node: Node, request: Request, parts: Sequence[OpenedPart], everybody: Mapping[str, Person]
) -> Asking:
    turns = {_turn(part) for part in parts}
    return Asking(
        everybody[request.person].handle,
        request.rehearsal,
        request.public,
        key_words(request.person, request.public, node.settings.language),
        request.asked_on,
        max(part.opened for part in parts),
        len(parts[0].guardians.split()),
        () if "" in turns else tuple(sorted(everybody[name].handle for name in turns)),
    )


def _turn(part: OpenedPart) -> str:
    """Return whose turn it is to open a part; nobody's once it went back."""
    names = part.guardians.split()
    return names[part.opened] if part.opened < len(names) else ""


def _everybody(tx: Reading) -> dict[str, Person]:
    return {person.id: person for person in people.listed(tx)}


def _said(rehearsal: bool) -> str:
    return "yes" if rehearsal else "no"
