"""A small real node in a network on paper, and a small form with something of every kind."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.postgres import Postgres

from tejido.accounts.signing_in import SignedIn
from tejido.declare import fields, transforms
from tejido.declare.coding import code_arrived
from tejido.declare.lifecycles import Due, Lifecycle
from tejido.declare.policy import project
from tejido.declare.records import Measure, RecordType
from tejido.declare.schemas import RecordSchema
from tejido.hookspecs import hookimpl
from tejido.node import Node
from tejido.settings import SETTINGS_FILE
from tejido.store.ids import new_id
from tejido.store.tables import TABLES
from tejido.testing.keys import publics_of
from tejido.testing.networks import NORTE, SUR, PaperNetwork
from tejido.testing.nodes import SmallNode, found_small_node, open_small_node
from tejido.work import consent, processes, records
from tejido.work.coding import keep_coded
from tejido.work.records import Entry

#: The form of :class:`Visit`.
VISIT = "tela.visit"


class Visit(RecordSchema):
    """What leaves, what outsiders may know, and what stays."""

    day = fields.Day(
        "Day", leaves=transforms.ladder(transforms.quarter, transforms.year), quasi=True
    )
    place = fields.Place(
        "Where", leaves=transforms.ladder(transforms.region, transforms.country), quasi=True
    )
    aggression = fields.Code("aggression", "What was done", required=True, leaves=transforms.as_is)
    answer = fields.Code("state_response", "What the State answered", leaves=transforms.as_is)
    people = fields.Count("How many", leaves=transforms.bracket(1, 2, 6))
    said = fields.Narrative("In their words")
    title = fields.Line("Title")
    lead = fields.Person("Who accompanies")


LIFECYCLE = Lifecycle(
    start="open",
    states={"open": "Open", "near": "Near", "done": "Done"},
    moves={"open": ("near", "done"), "near": ("open", "done")},
    due={"open": Due("call", "Call them", hours=2), "near": Due("visit", "Visit them", days=3)},
)


class Tela(PaperNetwork):
    """The tests' plugin: the form, a table, a network; it notes what it is told."""

    def __init__(self) -> None:
        super().__init__("tela")
        self.told: list[tuple[object, ...]] = []
        self.dropped: list[str] = []

    @hookimpl
    def record_types(self) -> list[RecordType]:
        return [RecordType(VISIT, "Visit", Visit, lifecycle=LIFECYCLE)]

    @hookimpl
    def measures(self) -> list[Measure]:
        return [Measure("tela.visits", "Visits", VISIT, "aggression", "place", "answer", "day")]

    @hookimpl
    def records_saved(self, type_id: str, records: Sequence[str]) -> None:
        self.told.append(("saved", type_id, *records))

    @hookimpl
    def taken_back(self, records: Sequence[str]) -> None:
        self.dropped.extend(records)

    @hookimpl
    def consent_changed(self, process: str) -> None:
        self.told.append(("consent", process))

    @hookimpl
    def keys_opened(self, roles: Sequence[str]) -> None:
        self.told.append(("keys", *roles))


@dataclass
class Clock:
    """A clock that tests move."""

    now: datetime = datetime(2026, 3, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **span: float) -> None:
        self.now += timedelta(**span)


