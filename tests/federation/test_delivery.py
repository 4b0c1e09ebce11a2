"""From approval to the last receipt: queueing, packing, sending, and what peers answer."""

from collections.abc import Callable
from typing import Any

import httpx2
import pytest

from tejido.errors import InputError, SealError
from tejido.work import consent, processes
from tejido_federation import packing, queueing, receipts, wire
from tejido_federation.checks import Authentic
from tejido_federation.moments import moment, next_try
from tejido_federation.packing import Packer
from tejido_federation.receipts import ItemOutcome
from tejido_federation.tables import (
    PeerTable,
    QueueTable,
    SentItemTable,
    StreamOutTable,
)

DAY = "2026-06-01"


def receipt_for(sending: Any, message: Authentic, outcome: str, **more: Any) -> httpx2.Response:
    envelope = sending.brisa.receipt(message, outcome, **more)
    return httpx2.Response(200, content=wire.join_answer([envelope]))


def test_what_is_approved_arrives_and_is_forgotten_when_applied(sending: Any, office: Any) -> None:
    sending.approve(3)
    sending.tick()
    (message,) = sending.brisa.accepted
    assert sending.brisa.opened(message) == [office.record(n) for n in range(3)]
    assert office.rows(QueueTable) == []
    assert [(row.outcome, row.next_try) for row in sending.outgoing] == [("applied", None)]
    assert {row.record for row in office.rows(SentItemTable)} == {"r0", "r1", "r2"}


def test_what_waits_in_the_queue_is_sealed(sending: Any, office: Any) -> None:
    sending.approve()
    (row,) = office.rows(QueueTable)
    assert b"crisis.emergency" not in bytes(row.sealed)
    content = b"".join(path.read_bytes() for path in office.node.settings.folder.glob("node.db*"))
    assert b"not_asked" not in content


