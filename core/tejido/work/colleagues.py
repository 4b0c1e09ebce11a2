"""Who can be of a team: active, an accompanier, and with the key that this node gave them."""

from tejido.accounts.people import check_begun, verified
from tejido.accounts.signing_in import find
from tejido.errors import NotFoundError
from tejido.languages import words
from tejido.node import Node
from tejido.store import people
from tejido.store.database import Reading
from tejido.store.people import Person

_ = words("tejido")


def colleague(node: Node, tx: Reading, handle: str) -> Person:
    """Return somebody by their handle (as typed), their public half to be sealed to.

    Raises:
        NotFoundError: nobody of this handle is active and accompanies.
        ChangedError: they are invited, and have not come in yet.
        SealError: their handle, state, rights or key was changed in the database.
    """
    found = _found(node, tx, handle)
    if found is None or not _can_be(found):
        raise NotFoundError(_("Nobody of this handle is active here and accompanies."))
    return found


def anybody(node: Node, tx: Reading, handle: str) -> Person:
    """Return somebody active by their handle (as typed), whether or not they accompany.

    Raises:
        NotFoundError: nobody of this handle is active here.
        ChangedError, SealError: see :func:`colleague`.
    """
    found = _found(node, tx, handle)
    if found is None or found.state != "active":
        raise NotFoundError(_("There is no such person here."))
    return found


def colleagues(node: Node, tx: Reading) -> list[Person]:
    """Return everybody who can be of a team, by handle.

    Raises:
        SealError: see :func:`colleague`.
    """
    return [verified(node.pepper, one) for one in people.listed(tx) if _can_be(one)]


def _found(node: Node, tx: Reading, handle: str) -> Person | None:
    found = find(tx, handle)
    if found is not None:
        check_begun(verified(node.pepper, found))
    return found


def _can_be(person: Person) -> bool:
    return person.state == "active" and person.accompanier
