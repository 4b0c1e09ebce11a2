"""Making the roles' keys, opening them to further people, taking them away, renewing them."""

from collections.abc import Sequence

from tejido.accounts.people import check_begun, verified, verified_public
from tejido.accounts.role_keys import ROLES, RoleKey, role_key, signed_role_key
from tejido.accounts.signing_in import SignedIn
from tejido.accounts.slots import stored_slot
from tejido.errors import ChangedError, NotFoundError
from tejido.languages import words
from tejido.store import people, role_keys, slots
from tejido.store.database import Reading, Writing
from tejido.store.people import Person
from tejido.vault.ciphers import BoxPair, SigningPair
from tejido.vault.slots import Slot

_ = words("tejido")


def create_role_keys(
    tx: Writing, root: SigningPair, pepper: bytes, holder: Person, today: str
) -> dict[str, RoleKey]:
    """Make the key of every role, signed by the root, with a first slot for ``holder``.

    The root is at hand only when a node is founded; afterwards it is on paper.
    """
    made: dict[str, RoleKey] = {}
    public = verified_public(pepper, holder)
    for role in ROLES:
        pair = BoxPair.generate()
        made[role] = RoleKey(role, 1, pair.public)
        role_keys.add(tx, signed_role_key(root, made[role], today))
        slot = Slot("role", role, holder.id, 1, pair.private)
        slots.add(tx, [stored_slot(pepper, slot, public)])
    return made


def grant_role(
    tx: Writing, pepper: bytes, who: SignedIn, role: str, person: str, public: bytes
) -> None:
    """Open a role to a person as well; only who holds it can.

    Args:
        tx: the transaction.
        pepper: the node's.
        who: somebody who holds the role.
        role: one of :data:`ROLES`.
        person: the id of the one who gets it.
        public: their public half as ``who`` compared it; the slot is sealed to this and no other.

    Raises:
        NotOpenedError: ``who`` does not hold the role.
        NotFoundError: there is no such person, or they are disabled.
        ChangedError: they have another public half, or hold it already.
        SealError: their public half was replaced in the database.
    """
    who.role(role)
    found = people.by_id(tx, person)
    check_begun(found)
    if found.state != "active":
        raise NotFoundError(_("There is no such person here."))
    if verified_public(pepper, found) != public:
        raise ChangedError(_("This person's key is not the one you compared: ask them again."))
    open_role(tx, pepper, who, role, person, public)


def open_role(
    tx: Writing, pepper: bytes, who: SignedIn, role: str, person: str, public: bytes
) -> None:
    """Seal a role to a public half, as :func:`grant_role` does, of somebody who is just added.

    Raises:
        NotOpenedError: ``who`` does not hold the role.
        ChangedError: the person holds it already.
    """
    seed, own = who.role(role).private, slots.find(tx, "role", role, who.person)
    if own is None or slots.find(tx, "role", role, person) is not None:
        raise ChangedError(_("Who holds this role has changed: look at it again."))
    slot = Slot("role", role, person, own.version, seed)
    slots.add(tx, [stored_slot(pepper, slot, public)])


def able_holders(tx: Reading, pepper: bytes, role: str) -> list[Person]:
    """Return those who hold the newest key of a role and can sign in.

    Raises:
        SealError: one of them was changed in the database.
    """
    return able_by_role(tx, pepper, [role])[role]


def able_by_role(
    tx: Reading, pepper: bytes, roles: Sequence[str] = ROLES
) -> dict[str, list[Person]]:
    """Return who holds the newest key of each of these and can sign in; an empty list is nobody.

    Raises:
        SealError: one of them was changed in the database.
    """
    keys, held = role_keys.newest_of_each(tx), slots.newest(tx, "role", roles)
    holds = {
        (role, person)
        for role, versions in held.items()
        for person, version in versions.items()
        if role in keys and version == keys[role].version
    }
    active = [one for one in people.listed(tx) if one.state == "active"]
    return {
        role: [verified(pepper, one) for one in active if (role, one.id) in holds] for role in roles
    }


def revoke_role(tx: Writing, pepper: bytes, role: str, person: str) -> None:
    """Take a person's slot of a role away; what they have read they have read.

    Raises:
        NotFoundError: they do not hold it.
        ChangedError: nobody else who can sign in holds it: its key would be lost.
        SealError: somebody who holds it was changed in the database.
    """
    if slots.find(tx, "role", role, person) is None:
        raise NotFoundError(_("This person does not hold this role."))
    if not any(holder.id != person for holder in able_holders(tx, pepper, role)):
        raise ChangedError(_("Nobody else holds this role: open it to somebody first."))
    slots.remove(tx, "role", role, person)


def rotate_role(
    tx: Writing, root: SigningPair, pepper: bytes, who: SignedIn, role: str, today: str
) -> BoxPair:
    """Make a new key of a role, with slots for those who hold that of now and can sign in.

    The old slots are gone afterwards: whatever is sealed to the old key has to be sealed to the
    new one in the same transaction.

    Args:
        tx: the transaction.
        root: the root's pair, from its words on paper.
        pepper: the node's.
        who: somebody who holds the role.
        role: one of :data:`ROLES`.
        today: the UTC day.

    Returns:
        The new pair.

    Raises:
        NotOpenedError: ``who`` does not hold the role.
        ChangedError: the role's key was renewed since ``who`` signed in.
        DatabaseError: the root of this node is another.
        SealError: somebody who holds it was changed in the database.
    """
    current = role_key(tx, root.public, role)
    if who.role(role).public != current.public:
        raise ChangedError(_("Who holds this role has changed: look at it again."))
    pair, version = BoxPair.generate(), current.version + 1
    holders = able_holders(tx, pepper, role)
    role_keys.add(tx, signed_role_key(root, RoleKey(role, version, pair.public), today))
    for holder in slots.holders(tx, "role", role):
        slots.remove(tx, "role", role, holder)
    made = [
        stored_slot(pepper, Slot("role", role, one.id, version, pair.private), one.public)
        for one in holders
    ]
    slots.add(tx, made)
    return pair
