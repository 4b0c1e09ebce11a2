"""One accompaniment at a glance: the newest of what its page shows, and no more, opened."""

from collections.abc import Iterable
from dataclasses import dataclass

from tejido.accompaniment.aggression import AGGRESSION
from tejido.accompaniment.diagnosis import DIAGNOSIS
from tejido.accompaniment.plan import PLAN
from tejido.accompaniment.process import PROCESS
from tejido.accompaniment.readings import READINGS
from tejido.accompaniment.session import SESSION
from tejido.accompaniment.state_response import STATE_RESPONSE
from tejido.accompaniment.subject import SUBJECT
from tejido.accounts.signing_in import SignedIn
from tejido.errors import DatabaseError, NotOpenedError, SealError
from tejido.node import Node
from tejido.store import processes, records
from tejido.work.keys import Keys, keys_of, newest_in
from tejido.work.opening import OpenRecord, open_record

#: How many of each type are opened, the newest first.
_OPENED = {
    SUBJECT.id: 1,
    PROCESS.id: 1,
    DIAGNOSIS.id: 8,  # what they said a year ago stands among them
    PLAN.id: 1,
    READINGS.id: 1,
    SESSION.id: 5,
    STATE_RESPONSE.id: 8,
    AGGRESSION.id: 3,
}


@dataclass(frozen=True)
class Overview:
    """What the page of one accompaniment shows, each the newest first; empty where none is."""

    opened: tuple[OpenRecord, ...]

    def of(self, type_id: str) -> tuple[OpenRecord, ...]:
        """Return those of a type."""
        return tuple(one for one in self.opened if one.type == type_id)

    def one(self, type_id: str) -> OpenRecord | None:
        """Return the newest of a type."""
        return next(iter(self.of(type_id)), None)


def overview_of(node: Node, who: SignedIn, process: str) -> Overview:
    """Return one accompaniment at a glance; what does not open is left out.

    Raises:
        NotFoundError: there is no such process.
        NotOpenedError: ``who`` holds no slot of it.
    """
    with node.store.read() as tx:
        processes.by_id(tx, process)
        keys = keys_of(node, tx, who, [process])
        newest_in(keys, process)
        heads = sorted(records.heads(tx, process), key=lambda one: one.created_on, reverse=True)
        wanted = [
            head.id
            for type_id, most in _OPENED.items()
            for head in [one for one in heads if one.type == type_id][:most]
        ]
        found = records.by_ids(tx, wanted)
    return Overview(tuple(_opened(node, keys, (found[one] for one in wanted if one in found))))


def _opened(node: Node, keys: Keys, found: Iterable[records.Record]) -> Iterable[OpenRecord]:
    for record in found:
        try:
            yield open_record(node, record, keys)
        except (DatabaseError, NotOpenedError, SealError):
            continue  # whoever opens it is told what is wrong
