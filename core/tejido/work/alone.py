"""What only one person can open: with their passphrase it would be lost.

Everybody is told what is their own. Of others only who looks after people is told, for it names
who alone could be made to open what.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from tejido.accounts.signing_in import SignedIn
from tejido.node import Node
from tejido.store import people, slots
from tejido.store.database import Reading
from tejido.work.processes import names


@dataclass(frozen=True)
class Others:
    """What others alone can open: counted, never which.

    Attributes:
        processes: how many, as (handle, how many).
        roles: roles that one of them alone holds, as (role, handle).
        nobody: how many processes nobody can open whose state is active.
    """

    processes: tuple[tuple[str, int], ...]
    roles: tuple[tuple[str, str], ...]
    nobody: int

    def __bool__(self) -> bool:
        """Say whether there is anything of it."""
        return bool(self.processes or self.roles or self.nobody)


@dataclass(frozen=True)
class Alone:
    """What only one active person can open.

    Attributes:
        own: processes that ``who`` alone can open, as (process id, name), by name.
        roles: roles that ``who`` alone holds.
        others: what is in one other person's hands; None to who does not look after people.
    """

    own: tuple[tuple[str, str], ...]
    roles: tuple[str, ...]
    others: Others | None


def alone(node: Node, who: SignedIn) -> Alone:
    """Report what only ``who`` can open, and to an administrator what only one other person can."""
    with node.store.read() as tx:
        processes, roles = slots.held_alone(tx, "process"), slots.held_alone(tx, "role")
        own = names(node, tx, who, _of(processes, who))
        others = _others(tx, who, processes, roles) if who.administrator else None
    by_name = sorted(own.items(), key=lambda named: (named[1], named[0]))
    return Alone(tuple(by_name), tuple(sorted(_of(roles, who))), others)


def count_alone(node: Node, who: SignedIn) -> int:
    """Return how many processes only ``who`` can open."""
    with node.store.read() as tx:
        return slots.count_held_alone(tx, who.person)


def _of(holders: Mapping[str, str], who: SignedIn) -> list[str]:
    return [owner for owner, holder in holders.items() if holder == who.person]


def _others(
    tx: Reading, who: SignedIn, processes: Mapping[str, str], roles: Mapping[str, str]
) -> Others:
    handles = {one.id: one.handle for one in people.listed(tx) if one.id != who.person}
    held = Counter(handles[one] for one in processes.values() if one in handles)
    alone_in = ((role, handles[one]) for role, one in roles.items() if one in handles)
    return Others(tuple(sorted(held.items())), tuple(sorted(alone_in)), slots.held_by_nobody(tx))
