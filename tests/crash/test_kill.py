"""``bench.crash``: a busy node that is killed keeps what it acknowledged; and who looks, sees."""

import json
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from random import Random

import httpx2
import pytest
from bench.crash import rules, streams
from bench.crash.campaign import Campaign, Report
from bench.crash.checker import Checker
from bench.crash.houses import House
from bench.crash.streams import Message, Streams

from tejido.declare.declarations import Declarations
from tejido.settings import DATABASE_FILE, Settings
from tejido.work import nodes

CYCLES = 3


@pytest.fixture(scope="module")
def campaign(tmp_path_factory: pytest.TempPathFactory) -> Campaign:
    """Give a short campaign that is over; its folders are still there."""
    made = Campaign(tmp_path_factory.mktemp("crash"), "a seed", (600, 1200))
    made.run(CYCLES)
    return made


@pytest.fixture(scope="module")
def report(campaign: Campaign) -> Report:
    return campaign.report


@pytest.fixture(scope="module")
def declarations(campaign: Campaign) -> Declarations:
    return nodes.plugins_of(Settings.load(house_of(campaign).folder)).declarations


@pytest.fixture
def tampered(campaign: Campaign, tmp_path: Path) -> Callable[[str], Path]:
    """Give a copy of the killed node's database after somebody's SQL."""

    def change(statement: str) -> Path:
        copy = tmp_path / DATABASE_FILE
        shutil.copy(house_of(campaign).folder / DATABASE_FILE, copy)
        with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
            assert connection.execute(statement).rowcount > 0, "there was nothing to tamper with"
        return copy

    return change


def house_of(campaign: Campaign) -> House:
    return campaign.pair.killed


def test_nothing_acknowledged_is_lost_and_nothing_half_done(report: Report) -> None:
    assert report.violations == []
    assert report.cycles == CYCLES
    assert Counter(report.acknowledged) >= Counter(begin=4, write=4, consent=4, attach=4)


def test_the_line_tells_kills_acknowledgements_and_the_seed(report: Report) -> None:
    assert report.line().startswith(f"{CYCLES} kills (")
    assert f"{sum(report.acknowledged.values())} acknowledged" in report.line()
    assert "0 violations (seed a seed)" in report.line()
    assert json.loads(json.dumps(asdict(report)))["violations"] == []


# --- who looks, sees ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("DELETE FROM slot WHERE kind = 'process'", "every process has a slot"),
        (
            "UPDATE slot SET owner = hex(rowid) WHERE kind = 'process'",
            "every slot of a process has its",
        ),
        ("UPDATE slot SET version = 9 WHERE kind = 'role'", "every slot of a role has its key"),
        ("UPDATE process SET key_version = 9", "every process has a slot of its newest key"),
        ("UPDATE record SET key_version = 9", "every record's key has a slot"),
        ("DELETE FROM record", "foreign_key_check"),
        ("DELETE FROM record", "every coded row of our own is of a record that is here"),
        ("DELETE FROM coded_row", "coded exactly if its process consents"),
        ("DELETE FROM consent_grant", "coded exactly if its process consents"),
        ("DELETE FROM task WHERE done_on IS NULL", "has the task"),
        ("UPDATE task SET done_on = NULL", "has "),
        ("UPDATE task SET kind = 'another' WHERE done_on IS NULL", "has the task"),
        ("UPDATE record SET state = 'closed'", "that is closed has no task"),
        ("DELETE FROM audit_entry WHERE position = 3", "the log has no gap"),
        ("DELETE FROM attachment_part", "every attachment has all its parts"),
    ],
)
def test_each_rule_of_the_tables_sees_what_breaks_it(
    tampered: Callable[[str], Path], declarations: Declarations, statement: str, says: str
) -> None:
    found = rules.broken(tampered(statement), declarations)
    assert any(says in one for one in found), found


