"""Streams that a peer takes no more, and receipts that shall not make us go round in circles."""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import httpx2
import pytest

from tejido_federation import founding, wire
from tejido_federation.board import TROUBLES, card
from tejido_federation.breaks import STREAM_FAULTS
from tejido_federation.delivery import Delivery, Limits
from tejido_federation.header import Head
from tejido_federation.items import document_item
from tejido_federation.networks import peers
from tejido_federation.receipts import Receipt
from tejido_federation.simulator import PeerSimulator
from tejido_federation.tables import OutgoingTable, PeerTable, QueueTable, StreamInTable
from tejido_federation.wire import split_message


def answering(sending: Any, *outcomes: dict[str, Any]) -> None:
    """Let brisa say these, one after the other; then it applies whatever comes."""
    said = list(outcomes)

    def answer(raw: bytes) -> httpx2.Response:
        if not said:
            return httpx2.Response(200, content=sending.answer(raw).content)
        sending.brisa.accept(raw, sending.founded, "2026-06-01")
        envelope = sending.brisa.receipt(sending.brisa.accepted[-1], **said.pop(0))
        return httpx2.Response(200, content=wire.join_answer([envelope]))

    sending.office.wires.answering["brisa.onion"] = answer


def refused(code: str) -> dict[str, Any]:
    return {"outcome": "refused", "code": code}


def trouble(office: Any) -> str | None:
    (row,) = office.rows(PeerTable)
    return str(row.trouble) if row.trouble else None


@pytest.mark.parametrize("code", sorted(STREAM_FAULTS))
def test_after_a_stream_fault_a_new_stream_names_the_one_before(
    sending: Any, office: Any, code: str
) -> None:
    sending.approve()
    sending.tick()
    answering(sending, refused(code))
    sending.approve(2, first=1)
    office.clock.pass_by(days=1)
    sending.tick()
    first, second, third = sending.brisa.accepted
    assert third.header.stream != second.header.stream == first.header.stream
    assert (third.header.seq, third.header.prev) == (1, "0" * 64)
    assert third.header.old == Head(second.header.stream, 2, second.digest)
    assert sending.brisa.opened(third) == [office.record(1), office.record(2)]
    assert office.rows(QueueTable) == []
    assert trouble(office) is None


def test_at_most_one_stream_begins_in_a_day_and_people_are_told_meanwhile(
    sending: Any, office: Any
) -> None:
    answering(sending, *[refused("stream_closed")] * 3)
    sending.approve()
    for _ in range(5):
        sending.tick()
    assert len(office.wires.sent) == 1
    assert len(office.rows(QueueTable, QueueTable.message.is_null())) == 1
    assert trouble(office) == "stream_closed"
    (peer,) = peers(office.node)
    assert card(peer).troubles == (TROUBLES["stream_closed"],)
    for day in (2, 3, 4):
        office.clock.pass_by(days=1)
        for _ in range(3):
            sending.tick()
        assert len(office.wires.sent) == day
    assert (office.rows(QueueTable), trouble(office)) == ([], None)


def test_a_further_stream_names_the_newest_that_the_peer_knows(sending: Any, office: Any) -> None:
    sending.approve()
    sending.tick()
    (known,) = sending.brisa.accepted
    answering(sending, *[refused("unknown_stream")] * 3)
    sending.approve(first=1)
    for _ in range(4):
        office.clock.pass_by(days=1)
        sending.tick()
    streams = {one.header.stream: one.header.old for one in sending.brisa.accepted}
    assert len(streams) == 4
    assert {old.stream for old in streams.values() if old} == {known.header.stream}


def test_what_was_packed_on_a_closed_stream_follows_on_the_new_one(
    sending: Any, office: Any
) -> None:
    for n in range(3):
        sending.approve(first=n)
        office.delivery._packer.pack()
    answering(sending, *[refused("stream_closed")] * 3)
    sending.tick()
    assert [header.seq for header in sending.headers] == [1, 2, 3]
    office.clock.pass_by(days=1)
    sending.tick()
    last = sending.brisa.accepted[-1]
    assert sending.brisa.opened(last) == [office.record(n) for n in range(3)]
    assert (last.header.seq, office.rows(QueueTable)) == (1, [])


def test_a_peer_that_lost_what_it_had_applied_gets_a_new_stream(sending: Any, office: Any) -> None:
    """Its gap cannot be filled: the bytes of what was applied are destroyed."""
    sending.approve()
    sending.tick()
    answering(sending, {"outcome": "gap", "next": 1})
    sending.approve(first=1)
    sending.tick()
    assert trouble(office) == "gap"
    office.clock.pass_by(days=1)
    sending.tick()
    last = sending.brisa.accepted[-1]
    assert (last.header.seq, sending.brisa.opened(last)) == (1, [office.record(1)])


@pytest.mark.parametrize(
    ("change", "code"),
    [({"closed": True}, "stream_closed"), ({"digest": "f" * 64}, "equivocation")],
)
def test_a_real_node_takes_the_stream_that_follows_a_broken_one(
    office: Any,
    new_office: Callable[..., Any],
    found_with: Any,
    sending_type: Any,
    change: dict[str, Any],
    code: str,
) -> None:
    calma = new_office("calma")
    founded = found_with([office, calma], [])
    office.sign_in()
    calma.sign_in()
    sending = sending_type(office, type("Peer", (), {"id": calma.node.id}), founded)

    def answer(raw: bytes) -> httpx2.Response:
        found = calma.inbox.take(raw)
        return httpx2.Response(found.status, content=found.body)

    office.wires.answering["calma.onion"] = answer
    sending.approve()
    sending.tick()
    with calma.node.store.write() as tx:
        tx.run(StreamInTable.update(**change))
    sending.approve(first=1)
    office.clock.pass_by(days=1)
    sending.tick()
    rows = office.rows(OutgoingTable)
    assert [row.outcome for row in rows if not row.code] == ["applied", "applied"]
    assert [row.code for row in rows if row.code] == [code]
    assert office.rows(QueueTable) == []


