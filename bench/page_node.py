"""A node as large as an organization grows: accompaniments with the records of invented ones."""

from collections.abc import Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path

from tejido.accounts.signing_in import SignedIn
from tejido.declare.samples import Sample
from tejido.node import Node
from tejido.testing import small_node
from tejido.work import processes, records
from tejido.work.records import Entry

_KIND = "accompaniment"
#: Accompaniments of one transaction: each commit waits for the disk.
_AT_ONCE = 50


def fill(folder: Path, accompaniments: int, of_records: int) -> list[str]:
    """Found a node in ``folder``, all of it opened to Ana; return the ids of what was begun."""
    with small_node(folder) as small:
        node, who, begun = small.node, small.ana, list[str]()
        samples = _samples(node, of_records // accompaniments)
        for first in range(0, accompaniments, _AT_ONCE):
            some = islice(samples, min(_AT_ONCE, accompaniments - first))
            begun += _begun(node, who, list(some), first)
    return begun


def _begun(node: Node, who: SignedIn, some: Sequence[Sample], first: int) -> list[str]:
    with node.store.write() as tx:
        begun = [
            processes.begin(node, tx, who, one.kind, f"{one.name} {first + number}")
            for number, one in enumerate(some)
        ]
        entries = [
            Entry(record.type, process, record.given)
            for process, one in zip(begun, some, strict=True)
            for record in one.records
        ]
        records.keep(node, tx, who, entries)
    return begun


def _samples(node: Node, most: int) -> Iterator[Sample]:
    """Give without end the invented accompaniments with so many records, and no more of each."""
    found = [
        Sample(one.kind, one.name, (), one.records[:most])
        for one in node.plugins.samples(1)
        if one.kind == _KIND and len(one.records) >= most
    ]
    return cycle(found)
