"""Consent that ends between packing and sending: nothing of the item leaves."""

from typing import Any

import httpx2
import pytest

from tejido.work import consent, processes, records
from tejido.work.records import Entry
from tejido_federation.packing import Packer
from tejido_federation.tables import QueueTable


def pack(office: Any) -> None:
    assert Packer(office.node, office.delivery._directory).pack() == 1


@pytest.fixture
def failing_hook(monkeypatch: pytest.MonkeyPatch) -> None:
    """The power goes between the withdrawal and what the hook would take back."""

    def fail(*_: Any) -> None:
        raise OSError

    monkeypatch.setattr("tejido_federation.take_back", fail)


@pytest.mark.usefixtures("failing_hook")
def test_what_was_withdrawn_after_packing_does_not_leave_even_if_nobody_took_it_back(
    sending: Any, office: Any
) -> None:
    sending.approve()
    pack(office)
    (before,) = sending.outgoing
    consent.withdraw(office.node, office.sign_in(), office.grants[0])
    sending.tick()
    (message,) = sending.brisa.accepted
    assert [part.content for part in message.body.items] == [None]
    assert sending.brisa.opened(message) == []
    assert message.digest == before.digest
    assert office.rows(QueueTable) == []


@pytest.mark.usefixtures("failing_hook")
def test_only_what_was_withdrawn_is_destroyed(sending: Any, office: Any) -> None:
    sending.approve()
    kept = sending.process
    sending.process = office.process(sending.brisa.id)
    withdrawn = office.grants[0]
    sending.approve(1, first=1)
    assert sending.process != kept
    pack(office)
    consent.withdraw(office.node, office.sign_in(), withdrawn)
    sending.tick()
    (message,) = sending.brisa.accepted
    assert sending.brisa.opened(message) == [office.record(0)]


def test_consent_that_ends_while_the_peer_is_down_lets_nothing_leave(
    sending: Any, office: Any
) -> None:
    who, until = office.sign_in(), office.node.today()
    sending.process = processes.start(office.node, who, "accompaniment", "Breve")
    consent.grant(office.node, who, sending.process, ["aggregate"], [sending.brisa.id], until=until)
    sending.approve()
    office.wires.answering.clear()
    sending.tick()
    office.wires.answering["brisa.onion"] = sending.answer
    office.clock.pass_by(days=1)
    sending.tick()
    assert [sending.brisa.opened(one) for one in sending.brisa.accepted] == [[]]


@pytest.mark.usefixtures("failing_hook")
def test_the_stream_goes_on_after_a_message_of_which_nothing_is_left(
    sending: Any, office: Any
) -> None:
    first = sending.process
    withdrawn = office.grants[0]
    sending.approve()
    pack(office)
    consent.withdraw(office.node, office.sign_in(), withdrawn)
    sending.process = office.process(sending.brisa.id)
    assert sending.process != first
    sending.approve(1, first=1)
    sending.tick()
    assert [(h.seq, len(h.items)) for h in sending.headers] == [(1, 1), (2, 1)]
    assert [row.outcome for row in sending.outgoing] == ["applied", "applied"]


def test_a_real_node_applies_a_message_of_which_nothing_is_left(
    office: Any, new_office: Any, found_with: Any, sending_type: Any
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
    pack(office)
    consent.withdraw(office.node, office.sign_in(), office.grants[0])
    sending.tick()
    assert len(office.wires.sent) == 1
    assert [row.outcome for row in sending.outgoing] == ["applied"]


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.usefixtures("failing_hook")
def test_what_somebody_keeps_back_does_not_leave_as_it_was_approved(
    sending: Any, office: Any, packed: bool
) -> None:
    """In the transaction that keeps it back (hook ``taken_back``): no power cut helps it out."""
    sending.approve(2)
    if packed:
        pack(office)
    first, _second = (row.record for row in office.rows(QueueTable))
    with office.node.store.write() as tx:
        office.node.plugins.taken_back(office.node, tx, [first])
    assert len(office.rows(QueueTable)) == 1
    sending.tick()
    assert [sending.brisa.opened(one) for one in sending.brisa.accepted] == [[office.record(1)]]


def test_what_waits_goes_when_its_subject_keeps_something_of_it_back(
    sending: Any, office: Any
) -> None:
    sending.approve()
    withheld = {"withhold": [{"path": "crisis.emergency/place"}]}
    records.write(office.node, office.sign_in(), [Entry("consent", sending.process, withheld)])
    assert office.rows(QueueTable) == []
    sending.tick()
    assert sending.brisa.accepted == []
