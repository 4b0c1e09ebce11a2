"""Streams of ours that broke off, and how the next one begins.

A peer that says ``stream_closed``, ``equivocation``, ``unknown_stream`` or ``passed_over``, or
that misses what we no longer have, takes nothing more on that stream. What it did not take waits
again, and the next message opens another stream that names the one before: at most one a UTC day,
so that two nodes that disagree do not go round in circles.

Every function works within the caller's transaction.
"""

from typing import Any

import peewee as pw

from tejido.store.database import Reading, Writing
from tejido_federation import queueing
from tejido_federation.codes import CODES, STREAM_STEP
from tejido_federation.header import Head
from tejido_federation.receipts import GAP, REFUSED, Receipt
from tejido_federation.tables import OutgoingTable, StreamOutTable
from tejido_federation.withdrawing import envelope_alone

#: Refusals that are not about what was sent: its queue's rows stay, for a stream opened anew.
STREAM_FAULTS = frozenset(code.id for code in CODES.values() if code.step == STREAM_STEP)


def break_of(tx: Reading, row: Any, receipt: Receipt) -> str | None:
    """Return why a receipt for the outgoing ``row`` ends its stream; nothing if it does not."""
    if receipt.code in STREAM_FAULTS:
        return receipt.code
    if receipt.outcome != GAP:
        return None
    missing = OutgoingTable.select(OutgoingTable.digest).where(
        _between(row, receipt.next), OutgoingTable.next_try.is_null()
    )
    return GAP if tx.first(missing) else None


def send_again(tx: Writing, row: Any, missing: int, now: str) -> None:
    """Make due what the peer lacks before a message that it holds in quarantine.

    What it said ``gap`` of before waits there as well, and keeps its own time.
    """
    lacking = OutgoingTable.outcome.is_null() | (OutgoingTable.outcome != GAP)
    waiting = _between(row, missing) & OutgoingTable.next_try.is_null(False) & lacking
    tx.run(OutgoingTable.update(next_try=now).where(waiting))


def end_stream(tx: Writing, row: Any) -> None:
    """Let what the outgoing ``row`` carried wait for another stream, and open no more of this."""
    queueing.release(tx, row.digest)
    kept = envelope_alone(bytes(row.message))
    tx.run(
        OutgoingTable.update(next_try=None, message=kept).where(OutgoingTable.digest == row.digest)
    )
    tx.run(
        StreamOutTable.delete().where(
            StreamOutTable.network == row.network,
            StreamOutTable.recipient == row.recipient,
            StreamOutTable.stream == row.stream,
        )
    )


def is_held(tx: Reading, peer: str) -> bool:
    """Whether a stream to a peer broke off and none follows it yet."""
    open_ones = StreamOutTable.select(StreamOutTable.network).where(
        StreamOutTable.recipient == peer
    )
    broken = OutgoingTable.select(OutgoingTable.digest).where(
        OutgoingTable.recipient == peer, OutgoingTable.network.not_in(open_ones)
    )
    return tx.first(broken.limit(1)) is not None


def may_open(tx: Reading, network: str, peer: str, today: str) -> bool:
    """Whether a stream may begin: none did on this UTC day."""
    begun = _firsts(network, peer).where(OutgoingTable.issued >= today)
    return tx.first(begun.limit(1)) is None


def head_before(tx: Reading, network: str, peer: str) -> Head | None:
    """Return the newest message of the stream that a further one follows; nothing for the first.

    That is the newest stream of which the peer took anything: others it may not know.
    """
    # No two streams begin on one day, so the day of the first message orders them.
    streams = [row.stream for row in tx.all(_firsts(network, peer))]
    if not streams:
        return None
    taken = {stream for (stream,) in tx.all(_taken(network, peer).tuples())}
    stream = next((one for one in streams if one in taken), streams[0])
    newest = OutgoingTable.select().where(
        OutgoingTable.network == network,
        OutgoingTable.recipient == peer,
        OutgoingTable.stream == stream,
    )
    row = tx.one(newest.order_by(OutgoingTable.seq.desc()).limit(1))
    return Head(stream, row.seq, row.digest)


def _firsts(network: str, peer: str) -> "pw.ModelSelect[OutgoingTable]":
    """Select the first messages of our streams to a peer, the newest first."""
    return (
        OutgoingTable.select(OutgoingTable.stream)
        .where(
            OutgoingTable.network == network,
            OutgoingTable.recipient == peer,
            OutgoingTable.seq == 1,
        )
        .order_by(OutgoingTable.issued.desc())
    )


def _taken(network: str, peer: str) -> "pw.ModelSelect[OutgoingTable]":
    """Select the streams of which a peer took a message into its place, if only to refuse it."""
    stands = OutgoingTable.outcome.not_in([GAP, REFUSED]) | (
        (OutgoingTable.outcome == REFUSED) & OutgoingTable.code.not_in(sorted(STREAM_FAULTS))
    )
    return (
        OutgoingTable.select(OutgoingTable.stream)
        .where(OutgoingTable.network == network, OutgoingTable.recipient == peer, stands)
        .distinct()
    )


def _between(row: Any, missing: int) -> pw.Expression:
    """Say which messages stand before ``row`` in its stream, from ``missing`` on."""
    between: pw.Expression = (
        (OutgoingTable.network == row.network)
        & (OutgoingTable.recipient == row.recipient)
        & (OutgoingTable.stream == row.stream)
        & (OutgoingTable.seq >= missing)
        & (OutgoingTable.seq < row.seq)
    )
    return between
