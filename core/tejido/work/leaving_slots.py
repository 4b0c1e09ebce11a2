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
    """How many roles and processes were taken from somebody, and how many only they hold."""

    roles: int
    processes: int
    only_theirs_roles: int
    only_theirs_processes: int

    def facts(self) -> dict[str, str]:
        """Return it for the log."""
        return {name: str(number) for name, number in vars(self).items()}


def take_slots(tx: Writing, pepper: bytes, person: str) -> LeftSlots:
    """Take a person's slots of what somebody else who can sign in holds in every version.

    Their processes get a new key before anything more is written in them: the person knew this
    one. Once they are let in again, colleagues see what they held and can open it to them anew.
    """
    mark(tx, pepper, processes.of_person(tx, person))
    roles, kept_roles = _taken(tx, pepper, "role", person)
    begun, kept = _taken(tx, pepper, "process", person)
    return LeftSlots(len(roles), len(begun), len(kept_roles), len(kept))


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
