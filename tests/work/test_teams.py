"""Teams: opening a process to somebody, taking somebody out, handing a caseload over."""

from dataclasses import replace
from typing import Any

import pytest

from tejido.accounts.people import proved
from tejido.accounts.signing_in import SignedIn
from tejido.audit.log import Kind
from tejido.audit.log import read as read_log
from tejido.errors import ChangedError, InputError, NotFoundError, NotOpenedError, SealError
from tejido.store import people as stored_people
from tejido.store import processes, retention, slots, wanted_slots
from tejido.store import records as stored_records
from tejido.store.database import Reading
from tejido.store.people import Person
from tejido.store.tables import PersonTable, ProcessTable
from tejido.testing.keys import key_of
from tejido.vault.ciphers import BoxPair
from tejido.vault.key_words import key_words
from tejido.vault.process_keys import ProcessKeys
from tejido.work import (
    comparing,
    consent,
    deposit_keys,
    giving_again,
    holds,
    leaving,
    people,
    records,
    roles,
    teams,
    wishes,
)
from tejido.work.alone import Others, alone, count_alone
from tejido.work.keys import keys_of, newest_in
from tejido.work.processes import listed, shown, start
from tejido.work.records import Entry

VISIT = "tela.visit"


def shared(office: Any, name: str = "Hilo") -> str:
    """Begin a process that Ana and Rosa hold."""
    process: str = office.begin(name, team=[office.rosa.handle])
    return process


def write(office: Any, who: SignedIn, process: str, **given: Any) -> str:
    (record,) = records.write(
        office.node, who, [Entry(VISIT, process, {"aggression": "threat", **given})]
    )
    return record


def opens(office: Any, who: SignedIn, record: str) -> bool:
    try:
        records.opened(office.node, who, record)
    except NotOpenedError:
        return False
    return True


def known(tx: Reading, handle: str) -> Person:
    found = stored_people.by_handle(tx, handle)
    assert found
    return found


def changed(office: Any, handle: str, **changes: Any) -> None:
    """Change somebody as the node does."""
    with office.node.store.write() as tx:
        person = replace(known(tx, handle), **changes)
        stored_people.replace(tx, proved(office.node.pepper, person))


def disable(office: Any, handle: str) -> None:
    people.disable(office.node, office.ana, handle)


def versions(office: Any, who: SignedIn, process: str) -> list[int]:
    with office.node.store.read() as tx:
        return sorted(keys_of(office.node, tx, who, [process]).get(process, {}))


def logged(office: Any, kind: Kind) -> list[dict[str, str]]:
    with office.node.store.read() as tx:
        entries = read_log(tx, office.ana.roles["auditor"])
    return [dict(entry.facts or {}) for entry in entries if entry.kind == kind]


# --- opening --------------------------------------------------------------------------


def test_who_is_given_a_process_opens_all_of_it_and_writes_in_it(office: Any) -> None:
    process, record = office.visited(said="Lo contaron junto al río")
    teams.open_to(
        office.node,
        office.ana,
        process,
        f" {office.rosa.handle.title()} ",
        public=key_of(office.node, f" {office.rosa.handle.title()} "),
    )
    assert records.opened(office.node, office.rosa, record).body["said"].startswith("Lo contaron")
    assert opens(office, office.ana, write(office, office.rosa, process))
    assert [card.name for card in listed(office.node, office.rosa)] == ["Hilo"]
    (entry,) = logged(office, Kind.TEAM)
    assert entry == {
        "person": office.ana.person,
        "opened_to": office.rosa.person,
        "process": process,
    }


def test_nobody_gives_what_they_do_not_hold(office: Any) -> None:
    process = office.begin()
    luz, _rosa = office.small.joined_by("luz"), office.rosa
    before = office.dump()
    for door in (
        lambda: teams.open_to(office.node, luz, process, "luz", public=key_of(office.node, "luz")),
        lambda: teams.open_to(
            office.node, luz, process, "rosa", public=key_of(office.node, "rosa")
        ),
        lambda: teams.close_to(office.node, luz, process, "ana"),
        lambda: teams.team(office.node, luz, process),
    ):
        with pytest.raises(NotOpenedError):
            door()
    assert office.dump() == before


