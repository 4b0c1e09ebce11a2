"""A store on SQLite and one on PostgreSQL: what holds for one has to hold for the other."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tejido.store.database import Store
from tejido.store.migrating import CORE, CORE_MIGRATIONS


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where the database of this test is."""
    if request.param == "postgresql":
        return str(request.getfixturevalue("postgres_url"))
    return str(tmp_path / "node.db")


@pytest.fixture
def empty(url: str) -> Iterator[Store]:
    """A database without tables."""
    with Store.create(url) as store:
        yield store


@pytest.fixture
def store(empty: Store) -> Store:
    """A database with the core's tables."""
    empty.migrate(CORE, CORE_MIGRATIONS)
    return empty
