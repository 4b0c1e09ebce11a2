"""Erasing reaches what waits to be sent, and what was packed and is still here."""

from pathlib import Path
from typing import Any

import pytest

from tejido.store.ids import new_id
from tejido.work import erasing, processes
from tejido_federation.checks import Authentic
from tejido_federation.packing import Packer
from tejido_federation.receipts import APPLIED, KEPT
from tejido_federation.tables import OutgoingTable, QueueTable, SentItemTable
from tejido_federation.wire import split_message

#: Bytes that are told apart from any others.
PIECE = 16


def pack(office: Any) -> None:
    assert Packer(office.node, office.delivery._directory).pack() == 1


def erase(office: Any, **named: Any) -> Any:
    return erasing.erase(office.node, office.sign_in(), **named, reason="mistake")


def items(message: Authentic) -> list[bool]:
    """Whether each item of a message that arrived still holds something."""
    return [part.content is not None for part in message.body.items]


def pieces(values: list[bytes]) -> set[bytes]:
    whole = [bytes(value) for value in values]
    return {value[at : at + PIECE] for value in whole for at in range(0, len(value) - 15, PIECE)}


def left_in_files(office: Any, wanted: set[bytes]) -> set[bytes]:
    found = set[bytes]()
    folder: Path = office.node.settings.folder
    for path in folder.rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        found |= {one for at in range(len(content)) if (one := content[at : at + PIECE]) in wanted}
    return found


def test_what_waits_is_gone_from_the_queue_and_from_every_file(sending: Any, office: Any) -> None:
    sending.approve(2)
    kept = sending.process
    sending.process = gone = office.process(sending.brisa.id)
    sending.approve(3, first=2)
    queued = office.rows(QueueTable, QueueTable.process == gone)
    sealed = pieces([row.sealed for row in queued] + [row.proof for row in queued])
    assert left_in_files(office, sealed) == sealed
    assert erase(office, processes=[gone]).scrubbed
    assert {row.process for row in office.rows(QueueTable)} == {kept}
    assert left_in_files(office, sealed) == set()
    sending.tick()
    (message,) = sending.brisa.accepted
    assert sending.brisa.opened(message) == [office.record(0), office.record(1)]


def test_what_is_packed_is_destroyed_in_the_message_which_still_verifies(
    sending: Any, office: Any
) -> None:
    """Although we cannot open it ourselves any more: whoever has the recipient's key could."""
    sending.approve(1)
    sending.process, kept = office.process(sending.brisa.id), sending.process
    sending.approve(2, first=1)
    pack(office)
    (packed,) = sending.outgoing
    before = split_message(bytes(packed.message)).body
    erase(office, processes=[sending.process])
    (left,) = sending.outgoing
    gone = pieces([before]) - pieces([split_message(bytes(left.message)).body])
    assert gone
    assert left_in_files(office, gone) == set()
    assert {row.process for row in office.rows(QueueTable)} == {kept}
    sending.tick()
    (message,) = sending.brisa.accepted
    assert (message.digest, items(message)) == (packed.digest, [True, False, False])


def test_a_single_record_goes_and_its_neighbours_leave(sending: Any, office: Any) -> None:
    sending.approve(3)
    pack(office)
    erase(office, records=["r1"])
    assert {row.record for row in office.rows(QueueTable)} == {"r0", "r2"}
    sending.tick()
    (message,) = sending.brisa.accepted
    assert items(message) == [True, False, True]


def test_what_a_peer_has_but_has_not_opened_is_not_sent_again(sending: Any, office: Any) -> None:
    """Its own copy is the peer's; ours is destroyed, and sent without if it asks again."""
    sending.outcome = KEPT
    sending.approve(1)
    sending.tick()
    assert [row.outcome for row in sending.outgoing] == [KEPT]
    erase(office, processes=[sending.process])
    sending.outcome = APPLIED
    office.clock.pass_by(hours=12)
    sending.tick()
    assert items(sending.brisa.accepted[-1]) == [False]


def test_what_a_peer_has_is_still_named_for_a_retraction(sending: Any, office: Any) -> None:
    sending.approve(2)
    sending.tick()
    erase(office, processes=[sending.process])
    sent = office.rows(SentItemTable)
    assert [(row.record, row.process) for row in sent] == [
        ("r0", sending.process),
        ("r1", sending.process),
    ]
    assert [row.outcome for row in office.rows(OutgoingTable)] == [APPLIED]


def test_it_is_one_transaction_with_the_core_s(
    sending: Any, office: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    sending.approve(2)
    pack(office)
    before = office.rows(QueueTable), [bytes(row.message) for row in sending.outgoing]

    def fail(*_: Any) -> None:
        raise OSError

    monkeypatch.setattr("tejido_federation.erasing.destroy_items", fail)
    with pytest.raises(OSError):  # noqa: PT011  # it has no text
        erase(office, processes=[sending.process])
    assert (office.rows(QueueTable), [bytes(row.message) for row in sending.outgoing]) == before
    processes.shown(office.node, office.sign_in(), sending.process)


def test_what_was_erased_while_nobody_told_is_found_before_anything_leaves(
    sending: Any, office: Any
) -> None:
    """The layer was switched off: it is not asked, and looks by itself when it is back."""
    sending.approve(2)
    plugins = office.node.plugins
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(type(plugins), "erased", lambda *_: None)
        erase(office, records=["r0"])
    assert len(office.rows(QueueTable)) == 2
    sending.tick()
    (message,) = sending.brisa.accepted
    assert sending.brisa.opened(message) == [office.record(1)]
    assert office.node.store.needs_scrubbing()


def test_what_is_of_nobody_is_left_alone(sending: Any, office: Any) -> None:
    sending.approve(1)
    pack(office)
    before = [bytes(row.message) for row in sending.outgoing]
    with office.node.store.write() as tx:
        office.node.plugins.erased(office.node, tx, [new_id()], [new_id()])
    assert len(office.rows(QueueTable)) == 1
    assert [bytes(row.message) for row in sending.outgoing] == before
