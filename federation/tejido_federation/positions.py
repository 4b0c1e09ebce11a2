"""Where peers stand with us: their streams, what waits behind gaps, what they used of their quota.

Every function works within the caller's transaction and decides nothing; the rules are in
:mod:`tejido_federation.streams` and :mod:`tejido_federation.checks`.
"""

from datetime import date, timedelta

import peewee as pw

from tejido.store.database import Reading, Writing
from tejido_federation.checks import Authentic, Used
from tejido_federation.directory import latest_day
from tejido_federation.header import NOTHING_BEFORE, Header
from tejido_federation.stored import QUARANTINED, SECOND, rebuilt
from tejido_federation.streams import QUARANTINE_DAYS, Seen, Stream
from tejido_federation.tables import AlarmTable, IncomingTable, QuotaTable, StreamInTable

#: Not a rejection code: our own clock was wrong, and what it dated is forgotten.
CLOCK = "clock"


def seen(tx: Reading, header: Header) -> Seen:
    """Return what is held of a message's sender: its streams, and what stands at this place."""
    streams = tx.all(
        StreamInTable.select().where(
            StreamInTable.network == header.network, StreamInTable.sender == header.sender
        )
    )
    here = tx.scalar(_at(header, header.stream, header.seq).where(IncomingTable.state != SECOND))
    old = header.old
    followed = tx.all(_at(header, old.stream, old.seq).tuples()) if old else []
    return Seen(
        {one.stream: Stream(one.last, one.digest, one.closed) for one in streams},
        here,
        frozenset(digest for (digest,) in followed),
    )


def _at(header: Header, stream: str, seq: int) -> "pw.ModelSelect[IncomingTable]":
    """Select the digests of what is held at one place of a sender's stream."""
    return IncomingTable.select(IncomingTable.digest).where(
        IncomingTable.network == header.network,
        IncomingTable.sender == header.sender,
        IncomingTable.stream == stream,
        IncomingTable.seq == seq,
    )


def advance(tx: Writing, message: Authentic) -> None:
    """Move the stream on to this message; a further stream closes those before it."""
    header = message.header
    if header.old is not None:
        tx.run(
            StreamInTable.update(closed=True).where(
                StreamInTable.network == header.network,
                StreamInTable.sender == header.sender,
                StreamInTable.stream != header.stream,
            )
        )
    tx.put(StreamInTable, [_stream(header, header.seq, message.digest, closed=False)])


def _stream(header: Header, last: int, digest: str, *, closed: bool) -> dict[str, object]:
    return {
        "network": header.network,
        "sender": header.sender,
        "stream": header.stream,
        "last": last,
        "digest": digest,
        "closed": closed,
    }


def close(tx: Writing, message: Authentic) -> None:
    """Close the stream that a message stands in, even one of which nothing was taken yet."""
    header = message.header
    closed = tx.run(
        StreamInTable.update(closed=True).where(
            StreamInTable.network == header.network,
            StreamInTable.sender == header.sender,
            StreamInTable.stream == header.stream,
        )
    )
    if not closed:
        tx.insert(StreamInTable, [_stream(header, 0, NOTHING_BEFORE, closed=True)])


def quarantined(tx: Reading, header: Header) -> int:
    """Return how many messages of a sender wait behind gaps."""
    query = IncomingTable.select(pw.fn.COUNT(IncomingTable.digest)).where(
        IncomingTable.network == header.network,
        IncomingTable.sender == header.sender,
        IncomingTable.state == QUARANTINED,
    )
    return int(tx.scalar(query))


def next_in_quarantine(tx: Reading, message: Authentic) -> Authentic | None:
    """Return the message that waits right behind one that was just taken, if there is one."""
    header = message.header
    row = tx.first(
        IncomingTable.select().where(
            IncomingTable.network == header.network,
            IncomingTable.sender == header.sender,
            IncomingTable.stream == header.stream,
            IncomingTable.seq == header.seq + 1,
            IncomingTable.state == QUARANTINED,
        )
    )
    found = rebuilt(row) if row else None
    return found if found and found.header.prev == message.digest else None


def passed_over(tx: Reading, message: Authentic) -> list[Authentic]:
    """Return what waits before a message in its stream, and now waits for nothing."""
    header = message.header
    query = IncomingTable.select().where(
        IncomingTable.network == header.network,
        IncomingTable.sender == header.sender,
        IncomingTable.stream == header.stream,
        IncomingTable.seq < header.seq,
        IncomingTable.state == QUARANTINED,
    )
    return [rebuilt(row) for row in tx.all(query)]


def forget_quarantined(tx: Writing, today: date) -> None:
    """Forget what waited behind a gap for longer than two weeks."""
    since = (today - timedelta(days=QUARANTINE_DAYS)).isoformat()
    tx.run(
        IncomingTable.delete().where(
            IncomingTable.state == QUARANTINED, IncomingTable.received_on < since
        )
    )


def used(tx: Reading, message: Authentic, today: str) -> Used:
    """Return what a message's sender has sent today, before it."""
    header = message.header
    row = tx.first(
        QuotaTable.select().where(
            QuotaTable.network == header.network,
            QuotaTable.node == header.sender,
            QuotaTable.on_day == today,
        )
    )
    return Used(row.messages, row.bytes) if row else Used()


def use(tx: Writing, message: Authentic, before: Used, today: str) -> None:
    """Add a message to what its sender has sent today."""
    row = {
        "network": message.header.network,
        "node": message.header.sender,
        "on_day": today,
        "messages": before.messages + 1,
        "bytes": before.bytes + message.size,
    }
    tx.put(QuotaTable, [row])


def forget_days(tx: Writing, clock_day: str) -> bool:
    """Forget what was counted before today; say whether days stood too far above the clock.

    Those go as well; a day that is believed stays, and expiry is judged by it.
    """
    tx.run(QuotaTable.delete().where(QuotaTable.on_day < clock_day))
    return tx.run(QuotaTable.delete().where(QuotaTable.on_day > latest_day(clock_day))) > 0


def note_clock(tx: Writing, node: str, today: str) -> None:
    """Leave word that this node's clock was once wrong."""
    row = {"digest": f"clock {today}", "network": "", "node": node, "code": CLOCK, "on_day": today}
    tx.put(AlarmTable, [row])


def raise_alarm(tx: Writing, message: Authentic, code: str, today: str) -> None:
    """Leave word for a person."""
    row = {
        "digest": message.digest,
        "network": message.header.network,
        "node": message.header.sender,
        "code": code,
        "on_day": today,
    }
    tx.put(AlarmTable, [row])
