"""The four roles as keys: verified public halves for everybody, pairs for those who hold them."""

from collections.abc import Mapping
from dataclasses import dataclass

from tejido.accounts.slots import open_stored
from tejido.errors import DatabaseError, SealError
from tejido.languages import words
from tejido.store import role_keys, slots
from tejido.store.database import Reading
from tejido.store.role_keys import StoredRoleKey
from tejido.vault.ciphers import BoxPair, SigningPair, verify_signature

_ = words("tejido")

#: ``network`` opens what peers share, ``intake`` what is about somebody, ``analyst`` what is
#: counted, ``auditor`` the log.
ROLES = ("network", "intake", "analyst", "auditor")
#: What a person may do that opens nothing: begin processes and be of a team; look after people.
RIGHTS = ("accompanier", "administrator")


@dataclass(frozen=True)
class RoleKey:
    """A role's public half, checked against the root's signature."""

    role: str
    version: int
    public: bytes


def signed_role_key(root: SigningPair, key: RoleKey, created_on: str) -> StoredRoleKey:
    """Return a role's key as it is stored, signed by the root."""
    signature = root.sign(_statement(key))
    return StoredRoleKey(key.role, key.version, key.public, signature, created_on)


def role_key(tx: Reading, root_public: bytes, role: str) -> RoleKey:
    """Return a role's newest public half, to seal to.

    Raises:
        DatabaseError: the role has no key, one that the root did not sign, or one older than
            what somebody holds.
    """
    stored, held = role_keys.newest(tx, role), slots.newest(tx, "role", [role]).get(role, {})
    if stored is None or max(held.values(), default=0) > stored.version:
        raise DatabaseError(_("A role has no key: restore the newest backup."))
    key = RoleKey(stored.role, stored.version, stored.public)
    try:
        verify_signature(root_public, _statement(key), stored.signature)
    except SealError as error:
        raise DatabaseError(
            _("The key of a role is not signed by this node's root: restore the newest backup.")
        ) from error
    return key


def open_roles(
    tx: Reading, root_public: bytes, pepper: bytes, person: str, pair: BoxPair
) -> Mapping[str, BoxPair]:
    """Return the pairs of the roles that a person holds.

    Raises:
        DatabaseError: a role's key is not signed by the root.
        SealError: a slot is not what it claims to be.
    """
    held: dict[str, BoxPair] = {}
    for role, slot in slots.of_person(tx, "role", person).items():
        held[role] = BoxPair.of(open_stored(pepper, slot, pair).seed)
        key = role_key(tx, root_public, role)
        if (key.version, key.public) != (slot.version, held[role].public):
            raise SealError(_("A slot does not hold the key of its role."))
    return held


def _statement(key: RoleKey) -> bytes:
    return f"tejido/v1/role\n{key.role}\n{key.version}\n".encode() + key.public
