"""Processes: begun with a team, listed to it, and to nobody else."""

from typing import Any

import pytest

from tejido.accounts.people import change_person
from tejido.errors import InputError, NotFoundError
from tejido.work import deposits, processes, records
from tejido.work.records import Entry


def test_a_process_is_opened_to_whoever_began_it_under_the_name_they_gave(office: Any) -> None:
    process = office.begin("  Hilo   y Barro ")
    (card,) = processes.listed(office.node, office.ana)
    assert (card.id, card.kind, card.name, card.records) == (
        process,
        "accompaniment",
        "Hilo y Barro",
        0,
    )
    assert card.opened_on == "2026-03-01"


def test_a_process_is_shown_with_its_records_grants_and_team(office: Any) -> None:
    assert office.rosa
    process = office.begin(team=["rosa"])
    record = office.write(process)
    (grant,) = office.grant(process)
    view = processes.shown(office.node, office.ana, process)
    assert view.card.records == 1
    assert [one.id for one in view.records] == [record]
    assert [one.id for one in view.grants] == [grant]
    assert view.team == ("ana", "rosa")


def test_the_whole_team_opens_what_any_of_them_wrote(office: Any) -> None:
    rosa = office.rosa
    process = office.begin(team=["Rosa "])
    record = office.write(process)
    assert records.opened(office.node, rosa, record).body["people"] == 3
    assert [card.id for card in processes.listed(office.node, rosa)] == [process]


def test_others_see_no_process_and_no_task(office: Any) -> None:
    office.write(office.begin())
    assert processes.listed(office.node, office.rosa) == []


def test_the_newest_process_comes_first(office: Any) -> None:
    first = office.begin()
    office.clock.pass_(days=1)
    second = office.begin()
    assert [card.id for card in processes.listed(office.node, office.ana)] == [second, first]


@pytest.mark.parametrize("name", ["", " \n ", "x" * 121])
def test_a_process_needs_a_name_of_some_length(office: Any, name: str) -> None:
    before = office.dump()
    with pytest.raises(InputError) as refused:
        office.begin(name)
    assert "name" in refused.value.fields
    assert office.dump() == before


def test_a_kind_that_nobody_declares_is_not_begun(office: Any) -> None:
    with pytest.raises(NotFoundError):
        processes.start(office.node, office.ana, "war.room", "Hilo")


def test_a_team_of_somebody_unknown_begins_nothing(office: Any) -> None:
    before = office.dump()
    with pytest.raises(NotFoundError):
        office.begin(team=["ana", "nadie"])
    assert office.dump() == before


def test_nobody_who_was_disabled_joins_a_team(office: Any) -> None:
    rosa = office.rosa
    with office.node.store.write() as tx:
        change_person(tx, office.node.pepper, rosa.person, state="disabled")
    with pytest.raises(NotFoundError):
        office.begin(team=["rosa"])


def test_one_handle_named_twice_is_one_person(office: Any) -> None:
    assert office.rosa
    process = office.begin(team=["rosa", "ROSA", "ana"])
    assert processes.shown(office.node, office.ana, process).team == ("ana", "rosa")


@pytest.mark.parametrize("handle", ["", "\0", "ana\0", "\ud800", "ñ" * 5000])
def test_a_handle_that_nobody_can_have_is_nobodys(either: Any, handle: str) -> None:
    with pytest.raises(NotFoundError):
        either.begin(team=[handle])


# --- closed -----------------------------------------------------------------------------


def test_nothing_new_is_written_in_a_closed_process_until_it_is_opened_again(office: Any) -> None:
    process, record = office.visited()
    deposits.leave(office.node, office.rosa, process[:8], "tela.visit", {"aggression": "threat"})
    (left,) = deposits.waiting(office.node, office.ana, process)
    processes.close(office.node, office.ana, process)
    before = office.dump()
    for write in (
        lambda: office.write(process),
        lambda: deposits.take_in(office.node, office.ana, left.id),
    ):
        with pytest.raises(InputError, match="Open it again first"):
            write()
    assert office.dump() == before
    processes.reopen(office.node, office.ana, process)
    assert deposits.take_in(office.node, office.ana, left.id)
    assert office.write(process) != record


def test_what_is_there_can_be_corrected_and_moved_on_in_a_closed_process(office: Any) -> None:
    process, record = office.visited()
    processes.close(office.node, office.ana, process)
    assert office.write(process, record, said="Otra vez") == record
    records.move(office.node, office.ana, record, "done")
    assert records.opened(office.node, office.ana, record).version == 2


def test_whoever_takes_consent_back_is_not_told_that_it_is_closed(office: Any) -> None:
    process, _record = office.visited()
    processes.close(office.node, office.ana, process)
    talked = {"purposes": [{"purpose": "aggregate", "answer": "no"}]}
    assert records.write(office.node, office.ana, [Entry("consent", process, talked)])
    seen = processes.shown(office.node, office.ana, process)
    assert all(one.withdrawn_on for one in seen.grants)
