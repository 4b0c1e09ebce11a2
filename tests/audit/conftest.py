from collections.abc import Iterator
from pathlib import Path

import pytest

from tejido.store.database import Store
from tejido.store.migrating import CORE, CORE_MIGRATIONS


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A database with the core's tables."""
    with Store.create(tmp_path / "node.db") as made:
        made.migrate(CORE, CORE_MIGRATIONS)
        yield made
