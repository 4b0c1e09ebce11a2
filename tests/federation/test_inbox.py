"""Receiving on a real node: what is kept, applied, refused, and said about it."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tejido.audit.log import read
from tejido.errors import NotOpenedError
from tejido.store.tables import CodedRowTable
from tejido_federation import receipts, stored, strict_json, wire
from tejido_federation.applying import box_pairs
from tejido_federation.checks import Quota
from tejido_federation.directory import add_charter, directory_of, load_roster
from tejido_federation.envelope import CHARTER, DESCRIPTOR, sign
from tejido_federation.header import CharterSeen, Head
from tejido_federation.inbox import Answer, Inbox
from tejido_federation.items import document_item
from tejido_federation.receipts import Receipt
from tejido_federation.tables import (
    AlarmTable,
    DescriptorTable,
    FailureTable,
    IncomingTable,
    QuotaTable,
    ReceivedTable,
    StreamInTable,
    TombstoneTable,
)


class Post:
    """Brisa posts to the office, and reads what comes back."""

    def __init__(self, office: Any, brisa: Any, founded: Any) -> None:
        self.office, self.brisa, self.founded = office, brisa, founded

    @property
    def to(self) -> Any:
        return self.founded.members[self.office.node.id].descriptor

    def message(self, items: list[bytes] | None = None, **forced: Any) -> bytes:
        chosen = [self.office.record()] if items is None else items
        return bytes(self.brisa.message(self.to, self.founded, chosen, **forced))

    def send(self, raw: bytes) -> list[Receipt]:
        answer = self.office.inbox.take(raw)
        assert answer.status == 200, answer.body
        return self.read(answer)

    def read(self, answer: Answer) -> list[Receipt]:
        with self.office.node.store.read() as tx:
            roster = load_roster(tx)
        found = wire.split_answer(answer.body)
        return [receipts.verify_receipt(one, roster, "2026-06-01") for one in found]

    def retraction(self, *targets: tuple[str, int]) -> bytes:
        return strict_json.emit({"targets": [list(one) for one in targets], "reason": "withdrawn"})


@pytest.fixture
def post(office: Any, brisa: Any, founded: Any) -> Post:
    return Post(office, brisa, founded)


def outcomes(found: list[Receipt]) -> list[str]:
    return [one.outcome for one in found]


def test_an_open_node_applies_at_once(post: Post, office: Any) -> None:
    office.sign_in()
    (receipt,) = post.send(post.message([office.record(n) for n in range(3)]))
    assert (receipt.outcome, receipt.n, receipt.items) == ("applied", 1, ())
    assert len(office.rows(ReceivedTable)) == 3
    coded = office.rows(CodedRowTable)
    assert {row.origin for row in coded} == {post.brisa.id}
    assert len(coded) == 3


def test_a_sealed_node_keeps_and_acknowledges_and_later_applies(post: Post, office: Any) -> None:
    raw = post.message()
    (receipt,) = post.send(raw)
    assert receipt.outcome == "kept"
    assert office.rows(ReceivedTable) == []
    assert office.inbox.apply_kept() == 0
    office.sign_in()
    assert office.inbox.apply_kept() == 1
    assert len(office.rows(ReceivedTable)) == 1
    (again,) = post.send(raw)
    assert (again.outcome, again.n, again.of) == ("applied", 2, receipt.of)


def test_a_changed_receipt_comes_with_the_next_answer_once(post: Post, office: Any) -> None:
    (kept,) = post.send(post.message())
    office.sign_in()
    office.inbox.apply_kept()
    second, changed = post.send(post.message([office.record(1)]))
    assert (second.outcome, changed.outcome, changed.of) == ("applied", "applied", kept.of)
    assert outcomes(post.send(post.message([office.record(2)]))) == ["applied"]


def test_nothing_of_a_record_lies_open_in_the_database(post: Post, office: Any) -> None:
    office.sign_in()
    item = office.record(1, subject="ab" * 16)
    post.send(post.message([item]))
    content = b"".join(path.read_bytes() for path in office.node.settings.folder.glob("node.db*"))
    assert b"ab" * 16 not in content
    assert b"not_asked" not in content


def test_once_opened_the_sealed_key_is_gone_and_each_item_has_its_own(
    post: Post, office: Any
) -> None:
    office.sign_in()
    items = [office.record(n) for n in range(2)]
    (receipt,) = post.send(post.message(items))
    (row,) = office.rows(IncomingTable)
    assert row.sealed_key is None
    assert stored.rebuilt(row).body.digest == stored.rebuilt(row).header.body
    with office.node.store.read() as tx:
        opened = stored.open_received(tx, box_pairs(office.node), receipt.of, 1)
        assert opened is not None
        assert opened.content == items[1]
        with pytest.raises(NotOpenedError):
            stored.open_received(tx, {}, receipt.of, 1)


def test_destroying_an_items_key_destroys_the_item_and_not_its_neighbour(
    post: Post, office: Any
) -> None:
    office.sign_in()
    (receipt,) = post.send(post.message([office.record(n) for n in range(2)]))
    with office.node.store.write() as tx:
        tx.run(ReceivedTable.update(key=None).where(ReceivedTable.number == 0))
        pairs = box_pairs(office.node)
        assert stored.open_received(tx, pairs, receipt.of, 0) is None
        assert stored.open_received(tx, pairs, receipt.of, 1) is not None


def test_the_same_message_again_gives_the_stored_receipt_and_changes_nothing(
    post: Post, office: Any
) -> None:
    office.sign_in()
    raw = post.message()
    first = office.inbox.take(raw)
    before = office.rows(QuotaTable)[0].messages
    assert office.inbox.take(raw) == first
    assert len(office.rows(ReceivedTable)) == 1
    assert office.rows(QuotaTable)[0].messages == before


def test_one_bad_record_is_refused_whole_and_the_stream_moves_on(post: Post, office: Any) -> None:
    office.sign_in()
    bad = office.record(1, fields={"nothing": "of this"})
    (refused,) = post.send(post.message([office.record(0), bad]))
    assert (refused.outcome, refused.code) == ("refused", "out_of_domain")
    assert [(one.number, one.code) for one in refused.items] == [(1, "out_of_domain")]
    assert office.rows(ReceivedTable) == []
    assert office.rows(CodedRowTable) == []
    (applied,) = post.send(post.message([office.record(0)]))
    assert applied.outcome == "applied"


def test_of_a_refused_message_only_the_signed_envelope_stays(post: Post, office: Any) -> None:
    office.sign_in()
    post.send(post.message([b"{}"]))
    (row,) = office.rows(IncomingTable)
    assert (row.state, bytes(row.parts), row.sealed_key) == ("refused", b"", None)
    assert row.envelope


def test_a_message_kept_while_sealed_can_still_be_refused(post: Post, office: Any) -> None:
    raw = post.message([b"{}"])
    assert outcomes(post.send(raw)) == ["kept"]
    office.sign_in()
    office.inbox.apply_kept()
    (refused,) = post.send(raw)
    assert (refused.outcome, refused.code, refused.n) == ("refused", "bad_item", 2)


def test_a_gap_waits_in_quarantine_and_is_taken_up_when_it_closes(post: Post, office: Any) -> None:
    office.sign_in()
    first, second, third = (post.message([office.record(n)]) for n in range(3))
    (gap,) = post.send(third)
    assert (gap.outcome, gap.next) == ("gap", 1)
    (gap,) = post.send(second)
    assert (gap.outcome, gap.next) == ("gap", 1)
    assert office.rows(ReceivedTable) == []
    assert outcomes(post.send(first)) == ["applied"]
    assert len(office.rows(ReceivedTable)) == 3
    assert office.rows(StreamInTable)[0].last == 3
    (again,) = post.send(third)
    assert (again.outcome, again.n) == ("applied", 2)


def test_a_gap_receipt_changes_with_what_is_missing(post: Post, office: Any) -> None:
    first, _second, third = (post.message([office.record(n)]) for n in range(3))
    assert post.send(third)[0].next == 1
    post.send(first)
    (gap,) = post.send(third)
    assert (gap.outcome, gap.next, gap.n) == ("gap", 2, 2)


def test_quarantine_holds_64_messages_and_says_gap_to_the_rest(post: Post, office: Any) -> None:
    post.message()
    for _ in range(66):
        assert outcomes(post.send(post.message([b"{}"]))) == ["gap"]
    assert len(office.rows(IncomingTable)) == 64


def test_equivocation_closes_that_stream_keeps_both_and_tells_a_person(
    post: Post, office: Any
) -> None:
    post.send(post.message())
    (refused,) = post.send(post.message([office.record(7)], seq=1, prev="0" * 64))
    assert (refused.outcome, refused.code) == ("refused", "equivocation")
    assert sorted(row.state for row in office.rows(IncomingTable)) == ["kept", "second"]
    assert [row.code for row in office.rows(AlarmTable)] == ["equivocation"]
    (closed,) = post.send(post.message())
    assert closed.code == "stream_closed"


def test_of_the_second_of_two_messages_the_envelope_stays_and_the_receipt_is_repeated(
    post: Post, office: Any
) -> None:
    post.send(post.message())
    second = post.message([office.record(7)], seq=1, prev="0" * 64)
    (refused,) = post.send(second)
    (row,) = office.rows(IncomingTable, IncomingTable.state == "second")
    assert (bytes(row.parts), row.sealed_key) == (b"", None)
    assert row.envelope
    assert post.send(second) == [refused]


def test_equivocation_ahead_of_a_stream_that_is_not_here_closes_it(post: Post, office: Any) -> None:
    ahead: dict[str, Any] = {"stream": "0000000a", "seq": 5, "prev": "1" * 64}
    (gap,) = post.send(post.message(**ahead))
    assert gap.outcome == "gap"
    for number in range(1, 6):
        (refused,) = post.send(post.message([office.record(number)], **ahead))
        assert refused.code == ("equivocation" if number == 1 else "stream_closed")
    assert len(office.rows(IncomingTable)) == 2
    assert [row.closed for row in office.rows(StreamInTable)] == [True]
    assert len(office.rows(AlarmTable)) == 1


def test_over_quota_nothing_is_kept_and_nothing_takes_effect(post: Post, office: Any) -> None:
    inbox = Inbox(office.node, Quota(messages=1))
    assert inbox.take(post.message()).status == 200
    assert inbox.take(post.message([b"{}"], seq=1, prev="0" * 64)).status == 429
    item = post.retraction(("a" * 64, 0))
    assert inbox.take(post.message([item], type="retract", key=None)).status == 429
    assert len(office.rows(IncomingTable)) == 1
    assert office.rows(TombstoneTable) == office.rows(AlarmTable) == []


def test_what_waited_for_what_is_lost_gets_a_final_receipt(post: Post, office: Any) -> None:
    office.sign_in()
    post.send(post.message())
    post.message()
    third = post.message([office.record(3)])
    assert outcomes(post.send(third)) == ["gap"]
    at = post.brisa.position(post.founded.charter.network, office.node.id)
    item = strict_json.emit({"upto": at.seq, "digest": at.digest})
    applied, over = post.send(post.message([item], type="lost", key=None))
    assert (applied.outcome, over.outcome, over.code) == ("applied", "refused", "passed_over")
    assert post.send(third) == [over]
    assert outcomes(post.send(post.message([office.record(4)]))) == ["applied"]


def test_nothing_of_an_unknown_stream_is_lost(post: Post, office: Any) -> None:
    for stream in ("0000000a", "0000000b"):
        lost = post.message([b"{}"], type="lost", key=None, stream=stream, seq=2, prev="2" * 64)
        assert post.send(lost)[0].code == "unknown_stream"
    assert office.rows(StreamInTable) == []


def test_what_waited_is_judged_by_the_charter_that_came_before_it(
    post: Post, office: Any, brisa: Any
) -> None:
    office.sign_in()
    charter = post.founded.charter
    second = replace(charter, version=2, nonce="", purposes=charter.purposes | {"teaching"})
    envelope = sign(CHARTER, second.payload(), office.root, brisa.keys.root)
    brought = post.message([document_item(envelope)], type="charter", key=None)
    seen = CharterSeen(2, envelope.digest)
    item = office.record(1, purpose="teaching")
    waiting = post.message([item], purpose="teaching", charter=seen)
    assert outcomes(post.send(waiting)) == ["gap"]
    assert outcomes(post.send(brought)) == ["applied"]
    assert outcomes(post.send(waiting)) == ["applied"]


def test_a_further_stream_may_follow_either_of_two_messages_and_no_third(
    post: Post, office: Any
) -> None:
    post.send(post.message())
    first = office.rows(StreamInTable)[0]
    (second,) = post.send(post.message([office.record(7)], seq=1, prev="0" * 64))
    for stream, digest, code in (
        ("0000000a", "3" * 64, "unknown_stream"),
        ("0000000b", second.of, ""),
        ("0000000c", first.digest, ""),
    ):
        old = Head(first.stream, 1, digest)
        (found,) = post.send(post.message(stream=stream, seq=1, prev="0" * 64, old=old))
        assert found.code == code


def test_a_closed_stream_is_followed_by_one_that_names_it(post: Post, office: Any) -> None:
    post.send(post.message())
    head = office.rows(StreamInTable)[0]
    post.send(post.message([b"{}"], seq=1, prev="0" * 64))
    (unknown,) = post.send(post.message(stream="0000000a", seq=1, prev="0" * 64))
    assert unknown.code == "unknown_stream"
    old = Head(head.stream, head.last, head.digest)
    (kept,) = post.send(post.message(stream="0000000b", seq=1, prev="0" * 64, old=old))
    assert kept.outcome == "kept"
    assert {row.stream: row.closed for row in office.rows(StreamInTable)} == {
        head.stream: True,
        "0000000b": False,
    }


def test_a_retraction_passes_a_closed_stream_and_uncounts(post: Post, office: Any) -> None:
    office.sign_in()
    (applied,) = post.send(post.message([office.record(n) for n in range(2)]))
    post.send(post.message([b"{}"], seq=1, prev="0" * 64))
    retract = post.message(
        [post.retraction((applied.of, 0))], type="retract", key=None, seq=2, prev=applied.of
    )
    (closed,) = post.send(retract)
    assert closed.code == "stream_closed"
    assert [row.withheld_on for row in office.rows(ReceivedTable)] == ["2026-06-01", None]
    assert len(office.rows(CodedRowTable)) == 1


def test_a_retraction_takes_effect_before_its_target_and_while_sealed(
    post: Post, office: Any
) -> None:
    target = post.message([office.record(n) for n in range(2)])
    digest = post.brisa.position(post.founded.charter.network, office.node.id).digest
    retract = post.message([post.retraction((digest, 1))], type="retract", key=None)
    assert outcomes(post.send(retract)) == ["gap"]
    assert len(office.rows(TombstoneTable)) == 1
    office.sign_in()
    (applied,) = post.send(target)
    assert [(one.number, one.outcome, one.code) for one in applied.items] == [
        (1, "withheld", "tombstoned")
    ]
    assert len(office.rows(CodedRowTable)) == 1
    newer = office.record(1, version=9)
    late, *_told = post.send(post.message([newer]))
    assert late.items[0].code == "tombstoned"


def test_nobody_retracts_what_is_anothers(
    office: Any, brisa: Any, found_with: Callable[..., Any], new_office: Any
) -> None:
    cielo = type(brisa)("cielo")
    founded = found_with([office], [brisa, cielo])
    office.sign_in()
    post, other = Post(office, brisa, founded), Post(office, cielo, founded)
    (applied,) = post.send(post.message())
    item = other.retraction((applied.of, 0))
    assert outcomes(other.send(other.message([item], type="retract", key=None))) == ["applied"]
    assert [row.withheld_on for row in office.rows(ReceivedTable)] == [None]
    assert len(office.rows(CodedRowTable)) == 1


def test_a_newer_version_replaces_and_an_older_one_is_ignored(post: Post, office: Any) -> None:
    office.sign_in()
    post.send(post.message([office.record(0, version=2)]))
    (older,) = post.send(post.message([office.record(0, version=1)]))
    assert (older.outcome, older.items[0].code) == ("applied", "not_newer")
    (newer,) = post.send(post.message([office.record(0, version=3)], type="replace"))
    assert (newer.outcome, newer.items) == ("applied", ())
    assert [row.version for row in office.rows(ReceivedTable)] == [3]
    assert len(office.rows(CodedRowTable)) == 1


def test_two_peers_may_use_one_record_id(
    office: Any, brisa: Any, found_with: Callable[..., Any]
) -> None:
    cielo = type(brisa)("cielo")
    founded = found_with([office], [brisa, cielo])
    office.sign_in()
    for peer in (brisa, cielo):
        post = Post(office, peer, founded)
        assert outcomes(post.send(post.message())) == ["applied"]
    assert len(office.rows(ReceivedTable)) == len(office.rows(CodedRowTable)) == 2


def test_an_erased_item_is_said_to_be_and_its_neighbour_applied(post: Post, office: Any) -> None:
    office.sign_in()
    header, body = post.brisa.compose(
        post.brisa.header(post.to, post.founded),
        [office.record(n) for n in range(2)],
        post.to.active("box").public,
    )
    envelope = post.brisa.signed(header)
    erased = wire.Framed(envelope.to_json(), body.without([0]).to_bytes())
    (receipt,) = post.send(erased.to_bytes())
    assert receipt.outcome == "applied"
    assert [(one.number, one.outcome) for one in receipt.items] == [(0, "erased")]
    assert [row.number for row in office.rows(ReceivedTable)] == [1]


def test_what_is_received_stands_in_the_log_by_ids_alone(post: Post, office: Any) -> None:
    who = office.sign_in()
    (receipt,) = post.send(post.message())
    with office.node.store.read() as tx:
        entry = read(tx, who.role("auditor"))[-1]
    assert (entry.kind, entry.facts) == (
        "receive",
        {
            "network": post.founded.charter.network,
            "peer": post.brisa.id,
            "message": receipt.of,
            "outcome": "applied",
        },
    )


def test_an_unsigned_refusal_changes_nothing_but_a_counter(post: Post, office: Any) -> None:
    raw = post.message()
    answer = office.inbox.take(raw[:-1])
    assert (answer.status, json.loads(answer.body)) == (400, {"code": "bad_framing", "step": 1})
    assert office.rows(IncomingTable) == office.rows(StreamInTable) == []
    assert [(row.code, row.count) for row in office.rows(FailureTable)] == [("bad_framing", 1)]
    assert outcomes(post.send(raw)) == ["kept"]


def test_a_flood_of_refusals_is_written_down_once_a_minute(post: Post, office: Any) -> None:
    for _ in range(20):
        office.inbox.take(b"")
    assert [row.count for row in office.rows(FailureTable)] == [1]


def test_a_peer_over_its_quota_is_told_so_and_may_try_again(post: Post, office: Any) -> None:
    inbox = Inbox(office.node, Quota(messages=1))
    assert inbox.take(post.message()).status == 200
    second = post.message([office.record(1)])
    assert inbox.take(second).status == 429
    assert len(office.rows(IncomingTable)) == 1
    office.clock.pass_by(days=1)
    assert inbox.take(second).status == 200


def test_who_is_who_is_verified_once_and_not_for_each_caller(post: Post, office: Any) -> None:
    store = office.node.store
    with store.read() as tx:
        known = directory_of(store).roster(tx)
        assert directory_of(store).roster(tx) is known
    second = sign(
        DESCRIPTOR, replace(post.brisa.descriptor, version=2).payload(), post.brisa.keys.root
    )
    office.sign_in()
    post.send(post.message([document_item(second)], type="descriptor", key=None))
    with store.read() as tx:
        assert directory_of(store).roster(tx).nodes[post.brisa.id].descriptor.version == 2


def test_a_clock_that_was_years_ahead_stops_nothing_and_somebody_hears_of_it(
    post: Post, office: Any
) -> None:
    office.clock.pass_by(days=4000)
    post.send(post.message())
    office.clock.pass_by(days=-4000)
    (kept,) = post.send(post.message([office.record(1)]))
    assert kept.outcome == "kept"
    assert [row.on_day for row in office.rows(QuotaTable)] == ["2026-06-01"]
    assert [(row.code, row.node) for row in office.rows(AlarmTable)] == [("clock", office.node.id)]


def test_what_was_counted_on_earlier_days_is_forgotten(post: Post, office: Any) -> None:
    post.send(post.message())
    office.clock.pass_by(days=1)
    post.send(post.message([office.record(1)]))
    assert [row.on_day for row in office.rows(QuotaTable)] == ["2026-06-02"]


def test_descriptors_of_strangers_are_refused_and_one_of_a_member_is_taken(
    post: Post, office: Any, brisa: Any
) -> None:
    stranger = type(brisa)("stranger").envelope
    (refused,) = post.send(post.message([document_item(stranger)], type="descriptor", key=None))
    assert refused.code == "document_identity"
    second = sign(DESCRIPTOR, replace(brisa.descriptor, version=2).payload(), brisa.keys.root)
    (applied,) = post.send(post.message([document_item(second)], type="descriptor", key=None))
    assert applied.outcome == "applied"


def test_a_member_moves_its_descriptor_on_only_so_often_in_a_day(
    post: Post, office: Any, brisa: Any
) -> None:
    versions = [
        document_item(
            sign(DESCRIPTOR, replace(brisa.descriptor, version=n).payload(), brisa.keys.root)
        )
        for n in range(2, 19)
    ]
    office.clock.pass_by(days=1)
    (refused,) = post.send(post.message(versions, type="descriptor", key=None))
    assert (refused.code, refused.items[0].number) == ("document_version", 16)
    (applied,) = post.send(post.message(versions[:16], type="descriptor", key=None))
    assert applied.outcome == "applied"
    (refused,) = post.send(post.message(versions[16:], type="descriptor", key=None))
    assert refused.code == "document_version"
    office.clock.pass_by(days=1)
    (applied,) = post.send(post.message(versions[16:], type="descriptor", key=None))
    assert applied.outcome == "applied"


def test_a_former_member_does_not_wait_behind_a_gap_but_its_retraction_does(
    office: Any, brisa: Any, found_with: Callable[..., Any]
) -> None:
    cielo = type(brisa)("cielo")
    founded = found_with([office], [brisa, cielo])
    post = Post(office, cielo, founded)
    left = replace(
        founded.charter,
        version=2,
        nonce="",
        members={n: pin for n, pin in founded.charter.members.items() if n != cielo.id},
        threshold=2,
    )
    envelope = sign(CHARTER, left.payload(), office.root, brisa.keys.root)
    with office.node.store.write() as tx:
        add_charter(tx, left, envelope, "2026-06-01")
    post.message()
    (refused,) = post.send(post.message([office.record(2)]))
    assert refused.code == "not_a_member"
    assert office.rows(IncomingTable) == []
    item = post.retraction(("a" * 64, 0))
    assert outcomes(post.send(post.message([item], type="retract", key=None))) == ["gap"]
    assert len(office.rows(TombstoneTable)) == 1


def test_a_clock_set_back_brings_nothing_to_life(post: Post, office: Any) -> None:
    office.clock.pass_by(days=2)
    post.send(post.message([office.record(1)], seq=1, stream="0000000a", prev="0" * 64))
    office.clock.pass_by(days=-2)
    (refused,) = post.send(
        post.message(
            [office.record(2)],
            seq=2,
            stream="0000000a",
            expires="2026-06-02",
            prev=office.rows(StreamInTable)[0].digest,
        )
    )
    assert refused.code == "expired"


def test_a_peers_next_descriptor_comes_into_force_by_message(post: Post, office: Any) -> None:
    moved = replace(post.brisa.descriptor, version=2, endpoints=("http://moved.onion",))
    envelope = sign(DESCRIPTOR, moved.payload(), post.brisa.keys.root)
    message = post.message([document_item(envelope)], type="descriptor", key=None)
    assert outcomes(post.send(message)) == ["applied"]
    with office.node.store.read() as tx:
        held = load_roster(tx).nodes[post.brisa.id].descriptor
    assert held.endpoints == ("http://moved.onion",)


def test_a_chain_with_a_gap_is_refused_whole_and_stores_nothing(post: Post, office: Any) -> None:
    root = post.brisa.keys.root
    second, fourth = (
        sign(DESCRIPTOR, replace(post.brisa.descriptor, version=n).payload(), root) for n in (2, 4)
    )
    before = len(office.rows(DescriptorTable))
    items = [document_item(second), document_item(fourth)]
    (refused,) = post.send(post.message(items, type="descriptor", key=None))
    assert (refused.code, refused.items[0].number) == ("document_version", 1)
    assert len(office.rows(DescriptorTable)) == before
