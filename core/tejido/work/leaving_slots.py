"""Slots of somebody who is taken out: those that others hold too go, the rest stay."""

from collections.abc import Sequence
from dataclasses import dataclass

from tejido.store import holding, processes, slots
from tejido.store.database import Writing
from tejido.work import wishes
from tejido.work.deposit_keys import mark
from tejido.work.wishes import Kind


@dataclass(frozen=True)
class LeftSlots:
    """What was taken from somebody, and what only they hold: roles, and how many processes.

    They may have kept the keys of the roles: :func:`tejido.work.roles.rotate` renews them.
    """

    roles: tuple[str, ...]
    processes: int
    only_theirs_roles: tuple[str, ...]
    only_theirs_processes: int

    def facts(self) -> dict[str, str]:
        """Return it for the log, in numbers."""
        return {
            "roles": str(len(self.roles)),
            "processes": str(self.processes),
            "only_theirs_roles": str(len(self.only_theirs_roles)),
            "only_theirs_processes": str(self.only_theirs_processes),
        }


def take_slots(tx: Writing, pepper: bytes, person: str) -> LeftSlots:
    """Take a person's slots of what somebody else who can sign in holds in every version.

    Their processes get a new key before anything more is written in them: the person knew this
    one. Once they are let in again, colleagues see what they held and can open it to them anew.
    """
    mark(tx, pepper, processes.of_person(tx, person))
    roles, kept_roles = _taken(tx, pepper, "role", person)
    begun, kept = _taken(tx, pepper, "process", person)
    return LeftSlots(tuple(sorted(roles)), len(begun), tuple(sorted(kept_roles)), len(kept))


def _taken(
    tx: Writing, pepper: bytes, kind: Kind, person: str
) -> tuple[Sequence[str], Sequence[str]]:
    """Take what can be taken; return the owners whose slots went, and those whose slots stay."""
    theirs = holding.held_versions(tx, kind, person)
    others = holding.by_others(tx, kind, person)
    gone = [owner for owner, versions in theirs.items() if versions <= others.get(owner, set())]
    slots.remove_many(tx, kind, gone, person)
    wishes.note(tx, pepper, kind, gone, person)
    return gone, [owner for owner in theirs if owner not in set(gone)]
