"""Flows on a small residual graph: how far one figure can move while the rest gives way.

Maximum flow by shortest augmenting paths (Edmonds and Karp 1972): slower than Dinic's on large
graphs, half as long to read, and a table has few nodes.
"""

import math
from collections import deque
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import NamedTuple

from tejido.measures.circulation import Arc, Node

#: How much may still be pushed from one node to the next. ``math.inf`` where nothing limits it.
Room = dict[Node, dict[Node, float]]


class Interval(NamedTuple):
    """The smallest and the largest value that a figure can have; ``high`` may be ``math.inf``."""

    low: int
    high: float


def room(spare: Mapping[Arc, int], free: Iterable[Arc]) -> Room:
    """Return the residual graph in which the ``free`` arcs rise at will and sink by ``spare``."""
    graph: Room = {}
    for arc in free:
        graph.setdefault(arc.tail, {})[arc.head] = math.inf
        graph.setdefault(arc.head, {})[arc.tail] = spare[arc]
    return graph


def attainable(graph: Room, arc: Arc, value: int) -> Interval:
    """Return the values that ``arc``, now at ``value``, can have in the residual ``graph``."""
    own = graph[arc.head][arc.tail]
    return Interval(value - int(fall(graph, arc, own)), value + rise(graph, arc, math.inf))


def rise(graph: Room, arc: Arc, wanted: float) -> float:
    """Return how much of ``wanted`` the figure ``arc`` can rise; leaves ``graph`` as it was."""
    # One more on the arc is one more to bring back from its head to its tail.
    return push(_without(graph, arc), arc.head, arc.tail, wanted)


def fall(graph: Room, arc: Arc, wanted: float) -> float:
    """Return how much of ``wanted`` the figure ``arc`` can fall; leaves ``graph`` as it was.

    ``wanted`` is no more than its own room to fall.
    """
    return push(_without(graph, arc), arc.tail, arc.head, wanted)


def _without(graph: Room, arc: Arc) -> Room:
    copied = {node: dict(left) for node, left in graph.items()}
    copied[arc.tail].pop(arc.head, None)
    copied[arc.head].pop(arc.tail, None)
    return copied


def push(graph: Room, start: Node, goal: Node, wanted: float) -> float:
    """Push up to ``wanted`` from ``start`` to ``goal``, using up ``graph``; return how much."""
    pushed: float = 0
    while pushed < wanted and (path := _shortest_path(graph, start, goal)):
        pushed += use(graph, path, wanted - pushed)
    return pushed


def use(graph: Room, path: list[Node], wanted: float) -> float:
    """Take as much of ``wanted`` along ``path`` as it has room for; return how much."""
    steps = list(pairwise(path))
    taken = min(wanted, *(graph[tail][head] for tail, head in steps))
    for tail, head in steps if taken < math.inf else ():
        graph[tail][head] -= taken
        graph[head][tail] += taken
    return taken


def _shortest_path(graph: Room, start: Node, goal: Node) -> list[Node]:
    """Return the nodes of a path with the fewest steps that have room; empty without one."""
    came_from = {start: start}
    waiting = deque([start])
    while waiting:
        node = waiting.popleft()
        for following, left in graph.get(node, {}).items():
            if left > 0 and following not in came_from:
                came_from[following] = node
                if following == goal:
                    return trace(came_from, start, goal)
                waiting.append(following)
    return []


def trace(came_from: Mapping[Node, Node], start: Node, goal: Node) -> list[Node]:
    """Return the way that ``came_from`` records, from ``start`` to ``goal``."""
    path = [goal]
    while path[-1] != start:
        path.append(came_from[path[-1]])
    return path[::-1]