@dataclass(frozen=True)
class Office:
    """A node with Ana (every role) and Rosa (none), its plugin and its clock."""

    small: SmallNode
    plugin: Tela
    clock: Clock
    folder: Path
    others: dict[str, SignedIn] = field(default_factory=dict)

    @property
    def node(self) -> Node:
        return self.small.node

    @property
    def ana(self) -> SignedIn:
        return self.small.ana

    @property
    def rosa(self) -> SignedIn:
        """Somebody who holds no role and no slot."""
        if "rosa" not in self.others:
            self.others["rosa"] = self.small.joined_by("rosa")
        return self.others["rosa"]

    # --- what tests do again and again -----------------------------------------------

    def begin(self, name: str = "Hilo", team: Sequence[str] = ()) -> str:
        """Begin an accompaniment as Ana."""
        return processes.start(
            self.node, self.ana, "accompaniment", name, publics_of(self.node, team)
        )

    def write(self, process: str, record: str | None = None, **given: Any) -> str:
        """Write a visit, or edit one as it is now."""
        version = self.version(record) if record else None
        entry = Entry(VISIT, process, {**VISITED, **given}, record, version)
        (written,) = records.write(self.node, self.ana, [entry])
        return written

    def version(self, record: str) -> int:
        return records.opened(self.node, self.ana, record).version

    def grant(self, process: str, *purposes: str, to: Sequence[str] = (NORTE, SUR)) -> list[str]:
        """Grant, as Ana, for as long as it is not withdrawn."""
        return consent.grant(self.node, self.ana, process, purposes or ("aggregate",), to)

    def visited(self, **given: Any) -> tuple[str, str]:
        """Begin a process, consent to counting and both partners, write a visit."""
        process = self.begin()
        self.grant(process)
        return process, self.write(process, **given)

    def arrive(self, origin: str, number: int = 1, **given: Any) -> None:
        """Let visits arrive from a peer, each of another subject, as they do once opened."""
        policy = self.node.declarations.policies[VISIT]
        projected = project(policy, {**VISITED, **given}, {})
        rows = []
        for _visit in range(number):
            item, subject = new_id(), new_id()
            rows.append(code_arrived(policy, item, origin, subject, projected))
        with self.node.store.write() as tx:
            keep_coded(self.node, tx, rows, [None] * number)

    def dump(self) -> dict[str, list[Any]]:
        """Return every row of every table of the core, sealed as it is."""
        return dump(self.node)


#: A visit of which everything is said.
VISITED = {
    "day": "2026-02-03",
    "place": "MX-OAX",
    "aggression": "threat",
    "answer": "silence",
    "people": 3,
    "said": "Lo contaron junto al río",
}


def dump(node: Node) -> dict[str, list[Any]]:
    with node.store.read() as tx:
        return {
            table._meta.table_name: sorted(tx.all(table.select().tuples()), key=repr)
            for table in TABLES
        }


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of a node that was founded and never used: to be copied."""
    folder = tmp_path_factory.mktemp("founded") / "node"
    found_small_node(folder, clock=Clock(), disabled_plugins=["federation"])
    return folder


@pytest.fixture(scope="session")
def open_office(founded: Path) -> Callable[[Path], AbstractContextManager[Office]]:
    """Give the opening of an office in a folder; a new folder gets a copy of ``founded``."""

    @contextmanager
    def opened(folder: Path) -> Iterator[Office]:
        if not folder.exists():
            shutil.copytree(founded, folder)
        plugin, clock = Tela(), Clock()
        with open_small_node(folder, extra={"tela": plugin}, clock=clock) as small:
            yield Office(small, plugin, clock, folder)

    return opened


@pytest.fixture
def office(
    open_office: Callable[[Path], AbstractContextManager[Office]], tmp_path: Path
) -> Iterator[Office]:
    """Give a small node on SQLite."""
    with open_office(tmp_path / "node") as office:
        yield office


@pytest.fixture(scope="session")
def founded_on_postgres(
    tmp_path_factory: pytest.TempPathFactory, postgres: Postgres
) -> Iterator[tuple[Path, str]]:
    """Give the folder and the database of such a node on PostgreSQL: to be copied."""
    folder = tmp_path_factory.mktemp("founded") / "node"
    with postgres.database() as url:
        found_small_node(folder, clock=Clock(), database=url, disabled_plugins=["federation"])
        yield folder, url


@pytest.fixture(params=["sqlite", "postgresql"])
def either(
    request: pytest.FixtureRequest,
    open_office: Callable[[Path], AbstractContextManager[Office]],
    tmp_path: Path,
) -> Iterator[Office]:
    """Give a small node on SQLite, and one on PostgreSQL."""
    folder = tmp_path / "either"
    with ExitStack() as stack:
        if request.param == "postgresql":
            kept, like = request.getfixturevalue("founded_on_postgres")
            shutil.copytree(kept, folder)
            server: Postgres = request.getfixturevalue("postgres")
            url = stack.enter_context(server.database(like))
            settings = folder / SETTINGS_FILE
            settings.write_text(settings.read_text("utf-8").replace(like, url), "utf-8")
        yield stack.enter_context(open_office(folder))