@pytest.mark.parametrize(
    "change",
    [
        {"recipient": "z" * 26},
        {"network": "z" * 26},
        {"exchange": "descriptor"},
        {"purpose": "alert_network"},
        {"record": "r1"},
        {"process": "0" * 32},
        {"sealed": b"sealed"},
        {"proof": bytes(32)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_row_that_this_node_did_not_queue_so_is_not_opened(
    sending: Any, office: Any, change: dict[str, Any]
) -> None:
    """Somebody who can write to the database redirects what was approved for another."""
    sending.approve()
    with office.node.store.write() as tx:
        tx.run(QueueTable.update(**change))
    (row,) = office.rows(QueueTable)
    with pytest.raises(SealError):
        queueing._opened(office.node.pepper, office.node.held.box, row)


def test_nothing_is_packed_from_a_queue_that_somebody_changed(sending: Any, office: Any) -> None:
    sending.approve(2)
    with office.node.store.write() as tx:
        tx.run(QueueTable.delete().where(QueueTable.record == "r1"))
        tx.run(QueueTable.update(record="r1"))
    sending.tick()
    assert sending.headers == []
    assert [row.trouble for row in office.rows(PeerTable)] == ["SealError"]


def test_a_length_in_the_queue_tells_no_code(sending: Any, office: Any) -> None:
    for content in (b"red", b"yellow"):
        sending.approve(content=content)
    one, other = office.rows(QueueTable)
    assert len(one.sealed) == len(other.sealed)


def test_a_batch_holds_256_of_one_kind_and_a_batch_of_one_leaves_at_once(
    sending: Any,
) -> None:
    sending.approve()
    sending.tick()
    sending.approve(300, first=1)
    sending.tick()
    assert [len(header.items) for header in sending.headers] == [1, 256, 44]
    assert [header.seq for header in sending.headers] == [1, 2, 3]


def test_messages_form_one_stream_each_naming_the_one_before(sending: Any) -> None:
    for n in range(3):
        sending.approve(first=n)
        sending.tick()
    assert [header.seq for header in sending.headers] == [1, 2, 3]
    digests = [message.digest for message in sending.brisa.accepted]
    assert [header.prev for header in sending.headers] == ["0" * 64, *digests[:2]]
    assert len({header.stream for header in sending.headers}) == 1


def test_purposes_and_exchanges_travel_apart(sending: Any) -> None:
    sending.approve()
    sending.approve(first=1, purpose="alert_network")
    sending.approve(first=2, exchange="replace")
    sending.tick()
    kinds = {(header.type, header.purpose) for header in sending.headers}
    assert kinds == {
        ("records", "aggregate"),
        ("records", "alert_network"),
        ("replace", "aggregate"),
    }


def test_a_sealed_node_packs_nothing_and_still_sends_what_is_packed(
    sending: Any, office: Any
) -> None:
    sending.office.wires.answering.clear()
    sending.approve()
    sending.tick()
    sending.approve(first=1)
    office.node.held.box = None
    office.clock.pass_by(minutes=5)
    office.wires.answering["brisa.onion"] = sending.answer
    sending.tick()
    assert len(sending.headers) == 1
    assert len(office.rows(QueueTable)) == 1


def test_what_an_undone_transaction_approved_is_not_sent(sending: Any, office: Any) -> None:
    with pytest.raises(RuntimeError, match="undone"):
        sending.approve(undo=True)
    sending.tick()
    assert office.rows(QueueTable) == sending.headers == []


def test_an_item_that_fits_no_message_is_refused_when_it_is_approved(sending: Any) -> None:
    with pytest.raises(InputError, match="too large"):
        sending.approve(content=bytes(2**20))


def test_an_unreachable_peer_is_tried_again_later_and_nothing_is_lost(
    sending: Any, office: Any
) -> None:
    office.wires.answering.clear()
    sending.approve()
    sending.tick()
    sending.tick()
    assert len(office.wires.sent) == 1
    (peer,) = office.rows(PeerTable)
    assert (peer.attempts, peer.trouble) == (1, "UnreachableError")
    office.wires.answering["brisa.onion"] = sending.answer
    office.clock.pass_by(minutes=2)
    sending.tick()
    assert sending.outgoing[0].outcome == "applied"
    assert office.rows(PeerTable)[0].attempts == 0


@pytest.mark.parametrize("status", [400, 403, 404, 409, 421, 429, 500, 503, 301, 204])
def test_an_unsigned_answer_never_ends_delivery(sending: Any, office: Any, status: int) -> None:
    office.wires.answering["brisa.onion"] = lambda _: httpx2.Response(
        status, content=b'{"code":"bad_signature","step":8}', headers={"Location": "http://x.onion"}
    )
    sending.approve()
    sending.tick()
    assert len(office.wires.sent) == 1
    assert len(office.rows(QueueTable)) == 1
    assert sending.outgoing[0].next_try is not None


def test_a_receipt_from_anybody_but_the_addressee_does_not_count(
    office: Any, brisa: Any, found_with: Callable[..., Any], sending_type: Any
) -> None:
    cielo = type(brisa)("cielo")
    founded = found_with([office], [brisa, cielo])
    office.sign_in()
    sending = sending_type(office, brisa, founded)
    office.wires.answering["brisa.onion"] = lambda raw: httpx2.Response(
        200, content=cielo_answers(cielo, brisa, raw, founded)
    )
    sending.approve()
    sending.tick()
    assert sending.outgoing[0].outcome is None
    assert len(office.rows(QueueTable)) == 1


def cielo_answers(cielo: Any, brisa: Any, raw: bytes, founded: Any) -> bytes:
    brisa.accept(raw, founded, DAY)
    envelope = cielo.receipt(brisa.accepted[-1])
    return wire.join_answer([envelope])


def test_kept_is_asked_again_until_it_is_applied(sending: Any, office: Any) -> None:
    sending.outcome = receipts.KEPT
    sending.approve()
    sending.tick()
    assert (sending.outgoing[0].outcome, len(office.rows(QueueTable))) == ("kept", 1)
    sending.tick()
    assert len(sending.headers) == 1
    office.clock.pass_by(minutes=2)
    office.wires.answering["brisa.onion"] = lambda _: receipt_for(
        sending, sending.brisa.accepted[0], receipts.APPLIED, n=2
    )
    sending.tick()
    assert [one[1] for one in office.wires.sent[:1]] == [one[1] for one in office.wires.sent[1:]]
    assert (sending.outgoing[0].outcome, office.rows(QueueTable)) == ("applied", [])


def test_a_changed_receipt_comes_with_the_answer_to_another_message(
    sending: Any, office: Any
) -> None:
    sending.outcome = receipts.KEPT
    sending.approve()
    sending.tick()
    first = sending.brisa.accepted[0]

    def both(raw: bytes) -> httpx2.Response:
        sending.brisa.accept(raw, sending.founded, DAY)
        second = sending.brisa.receipt(sending.brisa.accepted[-1])
        changed = sending.brisa.receipt(first, receipts.APPLIED, n=2)
        return httpx2.Response(200, content=wire.join_answer([second, changed]))

    office.wires.answering["brisa.onion"] = both
    sending.approve(first=1)
    sending.tick()
    assert [row.outcome for row in sending.outgoing] == ["applied", "applied"]
    assert office.rows(QueueTable) == []


def test_the_highest_n_wins_and_nothing_follows_a_final_outcome(sending: Any, office: Any) -> None:
    said = iter([("kept", 5), ("applied", 4), ("refused", 6), ("applied", 7)])

    def answer(raw: bytes) -> httpx2.Response:
        sending.brisa.accept(raw, sending.founded, DAY)
        outcome, n = next(said)
        more = {"code": "bad_item"} if outcome == "refused" else {}
        return receipt_for(sending, sending.brisa.accepted[-1], outcome, n=n, **more)

    office.wires.answering["brisa.onion"] = answer
    sending.approve()
    found = []
    for _ in range(4):
        sending.tick()
        found.append((sending.outgoing[0].outcome, sending.outgoing[0].receipt_n))
        office.clock.pass_by(hours=2)
    assert found == [("kept", 5), ("kept", 5), ("refused", 6), ("refused", 6)]
    assert office.rows(QueueTable) == []


def test_refused_ends_delivery_and_says_why(sending: Any, office: Any) -> None:
    office.wires.answering["brisa.onion"] = lambda raw: refused(sending, raw)
    sending.approve()
    sending.tick()
    assert [(row.outcome, row.code) for row in sending.outgoing] == [("refused", "out_of_domain")]
    assert office.rows(QueueTable) == []


def refused(sending: Any, raw: bytes, code: str = "out_of_domain") -> httpx2.Response:
    sending.brisa.accept(raw, sending.founded, DAY)
    items = (ItemOutcome(0, "refused", code),)
    return receipt_for(sending, sending.brisa.accepted[-1], "refused", code=code, items=items)


def test_a_gap_makes_the_missing_messages_go_out_again(sending: Any, office: Any) -> None:
    sending.outcome = receipts.KEPT
    for n in range(3):
        sending.approve(first=n)
        sending.tick()
    before = len(office.wires.sent)
    said = iter(["gap"])

    def answer(raw: bytes) -> httpx2.Response:
        sending.brisa.accept(raw, sending.founded, DAY)
        outcome = next(said, "applied")
        more = {"next": 2} if outcome == "gap" else {}
        return receipt_for(sending, sending.brisa.accepted[-1], outcome, **more)

    office.wires.answering["brisa.onion"] = answer
    sending.approve(first=3)
    sending.tick()
    seqs = [header.seq for header in sending.headers[before:]]
    assert seqs == [4, 2, 3]


def test_a_crash_between_packing_and_sending_sends_the_very_same_bytes(
    sending: Any, office: Any
) -> None:
    sending.approve()
    Packer(office.node, office.delivery._directory).pack()
    packed = bytes(sending.outgoing[0].message)
    # The process ends here; another one finds the message where it was left.
    again = type(office)(office.node, office.root, office.clock, office.wires)
    again.delivery.tick()
    assert office.wires.sent == [("brisa.onion", packed)]
    assert office.rows(QueueTable) == []


def test_a_crash_after_sending_repeats_safely(sending: Any, office: Any) -> None:
    sending.approve()
    office.wires.answering["brisa.onion"] = lambda raw: crash(sending, raw)
    with pytest.raises(SystemExit):
        sending.tick()
    office.wires.answering["brisa.onion"] = sending.answer
    sending.tick()
    assert office.wires.sent[0] == office.wires.sent[1]
    assert len({message.digest for message in sending.brisa.accepted}) == 1
    assert sending.outgoing[0].outcome == "applied"


def crash(sending: Any, raw: bytes) -> httpx2.Response:
    sending.brisa.accept(raw, sending.founded, DAY)
    raise SystemExit


def test_an_item_withdrawn_while_its_message_was_made_is_not_sent(
    sending: Any, office: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    compose = packing.compose

    def withdrawing(*arguments: Any) -> Any:
        with office.node.store.write() as tx:
            tx.run(QueueTable.delete().where(QueueTable.record == "r0"))
        monkeypatch.undo()
        return compose(*arguments)

    monkeypatch.setattr(packing, "compose", withdrawing)
    sending.approve(2)
    sending.tick()
    sending.tick()
    (message,) = sending.brisa.accepted
    assert sending.brisa.opened(message) == [office.record(1)]
    assert office.rows(StreamOutTable)[0].seq == 1


def test_an_expired_charter_freezes_records(sending: Any, office: Any) -> None:
    office.clock.pass_by(days=400)
    sending.approve()
    sending.tick()
    assert sending.headers == []
    assert len(office.rows(QueueTable)) == 1


def test_who_is_no_member_gets_nothing(sending: Any, office: Any) -> None:
    stranger = type(sending.brisa)("dora")
    sending.process = office.process(stranger.id)
    sending.approve(recipient=stranger.id)
    sending.tick()
    assert office.wires.sent == []
    assert len(office.rows(QueueTable)) == 1


def test_waiting_doubles_from_a_minute_to_a_day_with_jitter(office: Any) -> None:
    now = office.clock.now
    assert next_try(now, 1, jitter=0) == "2026-06-01T12:01Z"
    assert next_try(now, 4, jitter=0) == "2026-06-01T12:08Z"
    assert next_try(now, 50, jitter=0) == "2026-06-02T12:00Z"
    assert next_try(now, 7, jitter=1) == "2026-06-01T13:20Z"
    assert next_try(now, 1) > moment(now)


def test_consent_withdrawn_before_packing_takes_the_items_back(sending: Any, office: Any) -> None:
    sending.approve(2)
    consent.withdraw(office.node, office.sign_in(), office.grants[0])
    assert office.rows(QueueTable) == []
    sending.tick()
    assert sending.headers == []


def test_consent_withdrawn_after_packing_destroys_the_item_and_the_message_still_verifies(
    sending: Any, office: Any
) -> None:
    first, sending.process = sending.process, office.process(sending.brisa.id)
    sending.approve(1, first=1)
    second, sending.process = sending.process, first
    sending.approve()
    Packer(office.node, office.delivery._directory).pack()
    assert [row.process for row in office.rows(SentItemTable)] == [second, first]
    consent.withdraw(office.node, office.sign_in(), office.grants[0])
    sending.tick()
    (message,) = sending.brisa.accepted
    assert [part.content is None for part in message.body.items] == [True, False]
    assert sending.brisa.opened(message) == [office.record(0)]


def test_what_a_peer_has_already_is_not_changed_under_its_receipt(
    sending: Any, office: Any
) -> None:
    sending.outcome = receipts.KEPT
    sending.approve()
    sending.tick()
    packed = bytes(sending.outgoing[0].message)
    consent.withdraw(office.node, office.sign_in(), office.grants[0])
    assert bytes(sending.outgoing[0].message) == packed


def test_consent_that_ended_while_waiting_is_asked_again_at_the_door(
    sending: Any, office: Any
) -> None:
    who = office.sign_in()
    until = office.node.today()
    sending.process = processes.start(office.node, who, "accompaniment", "Breve")
    consent.grant(office.node, who, sending.process, ["aggregate"], [sending.brisa.id], until=until)
    sending.approve()
    office.clock.pass_by(days=1)
    sending.tick()
    assert office.rows(QueueTable) == sending.headers == []
    assert office.wires.sent == []


@pytest.mark.parametrize(("coordinates", "sent"), [(True, 0), (False, 1)])
def test_a_coordinator_gets_only_what_may_be_counted_as_well(
    office: Any, brisa: Any, found_with: Any, sending_type: Any, coordinates: bool, sent: int
) -> None:
    founded = found_with([office], [brisa], brisa.id if coordinates else "")
    office.sign_in()
    sending = sending_type(office, brisa, founded)
    sending.process = office.process(brisa.id, purposes=["alert_network"])
    sending.approve(purpose="alert_network")
    sending.tick()
    assert len(sending.headers) == sent
    assert office.rows(QueueTable) == []