def test_a_receipt_made_for_another_node_lets_the_peer_rest(sending: Any, office: Any) -> None:
    def answer(raw: bytes) -> httpx2.Response:
        sending.brisa.accept(raw, sending.founded, "2026-06-01")
        of = sending.brisa.accepted[-1]
        wrong = Receipt(of.header.network, sending.brisa.id, sending.brisa.id, of.digest, 1, "kept")
        envelope = wrong.signed(sending.brisa.keys.node).to_json()
        return httpx2.Response(200, content=wire.join_answer([envelope]))

    office.wires.answering["brisa.onion"] = answer
    sending.approve()
    sending.tick()
    sending.tick()
    assert len(office.wires.sent) == 1
    assert (sending.outgoing[0].outcome, trouble(office)) == (None, "ReceiptError")


def test_gaps_that_are_never_filled_make_no_message_go_out_at_once_again(
    sending: Any, office: Any
) -> None:
    for n in range(5):
        sending.approve(first=n)
        office.delivery._packer.pack()
    answering(sending, *[{"outcome": "gap", "next": 1}] * 50)
    sending.tick()
    assert len(office.wires.sent) == 5
    sending.tick()
    assert len(office.wires.sent) == 5


def test_a_round_holds_so_many_messages_and_a_tick_sends_all(sending: Any, office: Any) -> None:
    office.delivery = Delivery(office.node, office.inbox, office.transport, Limits(messages=2))
    for n in range(5):
        sending.approve(first=n)
        office.delivery._packer.pack()
    sending.tick()
    assert [header.seq for header in sending.headers] == [1, 2, 3, 4, 5]


def test_when_the_time_is_over_the_next_tick_goes_on(sending: Any, office: Any) -> None:
    for n in range(2):
        sending.approve(first=n)
        office.delivery._packer.pack()

    def slowly(raw: bytes) -> httpx2.Response:
        time.sleep(0.01)
        return httpx2.Response(200, content=sending.answer(raw).content)

    office.wires.answering["brisa.onion"] = slowly
    office.delivery._limits = Limits(messages=2, seconds=0.005)
    sending.tick()
    assert [header.seq for header in sending.headers] == [1]
    sending.tick()
    assert [header.seq for header in sending.headers] == [1, 2]


@pytest.mark.parametrize("said", [{"outcome": "applied"}, refused("out_of_domain")])
def test_of_what_is_settled_only_the_envelope_is_kept(
    sending: Any, office: Any, said: dict[str, Any]
) -> None:
    answering(sending, said)
    sending.approve()
    sending.tick()
    (row,) = sending.outgoing
    sent = split_message(office.wires.sent[0][1])
    left = split_message(bytes(row.message))
    assert (left.envelope, left.body) == (sent.envelope, b"")
    assert row.receipt is not None
    assert office.rows(QueueTable) == []


def test_what_is_settled_is_never_posted_again_whatever_is_said_later(
    sending: Any, office: Any
) -> None:
    sending.approve()
    sending.tick()
    (first,) = sending.brisa.accepted

    def answer(raw: bytes) -> httpx2.Response:
        sending.brisa.accept(raw, sending.founded, "2026-06-01")
        own = sending.brisa.receipt(sending.brisa.accepted[-1])
        later = sending.brisa.receipt(first, "kept", n=9)
        return httpx2.Response(200, content=wire.join_answer([own, later]))

    office.wires.answering["brisa.onion"] = answer
    sending.approve(first=1)
    sending.tick()
    assert [row.next_try for row in sending.outgoing] == [None, None]


@pytest.fixture
def cielo() -> PeerSimulator:
    return PeerSimulator("cielo", "http://cielo.onion/")


def test_a_peer_without_a_key_to_seal_to_stops_no_other(
    office: Any, brisa: Any, cielo: Any, found_with: Any, sending_type: Any
) -> None:
    founded = found_with([office], [brisa, cielo])
    keys = tuple(
        replace(key, status="retired") if key.role == "box" else key
        for key in cielo.descriptor.keys
    )
    newer = founding.signed_descriptor(
        replace(cielo.descriptor, version=2, keys=keys), cielo.keys.root
    )
    office.sign_in()
    ours = founded.members[office.node.id].descriptor
    office.inbox.take(cielo.message(ours, founded, [document_item(newer)], type="descriptor"))
    sending = sending_type(office, brisa, founded)
    sending.process = office.process(brisa.id, cielo.id)
    sending.approve(recipient=cielo.id)
    sending.approve(first=1)
    sending.tick()
    assert len(sending.brisa.accepted) == 1
    troubles = {row.node: row.trouble for row in office.rows(PeerTable)}
    assert troubles == {brisa.id: None, cielo.id: "recipient_key"}


def test_what_cannot_be_opened_keeps_nothing_from_leaving(
    sending: Any, office: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> int:
        raise ValueError

    monkeypatch.setattr(office.inbox, "apply_kept", fail)
    sending.approve()
    with pytest.raises(ValueError):  # noqa: PT011
        sending.tick()
    assert len(sending.headers) == 1


def test_a_tick_with_nothing_to_do_writes_nothing(sending: Any, office: Any) -> None:
    sending.tick()
    files = sorted(office.node.settings.folder.glob("node.db*"))
    before = [path.stat().st_mtime_ns for path in files]
    for _ in range(5):
        sending.tick()
    assert [path.stat().st_mtime_ns for path in files] == before
