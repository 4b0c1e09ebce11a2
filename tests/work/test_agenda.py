"""The agenda: a few of each thing, mine and overdue first, and the rest counted."""

from typing import Any

from tejido.work.agenda import Agenda, agenda


def seen(office: Any, most: int = 8) -> Agenda:
    return agenda(office.node, office.ana, most)


def test_more_than_is_shown_is_counted_however_much_it_is(office: Any) -> None:
    for _number in range(30):
        office.write(office.begin())
    (doing,) = seen(office, most=2).coming
    assert (len(doing.tasks), doing.more) == (2, 28)
    office.clock.pass_(hours=3)
    (doing,) = seen(office, most=2).overdue
    assert (len(doing.tasks), doing.more) == (2, 28)
    assert seen(office).coming == ()


def test_what_is_mine_what_is_late_and_what_comes_stand_apart(office: Any) -> None:
    late = office.write(office.begin())
    office.clock.pass_(hours=3)
    mine, coming = office.write(office.begin(), lead="ana"), office.write(office.begin())
    found = seen(office)
    assert [
        [task.record for doing in some for task in doing.tasks]
        for some in (found.mine, found.overdue, found.coming)
    ] == [[mine], [late], [coming]]


def test_a_task_is_overdue_from_its_minute_on(office: Any) -> None:
    office.write(office.begin())
    office.clock.pass_(hours=2)
    assert seen(office).coming
    office.clock.pass_(seconds=1)
    assert seen(office).overdue
    assert not seen(office).coming


def test_nobody_else_is_told(office: Any) -> None:
    office.write(office.begin())
    assert agenda(office.node, office.rosa, 8) == Agenda((), (), ())
