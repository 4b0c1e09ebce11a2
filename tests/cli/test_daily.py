"""The daily work: each job once a UTC day and at start, whatever becomes of the others."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tejido.accounts.sessions import open_session
from tejido.cli import daily
from tejido.cli.daily import Daily
from tejido.errors import BusyError
from tejido.node import Node
from tejido.store.database import Store
from tejido.store.tables import AuditCheckpointTable, ProcessTable, SessionTable
from tejido.testing.nodes import SmallNode, small_node
from tejido.work import processes, retention


class Clock:
    """A clock that tests move."""

    now = datetime(2026, 3, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def small(tmp_path: Path, clock: Clock) -> Iterator[SmallNode]:
    with small_node(tmp_path / "node", clock=clock) as small:
        yield small


class Jobs:
    """Two jobs that note that they were done; the first fails if it shall."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.fails = False

    def first(self, _node: Node) -> None:
        self.done.append("first")
        if self.fails:
            raise ValueError("what somebody wrote")

    def second(self, _node: Node) -> None:
        self.done.append("second")

    def of(self, small: SmallNode) -> Daily:
        return Daily(small.node, {"first": self.first, "second": self.second})


def test_each_job_is_done_at_start_and_once_a_day(small: SmallNode, clock: Clock) -> None:
    jobs = Jobs()
    service = jobs.of(small)
    for _ in range(3):
        service.tick()
    assert jobs.done == ["first", "second"]
    clock.now += timedelta(hours=11)
    service.tick()
    assert len(jobs.done) == 2
    clock.now += timedelta(hours=1)
    service.tick()
    assert len(jobs.done) == 4
    jobs.of(small).tick()
    assert len(jobs.done) == 6


def test_a_job_that_fails_stops_no_other_and_is_tried_again_after_a_while(
    small: SmallNode, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    jobs, moment = Jobs(), [0.0]
    monkeypatch.setattr("tejido.cli.daily.time.monotonic", lambda: moment[0])
    jobs.fails = True
    service = jobs.of(small)
    for _ in range(3):
        service.tick()
    assert jobs.done == ["first", "second"]
    (line,) = [record.getMessage() for record in caplog.records]
    assert line == "first failed: ValueError; it is tried again"
    assert "what somebody wrote" not in caplog.text
    jobs.fails, moment[0] = False, daily.AGAIN_SECONDS
    for _ in range(3):
        service.tick()
    assert jobs.done == ["first", "second", "first"]


def test_what_was_erased_is_scrubbed_as_soon_as_nobody_is_in_the_way(
    small: SmallNode, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    moment = [0.0]
    monkeypatch.setattr("tejido.cli.daily.time.monotonic", lambda: moment[0])
    service = Daily(small.node, {})
    with small.node.store.write() as tx:
        tx.must_scrub()
    with monkeypatch.context() as patched, caplog.at_level(logging.ERROR):

        def busy(_store: Store) -> None:
            raise BusyError("somebody reads")

        patched.setattr(Store, "scrub", busy)
        service.tick()
    assert "scrubbing the database failed: BusyError" in caplog.text
    service.tick()
    assert small.node.store.needs_scrubbing(), "not in each second"
    moment[0] = daily.LOOK_SECONDS
    service.tick()
    assert not small.node.store.needs_scrubbing()


def test_the_node_s_own_jobs_are_done(small: SmallNode, clock: Clock) -> None:
    """Rules are carried out, sessions that ended go, and the log is signed with all of it."""
    node, ana = small.node, small.ana
    retention.set_rule(node, ana, "accompaniment", retention.OPEN, 1)
    process = processes.start(node, ana, "accompaniment", "Hilo")
    with node.store.write() as tx:
        open_session(tx, ana, clock())
    clock.now += timedelta(days=90)
    service = Daily(node)
    service.tick()
    with node.store.read() as tx:
        assert tx.all(SessionTable.select()) == []
        (before,) = tx.all(AuditCheckpointTable.select())
        assert tx.first(ProcessTable.select().where(ProcessTable.id == process))
    clock.now += timedelta(days=1)
    service.tick()
    with node.store.read() as tx:
        assert tx.first(ProcessTable.select().where(ProcessTable.id == process)) is None
        (_, after) = tx.all(AuditCheckpointTable.select().order_by(AuditCheckpointTable.size))
    assert after.size > before.size
    assert (node.settings.folder / "node.db-wal").stat().st_size == 0
