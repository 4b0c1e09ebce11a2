"""What only one person can open: with their passphrase it would be lost."""

from collections import Counter
from dataclasses import dataclass

from tejido.accounts.signing_in import SignedIn
from tejido.node import Node
from tejido.store import people, slots
from tejido.work.processes import names


@dataclass(frozen=True)
class Alone:
    """What only one active person can open.

    Attributes:
        own: what ``who`` alone can open, as (process id, name), by name.
        others: what others alone can open, as (handle, how many processes): never which.
        roles: roles that one person alone holds, as (role, handle).
        nobody: how many processes nobody can open whose state is active.
    """

    own: tuple[tuple[str, str], ...]
    others: tuple[tuple[str, int], ...]
    roles: tuple[tuple[str, str], ...]
    nobody: int


def alone(node: Node, who: SignedIn) -> Alone:
    """Report what only one person can open: by name what is one's own, by number what is not."""
    with node.store.read() as tx:
        holders = slots.held_alone(tx, "process")
        handles = {one.id: one.handle for one in people.listed(tx)}
        own = names(node, tx, who, [one for one, holder in holders.items() if holder == who.person])
        roles = slots.held_alone(tx, "role")
        nobody = slots.held_by_nobody(tx)
    others = Counter(handles[holder] for holder in holders.values() if holder != who.person)
    return Alone(
        tuple(sorted(own.items(), key=lambda named: (named[1], named[0]))),
        tuple(sorted(others.items())),
        tuple(sorted((role, handles[holder]) for role, holder in roles.items())),
        nobody,
    )


def count_alone(node: Node, who: SignedIn) -> int:
    """Return how many processes only ``who`` can open."""
    with node.store.read() as tx:
        return list(slots.held_alone(tx, "process").values()).count(who.person)