@pytest.mark.parametrize("handle", ["nobody", "disabled", "only-roles", ""])
def test_it_is_opened_to_active_accompaniers_only(office: Any, handle: str) -> None:
    process = office.begin()
    office.small.joined_by("disabled")
    disable(office, "disabled")
    office.small.joined_by("only-roles")
    changed(office, "only-roles", accompanier=False)
    with pytest.raises(NotFoundError):
        teams.open_to(office.node, office.ana, process, handle, public=key_of(office.node, handle))


def test_who_holds_it_is_not_given_it_again(office: Any) -> None:
    process = shared(office)
    for handle in ("rosa", "ana"):
        with pytest.raises(ChangedError):
            teams.open_to(
                office.node, office.ana, process, handle, public=key_of(office.node, handle)
            )


def test_nothing_is_sealed_to_a_key_that_was_put_into_the_database(office: Any) -> None:
    process = office.begin()
    assert office.rosa
    with office.node.store.write() as tx:
        theirs = PersonTable.update(public=BoxPair.generate().public)
        tx.run(theirs.where(PersonTable.handle == "rosa"))
    before = office.dump()
    for door in (
        lambda: teams.open_to(
            office.node, office.ana, process, "rosa", public=key_of(office.node, "rosa")
        ),
        lambda: teams.hand_over(
            office.node, office.ana, "rosa", leaving=False, public=key_of(office.node, "rosa")
        ),
        lambda: teams.team(office.node, office.ana, process),
    ):
        with pytest.raises(SealError):
            door()
    assert office.dump() == before


def test_nothing_is_sealed_to_another_key_than_the_one_that_was_compared(office: Any) -> None:
    """Renewed by an administrator while two were on the phone."""
    process, rosa = office.begin(), office.rosa
    compared = {"public": rosa.pair.public}
    with office.node.store.write() as tx:
        known_ = known(tx, "rosa")
        other = replace(known_, public=BoxPair.generate().public)
        stored_people.replace(tx, proved(office.node.pepper, other))
        wishes.note(tx, office.node.pepper, "process", [process], rosa.person)
    before = office.dump()
    for door in (
        lambda: teams.open_to(office.node, office.ana, process, "rosa", **compared),
        lambda: teams.hand_over(office.node, office.ana, "rosa", leaving=True, **compared),
        lambda: giving_again.give_again(office.node, office.ana, "rosa", **compared),
        lambda: roles.grant(office.node, office.ana, "intake", "rosa", **compared),
        lambda: start(office.node, office.ana, "accompaniment", "Hilo", {"rosa": rosa.pair.public}),
    ):
        with pytest.raises(ChangedError, match="not the one you compared"):
            door()
    assert office.dump() == before


def test_words_give_the_key_that_they_are_of_and_no_other(office: Any) -> None:
    said = teams.own_words(office.node, office.rosa)
    for typed in (" ".join(said), f"  {said[0].upper()}  " + " ".join(said[1:])):
        assert comparing.compared(office.node, "rosa", typed) == office.rosa.pair.public
    for typed in ("", " ".join(said[:5]), " ".join(teams.own_words(office.node, office.ana))):
        with pytest.raises(ChangedError, match="other words"):
            comparing.compared(office.node, "rosa", typed)
    with pytest.raises(NotFoundError):
        comparing.compared(office.node, "nadie", " ".join(said))


def test_a_process_that_is_not_there_is_not_found(office: Any) -> None:
    for door in (
        lambda: teams.open_to(
            office.node, office.ana, "0" * 32, "ana", public=key_of(office.node, "ana")
        ),
        lambda: teams.close_to(office.node, office.ana, "0" * 32, "ana"),
        lambda: teams.team(office.node, office.ana, "0" * 32),
    ):
        with pytest.raises(NotFoundError):
            door()


# --- what the team sees ---------------------------------------------------------------


