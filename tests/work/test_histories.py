"""After any history of teams, exactly who holds slots opens exactly what they should."""

import shutil
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from tejido.accounts.signing_in import SignedIn
from tejido.errors import ChangedError, NotFoundError, NotOpenedError, SealError
from tejido.store import people as stored_people
from tejido.store import processes as stored_processes
from tejido.store import records as stored_records
from tejido.testing.keys import key_of
from tejido.testing.nodes import PASSPHRASE, begun
from tejido.vault.process_keys import ProcessKeys
from tejido.work import deposits, giving_again, people, processes, records, renewing, teams
from tejido.work.keys import keys_of
from tejido.work.opening import open_all
from tejido.work.records import Entry

VISIT = "tela.visit"
HANDLES = ("ana", "eva", "luz", "rosa")
OTHERS = HANDLES[1:]
someone, other = st.sampled_from(HANDLES), st.sampled_from(OTHERS)
#: Processes at most.
MOST = 3

Opening = Callable[[Path], AbstractContextManager[Any]]


def mostly(draw: st.DataObject, some: Iterable[str]) -> str:
    """Choose one of some handles, and now and then any."""
    return draw.draw(st.sampled_from([*sorted(some) * 4, *HANDLES]))


class Teams(RuleBasedStateMachine):
    """A node of four, beside what ought to be so. Ana looks after people and is never disabled."""

    opening: Opening
    folder: Path
    origin: Path
    number = 0

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()

    @initialize()
    def open(self) -> None:
        Teams.number += 1
        folder = self.folder / str(self.number)
        shutil.copytree(self.origin, folder)
        self.office = self.stack.enter_context(self.opening(folder))
        self.node = self.office.node
        self.who: dict[str, SignedIn] = {
            handle: people.sign_in(self.node, handle, PASSPHRASE) for handle in HANDLES
        }
        self.active = set(HANDLES)
        #: Process -> handles that hold it, and that want it again.
        self.holding: dict[str, set[str]] = {}
        self.wanting: dict[str, set[str]] = {}
        #: Processes whose key somebody knows who was disabled, or lost theirs.
        self.known: set[str] = set()
        #: Record -> process.
        self.written: dict[str, str] = {}
        #: Handle -> what they may have kept: every key that they ever held.
        self.kept: dict[str, dict[tuple[str, int], ProcessKeys]] = {one: {} for one in HANDLES}
        process = self.begun("ana")
        teams.open_to(self.node, self.who["ana"], process, "rosa", public=key_of(self.node, "rosa"))
        self.given(process, "rosa")

    def teardown(self) -> None:
        self.stack.close()

    # --- what people do ------------------------------------------------------------------

    @rule(who=someone)
    def begin(self, who: str) -> None:
        if who in self.active and len(self.holding) < MOST:
            self.begun(who)

    @rule(draw=st.data())
    def write(self, draw: st.DataObject) -> None:
        process, who = self.chosen(draw)
        entry = Entry(VISIT, process, {"aggression": "threat"})
        with self.refusing(None if who in self.holding[process] else NotOpenedError):
            (record,) = records.write(self.node, self.who[who], [entry])
            self.known.discard(process)
            self.kept_from_strangers(record, process)

    @rule(draw=st.data())
    def edit(self, draw: st.DataObject) -> None:
        process, who = self.chosen(draw)
        found = [record for record, where in self.written.items() if where == process]
        if not found:
            return
        record = draw.draw(st.sampled_from(found))
        with self.refusing(None if who in self.holding[process] else NotOpenedError):
            seen = records.opened(self.node, self.who[who], record)
            entry = Entry(VISIT, process, {"aggression": "raid"}, record, seen.version)
            records.write(self.node, self.who[who], [entry])
            self.known.discard(process)
            self.kept_from_strangers(record, process)

    @rule(draw=st.data())
    def open_to(self, draw: st.DataObject) -> None:
        process, who = self.chosen(draw)
        to = mostly(draw, self.active - self.holding[process])
        wrong: type[Exception] | None = None
        if who not in self.holding[process]:
            wrong = NotOpenedError
        elif to not in self.active:
            wrong = NotFoundError
        elif to in self.holding[process]:
            wrong = ChangedError
        with self.refusing(wrong):
            teams.open_to(self.node, self.who[who], process, to, public=key_of(self.node, to))
            self.given(process, to)

    @rule(draw=st.data())
    def close_to(self, draw: st.DataObject) -> None:
        process, who = self.chosen(draw)
        holding = self.holding[process]
        to = mostly(draw, holding | self.wanting[process])
        wrong: type[Exception] | None = None
        if who not in holding:
            wrong = NotOpenedError
        elif not (holding & self.active) - {to} or to not in holding | self.wanting[process]:
            wrong = ChangedError
        with self.refusing(wrong):
            teams.close_to(self.node, self.who[who], process, to)
            if to in holding:
                self.known.discard(process)
            holding.discard(to)
            self.wanting[process].discard(to)

    @rule(who=someone, to=someone, leaving=st.booleans())
    def hand_over(self, who: str, to: str, *, leaving: bool) -> None:
        if who == to or not {who, to} <= self.active:
            return
        mine = [process for process, team in self.holding.items() if who in team]
        assert teams.hand_over(
            self.node, self.who[who], to, leaving=leaving, public=key_of(self.node, to)
        ) == len(mine)
        for process in mine:
            self.given(process, to)
            if leaving:
                self.holding[process].discard(who)
                self.known.discard(process)

    @rule(who=other)
    def disable(self, who: str) -> None:
        if who not in self.active:
            return
        people.disable(self.node, self.who["ana"], who)
        self.active.discard(who)
        self.known |= {process for process, team in self.holding.items() if who in team}
        for process, team in self.holding.items():
            if who in team and team & self.active:
                team.discard(who)
                self.wanting[process].add(who)

    @rule(who=other)
    def enable(self, who: str) -> None:
        if who not in self.active:
            people.enable(self.node, self.who["ana"], who)
            self.active.add(who)

    @rule(who=other)
    def renew(self, who: str) -> None:
        if who not in self.active:
            return
        digest = renewing.stakes(self.node, self.who["ana"], who).digest
        added = renewing.renew(self.node, self.who["ana"], who, digest)
        begun(self.node, who, added.passphrase)
        self.who[who] = people.sign_in(self.node, who, PASSPHRASE)
        for process, team in self.holding.items():
            if who in team:
                self.known.add(process)
                team.discard(who)
                self.wanting[process] |= {who} if team & self.active else set()

    @rule(who=someone, to=someone)
    def give_again(self, who: str, to: str) -> None:
        if not {who, to} <= self.active:
            return
        found = [one for one, team in self.holding.items() if who in team]
        theirs = [process for process in found if to in self.wanting[process]]
        with self.refusing(None if theirs else ChangedError):
            assert giving_again.give_again(
                self.node, self.who[who], to, public=key_of(self.node, to)
            ) == len(theirs)
            for process in theirs:
                self.given(process, to)

    @rule(draw=st.data(), by=someone)
    def leave_and_take_in(self, draw: st.DataObject, by: str) -> None:
        process, who = self.chosen(draw)
        if by not in self.active or who not in self.holding[process]:
            return
        with self.refusing(ChangedError if process in self.known else None):
            deposits.leave(self.node, self.who[by], process, VISIT, {"aggression": "threat"})
        if process in self.known:
            return
        (one,) = deposits.waiting(self.node, self.who[who], process)
        record = deposits.take_in(self.node, self.who[who], one.id)
        self.kept_from_strangers(record, process)

    # --- what ought to be so -----------------------------------------------------------------

    @invariant()
    def everybody_opens_what_they_hold_and_nothing_else(self) -> None:
        with self.node.store.read() as tx:
            for handle, who in self.who.items():
                mine = {one for one, team in self.holding.items() if handle in team}
                keys = keys_of(self.node, tx, who)
                assert set(keys) == mine
                opened = {record.id for record in open_all(self.node, tx, who, [VISIT])}
                assert opened == {one for one, process in self.written.items() if process in mine}
                self.kept[handle] |= {
                    (k.process, k.version): k for v in keys.values() for k in v.values()
                }
            for process, row in stored_processes.by_ids(tx, list(self.holding)).items():
                newest = {
                    max(keys_of(self.node, tx, self.who[handle], [process])[process])
                    for handle in self.holding[process]
                }
                assert newest <= {row.key_version}

    @invariant()
    def what_is_wanted_is_seen_by_who_can_give_it(self) -> None:
        for handle in self.active:
            seen = giving_again.wanted(self.node, self.who[handle])
            assert {
                (wish.member.handle, process) for wish in seen for process, _ in wish.processes
            } == {
                (wanting, process)
                for process, team in self.holding.items()
                if handle in team
                for wanting in self.wanting[process] & self.active
            }

    @invariant()
    def people_are_who_they_were(self) -> None:
        with self.node.store.read() as tx:
            found = {one.handle for one in stored_people.listed(tx) if one.state == "active"}
        assert found == self.active

    def kept_from_strangers(self, record: str, process: str) -> None:
        """Nobody out of the team opens what was just written with anything that they kept."""
        self.written[record] = process
        with self.node.store.read() as tx:
            row = stored_records.by_id(tx, record)
        for handle in set(HANDLES) - self.holding[process]:
            for key in self.kept[handle].values():
                for as_if in (key, ProcessKeys(process, row.key_version, key.seed)):
                    with pytest.raises(SealError):
                        as_if.open(record, row.version, row.body)

    # --- by the way --------------------------------------------------------------------------

    def begun(self, who: str) -> str:
        process = processes.start(self.node, self.who[who], "accompaniment", "Hilo")
        self.holding[process], self.wanting[process] = {who}, set()
        return process

    def chosen(self, draw: st.DataObject) -> tuple[str, str]:
        """Choose a process, and mostly somebody active who holds it."""
        process = draw.draw(st.sampled_from(list(self.holding)))
        who = mostly(draw, self.holding[process] & self.active)
        return process, who if who in self.active else "ana"

    def given(self, process: str, to: str) -> None:
        self.holding[process].add(to)
        self.wanting[process].discard(to)

    def refusing(self, wrong: type[Exception] | None) -> AbstractContextManager[Any]:
        return pytest.raises(wrong) if wrong else ExitStack()


@pytest.fixture
def peopled(open_office: Opening, tmp_path: Path) -> Path:
    """Give the folder of a node with four people, closed."""
    with open_office(tmp_path / "peopled") as office:
        for handle in OTHERS:
            office.small.joined_by(handle)
    return tmp_path / "peopled"


def test_after_any_history_who_holds_a_slot_opens_it_and_nobody_else(
    open_office: Opening, peopled: Path, tmp_path: Path
) -> None:
    class Machine(Teams):
        opening = staticmethod(open_office)
        origin = peopled
        folder = tmp_path

    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=settings().max_examples // 5,
            stateful_step_count=30,
            suppress_health_check=list(HealthCheck),
            # Each example opens a node: finding a shorter history would take minutes.
            phases=(Phase.reuse, Phase.generate),
        ),
    )
