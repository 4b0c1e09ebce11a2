"""What is open, as a page shows it: to be talked over, never something that is wrong."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import url_for

from tejido.languages import say_day
from tejido.store.records import RecordHead
from tejido.web.say import here, language
from tejido.web.sessions import me
from tejido.web.state import state
from tejido.work.advice import Advice, open_rules

#: Records named beside one rule, so that the page stays light.
SHOWN = 3
_URGENT, _FIRST, _LOOKS = "urgent", "first", "looks"


@dataclass(frozen=True)
class Link:
    """A way to where something is answered."""

    text: str
    address: str


@dataclass(frozen=True)
class Line:
    """One thing that is open: in the records of ``links``, and answered by writing ``answers``.

    ``more``: in how many further records.
    """

    label: str
    why: str
    links: tuple[Link, ...]
    answers: tuple[Link, ...]
    more: int = 0


@dataclass(frozen=True)
class Panel:
    """What is open.

    Attributes:
        urgent: what is said on top of the page.
        first: what else the accompaniment asks for.
        looks: the looks of our principles, for the team's circle.
    """

    urgent: tuple[Line, ...]
    first: tuple[Line, ...]
    looks: tuple[Line, ...]


def of_process(process: str, heads: Iterable[RecordHead]) -> Panel:
    """Return what is open in a process, each rule once, with the records in which it is."""
    known = {head.id: head for head in heads}
    return _panel(open_rules(state().node, me(), process), process, known)


def of_record(process: str, type_id: str, record: str | None) -> Panel:
    """Return what is open in one record, and what somebody answers by writing one of its type."""
    found = open_rules(state().node, me(), process)
    here_open = [
        one for one in found if (one.record == record if one.record else type_id in one.answers)
    ]
    return _panel(here_open, process, {}, type_id)


def _panel(
    found: Iterable[Advice], process: str, known: Mapping[str, RecordHead], type_id: str = ""
) -> Panel:
    by_rule: dict[str, list[Advice]] = {}
    for one in found:
        by_rule.setdefault(one.rule, []).append(one)
    lines = {rule: _line(some, process, known, type_id) for rule, some in by_rule.items()}
    places = {rule: _place(some[0]) for rule, some in by_rule.items()}
    urgent, first, looks = (
        tuple(line for rule, line in lines.items() if places[rule] == place)
        for place in (_URGENT, _FIRST, _LOOKS)
    )
    return Panel(urgent, first, looks)


def _place(one: Advice) -> str:
    """Return where advice stands; the ids of the principles are P1 to P9."""
    if one.urgent:
        return _URGENT
    return _LOOKS if one.rule.startswith("P") and "-" not in one.rule else _FIRST


def _line(
    some: Sequence[Advice], process: str, known: Mapping[str, RecordHead], type_id: str
) -> Line:
    opened = [known[one.record] for one in some if one.record and one.record in known]
    return Line(
        here(some[0].label),
        here(some[0].why),
        tuple(_to_record(head) for head in opened[:SHOWN]),
        tuple(_to_write(process, one) for one in some[0].answers if one != type_id),
        max(0, len(opened) - SHOWN),
    )


def _to_record(head: RecordHead) -> Link:
    day = say_day(date.fromisoformat(head.created_on), language())
    return Link(f"{_called(head.type)}, {day}", url_for("records.record", record=head.id))


def _to_write(process: str, type_id: str) -> Link:
    return Link(_called(type_id), url_for("records.new", process=process, type=type_id))


def _called(type_id: str) -> str:
    declared = state().node.declarations.types.get(type_id)
    return here(declared.label) if declared else type_id
