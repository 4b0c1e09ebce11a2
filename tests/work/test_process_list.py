"""The list of processes: a page of it, in the order of what was last written, by kind and state."""

from typing import Any

import pytest
from tests.work.conftest import LIFECYCLE

from tejido.errors import SealError
from tejido.store.tables import ProcessTable
from tejido.work import processes
from tejido.work.process_list import SHOWN, listed


def names(office: Any, **chosen: Any) -> list[str]:
    return [line.name for line in listed(office.node, office.ana, **chosen).lines]


def test_what_was_last_written_in_comes_first(office: Any) -> None:
    older = office.begin("Antes")
    office.clock.pass_(days=1)
    office.begin("Luego")
    assert names(office) == ["Luego", "Antes"]
    office.clock.pass_(days=1)
    office.write(older)
    assert names(office) == ["Antes", "Luego"]
    line = listed(office.node, office.ana).lines[0]
    assert (line.opened_on, line.written_on, line.records) == ("2026-03-01", "2026-03-03", 1)


def test_what_is_overdue_is_counted_and_nothing_waits_in_a_closed_one(office: Any) -> None:
    assert LIFECYCLE.due["open"].kind == "call"
    process = office.begin()
    office.write(process)
    assert listed(office.node, office.ana).lines[0].overdue == 0
    office.clock.pass_(hours=3)
    assert listed(office.node, office.ana).lines[0].overdue == 1
    processes.close(office.node, office.ana, process)
    assert listed(office.node, office.ana).lines[0].overdue == 0


def test_open_and_closed_ones_are_told_apart(office: Any) -> None:
    closed = office.begin("Cerrado")
    office.begin("Abierto")
    assert not listed(office.node, office.ana).any_closed
    processes.close(office.node, office.ana, closed)
    assert listed(office.node, office.ana).any_closed
    assert names(office, closed=True) == ["Cerrado"]
    assert names(office, closed=False) == ["Abierto"]
    assert names(office, kind="library") == []
    assert len(names(office, kind="accompaniment")) == 2


@pytest.mark.parametrize(("asked", "given"), [(-3, 1), (1, 1), (2, 2), (99, 2)])
def test_a_page_holds_so_many_and_another_the_rest(office: Any, asked: int, given: int) -> None:
    for number in range(SHOWN + 1):
        office.begin(f"Hilo {number}")
    found = listed(office.node, office.ana, page=asked)
    assert (found.page, found.pages, found.total) == (given, 2, SHOWN + 1)
    assert len(found.lines) == (SHOWN if given == 1 else 1)


def test_only_what_a_page_shows_is_opened(office: Any) -> None:
    damaged = office.begin("Antes")
    office.clock.pass_(days=1)
    for number in range(SHOWN):
        office.begin(f"Hilo {number}")
    with office.node.store.write() as tx:
        tx.run(ProcessTable.update(card=b"damaged").where(ProcessTable.id == damaged))
    assert len(names(office)) == SHOWN
    with pytest.raises(SealError):
        names(office, page=2)


def test_others_see_none_of_it(office: Any) -> None:
    office.begin()
    found = listed(office.node, office.rosa)
    assert (found.lines, found.total, found.kinds) == ((), 0, ())
