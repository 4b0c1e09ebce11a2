"""The stream rule: where an authentic message stands among those that came before it.

Pure. These are outcomes, not failures: the caller stores what each asks for. Nothing here
depends on a clock.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from tejido_federation.exchanges import LOST
from tejido_federation.header import NOTHING_BEFORE, Header

#: Most messages of a sender in a network that wait behind gaps, and how many days they wait.
MAX_QUARANTINED = 64
QUARANTINE_DAYS = 14


class Placement(StrEnum):
    """Where a message stands."""

    NEXT = "next"
    DUPLICATE = "duplicate"
    GAP = "gap"
    EQUIVOCATION = "equivocation"
    CLOSED = "stream_closed"
    UNKNOWN = "unknown_stream"
    PASSED_OVER = "passed_over"


@dataclass(frozen=True)
class Stream:
    """The newest message of a stream held here, and whether anything new is still taken."""

    last: int
    digest: str
    closed: bool = False


@dataclass(frozen=True)
class Seen:
    """What is held of a sender in a network.

    Attributes:
        streams: all streams held from it, by id.
        here: digest (hex) of the message held at the arriving one's place, in the stream or in
            quarantine; ``None`` if that place is free.
        old: digests (hex) of what is held at the place that the arriving one's ``old`` names;
            two after an equivocation.
    """

    streams: Mapping[str, Stream] = field(default_factory=dict)
    here: str | None = None
    old: frozenset[str] = frozenset()


def place(header: Header, digest: str, seen: Seen) -> Placement:
    """Return where the message with this header and digest (hex) stands; step 11."""
    stream = seen.streams.get(header.stream)
    last = stream.last if stream else 0
    if header.seq <= last and seen.here == digest:
        return Placement.DUPLICATE
    if stream is not None and stream.closed:
        return Placement.CLOSED
    if seen.here not in (None, digest):
        return Placement.EQUIVOCATION
    if header.seq <= last:
        return Placement.PASSED_OVER
    if stream is None and not _may_begin(header, seen):
        return Placement.UNKNOWN
    return _ahead(header, last, stream.digest if stream else NOTHING_BEFORE)


def _ahead(header: Header, last: int, head: str) -> Placement:
    """Judge a free place beyond the head of its stream."""
    if header.seq == last + 1:
        return Placement.NEXT if header.prev == head else Placement.EQUIVOCATION
    return Placement.NEXT if header.type == LOST else Placement.GAP


def _may_begin(header: Header, seen: Seen) -> bool:
    """Whether a stream may be opened: the first one, or one that names the one it follows.

    What stands beyond ``seq`` 1 waits for it in quarantine; nothing of a stream that is not
    here can be lost.
    """
    if header.type == LOST:
        return False
    if not seen.streams or header.seq > 1:
        return True
    old = header.old
    return (
        old is not None and old.stream in seen.streams and old.digest in (seen.old or {old.digest})
    )
