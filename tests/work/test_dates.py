"""Tasks follow the days that a record holds, beside those of its state; single records stay so."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tejido.declare import fields
from tejido.declare.lifecycles import Due, Lifecycle
from tejido.declare.records import RecordType
from tejido.declare.schemas import RecordSchema
from tejido.errors import InputError
from tejido.hookspecs import hookimpl
from tejido.importing.mapping import read_mapping
from tejido.store import tasks as task_rows
from tejido.testing.networks import PaperNetwork
from tejido.testing.nodes import SmallNode, open_small_node, small_node
from tejido.work import importing, processes, records, tasks
from tejido.work.records import Entry

PETITION, PROFILE = "plazos.petition", "plazos.profile"


class Petition(RecordSchema):
    """What was asked of an authority."""

    asked_of = fields.Line("Asked of", required=True)
    due_on = fields.Day("Until")
    answered_on = fields.Day("Answered on")
    review_on = fields.Day("Review")


class Profile(RecordSchema):
    """What a process has once."""

    called = fields.Line("Called", required=True)


LIFECYCLE = Lifecycle(
    start="drafted",
    states={"drafted": "Drafted", "handed_in": "Handed in", "over": "Over"},
    moves={"drafted": ("handed_in", "over"), "handed_in": ("over",)},
    due={"drafted": Due("hand_in", "Hand it in", days=3)},
)


class Plazos(PaperNetwork):
    """A plugin with days and a single record."""

    @hookimpl
    def record_types(self) -> list[RecordType]:
        answer = Due("answer", "See whether they answered", days=1, until_field="answered_on")
        dates = {"due_on": answer, "review_on": Due("review", "Look at it again")}
        return [
            RecordType(PETITION, "Petition", Petition, lifecycle=LIFECYCLE, dates=dates),
            RecordType(PROFILE, "Profile", Profile, single=True),
        ]


@dataclass
class Clock:
    """A clock that stands still until a test moves it."""

    now: datetime = datetime(2026, 3, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@dataclass(frozen=True)
class House:
    """A node, one process, and what tests do again and again."""

    small: SmallNode
    clock: Clock
    process: str

    def write(self, record: str | None = None, **given: str) -> str:
        """Write a petition, or write it anew."""
        opened = records.opened(self.small.node, self.small.ana, record) if record else None
        entry = Entry(
            PETITION,
            self.process,
            {"asked_of": "Fiscalía", **given},
            record,
            opened.version if opened else None,
        )
        return records.write(self.small.node, self.small.ana, [entry])[0]

    def move(self, record: str, state: str) -> None:
        records.move(self.small.node, self.small.ana, record, state)

    def due(self) -> dict[str, str]:
        """Return when what is open falls due, by kind."""
        found = tasks.due(self.small.node, self.small.ana)
        assert len({task.kind for task in found}) == len(found)
        return {task.kind: f"{task.due_at:%Y-%m-%d %H:%M}" for task in found}

    def kept(self, record: str) -> int:
        """Return how many tasks a record ever had."""
        with self.small.node.store.read() as tx:
            return len(task_rows.of_record(tx, record))


def _house(small: SmallNode, clock: Clock) -> House:
    return House(small, clock, processes.start(small.node, small.ana, "accompaniment", "Hilo"))


@pytest.fixture
def house(founded: Path, tmp_path: Path) -> Iterator[House]:
    """Give a small node on SQLite."""
    shutil.copytree(founded, tmp_path / "node")
    clock = Clock()
    with open_small_node(tmp_path / "node", extra=_EXTRA, clock=clock) as small:
        yield _house(small, clock)


_EXTRA = {"plazos": Plazos("plazos")}


# --- days -----------------------------------------------------------------------------


def test_a_day_opens_its_task_beside_that_of_the_state(house: House) -> None:
    house.write(review_on="2026-03-09", due_on="2026-04")
    assert house.due() == {
        "hand_in": "2026-03-04 12:00",
        "review": "2026-03-09 23:59",
        "answer": "2026-05-01 23:59",
    }


def test_the_task_is_called_as_the_type_says(house: House) -> None:
    house.write(review_on="2026-03-02")
    (review,) = (
        one for one in tasks.due(house.small.node, house.small.ana) if one.kind != "hand_in"
    )
    assert (review.label, review.is_overdue) == ("Look at it again", False)
    house.clock.now = datetime(2026, 3, 3, tzinfo=UTC)
    assert tasks.due(house.small.node, house.small.ana)[0].is_overdue


def test_a_day_that_has_passed_opens_it_too(house: House) -> None:
    house.write(review_on="2025-12-01")
    assert tasks.due(house.small.node, house.small.ana)[0].is_overdue


def test_another_day_moves_the_task_and_no_day_finishes_it(house: House) -> None:
    record = house.write(review_on="2026-03-09")
    house.write(record, review_on="2026-06")
    assert house.due()["review"] == "2026-06-30 23:59"
    assert house.kept(record) == 2
    house.write(record)
    assert "review" not in house.due()
    house.write(record, review_on="2026-07-01")
    assert house.due()["review"] == "2026-07-01 23:59"


def test_an_answer_finishes_it_and_taking_the_answer_back_opens_it(house: House) -> None:
    record = house.write(due_on="2026-03-09", review_on="2026-03-09")
    house.write(record, due_on="2026-03-09", review_on="2026-03-09", answered_on="2026-03")
    assert "answer" not in house.due()
    assert "review" in house.due()
    house.write(record, due_on="2026-03-09", review_on="2026-03-09")
    assert house.due()["answer"] == "2026-03-10 23:59"


def test_saving_again_does_not_open_what_was_done(house: House) -> None:
    record = house.write(review_on="2026-03-09")
    with house.small.node.store.write() as tx:
        task_rows.finish(tx, record, "2026-03-02", ["review"])
    house.write(record, review_on="2026-03-09", due_on="2026-05-05")
    assert house.due().keys() == {"hand_in", "answer"}


def test_moving_on_leaves_what_falls_due_on_days(house: House) -> None:
    record = house.write(review_on="2026-03-09")
    house.move(record, "handed_in")
    assert house.due().keys() == {"review"}


def test_the_end_of_the_lifecycle_ends_it_all(house: House) -> None:
    record = house.write(review_on="2026-03-09", due_on="2026-04-01")
    house.move(record, "over")
    assert house.due() == {}
    house.write(record, review_on="2026-09-09")
    assert house.due() == {}


def test_many_records_at_once_each_open_their_own(house: House) -> None:
    given = {"asked_of": "CEAV", "review_on": "2026-03-09"}
    entries = [Entry(PETITION, house.process, given)] * 3
    written = records.write(house.small.node, house.small.ana, entries)
    found = [task.record for task in tasks.due(house.small.node, house.small.ana)]
    assert sorted(found) == sorted([*written, *written])


# --- single records -------------------------------------------------------------------


def profile(house: House, process: str | None = None) -> Entry:
    return Entry(PROFILE, process or house.process, {"called": "Hilo"})


def test_a_second_single_record_is_refused_and_says_what_to_do(house: House) -> None:
    (first,) = records.write(house.small.node, house.small.ana, [profile(house)])
    with pytest.raises(InputError, match="open the one") as refused:
        records.write(house.small.node, house.small.ana, [profile(house)])
    assert "type" in refused.value.fields
    edited = Entry(PROFILE, house.process, {"called": "Hilos"}, first, 1)
    assert records.write(house.small.node, house.small.ana, [edited]) == [first]


def test_two_at_once_are_refused_together_and_another_process_has_its_own(house: House) -> None:
    node, ana = house.small.node, house.small.ana
    with pytest.raises(InputError):
        records.write(node, ana, [profile(house)] * 2)
    other = processes.start(node, ana, "accompaniment", "Otro")
    assert len(records.write(node, ana, [profile(house), profile(house, other)])) == 2


MAPPING = """
source = "register"
matching = "exact"
[process]
by = "given"
[fields.called]
column = "Name"
"""


def test_importing_gives_no_second_one_either(house: House) -> None:
    node, ana = house.small.node, house.small.ana
    mapping = read_mapping(MAPPING, PROFILE, node.declarations)
    two, one = b"Name\nHilo\nAguja\n", b"Name\nHilo\n"
    with pytest.raises(InputError, match="open the one"):
        importing.take(node, ana, two, mapping, "consent", process=house.process)
    taken = importing.take(node, ana, one, mapping, "consent", process=house.process)
    assert taken.records == 1


def test_both_databases_keep_them(postgres_url: str, tmp_path: Path) -> None:
    clock = Clock()
    with small_node(
        tmp_path / "node",
        extra=_EXTRA,
        clock=clock,
        database=postgres_url,
        disabled_plugins=["federation"],
    ) as small:
        house = _house(small, clock)
        record = house.write(review_on="2026-03")
        house.write(record, review_on="2026-04")
        assert house.due()["review"] == "2026-04-30 23:59"
        records.write(small.node, small.ana, [profile(house)])
        with pytest.raises(InputError):
            records.write(small.node, small.ana, [profile(house)])
