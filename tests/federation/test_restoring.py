"""Trap 8: restoring a backup rewinds sequence numbers; to peers it must look like no attack."""

import shutil
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from tests.serving import served

from tejido.declare.records import Approved
from tejido.store.database import Writing
from tejido.store.tables import CodedRowTable
from tejido.vault.identity import root_from_words
from tejido.web.app import create_app
from tejido.work import backups, founding, nodes, restoring
from tejido.work.restoring import Backup
from tejido_federation import queueing
from tejido_federation.restoring import begin_anew
from tejido_federation.tables import (
    AlarmTable,
    IncomingTable,
    OutgoingTable,
    QueueTable,
    ReceivedTable,
    StreamInTable,
    StreamOutTable,
    TombstoneTable,
)

IDENTITY = backups.new_identity()


class Running:
    """A node that answers on its port of this machine, until it is lost."""

    def __init__(self, folder: Path, office: Any) -> None:
        self.folder, self.office = folder, office
        settings = office.node.settings
        self.end = ExitStack()
        self.end.callback(office.close)
        self.end.enter_context(served(create_app(office.node), settings.port))

    def close(self) -> None:
        self.end.close()


@dataclass
class Two:
    """Two nodes of one network over real HTTP; the first is backed up, lost and restored."""

    make: Callable[[Path, Any], Running]
    uno: Running
    dos: Running
    network: str
    out: Path
    clock: Any
    made: list[Any] = field(default_factory=list)

    def approve(self, sender: Running, to: Running, *numbers: int) -> None:
        office, recipient = sender.office, to.office.node.id
        process = office.process(recipient)
        items = [
            Approved(
                f"r{n}", process, self.network, recipient, "records", "aggregate", "", 1,
                office.record(n),
            )
            for n in numbers
        ]  # fmt: skip
        office.keep(*items)
        with office.node.store.write() as tx:
            queueing.enqueue(office.node, tx, items)

    def send(self, sender: Running, to: Running, *numbers: int) -> None:
        self.approve(sender, to, *numbers)
        sender.office.delivery.tick()

    def back_up(self) -> None:
        self.made.append(backups.make(self.uno.office.node, self.out))

    def lose(self) -> None:
        self.uno.close()
        shutil.rmtree(self.uno.folder)

    def restore(self, data: int = -1) -> None:
        """Restore some data with the newest keys, on a folder of another name."""
        identity = self.out.parent / "identity.txt"
        identity.write_text(IDENTITY.to_text())
        backup = Backup(self.made[data].data, self.made[-1].keys, identity)
        folder = self.uno.folder.with_name("otra")
        restoring.restore(folder, backup, clock=self.clock)
        self.uno = self.make(folder, self.uno.office.root)
        self.uno.office.sign_in()

    def received(self, by: Running) -> list[str]:
        return sorted(row.record for row in by.office.rows(ReceivedTable))

    def calm(self) -> bool:
        """Nobody was told of anything, and no stream broke off."""
        both = (self.uno.office, self.dos.office)
        return not any(office.rows(AlarmTable) for office in both)


@pytest.fixture
def two(
    tmp_path: Path,
    office_type: type[Any],
    clock: Any,
    passphrase: str,
    found_with: Callable[..., Any],
) -> Iterator[Two]:
    running: list[Running] = []

    def make(folder: Path, root: Any) -> Running:
        node = nodes.open_node(folder, clock=clock)
        running.append(Running(folder, office_type(node, root, clock, None)))
        return running[-1]

    def found(name: str) -> Running:
        port = free_port()
        made = founding.found(
            tmp_path / name,
            name=name,
            handle="ana",
            passphrase=passphrase,
            clock=clock,
            port=port,
            endpoint=f"http://127.0.0.1:{port}",
            allow_loopback=True,
            backup_recipients=[IDENTITY.recipient],
            passphrase_opslimit=1,
            passphrase_memory_kib=8,
        )
        return make(tmp_path / name, root_from_words(" ".join(made.root_words)))

    uno, dos = found("uno"), found("dos")
    founded = found_with([uno.office, dos.office], [])
    for one in (uno, dos):
        one.office.sign_in()
    yield Two(make, uno, dos, str(founded.charter.network), tmp_path / "out", clock)
    for one in running:
        one.close()


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def ids(*numbers: int) -> list[str]:
    return [f"{n:032x}" for n in numbers]


def test_trap_8_a_restore_rewinds_numbers_and_peers_notice_no_attack(two: Two) -> None:
    two.send(two.uno, two.dos, 0, 1, 2)
    two.send(two.dos, two.uno, 10, 11)
    two.approve(two.uno, two.dos, 3)
    two.back_up()
    # What happens now is forgotten here, but not there.
    two.send(two.uno, two.dos, 4, 5)
    assert two.received(two.dos) == ids(0, 1, 2, 3, 4, 5)
    two.lose()
    two.approve(two.dos, two.uno, 12)
    two.dos.office.delivery.tick()
    two.restore()
    two.clock.pass_by(days=1)
    two.send(two.uno, two.dos, 6)
    two.dos.office.delivery.tick()
    assert two.received(two.dos) == ids(0, 1, 2, 3, 4, 5, 6)
    assert two.received(two.uno) == ids(10, 11, 12)
    assert two.calm()
    # No number of a stream was used for two messages, and nothing waits or was refused.
    places = [(row.stream, row.seq) for row in two.dos.office.rows(IncomingTable)]
    assert len(places) == len(set(places))
    assert {row.state for row in two.dos.office.rows(IncomingTable)} == {"applied"}
    assert {row.outcome for row in two.uno.office.rows(OutgoingTable) if row.next_try} == set()
    assert two.uno.office.rows(QueueTable) == []
    # The old stream is closed, the new one goes on.
    assert sorted(row.closed for row in two.dos.office.rows(StreamInTable)) == [False, True]
    two.send(two.uno, two.dos, 7)
    assert two.received(two.dos)[-1:] == ids(7)


