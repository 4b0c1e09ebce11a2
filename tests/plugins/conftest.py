"""The four strategies, loaded as a node would, and a node of which only the plugins matter."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from types import ModuleType

import pytest

from tejido import Aside, RecordType, Sample, fields
from tejido.accompaniment.core import core_contribution
from tejido.declare.declarations import Declarations
from tejido.declare.fields import Group, RecordField, record_fields
from tejido.declare.schemas import RecordSchema
from tejido.plugins import Plugins, load_plugins

#: Strategy -> the one type of record that it declares.
TYPES = {
    "advocacy": "advocacy.act",
    "crisis": "crisis.emergency",
    "organizational": "organizational.political_project",
    "training": "training.cohort",
}

Load = Callable[..., Plugins]


@dataclass(frozen=True)
class Node:
    """A node as far as a strategy may know it."""

    plugins: Plugins
    id: str = "node"

    @property
    def declarations(self) -> Declarations:
        return self.plugins.declarations


def _load(*strategies: str, **extra: ModuleType) -> Plugins:
    core = replace(core_contribution(), samples=None)
    return load_plugins(core, off={*TYPES, "federation"} - set(strategies), extra=extra)


@pytest.fixture(scope="session")
def load() -> Load:
    """Give the loading of just these strategies, with further plugins as modules by name."""
    return _load


@pytest.fixture(scope="session")
def plugins() -> Plugins:
    """Give all four strategies."""
    return _load(*TYPES)


@pytest.fixture(scope="session")
def book(plugins: Plugins) -> Declarations:
    """Give what all four declare."""
    return plugins.declarations


@pytest.fixture(params=sorted(TYPES))
def strategy(request: pytest.FixtureRequest) -> str:
    """Give each strategy in turn."""
    return str(request.param)


@pytest.fixture
def declared(strategy: str, book: Declarations) -> RecordType:
    """Give the record type of the strategy at hand."""
    return book.types[TYPES[strategy]]


@pytest.fixture(scope="session")
def samples(load: Load) -> Callable[..., list[Sample]]:
    """Give the samples of one strategy, or of all, of one organization."""

    def of(seed: int, *strategies: str) -> list[Sample]:
        return load(*(strategies or TYPES)).samples(seed)

    return of


@pytest.fixture(scope="session")
def beside() -> Callable[[Plugins, str], list[Aside]]:
    """Give what stands beside the form of a type on a node with these plugins."""

    def of(plugins: Plugins, type_id: str) -> list[Aside]:
        return plugins.beside(Node(plugins), type_id)

    return of


@pytest.fixture(scope="session")
def walked() -> Callable[[RecordSchema], Iterable[RecordField]]:
    """Give every field of a schema, with the fields inside its groups."""

    def walk(schema: RecordSchema) -> Iterator[RecordField]:
        for field in record_fields(schema).values():
            yield field
            if isinstance(field, Group):
                yield from record_fields(field.item).values()

    return walk


@pytest.fixture
def stranger() -> ModuleType:
    """Give a module to which a test adds the hooks of somebody else's plugin."""
    module = ModuleType("stranger")
    module.__dict__["__version__"] = "1"
    return module


@pytest.fixture(scope="session")
def texts_of() -> tuple[type[RecordField], ...]:
    """Give the kinds of field that hold what people wrote."""
    return (fields.Line, fields.Narrative, fields.Person)
