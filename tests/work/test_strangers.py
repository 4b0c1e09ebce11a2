"""Somebody without a slot opens nothing, by whichever door; nor counts without the role."""

from collections.abc import Callable
from typing import Any

import pytest

from tejido.errors import NotOpenedError
from tejido.work import consent, leaving, people, processes, records, tables, tasks
from tejido.work.opening import open_all, open_process
from tejido.work.records import Entry

VISIT = "tela.visit"


def _write(o: Any, process: str, record: str, grant: str) -> None:
    records.write(o.node, o.rosa, [Entry(VISIT, process, {"aggression": "threat"})])


def _edit(o: Any, process: str, record: str, grant: str) -> None:
    edit = Entry(VISIT, process, {"aggression": "threat"}, record, 1)
    records.write(o.node, o.rosa, [edit])


def _open_process(o: Any, process: str, record: str, grant: str) -> None:
    with o.node.store.read() as tx:
        open_process(o.node, tx, o.rosa, process)


DOORS: dict[str, Callable[[Any, str, str, str], object]] = {
    "write": _write,
    "edit": _edit,
    "open": lambda o, process, record, grant: records.opened(o.node, o.rosa, record),
    "move": lambda o, process, record, grant: records.move(o.node, o.rosa, record, "near"),
    "move nowhere": lambda o, process, record, grant: records.move(o.node, o.rosa, record, "x"),
    "show": lambda o, process, record, grant: processes.shown(o.node, o.rosa, process),
    "all of a process": _open_process,
    "grant": lambda o, process, record, grant: consent.grant(
        o.node, o.rosa, process, ["aggregate"], []
    ),
    "withdraw": lambda o, process, record, grant: consent.withdraw(o.node, o.rosa, grant),
    "preview": lambda o, process, record, grant: leaving.preview(o.node, o.rosa, "tela"),
    "preview one": lambda o, process, record, grant: leaving.preview(
        o.node, o.analyst, "tela", [record]
    ),
    "approve": lambda o, process, record, grant: leaving.approve(o.node, o.rosa, "tela", ""),
    "approve one": lambda o, process, record, grant: leaving.approve(
        o.node, o.analyst, "tela", "", [record]
    ),
    "count": lambda o, process, record, grant: tables.table(o.node, o.rosa, "tela.visits", 2026),
    "add people": lambda o, process, record, grant: people.add(o.node, o.rosa, "luz"),
}


class Doors:
    """An office, with an analyst beside Rosa: neither is in any team."""

    def __init__(self, office: Any) -> None:
        self.node, self.rosa = office.node, office.rosa
        self.analyst = office.small.joined_by("luna", "analyst")


@pytest.mark.parametrize("door", DOORS)
def test_no_door_opens_to_a_stranger_and_nothing_changes(office: Any, door: str) -> None:
    process, record = office.visited()
    (grant,) = office.grant(process)
    people_there = Doors(office)
    before = office.dump()
    with pytest.raises(NotOpenedError):
        DOORS[door](people_there, process, record, grant)
    assert office.dump() == before


def test_a_process_without_any_record_is_as_closed(office: Any) -> None:
    process = office.begin()
    (grant,) = office.grant(process)
    rosa = office.rosa
    for door in (
        lambda: consent.grant(office.node, rosa, process, ["aggregate"]),
        lambda: consent.withdraw(office.node, rosa, grant),
        lambda: processes.shown(office.node, rosa, process),
    ):
        with pytest.raises(NotOpenedError):
            door()


def test_lists_hold_nothing_for_a_stranger(office: Any) -> None:
    office.visited()
    rosa = office.rosa
    with office.node.store.read() as tx:
        assert open_all(office.node, tx, rosa, [VISIT]) == []
    assert processes.listed(office.node, rosa) == []
    assert tasks.due(office.node, rosa) == []


def test_an_analyst_without_slots_previews_nothing(office: Any) -> None:
    office.visited()
    seen = leaving.preview(office.node, Doors(office).analyst, "tela")
    assert (seen.items, seen.held, seen.unchanged, seen.unconsented) == ((), (), 0, 0)
