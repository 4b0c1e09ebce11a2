"""What a reader of a table could still work out, exactly. The last word on showing it.

The reader is anyone, or one of the contributing organizations, which subtracts what it put in:
a *view* is the table of the acts that this reader does not know.

Where :func:`audit` finds no leak, these hold in every view:

* a figure that breaks the rule could be anything from below to above its true value, by the
  distances of ``rule.must_reach``, and could be k or more;
* a row or column whose acts all stand in one cell could have k or more elsewhere, so it does
  not give away what happened to everyone in it;
* hidden figures whose sum can be worked out from a row, a column or a total are, taken
  together, as safe as a figure that is shown, and no contributor is left with a small rest.

What it does not answer for: earlier releases, other tables of the same acts, and several
organizations that pool what they know. Those are for the release engine and its ledger; until
it exists, a table is for the coordinator's screen.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from tejido.measures.circulation import Arc, Node, balances
from tejido.measures.counting import Cell, merge
from tejido.measures.flows import Room, fall, rise, room
from tejido.measures.rule import Thresholds, is_sum_safe, must_reach, reason_to_hide


class Rooms(NamedTuple):
    """Residual graphs of hidden figures: nobody may be too sure of either end of an interval.

    To fall, others may give way down to zero. To rise, only down to what is certain: a reader
    who takes every suppressed figure for one at least must not see that one is below k.
    """

    to_fall: Room
    to_rise: Room


@dataclass(frozen=True)
class View:
    """What one reader does not know: a table of acts by arc that balances by itself.

    ``reader`` is a contributing organization, or None for the public. ``certain`` is the part
    that a reader may be sure of: zeros are shown, so what is suppressed is at least one,
    unless the reader's own acts account for that.
    """

    reader: str | None
    values: Mapping[Arc, int]
    certain: Mapping[Arc, int]

    def rooms(self, hidden: Iterable[Arc]) -> Rooms:
        """Return in what ways the ``hidden`` figures can move."""
        hidden = list(hidden)
        spare = {arc: self.values[arc] - self.certain[arc] for arc in hidden}
        return Rooms(room(self.values, hidden), room(spare, hidden))

    def needs(self, arc: Arc, thresholds: Thresholds) -> tuple[int, int]:
        """Return by how much ``arc`` has to be able to fall and to rise."""
        low, high = must_reach(self.values[arc], thresholds)
        return self.values[arc] - low, high - self.values[arc]

    def is_wide(self, rooms: Rooms, arc: Arc, thresholds: Thresholds) -> bool:
        """Say whether ``arc`` is hidden in ``rooms`` and open enough."""
        if arc.head not in rooms.to_rise.get(arc.tail, {}):
            return False
        down, up = self.needs(arc, thresholds)
        return fall(rooms.to_fall, arc, down) == down and rise(rooms.to_rise, arc, up) == up


@dataclass(frozen=True)
class Narrow:
    """A figure that breaks the rule and is shown, or can be worked out too closely."""

    arc: Arc
    view: View


@dataclass(frozen=True)
class OneSided:
    """A line that has all its acts in one cell, while its zeros are certain."""

    node: Node
    zeros: tuple[Arc, ...]
    view: View


@dataclass(frozen=True)
class OpenSum:
    """Hidden figures of one line whose sum can be worked out and is not safe."""

    node: Node
    arcs: tuple[Arc, ...]


Leak = Narrow | OneSided | OpenSum


def audit(
    figures: Mapping[Arc, Cell], hidden: Collection[Arc], thresholds: Thresholds
) -> Iterator[Leak]:
    """Yield every leak of a table that shows all ``figures`` but the ``hidden`` ones.

    Nothing yielded means that it may be shown so.
    """
    broken = [arc for arc, cell in figures.items() if reason_to_hide(cell, thresholds)]
    for view in views(figures):
        rooms = view.rooms(hidden)
        # 1. Nobody can pin what breaks the rule. What is all the reader's own needs no guard.
        for arc in broken:
            if view.values[arc] and not view.is_wide(rooms, arc, thresholds):
                yield Narrow(arc, view)
        # 2. No line gives away everyone in it: one of its zeros counts as a small figure.
        for node, zeros in one_sided_lines(figures):
            if not any(view.is_wide(rooms, zero, thresholds) for zero in zeros):
                yield OneSided(node, zeros, view)
        # 3. No sum gives away what its parts do not.
        for node, arcs in _open_sums(rooms, hidden):
            if not is_sum_safe(merge(figures[arc] for arc in arcs), view.reader, thresholds):
                yield OpenSum(node, arcs)


def views(figures: Mapping[Arc, Cell]) -> Iterator[View]:
    """Yield what each reader does not know: the public's view, then each contributor's."""
    yield _view(figures, None)
    for origin in sorted({origin for cell in figures.values() for origin in cell.acts}):
        yield _view(figures, origin)


def _view(figures: Mapping[Arc, Cell], origin: str | None) -> View:
    own = {arc: cell.acts.get(origin, 0) if origin else 0 for arc, cell in figures.items()}
    values = {arc: cell.value - own[arc] for arc, cell in figures.items()}
    certain = {arc: 1 if values[arc] and not own[arc] else 0 for arc in figures}
    return View(origin, values, certain)


def one_sided_lines(figures: Mapping[Arc, Cell]) -> Iterator[tuple[Node, tuple[Arc, ...]]]:
    """Yield each row and column with acts in one cell only, and its empty cells."""
    for node, entering, leaving in balances(arc for arc in figures if arc.is_cell):
        zeros = tuple(arc for arc in entering + leaving if not figures[arc].value)
        if zeros and len(zeros) == len(entering + leaving) - 1:
            yield node, zeros


def _open_sums(rooms: Rooms, hidden: Collection[Arc]) -> Iterator[tuple[Node, tuple[Arc, ...]]]:
    """Yield the hidden figures of each line whose sum can be worked out.

    At a node where hidden figures stand on one side only, their sum is what the shown ones
    leave. A hidden figure that cannot move is as good as shown, so it is no part of the sum.
    """
    moving = sorted(arc for arc in hidden if _can_move(rooms.to_rise, arc))
    for node, entering, leaving in balances(moving):
        if not (entering and leaving):
            yield node, tuple(entering or leaving)


def _can_move(graph: Room, arc: Arc) -> bool:
    return rise(graph, arc, 1) > 0 or fall(graph, arc, min(1, graph[arc.head][arc.tail])) > 0
