"""Roles as keys: opening one to somebody, taking it away, renewing it with the root's words."""

from collections.abc import Mapping

from tejido.accounts.people import verified
from tejido.accounts.role_keys import RIGHTS, ROLES
from tejido.accounts.roles import able_by_role, grant_role, revoke_role, rotate_role
from tejido.accounts.signing_in import SignedIn
from tejido.audit.log import Kind
from tejido.errors import InputError, NotOpenedError, UsageError
from tejido.languages import Text, words
from tejido.node import KEPT_ROLE, Node
from tejido.store import people, slots, wanted_slots
from tejido.vault.ciphers import SigningPair
from tejido.work.log import log
from tejido.work.people import by_handle
from tejido.work.resealing import reseal
from tejido.work.scrubbing import scrub
from tejido.work.teams import Member, member

_ = words("tejido")

ROLE_NAMES: Mapping[str, Text] = {
    "network": _("Network"),
    "intake": _("Reception"),
    "analyst": _("Analysis"),
    "auditor": _("Audit"),
}
#: How many people each role and right needs, so that one lost passphrase loses nothing.
ENOUGH = 2


def openable(node: Node, who: SignedIn) -> list[Member]:
    """Return everybody else who is active, by handle, with the words of their keys to compare.

    Raises:
        SealError: a person was changed in the database.
    """
    with node.store.read() as tx:
        active = [one for one in people.listed(tx) if one.state == "active"]
    others = (verified(node.pepper, one) for one in active if one.id != who.person)
    return [member(node, who, one) for one in others]


def grant(node: Node, who: SignedIn, role: str, handle: str, *, public: bytes) -> None:
    """Open a role to a person as well; only who holds it can.

    Args:
        node: where.
        who: somebody who holds it.
        role: its name.
        handle: the person's.
        public: their public half, whose words ``who`` compared with them.

    Raises:
        NotOpenedError: ``who`` does not hold the role.
        NotFoundError: there is no such person, or they are disabled.
        ChangedError: they hold it already, or have another key than the one that was compared.
        SealError: they were changed in the database.
    """
    who.role(role)
    with node.store.write() as tx:
        person = by_handle(tx, handle)
        grant_role(tx, node.pepper, who, role, person.id, public)
        wanted_slots.remove(tx, "role", [role], person.id)
        log(node, tx, Kind.ROLE, who, to=person.id, role=role)


def revoke(node: Node, who: SignedIn, role: str, handle: str) -> None:
    """Take a role away at once: an administrator from anybody, everybody from themselves.

    Who held it may have kept its key: :func:`rotate` makes what comes later safe from them.
    Whoever only wanted it again wants it no longer.

    Raises:
        NotOpenedError: ``who`` may not.
        NotFoundError: there is no such person, or they do not hold it.
        ChangedError: nobody else who can sign in holds it.
        SealError: somebody who holds it was changed in the database.
    """
    with node.store.write() as tx:
        person = by_handle(tx, handle)
        if not who.administrator and person.id != who.person:
            message = _("Only who administers this node takes a role from others: ask one of them.")
            raise NotOpenedError(message)
        only_wanted = wanted_slots.remove(tx, "role", [role], person.id)
        if not only_wanted or slots.find(tx, "role", role, person.id) is not None:
            revoke_role(tx, node.pepper, role, person.id)
        log(node, tx, Kind.ROLE, who, taken=person.id, role=role)


def can_be_renewed(role: str) -> bool:
    """Return whether a role can get another key: peers seal to that of ``network``."""
    return role != KEPT_ROLE


def rotate(node: Node, who: SignedIn, role: str, root: SigningPair) -> None:
    """Renew a role's key, for those who hold it and can sign in; what was sealed is sealed anew.

    Args:
        node: where.
        who: somebody who holds the role.
        role: ``intake``, ``analyst`` or ``auditor``.
        root: from the root's words.

    Raises:
        UsageError: the role is ``network``: peers know its key from the node's descriptor.
        InputError: these are the words of another root.
        NotOpenedError: ``who`` does not hold the role.
        ChangedError: the role's key was renewed since ``who`` signed in.
        SealError: something sealed to the role, or somebody who holds it, was changed.
    """
    old = who.role(role)
    if not can_be_renewed(role):
        message = _("Peers seal to the key of this role: it cannot be renewed here yet.")
        raise UsageError(message)
    if root.public != node.identity.root_public:
        message = _("These are the words of another root: find those of this node.")
        raise InputError(message, {"words": [message]})
    with node.store.write() as tx:
        new = rotate_role(tx, root, node.pepper, who, role, node.today().isoformat())
        reseal(node, tx, role, old, new)
        tx.must_scrub()
        log(node, tx, Kind.ROTATE, who, role=role)
    scrub(node)


def lonely(node: Node) -> list[str]:
    """Return the roles and rights of fewer people who can sign in than :data:`ENOUGH`.

    Raises:
        SealError: somebody who holds a role was changed in the database.
    """
    with node.store.read() as tx:
        able = {role: len(some) for role, some in able_by_role(tx, node.pepper).items()}
        active = [one for one in people.listed(tx) if one.state == "active"]
        for right in RIGHTS:
            able[right] = sum(getattr(one, right) for one in active)
    return [name for name in (*ROLES, *RIGHTS) if able[name] < ENOUGH]
