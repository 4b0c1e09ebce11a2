"""The list of processes, page by page: only what a page shows is opened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tejido.accompaniment.process import PROCESS
from tejido.accounts.signing_in import SignedIn
from tejido.node import Node
from tejido.store import processes, records, tasks
from tejido.store.database import Reading
from tejido.store.processes import Process
from tejido.work.keys import keys_of
from tejido.work.processes import names_in
from tejido.work.tasks import next_minute

#: Processes on one page.
SHOWN = 25


@dataclass(frozen=True)
class Line:
    """A process on the list.

    Attributes:
        state: of its accompaniment, empty where it has none.
        written_on: the UTC day on which a record was last changed; None where there is none.
        overdue: how many of its tasks are; none in a closed one.
    """

    id: str
    kind: str
    name: str
    state: str
    opened_on: str
    written_on: str | None
    records: int
    overdue: int
    is_closed: bool


@dataclass(frozen=True)
class Listed:
    """One page of the list; ``page`` counts from 1.

    Attributes:
        total: how many there are on all pages.
        kinds: the kinds of which any process is opened to whoever asks, closed or not.
        any_closed: whether any of them all is closed.
    """

    lines: tuple[Line, ...]
    total: int
    page: int
    pages: int
    kinds: tuple[str, ...]
    any_closed: bool


def listed(
    node: Node, who: SignedIn, *, kind: str = "", closed: bool | None = None, page: int = 1
) -> Listed:
    """Return a page of the processes opened to ``who``, what was last written in first.

    Args:
        node: where.
        who: of whom.
        kind: of this kind alone, unless it is empty.
        closed: closed ones alone, or open ones; None is both.
        page: of what there is, the nearest one.

    Raises:
        SealError: a slot or a card was changed in the database.
    """
    with node.store.read() as tx:
        counts = processes.kinds_of_person(tx, who.person)
        total = sum(
            number
            for (one, is_closed), number in counts.items()
            if kind in ("", one) and closed in (None, is_closed)
        )
        pages = max(1, -(-total // SHOWN))
        page = min(max(page, 1), pages)
        first = (page - 1) * SHOWN
        found = processes.active_of_person(
            tx, who.person, kind=kind, closed=closed, first=first, most=SHOWN
        )
        lines = _lines(node, tx, who, found)
    kinds = tuple(sorted({one for one, _closed in counts}))
    return Listed(lines, total, page, pages, kinds, any(closed for _kind, closed in counts))


def _lines(node: Node, tx: Reading, who: SignedIn, found: Sequence[Process]) -> tuple[Line, ...]:
    ids = [one.id for one in found]
    names = names_in(tx, keys_of(node, tx, who, ids))
    written = records.written(tx, ids)
    states = records.states(tx, PROCESS.id, ids)
    late = tasks.overdue(tx, ids, next_minute(node.clock()))
    return tuple(_line(one, names[one.id], states.get(one.id, ""), written, late) for one in found)


def _line(
    process: Process,
    name: str,
    state: str,
    written: Mapping[str, records.Written],
    late: Mapping[str, int],
) -> Line:
    body, is_closed = written.get(process.id), process.closed_on is not None
    return Line(
        process.id,
        process.kind,
        name,
        state,
        process.opened_on,
        body.last_on if body else None,
        body.records if body else 0,
        0 if is_closed else late.get(process.id, 0),
        is_closed,
    )
