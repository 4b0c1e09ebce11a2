"""Choosing guardians: colleagues who together can give one's key back, and never see it.

None is chosen for anybody, by nobody else, and whoever wants none has none. How a key comes back
is in :mod:`tejido.work.giving_back`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tejido.accounts import guardians
from tejido.accounts.signing_in import SignedIn
from tejido.audit.log import Kind
from tejido.errors import InputError
from tejido.languages import words
from tejido.node import Node
from tejido.store import guardians as stored
from tejido.store import people
from tejido.store.people import Person
from tejido.vault.guardians import MOST
from tejido.work.colleagues import anybody
from tejido.work.log import log

_ = words("tejido")


@dataclass(frozen=True)
class Chosen:
    """Whom somebody chose: handles, how many of them are needed, and whether that still works.

    ``stands`` is False once one of them was disabled or has another key: choose again.
    """

    handles: tuple[str, ...]
    threshold: int
    stands: bool


def choose(node: Node, who: SignedIn, handles: Sequence[str], threshold: int) -> None:
    """Let ``threshold`` of these colleagues give one's key back; none at all takes it away.

    Raises:
        InputError: too few or too many, oneself among them, or a threshold that makes no sense.
        NotFoundError: somebody is not active here.
        SealError: somebody was changed in the database.
    """
    with node.store.write() as tx:
        found = {one.id: one for one in (anybody(node, tx, handle) for handle in handles)}
        if found:
            _check_choice(who, found, threshold)
        made = guardians.parts(
            node.pepper, who.person, who.pair.private, list(found.values()), threshold
        )
        stored.forget(tx, who.person)  # those who are no longer chosen open nothing more
        stored.replace_parts(tx, who.person, made if found else [])
        log(node, tx, Kind.RECOVERY, who, guardians=str(len(found)), needed=str(threshold))


def chosen(node: Node, who: SignedIn) -> Chosen | None:
    """Return whom ``who`` chose, None where nobody.

    Raises:
        SealError: a part was not made by this node.
    """
    with node.store.read() as tx:
        everybody = {person.id: person for person in people.listed(tx)}
        found = stored.parts_of(tx, who.person)
    if not found:
        return None
    names = sorted({name for part in found for name in part.guardians.split()})
    return Chosen(
        tuple(sorted(everybody[name].handle for name in names)),
        len(found[0].guardians.split()),
        all(guardians.stands(node.pepper, part, everybody) for part in found),
    )


def choosable(node: Node, who: SignedIn) -> list[str]:
    """Return the handles of those whom ``who`` may choose: everybody active but themselves."""
    with node.store.read() as tx:
        return [
            one.handle
            for one in people.listed(tx)
            if one.state == "active" and one.id != who.person
        ]


def _check_choice(who: SignedIn, found: Mapping[str, Person], threshold: int) -> None:
    if who.person in found:
        raise _wrong(_("Choose others: you cannot give your own key back to yourself."))
    if not 2 <= len(found) <= MOST:
        raise _wrong(_("Choose two to seven people."))
    if not 2 <= threshold <= len(found):
        raise _wrong(_("At least two of them have to be needed, and no more than there are."))


def _wrong(message: str) -> InputError:
    return InputError(message, {"guardians": [message]})
