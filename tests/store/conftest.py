"""A store on SQLite and one on PostgreSQL: what holds for one has to hold for the other."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.postgres import Postgres

from tejido.store.database import Store
from tejido.store.migrating import CORE, CORE_MIGRATIONS


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the core's tables: to be copied."""
    path = tmp_path_factory.mktemp("migrated") / "node.db"
    with Store.create(path) as made:
        made.migrate(CORE, CORE_MIGRATIONS)
    return path


@pytest.fixture(scope="session")
def migrated_on_postgres(postgres: Postgres) -> Iterator[str]:
    """A PostgreSQL database with the core's tables: to be copied."""
    with postgres.database() as url:
        with Store.create(url) as made:
            made.migrate(CORE, CORE_MIGRATIONS)
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where the database of this test is: without tables, unless it asks for ``store``."""
    has_tables = "store" in request.fixturenames
    if request.param == "sqlite":
        if has_tables:
            shutil.copy(request.getfixturevalue("migrated"), tmp_path / "node.db")
        yield str(tmp_path / "node.db")
        return
    server: Postgres = request.getfixturevalue("postgres")
    like = [request.getfixturevalue("migrated_on_postgres")] if has_tables else []
    with server.database(*like) as made:
        yield made


@pytest.fixture
def empty(url: str) -> Iterator[Store]:
    """A database without tables."""
    with Store.create(url) as store:
        yield store


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """A database with the core's tables."""
    with Store.open(url) as store:
        yield store