def test_the_team_is_shown_with_words_that_two_can_compare(office: Any) -> None:
    process = shared(office)
    office.small.joined_by("luz")
    seen = teams.team(office.node, office.ana, process)
    assert [(one.handle, one.is_me) for one in seen.members] == [("ana", True), ("rosa", False)]
    assert [one.handle for one in seen.others] == ["luz"]
    assert (seen.wanting, seen.reference) == ((), process[:8])
    assert not seen.is_held_by_one
    by_rosa = teams.team(office.node, office.rosa, process)
    assert [one.words for one in by_rosa.members] == [one.words for one in seen.members]
    said = key_words(office.rosa.person, office.rosa.pair.public, "es")
    assert (seen.members[1].words, len(said)) == (said, 6)
    assert said != key_words(office.rosa.person, office.ana.pair.public, "es")
    assert said != key_words(office.ana.person, office.rosa.pair.public, "es")


def test_a_team_of_one_and_somebody_disabled_is_a_team_of_one(office: Any) -> None:
    process = shared(office)
    disable(office, "rosa")
    seen = teams.team(office.node, office.ana, process)
    assert [one.handle for one in seen.members] == ["ana"]
    assert [(one.handle, one.state) for one in seen.wanting] == [("rosa", "disabled")]
    assert seen.is_held_by_one


# --- taking somebody out --------------------------------------------------------------


def test_who_is_taken_out_opens_nothing_and_what_they_kept_opens_nothing_new(office: Any) -> None:
    process, before = office.visited()
    teams.open_to(
        office.node,
        office.ana,
        process,
        office.rosa.handle,
        public=key_of(office.node, office.rosa.handle),
    )
    with office.node.store.read() as tx:
        kept = newest_in(keys_of(office.node, tx, office.rosa, [process]), process)
        old_card = processes.by_id(tx, process).card
    teams.close_to(office.node, office.ana, process, "rosa")
    after = office.write(process)
    office.write(process, before, said="Otra vez")
    assert not opens(office, office.rosa, before)
    assert not opens(office, office.rosa, after)
    assert listed(office.node, office.rosa) == []
    with office.node.store.read() as tx:
        now = processes.by_id(tx, process)
        for record in (before, after):
            row = stored_records.by_id(tx, record)
            assert row.key_version == 2
            for as_version in (kept, ProcessKeys(process, 2, kept.seed)):
                with pytest.raises(SealError):
                    as_version.open(record, row.version, row.body)
    assert kept.open_card(old_card)
    with pytest.raises(SealError):
        kept.open_card(now.card)
    assert now.deposit_public != kept.deposit.public
    assert (now.key_version, now.renew) == (2, False)
    assert opens(office, office.ana, before)
    assert opens(office, office.ana, after)
    assert shown(office.node, office.ana, process).card.name == "Hilo"
    assert logged(office, Kind.TEAM)[-1] == {
        "person": office.ana.person,
        "closed_to": office.rosa.person,
        "process": process,
    }
    assert logged(office, Kind.ROTATE) == [{"person": office.ana.person, "process": process}]


def test_older_records_open_after_several_rotations_to_whoever_came_later(office: Any) -> None:
    process, first = office.visited()
    written = [first]
    for handle in ("uno", "dos"):
        office.small.joined_by(handle)
        teams.open_to(office.node, office.ana, process, handle, public=key_of(office.node, handle))
        teams.close_to(office.node, office.ana, process, handle)
        written.append(office.write(process))
    teams.open_to(
        office.node,
        office.ana,
        process,
        office.rosa.handle,
        public=key_of(office.node, office.rosa.handle),
    )
    assert versions(office, office.rosa, process) == [1, 2, 3]
    assert all(opens(office, office.rosa, record) for record in written)


def test_one_goes_oneself_where_somebody_stays(office: Any) -> None:
    process, record = office.visited()
    teams.open_to(
        office.node,
        office.ana,
        process,
        office.rosa.handle,
        public=key_of(office.node, office.rosa.handle),
    )
    teams.close_to(office.node, office.ana, process, "ana")
    assert not opens(office, office.ana, record)
    assert opens(office, office.rosa, record)
    assert opens(office, office.rosa, write(office, office.rosa, process))


