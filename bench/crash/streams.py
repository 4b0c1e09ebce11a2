"""What stands between two nodes: messages one of them sent and the other took."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tejido_federation.receipts import SETTLED

_OUT = "SELECT digest, recipient, stream, seq, outcome FROM federation_outgoing"
_IN = "SELECT digest, sender, stream, seq, state FROM federation_incoming"
#: Records of ours that are here and that stand in a message the peer applied.
_GIVEN = (
    "SELECT COUNT(DISTINCT item.record) FROM federation_sent_item AS item"
    " JOIN federation_outgoing AS sent ON sent.digest = item.message"
    " JOIN record ON record.id = item.record WHERE sent.outcome = 'applied'"
)
#: The same, with those that were erased since.
_EVER = (
    "SELECT COUNT(DISTINCT item.record) FROM federation_sent_item AS item"
    " JOIN federation_outgoing AS sent ON sent.digest = item.message WHERE sent.outcome = 'applied'"
)
_USED = "SELECT COUNT(*) FROM federation_received WHERE record IS NOT NULL AND withheld_on IS NULL"
_HURRY = (
    "UPDATE federation_peer SET attempts = 0, next_try = ''",
    "UPDATE federation_outgoing SET attempts = 0, next_try = '2026-01-01T00:00Z'"
    " WHERE next_try IS NOT NULL",
)


@dataclass(frozen=True)
class Message:
    """One message: with whom, its place in its stream, and its outcome or state so far."""

    node: str
    stream: str
    seq: int
    said: str | None


@dataclass(frozen=True)
class Streams:
    """What one node has sent and taken, by digest; and how much of it is in use.

    Attributes:
        sent: messages it packed.
        taken: messages it took.
        queued: items that wait.
        given: its records that are here and that its peers said they applied.
        ever: the same, with those that were erased here since: in a message that was under way
            they were destroyed, what had arrived stays there.
        used: its peers' records that it uses.
    """

    sent: Mapping[str, Message]
    taken: Mapping[str, Message]
    queued: int
    given: int
    ever: int
    used: int

    @property
    def is_idle(self) -> bool:
        """Whether nothing is left to send."""
        return not self.queued and all(one.said in SETTLED for one in self.sent.values())


def look(database: Path) -> Streams:
    """Look at a node's SQLite file, in use or not."""
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("BEGIN")
        return Streams(
            {digest: Message(*rest) for digest, *rest in connection.execute(_OUT)},
            {digest: Message(*rest) for digest, *rest in connection.execute(_IN)},
            *(
                int(connection.execute(query).fetchone()[0])
                for query in ("SELECT COUNT(*) FROM federation_queue", _GIVEN, _EVER, _USED)
            ),
        )


def disagreements(sender: Streams, receiver: Streams, names: tuple[str, str]) -> list[str]:
    """Return where two nodes tell different stories, at any moment.

    Args:
        sender: looked at after its peer, or dead.
        receiver: the other one.
        names: of both.
    """
    said = " to ".join(names)
    unknown = [digest for digest in receiver.taken if digest not in sender.sent]
    answered = {digest for digest, one in sender.sent.items() if one.said is not None}
    elsewhere = [
        digest
        for digest, one in receiver.taken.items()
        if digest in sender.sent and _place(one) != _place(sender.sent[digest])
    ]
    return (
        [f"{said}: {one[:16]} was taken, and its sender forgot it" for one in unknown]
        + [
            f"{said}: {one[:16]} was receipted and is lost"
            for one in answered - set(receiver.taken)
        ]
        + [f"{said}: {one[:16]} stands elsewhere at its receiver" for one in elsewhere]
    )


def undelivered(sender: Streams, receiver: Streams, names: tuple[str, str]) -> list[str]:
    """Return what is wrong once there was time to deliver everything."""
    said = " to ".join(names)
    found = [] if sender.is_idle else [f"{said}: not everything was delivered"]
    if set(sender.sent) != set(receiver.taken):
        found.append(f"{said}: {len(sender.sent)} were sent, {len(receiver.taken)} taken")
    if not sender.given <= receiver.used <= sender.ever:
        given = f"{sender.given} records were given ({sender.ever} with those erased since)"
        found.append(f"{said}: {given}, {receiver.used} are used")
    return found


def hurry(database: Path) -> None:
    """Let the rest be over that a node gives a peer who did not answer; else a run takes hours."""
    with closing(sqlite3.connect(database, timeout=10, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        for statement in _HURRY:
            connection.execute(statement)
        connection.execute("COMMIT")


def _place(message: Message) -> tuple[str, int]:
    return message.stream, message.seq