def test_what_a_peer_gave_in_between_is_gone_and_what_it_gives_now_arrives(two: Two) -> None:
    two.send(two.dos, two.uno, 10)
    two.back_up()
    two.send(two.dos, two.uno, 11)
    assert two.received(two.uno) == ids(10, 11)
    two.lose()
    two.restore()
    two.send(two.dos, two.uno, 12)  # this node misses what came before it
    for _ in range(2):
        two.clock.pass_by(days=1)
        two.dos.office.delivery.tick()
    assert two.received(two.uno) == ids(10, 12)
    assert two.calm()


def test_older_data_with_newer_keys_sends_nothing_twice(two: Two) -> None:
    two.send(two.uno, two.dos, 0)
    two.back_up()
    two.send(two.uno, two.dos, 1)
    two.approve(two.uno, two.dos, 2)
    two.back_up()
    two.lose()
    two.restore(data=0)
    two.clock.pass_by(days=1)
    two.uno.office.delivery.tick()
    # The process of 2 is newer than the data: nobody here could say what it was.
    assert two.received(two.dos) == ids(0, 1)
    two.send(two.uno, two.dos, 3)
    assert two.received(two.dos) == ids(0, 1, 3)
    assert two.calm()


# --- one by one -----------------------------------------------------------------------


def anew(office: Any, prepare: Callable[[Writing], None] = lambda _tx: None) -> None:
    with office.node.store.write() as tx:
        prepare(tx)
        begin_anew(tx)


def test_what_was_packed_and_not_answered_waits_again(sending: Any) -> None:
    sending.office.wires.answering.clear()
    sending.approve(2)
    sending.tick()
    (before,) = sending.outgoing
    anew(sending.office)
    (row,) = sending.outgoing
    assert (row.next_try, row.digest) == (None, before.digest)
    assert len(bytes(row.message)) < len(bytes(before.message))
    assert [one.message for one in sending.office.rows(QueueTable)] == [None, None]
    assert sending.office.rows(StreamOutTable) == []


@pytest.fixture
def arrived(office: Any, brisa: Any, founded: Any) -> Callable[[], Any]:
    """Let one message of two records arrive at the office; return its row."""

    def arrive() -> Any:
        to = founded.members[office.node.id].descriptor
        office.inbox.take(brisa.message(to, founded, [office.record(1), office.record(2)]))
        return office.rows(IncomingTable)[-1]

    return arrive


def forget_key(tx: Writing, state: str = "kept") -> None:
    tx.run(IncomingTable.update(sealed_key=None, state=state))


def test_what_was_opened_since_is_not_waited_for(office: Any, arrived: Any) -> None:
    assert arrived().state == "kept"
    anew(office, forget_key)
    (row,) = office.rows(IncomingTable)
    assert row.state == "applied"
    office.sign_in()
    office.delivery.tick()
    assert office.rows(ReceivedTable) == []


def test_what_was_taken_out_of_quarantine_since_waits_there_no_longer(
    office: Any, arrived: Any
) -> None:
    arrived()
    anew(office, lambda tx: forget_key(tx, "quarantined"))
    assert office.rows(IncomingTable) == []


def test_what_is_still_to_be_opened_waits_on(office: Any, arrived: Any) -> None:
    arrived()
    anew(office)
    office.sign_in()
    office.delivery.tick()
    assert len(office.rows(ReceivedTable)) == len(office.rows(CodedRowTable)) == 2


def test_what_a_peer_took_back_since_stays_out_of_use_and_uncounted(
    office: Any, arrived: Any
) -> None:
    office.sign_in()
    message = arrived()
    tombstone = {
        "network": message.network,
        "sender": message.sender,
        "message": message.digest,
        "number": 1,
        "record": None,
        "on_day": "2026-06-01",
    }
    anew(office, lambda tx: tx.insert(TombstoneTable, [tombstone]))
    withheld = {row.number: row.withheld_on for row in office.rows(ReceivedTable)}
    assert withheld == {0: None, 1: "2026-06-01"}
    assert [row.record for row in office.rows(CodedRowTable)] == ids(1)


def test_what_is_counted_and_not_here_is_counted_no_longer(office: Any, arrived: Any) -> None:
    office.sign_in()
    arrived()
    anew(office, lambda tx: forget_item(tx, 0))
    assert [row.record for row in office.rows(CodedRowTable)] == ids(2)
    anew(office, destroy_keys)
    assert office.rows(CodedRowTable) == []


def forget_item(tx: Writing, number: int) -> None:
    tx.run(ReceivedTable.delete().where(ReceivedTable.number == number))


def destroy_keys(tx: Writing) -> None:
    tx.run(ReceivedTable.update(key=None))