def test_the_last_who_can_open_it_does_not_go(office: Any) -> None:
    process, record = office.visited()
    teams.open_to(
        office.node,
        office.ana,
        process,
        office.rosa.handle,
        public=key_of(office.node, office.rosa.handle),
    )
    disable(office, "rosa")
    before = office.dump()
    with pytest.raises(ChangedError, match="hand it over"):
        teams.close_to(office.node, office.ana, process, "ana")
    assert office.dump() == before
    teams.close_to(office.node, office.ana, process, "rosa")
    with pytest.raises(ChangedError, match="hand it over"):
        teams.close_to(office.node, office.ana, process, "ana")
    assert opens(office, office.ana, record)


def test_who_is_of_no_team_is_not_taken_out_of_it(office: Any) -> None:
    process = shared(office)
    office.small.joined_by("luz")
    with pytest.raises(ChangedError):
        teams.close_to(office.node, office.ana, process, "luz")
    with pytest.raises(NotFoundError):
        teams.close_to(office.node, office.ana, process, "nobody")
    assert versions(office, office.ana, process) == [1]


def test_why_a_process_is_kept_is_sealed_anew(office: Any) -> None:
    process, other = shared(office), office.begin()
    for one in (process, other):
        holds.hold(office.node, office.ana, one, "Falta la audiencia")
    teams.close_to(office.node, office.ana, process, "rosa")
    with office.node.store.read() as tx:
        keys = keys_of(office.node, tx, office.ana, [process])
        stored, elsewhere = retention.hold_of(tx, process), retention.hold_of(tx, other)
        opened = holds.hold_of(office.node, tx, keys, process)
    assert [one.key_version for one in (stored, elsewhere) if one] == [2, 1]
    assert opened == holds.OpenHold("Falta la audiencia", "2026-03-01")


def test_a_changed_process_is_not_proved_anew(office: Any) -> None:
    process = shared(office)
    with office.node.store.write() as tx:
        tx.run(ProcessTable.update(deposit_public=bytes(32)).where(ProcessTable.id == process))
    with pytest.raises(SealError):
        teams.close_to(office.node, office.ana, process, "rosa")


# --- renewing after somebody was disabled ---------------------------------------------


def test_whoever_writes_next_renews_the_key_that_a_disabled_person_knew(office: Any) -> None:
    process, record = office.visited()
    teams.open_to(
        office.node,
        office.ana,
        process,
        office.rosa.handle,
        public=key_of(office.node, office.rosa.handle),
    )
    disable(office, "rosa")
    assert versions(office, office.ana, process) == [1]
    assert opens(office, office.ana, record)  # reading renews nothing
    assert versions(office, office.ana, process) == [1]
    after = office.write(process)
    assert versions(office, office.ana, process) == [1, 2]
    assert versions(office, office.rosa, process) == []
    with office.node.store.read() as tx:
        assert stored_records.by_id(tx, after).key_version == 2
        assert not processes.by_id(tx, process).renew
        (wish,) = wanted_slots.of_owners(tx, "process", [process])
    assert wish.person == office.rosa.person
    office.write(process)
    assert versions(office, office.ana, process) == [1, 2]


def test_an_older_slot_put_back_is_given_no_newer_key(office: Any) -> None:
    """Taken out, and a friend of theirs writes to the database: what is old stays old."""
    process, _record = office.visited()
    teams.open_to(
        office.node,
        office.ana,
        process,
        office.rosa.handle,
        public=key_of(office.node, office.rosa.handle),
    )
    with office.node.store.read() as tx:
        old = slots.versions_of_person(tx, "process", office.rosa.person, [process])
    teams.close_to(office.node, office.ana, process, "rosa")
    with office.node.store.write() as tx:
        slots.add(tx, old)
        deposit_keys.mark(tx, office.node.pepper, [processes.by_id(tx, process)])
    after = office.write(process)
    assert versions(office, office.ana, process) == [1, 2, 3]
    assert versions(office, office.rosa, process) == [1]
    with pytest.raises(NotOpenedError):
        records.opened(office.node, office.rosa, after)