OUTGOING = """
    INSERT INTO federation_outgoing (digest, network, recipient, stream, seq, type, issued, expires,
        items, message, attempts, next_try, outcome, receipt_n)
    VALUES ('d', 'n', 'p', 's', {seq}, 'records', '', '',
        {items}, x'00', 0, {next_try}, {outcome}, 0)
"""
INCOMING = """
    INSERT INTO federation_incoming (digest, network, sender, stream, seq, type, received_on,
        expires, state, envelope, parts, receipt_n, receipt, told)
    VALUES ('d', 'n', 'p', 's', {seq}, 'records', '', '', '{state}', x'', x'', 1, x'', 1)
"""
QUEUED = """
    INSERT INTO federation_queue (network, recipient, exchange, purpose, record, process, sealed,
        proof, queued_on, message)
    VALUES ('n', 'p', 'records', '', 'r', 'p', x'', x'', '', 'd')
"""
RECEIVED = """
    INSERT INTO federation_received (message, number, network, sender, type, record, version)
    VALUES ('d', 0, 'n', 'p', '', 'r', 1), ('d', 1, 'n', 'p', '', 'r', 2)
"""
ITEM = "INSERT INTO federation_sent_item VALUES ('d', {number}, 'r', 'p')"


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        (ITEM.format(number=0), "every sent item is of a message that is here"),
        (ITEM.format(number=1), "sent items are numbered from 0"),
        (
            OUTGOING.format(seq=1, items=1, next_try="''", outcome="NULL"),
            "a message has as many sent items as it says",
        ),
        (
            OUTGOING.format(seq=1, items=0, next_try="NULL", outcome="NULL"),
            "a message rests for ever exactly if it is settled",
        ),
        (
            OUTGOING.format(seq=1, items=0, next_try="''", outcome="'applied'"),
            "a message rests for ever exactly if it is settled",
        ),
        (
            OUTGOING.format(seq=2, items=0, next_try="''", outcome="NULL"),
            "our streams count from 1 without gaps",
        ),
        (
            "INSERT INTO federation_stream_out VALUES ('n', 'p', 's', 1, 'd')",
            "a stream's head is its last message",
        ),
        (QUEUED, "what is queued for a message waits for one that is not settled"),
        (QUEUED, "what is queued for a message stands among its sent items"),
        (QUEUED, "what is queued is of a record that is here"),
        (
            "INSERT INTO federation_stream_in VALUES ('n', 'p', 's', 1, 'd', 0)",
            "a peer's stream stands at the last message that was taken from it",
        ),
        (INCOMING.format(seq=2, state="applied"), "what was taken counts from 1 without gaps"),
        (RECEIVED, "every received item is of a message that was applied"),
        (RECEIVED, "no received record is here twice"),
        (
            "INSERT INTO coded_row (origin, record, type, key_id, sealed, on_day)"
            " SELECT 'p', record, type, key_id, sealed, on_day FROM coded_row",
            "every coded row from a peer is of a record that is in use here",
        ),
    ],
)
def test_each_rule_of_delivery_sees_what_breaks_it(
    tampered: Callable[[str], Path], declarations: Declarations, statement: str, says: str
) -> None:
    found = rules.broken(tampered(statement), declarations)
    assert any(says in one for one in found), found


def test_an_untouched_database_breaks_no_rule(
    tampered: Callable[[str], Path], declarations: Declarations
) -> None:
    assert rules.broken(tampered("UPDATE person SET language = 'es'"), declarations) == []


def test_a_damaged_page_is_seen(
    campaign: Campaign, tmp_path: Path, declarations: Declarations
) -> None:
    copy = tmp_path / DATABASE_FILE
    content = bytearray((house_of(campaign).folder / DATABASE_FILE).read_bytes())
    middle = len(content) // 2 // 4096 * 4096
    content[middle : middle + 100] = b"\xff" * 100
    copy.write_bytes(content)
    try:
        found = rules.broken(copy, declarations)
    except sqlite3.DatabaseError:
        return
    assert any("integrity_check" in one for one in found), found


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("DELETE FROM record WHERE id IN (SELECT id FROM record LIMIT 1)", "is lost"),
        ("UPDATE record SET version = version + 1", "is ("),
        ("UPDATE record SET state = 'closed'", "is ("),
        ("UPDATE record SET body = zeroblob(300)", "does not open"),
        ("DELETE FROM consent_grant", "consent is []"),
        ("DELETE FROM process WHERE id IN (SELECT id FROM process LIMIT 1)", "is lost"),
        ("DELETE FROM attachment", "was acknowledged and is lost"),
        ("UPDATE attachment_part SET sealed = zeroblob(70000)", "does not open"),
        ("UPDATE slot SET sealed = zeroblob(132) WHERE kind = 'process'", "SealError"),
    ],
)
def test_what_a_node_owes_is_asked_for(
    campaign: Campaign, tampered: Callable[[str], Path], statement: str, says: str
) -> None:
    found = checker_of(campaign).violations(tampered(statement), whole=True)
    assert any(says in one for one in found), found


def test_a_record_that_nobody_asked_for_is_seen(
    campaign: Campaign, tampered: Callable[[str], Path]
) -> None:
    copy = tampered(
        "INSERT INTO record SELECT 'x', process_id, type, schema, state, version, key_version,"
        " created_on, updated_on, body FROM record LIMIT 1"
    )
    found = checker_of(campaign).violations(copy)
    assert any("record x is here, and nobody asked for it" in one for one in found), found


