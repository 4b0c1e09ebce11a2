"""The core's own declarations, with every plugin off."""

from collections.abc import Callable, Iterable, Iterator

import pytest

from tejido.accompaniment.core import core_contribution
from tejido.declare.declarations import Declarations
from tejido.declare.fields import Group, RecordField, record_fields
from tejido.declare.schemas import RecordSchema


@pytest.fixture(scope="session")
def book() -> Declarations:
    """Give what the core declares."""
    return Declarations().adding(core_contribution())


@pytest.fixture(scope="session")
def walked() -> Callable[[RecordSchema], Iterable[RecordField]]:
    """Give every field of a schema, with the fields inside its groups."""

    def walk(schema: RecordSchema) -> Iterator[RecordField]:
        for field in record_fields(schema).values():
            yield field
            if isinstance(field, Group):
                yield from record_fields(field.item).values()

    return walk
