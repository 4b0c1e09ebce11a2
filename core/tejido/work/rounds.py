"""The rounds of diagnosis of one process: opened, and a new one typed in from paper."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tejido.accompaniment.diagnosis import DIAGNOSIS
from tejido.accompaniment.subject import SUBJECT
from tejido.accounts.signing_in import SignedIn
from tejido.audit.log import Kind
from tejido.node import Node
from tejido.store import processes, records
from tejido.store.database import Reading
from tejido.work.keys import Keys, keys_of
from tejido.work.log import log
from tejido.work.opening import OpenRecord, open_record
from tejido.work.processes import card_of
from tejido.work.records import Entry, write

#: What a new round takes over from what is known of the subject, where nothing else is said.
_TAKEN_OVER = ("subject_type", "place")
#: How a sheet of paper that a collective filled in is called among the ways of making a round.
ON_PAPER = "paper_matrix"


@dataclass(frozen=True)
class Rounds:
    """The rounds of one process, the newest first, and what its team calls it.

    In one that is closed nothing new is written.
    """

    process: str
    name: str = field(repr=False)
    rounds: tuple[OpenRecord, ...]
    is_closed: bool

    @property
    def next_number(self) -> int:
        """Which round comes next."""
        return max((_number(one) for one in self.rounds), default=0) + 1


def rounds_of(node: Node, who: SignedIn, process: str) -> Rounds:
    """Return the rounds of one process; that it was opened is logged.

    Raises:
        NotFoundError: there is no such process.
        NotOpenedError: ``who`` holds no slot of it.
    """
    with node.store.write() as tx:
        stored, keys = processes.by_id(tx, process), keys_of(node, tx, who, [process])
        card = card_of(stored, keys)
        found = _opened(node, tx, keys, process, DIAGNOSIS.id)
        log(node, tx, Kind.OPEN, who, process=process)
    in_order = tuple(sorted(found, key=_place, reverse=True))
    return Rounds(process, card.name, in_order, card.is_closed)


def keep_round(node: Node, who: SignedIn, process: str, given: Mapping[str, Any]) -> str:
    """Keep what a sheet of paper says as the next round, and return its record.

    Args:
        node: where.
        who: somebody who holds a slot of the process.
        process: its id.
        given: fields of a diagnosis (unverified); the number of the round is not among them.

    Raises:
        NotOpenedError: ``who`` holds no slot of it.
        InputError: something is wrong with the input; ``fields`` says what.
    """
    before = rounds_of(node, who, process)
    known = _known(node, who, before)
    body = {**known, **given, "round": before.next_number, "method": ON_PAPER}
    (record,) = write(node, who, [Entry(DIAGNOSIS.id, process, body)])
    return record


def _known(node: Node, who: SignedIn, before: Rounds) -> dict[str, Any]:
    """Return what the last round, or else the subject's own record, says of the subject."""
    with node.store.read() as tx:
        keys = keys_of(node, tx, who, [before.process])
        about = _opened(node, tx, keys, before.process, SUBJECT.id)
    bodies = [*(one.body for one in before.rounds[:1]), *(one.body for one in about)]
    return {name: body[name] for body in reversed(bodies) for name in _TAKEN_OVER if name in body}


def _opened(node: Node, tx: Reading, keys: Keys, process: str, type_id: str) -> list[OpenRecord]:
    found = records.of_process(tx, process)
    return [open_record(node, one, keys) for one in found if one.type == type_id]


def _number(one: OpenRecord) -> int:
    number = one.body["round"]
    return number if isinstance(number, int) else 0


def _place(one: OpenRecord) -> tuple[int, str, str]:
    return (_number(one), str(one.body["day"]), one.id)
