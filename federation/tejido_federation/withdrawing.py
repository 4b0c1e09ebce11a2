"""Consent at the door: what is queued leaves only if consent still covers it when it is sent.

Asked when it is packed, and again right before each try to send it. Over before packing, the row
goes. Over afterwards, and not yet answered, the item is destroyed in the packed message, which
still verifies. What a peer has got is for a retraction.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

from tejido.consent.gate import AGGREGATE, ask
from tejido.errors import ConsentError
from tejido.node import Node
from tejido.store import grants
from tejido.store.database import Reading, Writing
from tejido.store.grants import Grant
from tejido.store.ids import parts
from tejido_federation.directory import directory_of
from tejido_federation.envelope import parse_envelope
from tejido_federation.exchanges import RECORD_TYPES
from tejido_federation.header import parse_header
from tejido_federation.parts import split_body
from tejido_federation.roster import Roster, counts
from tejido_federation.tables import OutgoingTable, QueueTable, SentItemTable
from tejido_federation.wire import Framed, split_message


def is_covered(row: Any, standing: Iterable[Grant], roster: Roster, today: date) -> bool:
    """Whether consent covers a queued row today; for counting as well where the receiver counts."""
    held = list(standing)
    counted = row.exchange in RECORD_TYPES and counts(roster, row.network, row.recipient)
    wanted = {row.purpose} | ({AGGREGATE} if counted else set())
    try:
        for purpose in wanted:
            ask(held, purpose, row.recipient, today)
    except ConsentError:
        return False
    return True


def uncovered(tx: Reading, rows: Iterable[Any], roster: Roster, today: date) -> list[Any]:
    """Return those queued rows that no consent covers any more."""
    standing: dict[str, list[Grant]] = {}
    found = []
    for row in rows:
        if row.process not in standing:
            standing[row.process] = grants.of_process(tx, row.process)
        if not is_covered(row, standing[row.process], roster, today):
            found.append(row)
    return found


def take_back(node: Node, process: str) -> int:
    """Take back what a process's consent no longer covers and no peer has yet; return how much."""
    with node.store.write() as tx:
        rows = tx.all(QueueTable.select().where(QueueTable.process == process))
        gone = uncovered(tx, rows, directory_of(node.store).roster(tx), node.today())
        destroy(tx, gone)
    return len(gone)


def destroy_waiting(tx: Writing, records: Sequence[str]) -> None:
    """Destroy what waits to be sent of these records, whatever consent covers it."""
    for part in parts(records):
        destroy(tx, tx.all(QueueTable.select().where(QueueTable.record.in_(part))))


def lapsed(tx: Reading, message: str, roster: Roster, today: date) -> list[Any]:
    """Return the rows of a packed message (digest) that may not leave; none once it is answered."""
    unanswered = OutgoingTable.select(OutgoingTable.digest).where(
        OutgoingTable.digest == message, OutgoingTable.outcome.is_null()
    )
    rows = tx.all(QueueTable.select().where(QueueTable.message.in_(unanswered)))
    return uncovered(tx, rows, roster, today)


def destroy(tx: Writing, rows: Sequence[Any]) -> None:
    """Remove queued rows, and their items from messages that are packed and not yet answered."""
    if not rows:
        return
    for row in rows:
        if row.message is not None:
            _destroy(tx, row)
    tx.run(QueueTable.delete().where(QueueTable.id.in_([row.id for row in rows])))
    tx.must_scrub()


def without_items(message: bytes, numbers: Collection[int]) -> bytes:
    """Return one of our packed messages with some items destroyed; its signature still holds."""
    framed = split_message(message)
    header = parse_header(parse_envelope(framed.envelope).payload)
    body = split_body(framed.body, sealed=header.sealed, items=len(header.items))
    return Framed(framed.envelope, body.without(numbers).to_bytes()).to_bytes()


def envelope_alone(message: bytes) -> bytes:
    """Return one of our packed messages without its body: enough to prove what was signed."""
    return Framed(split_message(message).envelope, b"").to_bytes()


def destroy_items(tx: Writing, message: str, numbers: Collection[int]) -> None:
    """Destroy some items in a packed message (digest) of which the body is still here."""
    of_it = OutgoingTable.digest == message
    packed = tx.scalar(OutgoingTable.select(OutgoingTable.message).where(of_it))
    tx.run(OutgoingTable.update(message=without_items(bytes(packed), numbers)).where(of_it))


def _destroy(tx: Writing, row: Any) -> None:
    """Destroy a record's items in a packed message that no peer has answered yet."""
    unanswered = OutgoingTable.select(OutgoingTable.digest).where(
        OutgoingTable.digest == row.message, OutgoingTable.outcome.is_null()
    )
    if tx.first(unanswered) is None:
        return
    places = SentItemTable.select(SentItemTable.number).where(
        SentItemTable.message == row.message, SentItemTable.record == row.record
    )
    destroy_items(tx, row.message, [number for (number,) in tx.all(places.tuples())])
