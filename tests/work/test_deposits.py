"""Deposits: reception leaves what it cannot read again; the team takes it in or discards it."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tejido.accounts.signing_in import SignedIn
from tejido.audit.log import Kind
from tejido.audit.log import read as read_log
from tejido.errors import ChangedError, InputError, NotFoundError, NotOpenedError, SealError
from tejido.store import deposits as stored
from tejido.store import processes
from tejido.store.tables import DepositTable, ProcessTable
from tejido.vault.ciphers import BoxPair
from tejido.vault.process_keys import ProcessKeys, seal_deposit
from tejido.work import deposits, holds, people, records, teams
from tejido.work.keys import keys_of, newest_in

VISIT = "tela.visit"
SAID = {"aggression": "threat", "said": "Lo contaron en la puerta"}


def leave(office: Any, process: str, who: SignedIn | None = None, **given: Any) -> str:
    """Leave a visit as Rosa, who holds nothing, and return the deposit's id."""
    before = {row[0] for row in office.dump()["deposit"]}
    deposits.leave(office.node, who or office.rosa, process[:8], VISIT, {**SAID, **given})
    (left,) = {row[0] for row in office.dump()["deposit"]} - before
    assert isinstance(left, str)
    return left


def logged(office: Any) -> list[dict[str, str]]:
    with office.node.store.read() as tx:
        entries = read_log(tx, office.ana.roles["auditor"])
    return [dict(entry.facts or {}) for entry in entries if entry.kind == Kind.DEPOSIT]


def test_what_is_left_is_read_by_the_team_and_taken_in(office: Any) -> None:
    process = office.begin()
    left = leave(office, process)
    assert deposits.count_waiting(office.node, office.ana) == {process: 1}
    (one,) = deposits.waiting(office.node, office.ana, process)
    assert (one.id, one.left_on) == (left, "2026-03-01")
    seen = deposits.opened(office.node, office.ana, left)
    assert (seen.type, seen.left_by, seen.process) == (VISIT, "rosa", process)
    assert seen.fields["said"] == SAID["said"]
    record = deposits.take_in(office.node, office.ana, left)
    taken = records.opened(office.node, office.ana, record)
    assert (taken.body["said"], taken.version, taken.state) == (SAID["said"], 1, "open")
    assert deposits.waiting(office.node, office.ana, process) == []
    assert ("saved", VISIT, record) in office.plugin.told
    with pytest.raises(NotFoundError):
        deposits.take_in(office.node, office.ana, left)


def test_all_of_it_is_logged_and_none_of_its_content(office: Any) -> None:
    process = office.begin()
    first, second = leave(office, process), leave(office, process)
    with pytest.raises(NotFoundError):
        deposits.leave(office.node, office.rosa, "ffffffff", VISIT, SAID)
    deposits.opened(office.node, office.ana, first)
    record = deposits.take_in(office.node, office.ana, first)
    deposits.discard(office.node, office.ana, second)
    rosa, ana = office.rosa.person, office.ana.person
    assert logged(office) == [
        {"person": rosa, "left": first, "process": process},
        {"person": rosa, "left": second, "process": process},
        {"person": rosa, "refused": "reference"},
        {"person": ana, "taken_in": first, "process": process, "record": record},
        {"person": ana, "discarded": second, "process": process},
    ]


def test_of_a_process_on_hold_nothing_is_discarded(office: Any) -> None:
    process = office.begin()
    left = leave(office, process)
    holds.hold(office.node, office.ana, process, "Sigue la audiencia")
    before = office.dump()
    with pytest.raises(ChangedError, match="on hold"):
        deposits.discard(office.node, office.ana, left)
    assert office.dump() == before
    holds.release(office.node, office.ana, process)
    assert deposits.discard(office.node, office.ana, left) == process


def test_whoever_left_it_reads_it_no_more(office: Any) -> None:
    process = office.begin()
    left = leave(office, process)
    before = office.dump()
    for door in (
        lambda: deposits.opened(office.node, office.rosa, left),
        lambda: deposits.take_in(office.node, office.rosa, left),
        lambda: deposits.discard(office.node, office.rosa, left),
        lambda: deposits.waiting(office.node, office.rosa, process),
    ):
        with pytest.raises(NotOpenedError):
            door()
    assert deposits.count_waiting(office.node, office.rosa) == {}
    assert office.dump() == before


def test_one_of_the_team_may_leave_something_too(office: Any) -> None:
    process = office.begin()
    left = leave(office, process, office.ana)
    assert deposits.opened(office.node, office.ana, left).left_by == "ana"


