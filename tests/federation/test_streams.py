"""The stream rule, against every order, loss and repetition a network can think of."""

from dataclasses import dataclass, field, replace

from hypothesis import given
from hypothesis import strategies as st

from tejido_federation.exchanges import LOST
from tejido_federation.header import NOTHING_BEFORE, CharterSeen, Head, Header
from tejido_federation.streams import Placement, Seen, Stream, place

STREAM = "00000001"
FIRST = Header(
    network="a" * 26,
    charter=CharterSeen(1, "0" * 64),
    sender="a" * 26,
    recipient="b" * 26,
    key=None,
    stream=STREAM,
    seq=1,
    prev=NOTHING_BEFORE,
    type="records",
    purpose="aggregate",
    issued="2026-01-01",
    expires="2027-01-01",
    body="0" * 64,
    items=("0" * 64,),
)


def digest(seq: int, branch: str = "a") -> str:
    return f"{seq:x}".rjust(63, "0") + branch


def message(seq: int, branch: str = "a", **forced: object) -> tuple[Header, str]:
    prev = digest(seq - 1) if seq > 1 else NOTHING_BEFORE
    return replace(FIRST, seq=seq, prev=prev, **forced), digest(seq, branch)  # type: ignore[arg-type]  # header fields, by name


@dataclass
class Receiver:
    """Stores what the rule says, as the inbox does."""

    stream: Stream | None = None
    held: dict[int, str] = field(default_factory=dict)
    waiting: dict[int, str] = field(default_factory=dict)
    applied: list[int] = field(default_factory=list)

    def take(self, header: Header, found: str) -> Placement:
        here = self.held.get(header.seq) or self.waiting.get(header.seq)
        streams = {STREAM: self.stream} if self.stream else {}
        placement = place(header, found, Seen(streams, here))
        if placement == Placement.NEXT:
            self.held[header.seq] = found
            self.waiting.pop(header.seq, None)
            self.applied.append(header.seq)
            self.stream = Stream(header.seq, found)
        if placement == Placement.GAP:
            self.waiting[header.seq] = found
        if placement == Placement.EQUIVOCATION and self.stream:
            self.stream = replace(self.stream, closed=True)
        return placement


@given(st.lists(st.integers(1, 8), max_size=60))
def test_whatever_arrives_each_message_is_taken_once_and_in_order(arriving: list[int]) -> None:
    receiver = Receiver()
    for seq in arriving:
        receiver.take(*message(seq))
    assert receiver.applied == list(range(1, len(receiver.applied) + 1))
    # What stops it is only what never came.
    for seq in range(1, 9):
        receiver.take(*message(seq))
    assert receiver.applied == list(range(1, 9))


@given(st.lists(st.tuples(st.integers(1, 5), st.sampled_from("ab")), max_size=40))
def test_of_two_messages_at_one_place_the_second_is_never_taken(
    arriving: list[tuple[int, str]],
) -> None:
    receiver = Receiver()
    for seq, branch in arriving:
        before = dict(receiver.held)
        placement = receiver.take(*message(seq, branch))
        assert all(receiver.held[one] == found for one, found in before.items())
        if before.get(seq) not in (None, digest(seq, branch)):
            assert placement in {Placement.EQUIVOCATION, Placement.CLOSED}


def test_once_it_equivocated_a_stream_takes_nothing_new_and_still_repeats_itself() -> None:
    receiver = Receiver()
    receiver.take(*message(1))
    assert receiver.take(*message(1, "b")) == Placement.EQUIVOCATION
    assert receiver.take(*message(2)) == Placement.CLOSED
    assert receiver.take(*message(1)) == Placement.DUPLICATE


def test_a_message_that_was_declared_lost_comes_too_late_and_closes_nothing() -> None:
    receiver = Receiver()
    receiver.take(*message(1))
    assert receiver.take(*message(4, type=LOST)) == Placement.NEXT
    assert receiver.take(*message(3)) == Placement.PASSED_OVER
    assert receiver.take(*message(5)) == Placement.NEXT


def test_a_further_stream_names_the_one_it_follows() -> None:
    streams = {"00000002": Stream(7, digest(7))}
    header, found = message(1)
    assert place(header, found, Seen(streams)) == Placement.UNKNOWN
    followed = replace(header, old=Head("00000002", 3, digest(3)))
    assert place(followed, found, Seen(streams)) == Placement.NEXT
    stranger = replace(header, old=Head("00000003", 3, digest(3)))
    assert place(stranger, found, Seen(streams)) == Placement.UNKNOWN


def test_beginning_with_another_history_is_equivocation() -> None:
    receiver = Receiver()
    receiver.take(*message(1))
    header, found = message(2)
    assert receiver.take(replace(header, prev=digest(1, "b")), found) == Placement.EQUIVOCATION
