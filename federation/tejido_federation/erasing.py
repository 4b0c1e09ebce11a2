"""Erasing our own records from what waits to leave, and from what has left and is still here.

Gone are the queue's rows, and their items in every packed message of which we still hold the
body, answered or not: the message verifies without them, and if it has to be sent again it is
sent without them. ``federation_sent_item`` stays: ids only, of what a peer may have and a
retraction has to name.
"""

from collections.abc import Sequence

import peewee as pw

from tejido.store.database import Reading, Writing
from tejido.store.ids import parts
from tejido.store.tables import RecordTable
from tejido_federation.tables import OutgoingTable, QueueTable, SentItemTable
from tejido_federation.withdrawing import destroy_items


def erase(tx: Writing, processes: Sequence[str], records: Sequence[str]) -> None:
    """Erase what is here of records: all those of some processes, and single ones."""
    for part in parts(processes):
        _erase(tx, QueueTable.process.in_(part), SentItemTable.process.in_(part))
    for part in parts(records):
        _erase(tx, QueueTable.record.in_(part), SentItemTable.record.in_(part))


def erase_strays(tx: Writing) -> int:
    """Erase what is here of records that no longer exist; return how many.

    They were erased while this layer was switched off, and nobody told it.
    """
    gone = strays(tx)
    erase(tx, [], gone)
    if gone:
        tx.must_scrub()
    return len(gone)


def strays(tx: Reading) -> list[str]:
    """Return the ids of queued records that no longer exist."""
    query = (
        QueueTable.select(QueueTable.record)
        .distinct()
        .join(RecordTable, pw.JOIN.LEFT_OUTER, on=(QueueTable.record == RecordTable.id))
        .where(RecordTable.id.is_null())
    )
    return [record for (record,) in tx.all(query.tuples())]


def _erase(tx: Writing, queued: pw.Expression, sent: pw.Expression) -> None:
    tx.run(QueueTable.delete().where(queued))
    whole = OutgoingTable.select(OutgoingTable.digest).where(OutgoingTable.next_try.is_null(False))
    query = SentItemTable.select(SentItemTable.message, SentItemTable.number)
    numbers: dict[str, list[int]] = {}
    for message, number in tx.all(query.where(sent & SentItemTable.message.in_(whole)).tuples()):
        numbers.setdefault(message, []).append(number)
    for message, gone in numbers.items():
        destroy_items(tx, message, gone)
