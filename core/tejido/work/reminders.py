"""Reminders that name no one: how much waits, and the random ids of where.

Nothing is opened for them: they are told from what lies in clear, so that a scheduled command can
tell them while nobody is signed in. An id says nothing to whoever cannot sign in here.
"""

from dataclasses import dataclass
from datetime import timedelta

from tejido.node import Node
from tejido.store import tasks
from tejido.work.people import by_handle


@dataclass(frozen=True)
class Waiting:
    """What waits: how many tasks, and in which records, the most urgent first."""

    overdue: int
    soon: int
    records: tuple[str, ...]

    def __bool__(self) -> bool:
        """Whether anything waits."""
        return bool(self.overdue or self.soon)


def waiting(node: Node, *, handle: str = "", days: int = 0) -> Waiting:
    """Return what waits since before, and what falls due within some days.

    Args:
        node: where; nobody need be signed in.
        handle: of somebody, to tell what waits in their processes only.
        days: after today.

    Raises:
        NotFoundError: there is nobody with this handle.
    """
    now = f"{node.clock():%Y-%m-%dT%H:%MZ}"
    last = f"{node.today() + timedelta(days=days)}T23:59Z"
    with node.store.read() as tx:
        person = by_handle(tx, handle).id if handle else ""
        found = tasks.open_of_person(tx, person) if person else tasks.open_of_everybody(tx)
    near = [task for task in found if task.due_at <= last]
    overdue = sum(task.due_at < now for task in near)
    return Waiting(overdue, len(near) - overdue, tuple(dict.fromkeys(one.record for one in near)))
