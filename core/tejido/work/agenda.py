"""The agenda: what is to be done in all processes of somebody, the most urgent of each thing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tejido.accounts.signing_in import SignedIn
from tejido.node import Node
from tejido.store import tasks as stored
from tejido.store.database import Reading
from tejido.store.tasks import Look, OpenTask
from tejido.work.tasks import DueTask, naming, next_minute, told

#: Tasks of a kind that are looked at, overdue ones and others: kinds have several labels.
_LOOKED_AT = 16
#: How many of a kind there are, overdue (True) or not.
_Counts = Mapping[tuple[str, bool], int]


@dataclass(frozen=True)
class Doing:
    """One thing to do: the most urgent tasks that ask for it, and how many more there are.

    ``label`` is still to be translated. Those not looked at count where the last of their kind
    stands that was.
    """

    label: str
    tasks: tuple[DueTask, ...]
    more: int


@dataclass(frozen=True)
class Agenda:
    """What somebody sees to, what else is overdue, and what comes; the most urgent first."""

    mine: tuple[Doing, ...]
    overdue: tuple[Doing, ...]
    coming: tuple[Doing, ...]


def agenda(node: Node, who: SignedIn, most: int) -> Agenda:
    """Return what is to be done in the processes opened to ``who``, ``most`` tasks of each thing.

    Raises:
        SealError: a slot was changed in the database.
    """
    now = node.clock()
    with node.store.read() as tx:
        counts = stored.kinds_of_person(tx, who.person, next_minute(now))
        found = _most_urgent(tx, who, counts, next_minute(now))
        mine = naming(node, tx, who, found)
    tasks = told(node, found, mine, now)
    left = _left(tasks, counts)
    return Agenda(
        _doings([one for one in tasks if one.is_mine], left, most),
        _doings([one for one in tasks if one.is_overdue and not one.is_mine], left, most),
        _doings([one for one in tasks if not one.is_overdue and not one.is_mine], left, most),
    )


def _most_urgent(tx: Reading, who: SignedIn, counts: _Counts, now: str) -> list[OpenTask]:
    looks = (
        Look(kind, "" if late else now, min(number, _LOOKED_AT))
        for (kind, late), number in counts.items()
    )
    return stored.urgent_of_person(tx, who.person, looks)


def _left(tasks: Iterable[DueTask], counts: _Counts) -> Mapping[str, int]:
    """Return how many were not looked at, by the id of the last of the kind that was.

    That is one that is not whoever's who asks, if there is any: nobody knows whom the rest name.
    """
    last: dict[tuple[str, bool], str] = {}
    seen: dict[tuple[str, bool], int] = {}
    for task in sorted(tasks, key=lambda one: not one.is_mine):
        place = (task.kind, task.is_overdue)
        last[place], seen[place] = task.id, seen.get(place, 0) + 1
    return {last[place]: counts[place] - number for place, number in seen.items()}


def _doings(tasks: Iterable[DueTask], left: Mapping[str, int], most: int) -> tuple[Doing, ...]:
    """Return what is to be done in the order of the most urgent task of each."""
    found: dict[str, list[DueTask]] = {}
    for task in tasks:
        found.setdefault(task.label, []).append(task)
    return tuple(_doing(label, some, left, most) for label, some in found.items())


def _doing(label: str, some: Sequence[DueTask], left: Mapping[str, int], most: int) -> Doing:
    more = max(0, len(some) - most) + sum(left.get(task.id, 0) for task in some)
    return Doing(label, tuple(some[:most]), more)