@pytest.mark.parametrize("length", [8, 12, 32])
def test_a_reference_is_understood_as_it_is_told(office: Any, length: int) -> None:
    process = office.begin()
    said = f" {process[:4].upper()} {process[4:length]}\t"
    deposits.leave(office.node, office.rosa, said, VISIT, SAID)
    assert deposits.count_waiting(office.node, office.ana) == {process: 1}


@pytest.mark.parametrize("reference", ["", "unknown", "short", "wild", "another kind", "two"])
def test_every_wrong_reference_is_answered_alike_and_logged(office: Any, reference: str) -> None:
    process = office.begin()
    twins = ["0" * 31 + "1", "0" * 31 + "2"]
    with office.node.store.write() as tx:
        row = processes.by_id(tx, process)
        for twin in twins:
            processes.add(tx, replace(row, id=twin))
        other = replace(row, id="e" * 32, kind="team")
        processes.add(tx, other)
    said = {
        "": "",
        "unknown": "f" * 8,
        "short": process[:7],
        "wild": "%" * 8,
        "another kind": "e" * 8,
        "two": "0" * 8,
    }[reference]
    with pytest.raises(NotFoundError) as refused:
        deposits.leave(office.node, office.rosa, said, VISIT, SAID)
    assert refused.value.message == deposits._NO_SUCH
    assert office.dump()["deposit"] == []
    assert logged(office) == [{"person": office.rosa.person, "refused": "reference"}]


def test_two_processes_that_begin_alike_are_told_apart_by_more(office: Any) -> None:
    process = office.begin()
    assert teams.team(office.node, office.ana, process).reference == process[:8]
    with office.node.store.write() as tx:
        row = processes.by_id(tx, process)
        processes.add(tx, replace(row, id=process[:10] + ("0" if process[10] != "0" else "1") * 22))
        reference = deposits.reference_of(tx, process)
        processes.add(tx, replace(row, id=process[:31] + ("0" if process[31] != "0" else "1")))
        assert deposits.reference_of(tx, process) == process
    assert reference == process[:12]
    deposits.leave(office.node, office.rosa, process, VISIT, SAID)
    assert deposits.count_waiting(office.node, office.ana) == {process: 1}


def test_what_does_not_fit_the_form_is_not_left(office: Any) -> None:
    process = office.begin()
    with pytest.raises(InputError) as refused:
        deposits.leave(office.node, office.rosa, process[:8], VISIT, {"people": -1})
    assert set(refused.value.fields) == {"aggression", "people"}
    with pytest.raises(NotFoundError):
        deposits.leave(office.node, office.rosa, process[:8], "tela.nothing", SAID)
    assert office.dump()["deposit"] == []


def test_what_waits_opens_after_the_key_was_renewed(office: Any) -> None:
    process = office.begin(team=[office.rosa.handle])
    luz = office.small.joined_by("luz")
    first = leave(office, process, luz)
    teams.close_to(office.node, office.ana, process, "rosa")
    second = leave(office, process, luz)
    with office.node.store.read() as tx:
        assert [stored.by_id(tx, one).key_version for one in (first, second)] == [1, 2]
    for left in (first, second):
        assert deposits.opened(office.node, office.ana, left).left_by == "luz"
        with pytest.raises(NotOpenedError):
            deposits.opened(office.node, office.rosa, left)


def test_what_was_kept_of_an_older_key_opens_nothing_left_later(office: Any) -> None:
    process = office.begin(team=[office.rosa.handle])
    with office.node.store.read() as tx:
        kept = newest_in(keys_of(office.node, tx, office.rosa, [process]), process)
    teams.close_to(office.node, office.ana, process, "rosa")
    left = leave(office, process)
    with office.node.store.read() as tx:
        row = stored.by_id(tx, left)
    with pytest.raises(SealError):
        kept.open_deposit(left, row.sealed)


def test_nothing_is_left_under_a_key_that_somebody_disabled_knew(office: Any) -> None:
    process = office.begin(team=[office.small.joined_by("luz").handle])
    people.disable(office.node, office.ana, "luz")
    with pytest.raises(ChangedError, match="Ask its team"):
        leave(office, process)
    assert office.dump()["deposit"] == []
    office.write(process)
    assert leave(office, process)


def test_nothing_is_left_for_an_older_state_of_a_process(office: Any) -> None:
    process = office.begin(team=[office.small.joined_by("luz").handle])
    with office.node.store.read() as tx:
        old = processes.by_id(tx, process)
    teams.close_to(office.node, office.ana, process, "luz")
    with office.node.store.write() as tx:
        processes.replace(tx, [old])
    with pytest.raises(SealError, match="older than its keys"):
        leave(office, process)