def test_who_holds_only_an_older_key_is_nobody_to_leave_it_to(office: Any) -> None:
    process, _record = office.visited()
    teams.open_to(
        office.node,
        office.ana,
        process,
        office.rosa.handle,
        public=key_of(office.node, office.rosa.handle),
    )
    with office.node.store.read() as tx:
        old = slots.versions_of_person(tx, "process", office.rosa.person, [process])
    teams.close_to(office.node, office.ana, process, "rosa")
    with office.node.store.write() as tx:
        slots.add(tx, old)
    with pytest.raises(ChangedError, match="hand it over"):
        teams.close_to(office.node, office.ana, process, "ana")


@pytest.mark.parametrize("renew", [False, True])
def test_whether_a_key_is_to_be_renewed_is_not_for_the_database_to_say(
    office: Any, *, renew: bool
) -> None:
    process = shared(office)
    if not renew:
        disable(office, "rosa")
    with office.node.store.write() as tx:
        tx.run(ProcessTable.update(renew=renew).where(ProcessTable.id == process))
    before = office.dump()
    with pytest.raises(SealError):
        office.write(process)
    assert office.dump() == before


def test_an_older_state_of_a_process_is_not_renewed_again(office: Any) -> None:
    process = shared(office)
    with office.node.store.read() as tx:
        old = processes.by_id(tx, process)
    teams.close_to(office.node, office.ana, process, "rosa")
    with office.node.store.write() as tx:
        deposit_keys.mark(tx, office.node.pepper, [old])
    with pytest.raises(SealError, match="older than its keys"):
        office.write(process)


def test_spoiling_a_process_keeps_nobody_in(office: Any) -> None:
    process = shared(office)
    with office.node.store.write() as tx:
        tx.run(ProcessTable.update(kind="team").where(ProcessTable.id == process))
    disable(office, "rosa")
    with office.node.store.write() as tx:
        tx.run(ProcessTable.update(kind="accompaniment").where(ProcessTable.id == process))
    with pytest.raises(SealError):
        office.write(process)


def test_withdrawing_a_consent_renews_as_well(office: Any) -> None:
    process, _record = office.visited()
    seen = leaving.preview(office.node, office.ana, "tela")
    leaving.approve(office.node, office.ana, "tela", seen.digest)
    with office.node.store.write() as tx:
        deposit_keys.mark(tx, office.node.pepper, processes.of_person(tx, office.ana.person))
    (grant,) = shown(office.node, office.ana, process).grants
    consent.withdraw(office.node, office.ana, grant.id)
    assert versions(office, office.ana, process) == [1, 2]
    assert [row[2] for row in office.dump()["emission"]] == [2]


def test_what_was_seen_is_approved_and_kept_under_the_renewed_key(office: Any) -> None:
    process, _record = office.visited()
    with office.node.store.write() as tx:
        deposit_keys.mark(tx, office.node.pepper, processes.of_person(tx, office.ana.person))
    seen = leaving.preview(office.node, office.ana, "tela")
    made = leaving.approve(office.node, office.ana, "tela", seen.digest)
    assert made.items == seen.items
    assert versions(office, office.ana, process) == [1, 2]
    assert [row[2] for row in office.dump()["emission"]] == [2]
    assert leaving.preview(office.node, office.ana, "tela").unchanged == len(seen.items)


def test_a_person_put_to_sleep_in_the_database_is_not_put_out(office: Any) -> None:
    process = shared(office)
    with office.node.store.write() as tx:
        tx.run(PersonTable.update(state="disabled").where(PersonTable.handle == "rosa"))
        deposit_keys.mark(tx, office.node.pepper, processes.of_person(tx, office.ana.person))
    before = office.dump()
    with pytest.raises(SealError):
        office.write(process)
    assert office.dump() == before


# --- handing over ---------------------------------------------------------------------


def test_a_caseload_is_handed_over_whole(office: Any) -> None:
    held = [office.visited() for _ in range(3)]
    teams.open_to(
        office.node,
        office.ana,
        held[0][0],
        office.rosa.handle,
        public=key_of(office.node, office.rosa.handle),
    )
    assert (
        teams.hand_over(
            office.node, office.ana, "rosa", leaving=False, public=key_of(office.node, "rosa")
        )
        == 3
    )
    assert all(opens(office, office.rosa, record) for _, record in held)
    assert all(opens(office, office.ana, record) for _, record in held)
    assert (
        teams.hand_over(
            office.node, office.ana, "rosa", leaving=False, public=key_of(office.node, "rosa")
        )
        == 3
    )