def test_a_team_that_is_not_as_it_was_told_is_seen(campaign: Campaign) -> None:
    client = campaign.checkers[0].clients[0]
    turned = {min(client.ledger.processes)}
    client.ledger.shared ^= turned
    found = checker_of(campaign).violations(house_of(campaign).folder / DATABASE_FILE)
    client.ledger.shared ^= turned
    assert any("colleague in" in one for one in found), found


def test_what_was_approved_and_is_nowhere_to_be_sent_is_seen(
    campaign: Campaign, tampered: Callable[[str], Path]
) -> None:
    """Of what is still here of all that the campaign sent; it may be nothing."""
    copy = tampered("UPDATE record SET updated_on = '2026-01-01'")
    there = "SELECT record FROM federation_queue UNION SELECT record FROM federation_sent_item"
    with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
        given = connection.execute(
            f"SELECT COUNT(*) FROM emission WHERE record_id IN ({there})"  # noqa: S608
        ).fetchone()[0]
        connection.execute("DELETE FROM federation_queue")
        connection.execute("DELETE FROM federation_sent_item")
    found = checker_of(campaign).violations(copy)
    assert sum("neither waits nor was sent" in one for one in found) == given, found


def test_commits_that_a_node_forgets_are_seen(tmp_path: Path) -> None:
    """The control: a node that has, after the kill, what it had some time before."""

    class Forgetful(Campaign):
        def __init__(self, folder: Path) -> None:
            super().__init__(folder, "another seed")
            self.earlier = super().copy(0, folder / "earlier")

        def copy(self, one: int, to: Path) -> Path:
            copied = super().copy(one, to)
            if one == 0:
                shutil.copy(self.earlier, copied)
                copied.with_name(f"{copied.name}-wal").unlink(missing_ok=True)
            return copied

    report = Forgetful(tmp_path).run(1)
    assert any("was acknowledged and is lost" in one for one in report.violations)


def test_a_session_that_is_lost_is_told_unless_its_cookie_was_on_its_way(
    campaign: Campaign,
) -> None:
    client = campaign.checkers[0].clients[0]
    before, times = list(client.complaints), client.signed_out
    out = httpx2.Response(302, headers={"Location": "/sign-in"})
    kept = httpx2.Response(401)
    client.browser.may_be_out = True
    client._refused(out, "write")
    assert client.complaints == before
    client.browser.may_be_out = False
    for answer in (out, kept):
        client._refused(answer, "write")
    lost = ["write: a session that was open is lost"] * 2
    assert client.complaints[len(before) :] == lost
    assert client.signed_out == times + 3
    del client.complaints[len(before) :]


def checker_of(campaign: Campaign) -> Checker:
    """A checker whose clients' ledgers are as the campaign left them."""
    return Checker(house_of(campaign), campaign.checkers[0].clients, Random(1))  # noqa: S311  # which records are opened


# --- between two nodes --------------------------------------------------------------------


def told(sent: dict[str, Message], taken: dict[str, Message], records: int = 0) -> Streams:
    return Streams(sent, taken, queued=0, given=records, ever=records + 1, used=records)


FIRST, APPLIED = Message("b", "s", 1, None), Message("b", "s", 1, "applied")


@pytest.mark.parametrize(
    ("sender", "receiver", "says"),
    [
        (told({}, {}), told({}, {"d": FIRST}), "its sender forgot it"),
        (told({"d": APPLIED}, {}), told({}, {}), "was receipted and is lost"),
        (told({"d": FIRST}, {}), told({}, {"d": Message("a", "s", 2, "kept")}), "elsewhere"),
    ],
)
def test_two_nodes_that_tell_different_stories_are_seen(
    sender: Streams, receiver: Streams, says: str
) -> None:
    (found,) = streams.disagreements(sender, receiver, ("a", "b"))
    assert says in found


def test_what_was_sent_and_not_answered_is_no_disagreement() -> None:
    assert streams.disagreements(told({"d": FIRST}, {}), told({}, {}), ("a", "b")) == []


def test_at_the_end_everything_has_to_be_delivered_once() -> None:
    assert streams.undelivered(told({"d": APPLIED}, {}), told({}, {"d": APPLIED}), ("a", "b")) == []
    late = streams.undelivered(told({"d": FIRST}, {}), told({}, {}), ("a", "b"))
    assert "not everything was delivered" in late[0]
    for used in (0, 3):
        (wrong,) = streams.undelivered(
            told({"d": APPLIED}, {}, 1), told({}, {"d": APPLIED}, used), ("a", "b")
        )
        assert f"1 records were given (2 with those erased since), {used} are used" in wrong
