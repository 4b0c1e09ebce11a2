"""Retention: nothing goes without a rule, nothing goes early, nothing goes that is held."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tejido import ProcessKind
from tejido.errors import ChangedError, InputError, NotFoundError, NotOpenedError, SealError
from tejido.store.tables import (
    AuditEntryTable,
    CodedRowTable,
    ProcessTable,
    RecordTable,
    RetentionHoldTable,
    RetentionRuleTable,
)
from tejido.work import (
    auditing,
    carrying_out,
    coding,
    consent,
    erasing,
    holds,
    processes,
    records,
    retention,
)
from tejido.work.calendar import goes_on, kept_since
from tejido.work.carrying_out import CarriedOut
from tejido.work.records import Entry

Office = Any  # the conftest's; test modules do not import each other

VISIT = "tela.visit"
KIND = "accompaniment"
DAYS = st.dates(date(1970, 1, 1), date(9900, 12, 31))
MONTHS = st.integers(1, 240)


# --- months --------------------------------------------------------------------------------


@given(DAYS, MONTHS)
def test_whole_calendar_months_pass_before_anything_goes(since: date, months: int) -> None:
    """Those of the calendar that lie whole between the two days are as many as the rule says."""
    on_day = goes_on(since, months)
    assert on_day.day == 1
    between = (on_day.year - since.year) * 12 + on_day.month - since.month - 1
    assert between == months


@given(DAYS, MONTHS)
def test_nothing_goes_before_as_many_months_as_people_count(since: date, months: int) -> None:
    """From the 15th of one month to the 15th of another; and at most a month and a day later."""
    years, month = divmod(since.month - 1 + months, 12)
    last = min(since.day, 28)
    assert goes_on(since, months) > date(since.year + years, month + 1, last)
    assert goes_on(since, months) - date(since.year + years, month + 1, last) <= timedelta(days=32)


@given(DAYS, DAYS, MONTHS)
def test_what_rested_longer_never_goes_later(one: date, other: date, months: int) -> None:
    earlier, later = sorted([one, other])
    assert goes_on(earlier, months) <= goes_on(later, months)


@given(DAYS, DAYS, MONTHS)
def test_both_ways_of_asking_say_the_same(since: date, today: date, months: int) -> None:
    assert (goes_on(since, months) <= today) == (since < kept_since(today, months))


# --- rules ---------------------------------------------------------------------------------


def test_a_rule_is_kept_in_the_place_of_the_one_before(either: Office) -> None:
    node, ana = either.node, either.ana
    retention.set_rule(node, ana, VISIT, "done", 24)
    retention.set_rule(node, ana, VISIT, "done", 12, retention.REVIEW)
    retention.set_rule(node, ana, KIND, retention.CLOSED, 60)
    found = [(one.what, one.state, one.months, one.action) for one in retention.rules(node)]
    assert found == [(KIND, "closed", 60, "erase"), (VISIT, "done", 12, "review")]
    retention.remove_rule(node, ana, VISIT, "done")
    assert [one.what for one in retention.rules(node)] == [KIND]
    with pytest.raises(NotFoundError):
        retention.remove_rule(node, ana, VISIT, "done")


@pytest.mark.parametrize(
    ("rule", "wrong"),
    [
        (("nothing", "", 12), "what"),
        ((VISIT, "lost", 12), "state"),
        ((VISIT, "", 12), "state"),
        ((KIND, "done", 12), "state"),
        ((KIND, "open", 12, "burn"), "action"),
        (("log", "", 12, "review"), "action"),
        (("log", "", 11), "months"),
        ((KIND, "open", 0), "months"),
        ((KIND, "open", 241), "months"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(
    office: Office, rule: tuple[Any, ...], wrong: str
) -> None:
    with pytest.raises(InputError) as refused:
        retention.set_rule(office.node, office.ana, *rule)
    assert list(refused.value.fields) == [wrong]
    assert retention.rules(office.node) == []


def test_no_rule_keeps_longer_than_the_declaration_says(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    kinds: Any = office.node.declarations.kinds
    monkeypatch.setitem(kinds, KIND, ProcessKind(KIND, "Accompaniment", keep_at_most=36))
    assert retention.ceiling(office.node, KIND) == 36
    assert retention.ceiling(office.node, VISIT) == 240
    retention.set_rule(office.node, office.ana, KIND, "open", 36)
    with pytest.raises(InputError, match="from 1 to 36"):
        retention.set_rule(office.node, office.ana, KIND, "open", 37)


def test_only_administrators_set_rules(office: Office) -> None:
    with pytest.raises(NotOpenedError):
        retention.set_rule(office.node, office.rosa, KIND, "open", 12)
    with pytest.raises(NotOpenedError):
        retention.remove_rule(office.node, office.rosa, KIND, "open")


def from_on(office: Office) -> str:
    (rule,) = retention.rules(office.node)
    return str(rule.from_on)


def test_a_rule_waits_whenever_it_erases_sooner_than_the_one_before(either: Office) -> None:
    """New, shorter, or of another action: thirty days. Longer or the same: as it was."""
    node, ana = either.node, either.ana
    retention.set_rule(node, ana, KIND, "open", 24)
    assert from_on(either) == "2026-03-31"
    either.clock.pass_(days=5)
    retention.set_rule(node, ana, KIND, "open", 24)
    assert from_on(either) == "2026-03-31"
    retention.set_rule(node, ana, KIND, "open", 36)
    assert from_on(either) == "2026-03-31"  # to lengthen what waits makes it hold no sooner
    retention.set_rule(node, ana, KIND, "open", 35)
    assert from_on(either) == "2026-04-05"
    either.clock.pass_(days=60)
    retention.set_rule(node, ana, KIND, "open", 48)
    assert from_on(either) == "2026-05-05"
    retention.set_rule(node, ana, KIND, "open", 60, retention.REVIEW)
    assert from_on(either) == "2026-06-04"
    either.clock.pass_(days=60)
    retention.set_rule(node, ana, KIND, "open", 60)
    assert from_on(either) == "2026-08-03"
    retention.remove_rule(node, ana, KIND, "open")
    retention.set_rule(node, ana, KIND, "open", 60)
    assert from_on(either) == "2026-08-03"


def test_an_administrator_alone_destroys_nothing_within_thirty_days(office: Office) -> None:
    process = office.begin()
    pass_to(office, date(2027, 6, 1))
    retention.set_rule(office.node, office.ana, KIND, retention.OPEN, 1)
    retention.set_rule(office.node, office.ana, "log", "", 12)
    due = retention.preview(office.node, office.ana, office.node.today()).mine
    assert {one.on_day for one in due if one.resting.process == process} == {date(2027, 7, 1)}
    pass_to(office, date(2027, 6, 30))
    assert carried_out(office) == CarriedOut()
    assert process in ids(office, ProcessTable)
    pass_to(office, date(2027, 7, 1))
    done = carried_out(office)
    assert done.processes
    assert done.entries
    assert process not in ids(office, ProcessTable)


def test_nothing_goes_by_a_rule_while_a_shorter_one_waits_in_its_place(office: Office) -> None:
    retention.set_rule(office.node, office.ana, KIND, retention.OPEN, 12)
    process = office.begin()
    pass_to(office, date(2027, 3, 20))
    retention.set_rule(office.node, office.ana, KIND, retention.OPEN, 1)
    pass_to(office, date(2027, 4, 18))
    assert carried_out(office) == CarriedOut()
    assert process in ids(office, ProcessTable)


# --- what somebody put into the database ---------------------------------------------------


FORGED: dict[str, dict[str, Any]] = {
    "another kind": {"what": VISIT},
    "another state": {"state": "closed"},
    "fewer months": {"months": -1},
    "another action": {"action": "review"},
    "sooner": {"from_on": "2026-03-01"},
    "another proof": {"proof": bytes(32)},
}


@pytest.mark.parametrize("how", FORGED)
def test_a_rule_that_somebody_put_in_erases_nothing(either: Office, how: str) -> None:
    retention.set_rule(either.node, either.ana, KIND, retention.OPEN, 1)
    either.begin()
    with either.node.store.write() as tx:
        tx.run(RetentionRuleTable.update(**FORGED[how]))
    pass_to(either, date(2027, 1, 1))
    before = ids(either, ProcessTable)
    for asked in (carried_out, lambda one: retention.rules(one.node)):
        with pytest.raises(SealError, match="not written by this node"):
            asked(either)
    assert ids(either, ProcessTable) == before


def test_the_log_is_neither_erased_nor_made_ours_by_a_rule_that_was_put_in(
    office: Office,
) -> None:
    with office.node.store.write() as tx:
        tx.run(AuditEntryTable.update(leaf=b"F" * 32).where(AuditEntryTable.position == 0))
        put = {"what": "log", "state": "", "months": -1, "action": "erase"}
        tx.insert(RetentionRuleTable, [{**put, "from_on": "2020-01-01", "proof": b""}])
    office.clock.pass_(days=1)
    with pytest.raises(SealError, match="not written by this node"):
        carried_out(office)
    with office.node.store.write() as tx:
        tx.run(RetentionRuleTable.delete())
    retention.set_rule(office.node, office.ana, "log", "", 12)
    pass_to(office, date(2027, 10, 1))
    with pytest.raises(SealError, match="Entry 0 of the log"):
        carried_out(office)
    with pytest.raises(SealError, match="entry 0 of the log was not written"):
        auditing.verified(office.node)


def test_a_rule_that_could_not_be_set_any_more_stops_erasing_until_it_is_set_anew(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    retention.set_rule(office.node, office.ana, KIND, retention.OPEN, 48)
    retention.set_rule(office.node, office.ana, VISIT, "done", 1)
    process, done = office.visited()
    records.move(office.node, office.ana, done, "done")
    kinds: Any = office.node.declarations.kinds
    monkeypatch.setitem(kinds, KIND, ProcessKind(KIND, "Accompaniment", keep_at_most=36))
    pass_to(office, date(2026, 9, 1))
    with pytest.raises(InputError, match="set it anew"):
        carried_out(office)
    assert len(retention.rules(office.node)) == 2
    retention.set_rule(office.node, office.ana, KIND, retention.OPEN, 36)
    assert carried_out(office) == CarriedOut(records=1)
    assert process in ids(office, ProcessTable)


def test_a_hold_that_somebody_put_in_is_told_and_can_be_released(either: Office) -> None:
    node, ana = either.node, either.ana
    process = either.begin()
    holds.hold(node, ana, process, "La audiencia está pendiente")
    with node.store.write() as tx:
        tx.run(RetentionHoldTable.update(placed_on="2020-01-01"))
    with pytest.raises(SealError, match="not written by this node"):
        retention.keeping(node, ana, process)
    holds.release(node, ana, process)
    assert retention.keeping(node, ana, process).hold is None


# --- carrying out --------------------------------------------------------------------------


def pass_to(office: Office, day: date) -> None:
    """Let time pass, with something logged the day before: the clock is believed."""
    office.clock.now = office.clock.now.replace(year=day.year, month=day.month, day=day.day)
    office.clock.pass_(days=-1)
    office.begin("un hilo cualquiera")
    office.clock.pass_(days=1)


def carried_out(office: Office) -> CarriedOut:
    return carrying_out.carry_out(office.node, office.node.today())


def ids(office: Office, table: Any) -> set[str]:
    with office.node.store.read() as tx:
        return {one for (one,) in tx.all(table.select(table.id).tuples())}


def test_without_a_rule_nothing_ever_goes(office: Office) -> None:
    office.visited()
    pass_to(office, date(2200, 1, 1))
    before = ids(office, ProcessTable), ids(office, RecordTable)
    assert carried_out(office) == CarriedOut()
    assert (ids(office, ProcessTable), ids(office, RecordTable)) == before
    seen = retention.preview(office.node, office.ana, office.node.today())
    assert not seen.mine
    assert {KIND, VISIT, "log"} <= set(seen.unruled)


def test_a_closed_process_goes_on_its_day_and_not_before(either: Office) -> None:
    node, ana = either.node, either.ana
    retention.set_rule(node, ana, KIND, retention.CLOSED, 12)
    open_one, _record = either.visited()
    closed_one, record = either.visited()
    processes.close(node, ana, closed_one)
    pass_to(either, date(2027, 3, 31))
    assert carried_out(either) == CarriedOut()
    pass_to(either, date(2027, 4, 1))
    assert carried_out(either) == CarriedOut(processes=1)
    assert closed_one not in ids(either, ProcessTable)
    assert record not in ids(either, RecordTable)
    assert open_one in ids(either, ProcessTable)
    assert carried_out(either) == CarriedOut()


def test_an_open_process_rests_since_anything_was_written_in_it(office: Office) -> None:
    retention.set_rule(office.node, office.ana, KIND, retention.OPEN, 12)
    process, record = office.visited()
    pass_to(office, date(2026, 9, 15))
    office.write(process, record, people=4)
    pass_to(office, date(2027, 9, 30))
    assert process in ids(office, ProcessTable)
    carried_out(office)
    assert process in ids(office, ProcessTable)
    pass_to(office, date(2027, 10, 1))
    carried_out(office)
    assert process not in ids(office, ProcessTable)


def test_a_reopened_process_is_open(office: Office) -> None:
    node, ana = office.node, office.ana
    retention.set_rule(node, ana, KIND, retention.CLOSED, 1)
    process = office.begin()
    processes.close(node, ana, process)
    processes.reopen(node, ana, process)
    pass_to(office, date(2027, 1, 1))
    carried_out(office)
    assert process in ids(office, ProcessTable)
    with pytest.raises(ChangedError):
        processes.reopen(node, ana, process)
    processes.close(node, ana, process)
    with pytest.raises(ChangedError):
        processes.close(node, ana, process)


def test_a_record_goes_by_its_state_and_its_process_stays(either: Office) -> None:
    node, ana = either.node, either.ana
    retention.set_rule(node, ana, VISIT, "done", 6)
    process, done = either.visited()
    records.move(node, ana, done, "done")
    stays = either.write(process)
    pass_to(either, date(2026, 10, 1))
    assert carried_out(either) == CarriedOut(records=1)
    assert ids(either, RecordTable) == {stays}
    assert process in ids(either, ProcessTable)


def test_a_rule_about_a_kind_is_about_no_record_that_is_called_like_it(office: Office) -> None:
    """The record says where the process stands; alone it would go while the process stays."""
    node, ana = office.node, office.ana
    assert retention.choices(node)[KIND] == (retention.OPEN, retention.CLOSED)
    retention.set_rule(node, ana, KIND, retention.CLOSED, 1)
    process = office.begin()
    (record,) = records.write(node, ana, [Entry(KIND, process, {})])
    with node.store.write() as tx:
        tx.run(RecordTable.update(state=retention.CLOSED).where(RecordTable.id == record))
    pass_to(office, date(2027, 1, 1))
    assert not retention.preview(node, ana, node.today()).mine
    assert carried_out(office) == CarriedOut()
    assert record in ids(office, RecordTable)
    processes.close(node, ana, process)
    pass_to(office, date(2027, 4, 1))
    assert carried_out(office) == CarriedOut(processes=1)
    assert record not in ids(office, RecordTable)


def test_what_is_to_be_reviewed_stays_until_somebody_looks(office: Office) -> None:
    node, ana = office.node, office.ana
    retention.set_rule(node, ana, KIND, retention.OPEN, 1, retention.REVIEW)
    process = office.begin()
    pass_to(office, date(2027, 1, 1))
    assert carried_out(office) == CarriedOut()
    mine = retention.preview(node, ana, node.today()).mine
    assert [(one.resting.process, one.action) for one in mine if one.on_day < node.today()] == [
        (process, "review")
    ]


def test_what_is_held_stays_and_goes_once_it_is_released(either: Office) -> None:
    node, ana = either.node, either.ana
    retention.set_rule(node, ana, KIND, retention.OPEN, 1)
    retention.set_rule(node, ana, VISIT, "open", 1)
    process, record = either.visited()
    holds.hold(node, ana, process, "La audiencia está pendiente")
    pass_to(either, date(2027, 1, 1))
    assert carried_out(either) == CarriedOut()
    assert record in ids(either, RecordTable)
    (due,) = [
        one
        for one in retention.preview(node, ana, node.today()).mine
        if one.resting.process == process and one.resting.record is None
    ]
    assert due.is_held
    holds.release(node, ana, process)
    assert carried_out(either).processes == 1
    assert process not in ids(either, ProcessTable)


def test_more_than_one_transaction_s_worth_goes_as_well(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(carrying_out, "_AT_ONCE", 3)
    retention.set_rule(office.node, office.ana, KIND, retention.OPEN, 1)
    process = office.begin()
    entries = [Entry(VISIT, process, {"aggression": "threat"})] * 4
    records.write(office.node, office.ana, entries)
    for _ in range(6):
        office.begin()
    pass_to(office, date(2027, 1, 1))
    assert carried_out(office) == CarriedOut(processes=7)
    assert ids(office, RecordTable) == set()


def test_nobody_needs_to_be_signed_in(office: Office) -> None:
    retention.set_rule(office.node, office.ana, KIND, retention.OPEN, 1)
    process = office.begin()
    pass_to(office, date(2027, 1, 1))
    office.node.held.forget()
    assert carried_out(office).processes == 1
    assert process not in ids(office, ProcessTable)


def test_entries_of_the_log_go_by_their_rule_and_their_leaves_stay(office: Office) -> None:
    retention.set_rule(office.node, office.ana, "log", "", 12)
    with office.node.store.read() as tx:
        old = len(tx.all(AuditEntryTable.select()))
    pass_to(office, date(2027, 3, 31))
    assert carried_out(office) == CarriedOut()
    pass_to(office, date(2027, 4, 1))
    assert carried_out(office) == CarriedOut(entries=old)
    assert carried_out(office) == CarriedOut()
    with office.node.store.read() as tx:
        rows = tx.all(AuditEntryTable.select().order_by(AuditEntryTable.position))
    assert [row.position for row in rows] == list(range(len(rows)))
    assert [row.sealed is None for row in rows[: old + 1]] == [True] * old + [False]


# --- what should have gone and is still here -----------------------------------------------


def is_failing(office: Office) -> bool:
    assert not carrying_out.is_failing(office.node, office.rosa), "told to administrators only"
    return carrying_out.is_failing(office.node, office.ana)


def test_what_is_still_here_the_day_after_is_told_until_it_is_gone(either: Office) -> None:
    retention.set_rule(either.node, either.ana, KIND, retention.OPEN, 1)
    either.begin()
    for day, fails in ((date(2026, 4, 30), False), (date(2026, 5, 1), False)):
        pass_to(either, day)
        assert is_failing(either) is fails
    either.clock.pass_(days=1)
    assert is_failing(either)
    assert carried_out(either).processes
    assert not is_failing(either)


def test_what_is_held_does_not_count_as_failing(office: Office) -> None:
    retention.set_rule(office.node, office.ana, KIND, retention.CLOSED, 1)
    process = office.begin()
    processes.close(office.node, office.ana, process)
    holds.hold(office.node, office.ana, process, "un juicio")
    pass_to(office, date(2026, 7, 1))
    assert not is_failing(office)
    holds.release(office.node, office.ana, process)
    assert is_failing(office)


def test_entries_of_the_log_that_do_not_go_are_told(office: Office) -> None:
    retention.set_rule(office.node, office.ana, "log", "", 12)
    pass_to(office, date(2027, 4, 1))
    assert not is_failing(office)
    office.clock.pass_(days=1)
    assert is_failing(office)
    assert carried_out(office).entries
    assert not is_failing(office)


@pytest.mark.parametrize("how", ["months", "proof"])
def test_a_rule_that_cannot_be_carried_out_is_told(office: Office, how: str) -> None:
    retention.set_rule(office.node, office.ana, KIND, retention.OPEN, 240)
    assert not is_failing(office)
    changed = {"months": 1} if how == "months" else {"proof": b"F" * 32}
    with office.node.store.write() as tx:
        tx.run(RetentionRuleTable.update(**changed))
    assert is_failing(office)


# --- a clock that leapt ahead --------------------------------------------------------------


def test_on_the_first_day_after_a_leap_nothing_goes(office: Office) -> None:
    retention.set_rule(office.node, office.ana, KIND, retention.OPEN, 1)
    process = office.begin()
    office.clock.pass_(days=3650)
    assert carried_out(office) == CarriedOut(waited=True)
    assert carried_out(office) == CarriedOut(waited=True)  # nor after another start on that day
    assert process in ids(office, ProcessTable)
    office.clock.pass_(days=1)
    assert carried_out(office) == CarriedOut(processes=1)


def test_a_leap_that_was_put_right_has_erased_nothing(office: Office) -> None:
    retention.set_rule(office.node, office.ana, KIND, retention.OPEN, 1)
    process = office.begin()
    before = office.clock.now
    office.clock.pass_(days=3650)
    carried_out(office)
    office.clock.now = before + timedelta(days=1)
    assert carried_out(office) == CarriedOut()
    assert process in ids(office, ProcessTable)


@pytest.mark.parametrize(("days", "goes"), [(1, True), (2, True), (3, False)])
def test_two_days_without_anybody_are_no_leap(office: Office, days: int, goes: bool) -> None:
    retention.set_rule(office.node, office.ana, KIND, retention.OPEN, 1)
    process = office.begin()
    pass_to(office, date(2027, 1, 1))
    office.clock.pass_(days=days - 1)
    with office.node.store.write() as tx:  # what of that day would say that somebody was here
        tx.run(AuditEntryTable.delete().where(AuditEntryTable.on_day >= "2027-01-01"))
    assert carried_out(office).waited is not goes
    assert (process not in ids(office, ProcessTable)) is goes


# --- what somebody is shown ----------------------------------------------------------------


def test_a_preview_names_what_was_opened_to_whoever_asks_and_counts_the_rest_for_administrators(
    office: Office,
) -> None:
    node, ana, rosa = office.node, office.ana, office.rosa
    retention.set_rule(node, ana, KIND, retention.OPEN, 1)
    own = processes.start(node, rosa, KIND, "De Rosa")
    office.begin()
    held = office.begin()
    holds.hold(node, ana, held, "Sigue la búsqueda")
    today = node.today()
    of_ana = retention.preview(node, ana, today)
    assert len(of_ana.mine) == 2
    assert of_ana.others == {(KIND, "open", "erase", False): 1}
    of_rosa = retention.preview(node, rosa, today)
    assert [one.resting.process for one in of_rosa.mine] == [own]
    assert of_rosa.others == {}
    assert retention.preview(node, ana, today, timedelta(days=10)).mine == ()


def test_a_team_sees_what_becomes_of_its_process(office: Office) -> None:
    node, ana = office.node, office.ana
    process = office.begin()
    assert retention.keeping(node, ana, process) == retention.Keeping(None, None, None)
    retention.set_rule(node, ana, KIND, retention.CLOSED, 12)
    processes.close(node, ana, process)
    holds.hold(node, ana, process, "  La audiencia\nestá pendiente ")
    found = retention.keeping(node, ana, process)
    assert found.closed_on == "2026-03-01"
    assert found.hold is not None
    assert found.hold.reason == "La audiencia está pendiente"
    assert found.due is not None
    assert (found.due.on_day, found.due.is_held) == (date(2027, 4, 1), True)
    with pytest.raises(NotOpenedError):
        retention.keeping(node, office.rosa, process)


# --- holds ---------------------------------------------------------------------------------


def test_only_the_team_holds_and_releases(office: Office) -> None:
    process = office.begin()
    with pytest.raises(NotOpenedError):
        holds.hold(office.node, office.rosa, process, "Por si acaso")
    with pytest.raises(NotOpenedError):
        holds.release(office.node, office.rosa, process)
    with pytest.raises(NotOpenedError):
        processes.close(office.node, office.rosa, process)
    with pytest.raises(NotFoundError):
        holds.hold(office.node, office.ana, "f" * 32, "Por si acaso")
    with pytest.raises(NotFoundError):
        holds.release(office.node, office.ana, process)


@pytest.mark.parametrize("reason", ["", " \n ", "x" * 501])
def test_a_hold_says_why(office: Office, reason: str) -> None:
    process = office.begin()
    with pytest.raises(InputError) as refused:
        holds.hold(office.node, office.ana, process, reason)
    assert list(refused.value.fields) == ["reason"]


def test_a_hold_placed_again_has_the_new_reason(office: Office) -> None:
    process = office.begin()
    for reason in ("Una", "Otra"):
        holds.hold(office.node, office.ana, process, reason)
    found = retention.keeping(office.node, office.ana, process).hold
    assert found is not None
    assert found.reason == "Otra"


def test_what_is_held_is_erased_by_nobody(office: Office) -> None:
    process, record = office.visited()
    holds.hold(office.node, office.ana, process, "La audiencia está pendiente")
    with pytest.raises(ChangedError, match="on hold"):
        erasing.erase(office.node, office.ana, processes=[process], reason="mistake")
    with pytest.raises(ChangedError, match="on hold"):
        erasing.erase(office.node, office.ana, records=[record], reason="mistake")
    holds.release(office.node, office.ana, process)
    erasing.erase(office.node, office.ana, processes=[process], reason="mistake")


# --- coded rows ----------------------------------------------------------------------------


def test_coded_rows_go_when_consent_has_run_out(either: Office) -> None:
    node, ana = either.node, either.ana
    lasting, lasts = either.visited()
    process = either.begin()
    consent.grant(node, ana, process, ["aggregate"], until=date(2026, 5, 31))
    either.write(process)
    either.arrive("b" * 26)
    pass_to(either, date(2026, 5, 31))
    assert coding.erase_lapsed(node, node.today()) == 0
    pass_to(either, date(2026, 6, 1))
    assert coding.erase_lapsed(node, node.today()) == 1
    with node.store.read() as tx:
        left = tx.all(CodedRowTable.select().order_by(CodedRowTable.origin))
    assert [(row.process, row.record) for row in left if not row.origin] == [(lasting, lasts)]
    assert len(left) == 2


def test_coded_rows_stay_on_a_day_on_which_the_clock_leapt(office: Office) -> None:
    process = office.begin()
    consent.grant(office.node, office.ana, process, ["aggregate"], until=date(2026, 5, 31))
    office.write(process)
    office.clock.pass_(days=3650)
    assert coding.erase_lapsed(office.node, office.node.today()) == 0