def test_who_leaves_hands_over_and_opens_nothing_any_more(office: Any) -> None:
    held = [office.visited() for _ in range(3)]
    assert (
        teams.hand_over(
            office.node,
            office.ana,
            office.rosa.handle,
            leaving=True,
            public=key_of(office.node, office.rosa.handle),
        )
        == 3
    )
    for process, record in held:
        assert versions(office, office.rosa, process) == [1, 2]
        assert versions(office, office.ana, process) == []
        assert opens(office, office.rosa, record)
        assert not opens(office, office.ana, record)
    assert (
        teams.hand_over(
            office.node, office.ana, "rosa", leaving=True, public=key_of(office.node, "rosa")
        )
        == 0
    )
    (closed,) = [one for one in logged(office, Kind.TEAM) if "closed_to" in one]
    assert closed["process"].split() == sorted(process for process, _ in held)


def test_nothing_is_handed_over_to_nobody_or_to_oneself(office: Any) -> None:
    office.begin()
    before = office.dump()
    for handle, error in [("ana", InputError), ("nobody", NotFoundError)]:
        with pytest.raises(error):
            teams.hand_over(
                office.node, office.ana, handle, leaving=True, public=key_of(office.node, handle)
            )
    assert office.dump() == before


# --- what only one person can open ----------------------------------------------------


ROLES = ("analyst", "auditor", "intake", "network")


def test_what_only_one_can_open_is_named_to_them(office: Any) -> None:
    for name in ("Barro", "Agua"):
        office.begin(name)
    both = shared(office, "Tierra")
    mine = alone(office.node, office.ana)
    assert [name for _, name in mine.own] == ["Agua", "Barro"]
    assert mine.roles == ROLES
    disable(office, "rosa")
    assert [process for process, _ in alone(office.node, office.ana).own][-1] == both
    assert count_alone(office.node, office.ana) == 3
    assert count_alone(office.node, office.rosa) == 0


def test_what_others_alone_can_open_is_counted_for_who_looks_after_people(office: Any) -> None:
    for name in ("Barro", "Agua"):
        office.begin(name)
    sol = office.small.joined_by("sol", "administrator")
    assert alone(office.node, office.ana).others == Others((), (), 0)
    roles_ = tuple((role, "ana") for role in ROLES)
    assert alone(office.node, sol).others == Others((("ana", 2),), roles_, 0)


def test_nobody_else_learns_whom_one_would_have_to_force(office: Any) -> None:
    """Not who alone can open how much, nor who alone holds a role, nor what nobody opens."""
    office.begin()
    process = shared(office)
    teams.close_to(office.node, office.ana, process, "ana")
    disable(office, "rosa")
    found = alone(office.node, office.small.joined_by("luz", *ROLES))
    assert (found.own, found.roles, found.others) == ((), (), None)


def test_what_nobody_active_can_open_is_counted(office: Any) -> None:
    process = shared(office)
    teams.close_to(office.node, office.ana, process, "ana")
    disable(office, "rosa")
    assert alone(office.node, office.ana).others == Others((), (), 1)


def test_on_both_databases(either: Any) -> None:
    process, record = either.visited()
    teams.open_to(
        either.node,
        either.ana,
        process,
        either.rosa.handle,
        public=key_of(either.node, either.rosa.handle),
    )
    luz = either.small.joined_by("luz")
    assert (
        teams.hand_over(
            either.node, either.rosa, "luz", leaving=True, public=key_of(either.node, "luz")
        )
        == 1
    )
    assert opens(either, luz, record)
    assert opens(either, luz, either.write(process))
    assert not opens(either, either.rosa, record)
    disable(either, "luz")
    either.write(process)
    assert versions(either, luz, process) == []
    assert versions(either, either.ana, process) == [1, 2, 3]
    assert count_alone(either.node, either.ana) == 1
    assert [one.handle for one in teams.team(either.node, either.ana, process).wanting] == ["luz"]
