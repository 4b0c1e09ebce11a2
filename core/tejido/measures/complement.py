"""Choosing what else to suppress, so that what is hidden stays hidden. A heuristic.

A figure can be anything only where others give way: along a cycle of hidden figures one rises
while the next sinks, and every sum that is shown stays as it is. So each leak is mended by
hiding the cheapest ways round. Whether it was enough is for ``audit`` alone to say.
"""

import heapq
import math
from collections.abc import Iterable, Mapping
from itertools import pairwise

from tejido.measures.audit import Leak, Narrow, OneSided, OpenSum, View
from tejido.measures.circulation import TOTAL, Arc, Node
from tejido.measures.flows import Room, trace, use
from tejido.measures.rule import Thresholds

# What it costs to lose a figure. Cells go before totals, and the grand total last of all; a
# zero costs more than a cell, since it can only rise. Judgement: only the order matters.
_CELL, _ZERO, _TOTAL, _GRAND_TOTAL = 100, 250, 100_000, 10_000_000


def mend(leaks: Iterable[Leak], public: View, hidden: set[Arc], thresholds: Thresholds) -> None:
    """Add to ``hidden`` what may close ``leaks``, where anything may.

    Sums wait until nothing else leaks, as closing the other leaks often closes them too.
    """
    found = list(leaks)
    lines = sorted({leak.node for leak in found if isinstance(leak, OpenSum)})
    others = [leak for leak in found if not isinstance(leak, OpenSum)]
    hidden.update(leak.arc for leak in others if isinstance(leak, Narrow))
    for leak in others:
        arc = leak.arc if isinstance(leak, Narrow) else _zero_to_open(leak, public.values, hidden)
        _widen(leak.view, hidden, arc, thresholds)
    for line in lines if not others else ():
        more = _one_more(line, public.values, hidden)
        if more:
            _widen(public, hidden, more, thresholds)


def _zero_to_open(leak: OneSided, values: Mapping[Arc, int], hidden: set[Arc]) -> Arc:
    """Return the zero of a line that is hidden already, or whose other line can give most."""

    def preference(zero: Arc) -> tuple[bool, int]:
        other = zero.tail if zero.head == leak.node else zero.head
        return zero in hidden, max(values[arc] for arc in values if arc.is_cell and other in arc)

    return max(leak.zeros, key=preference)


def _one_more(node: Node, values: Mapping[Arc, int], hidden: set[Arc]) -> Arc | None:
    """Return the cheapest figure above zero that a line still shows, if any."""
    shown = [arc for arc in values if node in arc and arc not in hidden and values[arc]]
    return min(shown, key=lambda arc: _price(values, arc), default=None)


def _widen(view: View, hidden: set[Arc], arc: Arc, thresholds: Thresholds) -> None:
    """Hide ``arc``, and ways round for it to reach as far in ``view`` as it must."""
    hidden.add(arc)
    if view.is_wide(view.rooms(hidden), arc, thresholds):
        return
    down, up = view.needs(arc, thresholds)
    rooms = view.rooms(other for other in view.values if other != arc)
    prices = {other: 0 if other in hidden else _price(view.values, other) for other in view.values}
    hidden |= _ways(rooms.to_rise, prices, (arc.head, arc.tail), up)
    hidden |= _ways(rooms.to_fall, prices, (arc.tail, arc.head), down)


def _ways(graph: Room, prices: dict[Arc, int], ends: tuple[Node, Node], wanted: float) -> set[Arc]:
    """Return the figures along which ``wanted`` can move between ``ends``; uses up ``graph``.

    What it takes becomes free in ``prices``, as what is hidden already is. Fewer figures than
    needed are returned where there are no more.
    """
    found: set[Arc] = set()
    # Many narrow ways through cells come before one wide way through a total.
    for budget in (_TOTAL, math.inf):
        least = wanted
        while wanted > 0 and least >= 1:
            path = _cheapest_path(graph, ends, prices, least, budget)
            if not path:
                least //= 2
                continue
            wanted -= use(graph, path, wanted)
            least = min(least, wanted)
            steps = {_arc_of(step, prices) for step in pairwise(path)}
            found |= steps
            prices |= dict.fromkeys(steps, 0)
    return found


def _price(values: Mapping[Arc, int], arc: Arc) -> int:
    """Return what suppressing a figure costs; a larger one costs up to twice as much."""
    if arc == TOTAL:
        return _GRAND_TOTAL
    if not arc.is_cell:
        return _TOTAL + min(values[arc], _TOTAL)
    return _CELL + min(values[arc], _CELL) if values[arc] else _ZERO


def _cheapest_path(
    graph: Room, ends: tuple[Node, Node], prices: Mapping[Arc, int], least: float, budget: float
) -> list[Node]:
    """Return the cheapest path within ``budget`` whose steps all have room for ``least``.

    Dijkstra's; ties are settled by the nodes' codes, so that the same table is always
    suppressed alike. Empty without a path.
    """
    start, goal = ends
    came_from: dict[Node, Node] = {}
    waiting = [(0, start, start)]
    while waiting:
        cost, node, previous = heapq.heappop(waiting)
        if node in came_from:
            continue
        came_from[node] = previous
        if node == goal:
            return trace(came_from, start, goal)
        for following, left in graph.get(node, {}).items():
            if left < least or following in came_from:
                continue
            further = cost + prices[_arc_of((node, following), prices)]
            if further < budget:
                heapq.heappush(waiting, (further, following, node))
    return []


def _arc_of(step: tuple[Node, Node], prices: Mapping[Arc, int]) -> Arc:
    """Return the arc that a step follows, or goes against."""
    forward = Arc(*step)
    return forward if forward in prices else Arc(forward.head, forward.tail)
