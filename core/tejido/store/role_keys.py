"""Public halves of the roles' keys, as stored: unverified until the root's signature is checked."""

from dataclasses import dataclass

from tejido.store.database import Reading, Writing
from tejido.store.tables import RoleKeyTable


@dataclass(frozen=True)
class StoredRoleKey:
    """One version of a role's public half, with what claims to be the root's signature."""

    role: str
    version: int
    public: bytes
    signature: bytes
    created_on: str


_KEYS = RoleKeyTable.select().order_by(RoleKeyTable.version.desc()).objects(StoredRoleKey)


def add(tx: Writing, key: StoredRoleKey) -> None:
    """Add a version of a role's key."""
    tx.insert(RoleKeyTable, [vars(key)])


def newest_of_each(tx: Reading) -> dict[str, StoredRoleKey]:
    """Return the newest version of every role's key, by role."""
    newest_last: list[StoredRoleKey] = tx.all(_KEYS)[::-1]
    return {key.role: key for key in newest_last}


def newest(tx: Reading, role: str) -> StoredRoleKey | None:
    """Return the newest version of a role's key, None where the role has none."""
    return tx.first(_KEYS.where(RoleKeyTable.role == role))