def test_its_length_does_not_tell_what_was_answered(office: Any) -> None:
    process = office.begin()
    lengths = set()
    for answer in ("threat", "attempted_killing"):
        leave(office, process, aggression=answer, said="Sí")
    for row in office.dump()["deposit"]:
        lengths.add(len(row[3]))
    assert len(lengths) == 1


# --- whoever can only write to the database --------------------------------------------


def test_nothing_is_sealed_to_a_public_half_that_was_put_in(office: Any) -> None:
    process = office.begin()
    theirs = BoxPair.generate().public
    with office.node.store.write() as tx:
        tx.run(ProcessTable.update(deposit_public=theirs).where(ProcessTable.id == process))
    with pytest.raises(SealError, match="not written by this node"):
        deposits.leave(office.node, office.rosa, process[:8], VISIT, SAID)
    assert office.dump()["deposit"] == []


@pytest.mark.parametrize("change", [{"kind": "team"}, {"key_version": 2}])
def test_a_relabelled_process_takes_nothing(office: Any, change: dict[str, Any]) -> None:
    process = office.begin()
    with office.node.store.write() as tx:
        tx.run(ProcessTable.update(**change).where(ProcessTable.id == process))
    with pytest.raises((SealError, NotFoundError)):
        deposits.leave(office.node, office.rosa, process[:8], VISIT, SAID)
    assert office.dump()["deposit"] == []


def test_a_deposit_that_was_put_in_is_refused(office: Any) -> None:
    process = office.begin()
    left = leave(office, process)
    with office.node.store.read() as tx:
        row, public = stored.by_id(tx, left), processes.by_id(tx, process).deposit_public
    forged = seal_deposit(public, process, left, b'{"by":"","fields":{},"schema":1,"type":"x"}')
    for change in ({"sealed": forged}, {"proof": bytes(32)}):
        with office.node.store.write() as tx:
            tx.run(DepositTable.update(**change).where(DepositTable.id == left))
        for door in (deposits.opened, deposits.take_in):
            with pytest.raises(SealError, match="not written by this node"):
                door(office.node, office.ana, left)
        with office.node.store.write() as tx:
            tx.put(DepositTable, [vars(row)])
    assert deposits.opened(office.node, office.ana, left).left_by == "rosa"


def test_a_deposit_moved_to_another_process_is_refused(office: Any) -> None:
    process, other = office.begin(), office.begin()
    left = leave(office, process)
    with office.node.store.write() as tx:
        tx.run(DepositTable.update(process=other))
    with pytest.raises(SealError):
        deposits.opened(office.node, office.ana, left)


# --- forms that changed, plugins that went ----------------------------------------------


def test_what_its_form_no_longer_takes_stays_where_it_is(
    office: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    process = office.begin()
    left = leave(office, process)
    before = office.dump()
    monkeypatch.setattr(records, "keep", _refuses)
    with pytest.raises(InputError):
        deposits.take_in(office.node, office.ana, left)
    assert office.dump() == before


def _refuses(*_given: object) -> list[str]:
    raise InputError("no", {"said": ["no"]})


def test_it_can_be_read_while_its_plugin_is_absent_and_taken_in_later(office: Any) -> None:
    process = office.begin()
    left = leave(office, process)
    without = office.small.without("tela").node
    assert deposits.opened(without, office.ana, left).fields["said"] == SAID["said"]
    with pytest.raises(NotFoundError):
        deposits.take_in(without, office.ana, left)
    assert deposits.take_in(office.node, office.ana, left)


@given(content=st.binary(max_size=700), ids=st.tuples(*[st.binary(min_size=16, max_size=16)] * 2))
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_whatever_is_left_comes_out_as_it_was(content: bytes, ids: tuple[bytes, bytes]) -> None:
    process, deposit = (one.hex() for one in ids)
    keys = ProcessKeys.generate(process)
    sealed = seal_deposit(keys.deposit.public, process, deposit, content)
    assert keys.open_deposit(deposit, sealed) == content
    assert (len(sealed) - 48 - 18 - 32) % 256 == 0


def test_on_both_databases(either: Any) -> None:
    process = either.begin()
    first, second = leave(either, process), leave(either, process)
    assert deposits.count_waiting(either.node, either.ana) == {process: 2}
    assert deposits.take_in(either.node, either.ana, first)
    deposits.discard(either.node, either.ana, second)
    assert deposits.count_waiting(either.node, either.ana) == {}
