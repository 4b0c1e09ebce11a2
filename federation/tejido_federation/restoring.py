"""After a restore: this node has forgotten what it did since the backup, and peers have not.

A stream that went on from the backup would use numbers twice, which is what an attacker does. So
every stream begins anew, naming the head of the one before as far as it is known here, and what
no peer has answered for waits to be packed again: peers know records by id and version, and take
none twice. What peers took back stays taken back, however old the data is.

What cannot be found out without asking peers (``pull``, which no node serves yet) is said in
``docs/backups.md``.
"""

from tejido.store import coding
from tejido.store.database import Reading, Writing
from tejido.store.tables import CodedRowTable
from tejido_federation import breaks
from tejido_federation.stored import APPLIED, KEPT, QUARANTINED
from tejido_federation.tables import (
    IncomingTable,
    OutgoingTable,
    QueueTable,
    ReceivedTable,
    StreamOutTable,
    TombstoneTable,
)


def begin_anew(tx: Writing) -> None:
    """Do all of it, within the transaction of the restore."""
    _end_streams(tx)
    _settle_unopened(tx)
    _withhold(tx)
    _uncount(tx)


def _end_streams(tx: Writing) -> None:
    """Let what is not settled wait for new streams, whichever of them it was packed for."""
    unsettled = OutgoingTable.select().where(OutgoingTable.next_try.is_null(False))
    for row in tx.all(unsettled):
        breaks.end_stream(tx, row)
    tx.run(StreamOutTable.delete())
    # The queue may be newer than the messages: of some, nothing is known here.
    tx.run(QueueTable.update(message=None))


def _settle_unopened(tx: Writing) -> None:
    """Wait no longer to open messages whose keys were destroyed since: they were opened then."""
    opened = IncomingTable.key.is_null(False) & IncomingTable.sealed_key.is_null()
    tx.run(IncomingTable.delete().where(opened, IncomingTable.state == QUARANTINED))
    tx.run(IncomingTable.update(state=APPLIED).where(opened, IncomingTable.state == KEPT))


def _withhold(tx: Writing) -> None:
    """Put out of use again what a peer took back; tombstones are as new as the keys."""
    for one in tx.all(TombstoneTable.select()):
        tx.run(
            ReceivedTable.update(withheld_on=one.on_day).where(
                ReceivedTable.network == one.network,
                ReceivedTable.sender == one.sender,
                ReceivedTable.message == one.message,
                ReceivedTable.number == one.number,
                ReceivedTable.withheld_on.is_null(),
            )
        )


def _uncount(tx: Writing) -> None:
    """Remove the coded rows of peers' records that are not here, or out of use."""
    gone = _counted(tx) - _usable(tx)
    for origin in {origin for origin, _record in gone}:
        coding.remove_rows(tx, sorted(one for sender, one in gone if sender == origin), origin)


def _counted(tx: Reading) -> set[tuple[str, str]]:
    query = CodedRowTable.select(CodedRowTable.origin, CodedRowTable.record)
    return set(tx.all(query.where(CodedRowTable.origin != "").tuples()))


def _usable(tx: Reading) -> set[tuple[str, str]]:
    query = ReceivedTable.select(ReceivedTable.sender, ReceivedTable.record).where(
        ReceivedTable.record.is_null(False),
        ReceivedTable.key.is_null(False),
        ReceivedTable.withheld_on.is_null(),
    )
    return set(tx.all(query.tuples()))
