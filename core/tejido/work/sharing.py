"""What others know of a process: all that was ever given of it, for its subject to see."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from tejido.accounts.signing_in import SignedIn
from tejido.audit.log import Kind
from tejido.consent.gate import AGGREGATE, ask
from tejido.errors import ConsentError
from tejido.minimize.minimized import Told
from tejido.node import Node
from tejido.store import emissions, grants, processes, records, slots
from tejido.store.database import Reading
from tejido.store.grants import Grant
from tejido.store.records import RecordHead
from tejido.work.conversations import languages_in, subjects_of
from tejido.work.emissions import opened
from tejido.work.keys import Keys, keys_of, newest_in
from tejido.work.log import log
from tejido.work.processes import names_in


@dataclass(frozen=True)
class Shared:
    """What was told of one record in one network, once.

    Attributes:
        told: values, recipients, day, and the grants it left under.
        over: those recipients who may no longer hold it: it was taken back, or replaced.
    """

    record: RecordHead
    network: str
    told: Told
    over: frozenset[str]


@dataclass(frozen=True)
class Sharing:
    """What is known of one process.

    Attributes:
        name: how its team calls it.
        team: how many people can open it.
        is_counted: whether this organization counts it in its own tables.
        shared: the newest first.
        grants: those under which something left, by id.
        languages: tags in which its subject wants to speak.
    """

    process: str
    name: str
    team: int
    is_counted: bool
    shared: tuple[Shared, ...]
    grants: dict[str, Grant]
    languages: tuple[str, ...]


def sharing(node: Node, who: SignedIn, process: str) -> Sharing:
    """Return what others know of a process; that it was opened is logged.

    Raises:
        NotFoundError: there is no such process.
        NotOpenedError: ``who`` holds no slot of it.
        SealError: what was given of a record was moved, replaced or damaged.
    """
    with node.store.write() as tx:
        processes.by_id(tx, process)
        keys = keys_of(node, tx, who, [process])
        newest_in(keys, process)
        given = grants.of_process(tx, process)
        shared = sorted(_shared(tx, keys, process), key=lambda one: one.told.on, reverse=True)
        used = set(chain.from_iterable(one.told.grants for one in shared))
        found = Sharing(
            process,
            names_in(tx, keys)[process],
            len(set(slots.holders(tx, "process", process))),
            _is_counted(node, given),
            tuple(shared),
            {grant.id: grant for grant in given if grant.id in used},
            languages_in(subjects_of(node, tx, keys, process)),
        )
        log(node, tx, Kind.OPEN, who, process=process)
    return found


def _shared(tx: Reading, keys: Keys, process: str) -> Iterator[Shared]:
    heads = {head.id: head for head in records.heads(tx, process)}
    for kept in emissions.of_process(tx, process):
        emission = opened(kept, keys, process)
        for told in emission.told:
            # What was given since takes its place, and what was taken back has no digest.
            over = {
                one
                for one in told.recipients
                if not emission.given[one].digest or emission.given[one].version != told.version
            }
            yield Shared(heads[kept.record], kept.network, told, frozenset(over))


def _is_counted(node: Node, given: Sequence[Grant]) -> bool:
    try:
        ask(given, AGGREGATE, None, node.today())
    except ConsentError:
        return False
    return True
