"""Canaries go into every text of a sample, and into nothing else."""

import marshmallow
import pytest

from tejido import Sample
from tejido.accompaniment.core import core_contribution
from tejido.cli.demonstration.planting import plant
from tejido.declare.fields import Group, Line, Narrative, record_fields
from tejido.declare.policy import project
from tejido.minimize.canaries import MARKER
from tejido.plugins import Plugins, load_plugins
from tejido.work.processes import NAME_LENGTH


@pytest.fixture(scope="module")
def plugins() -> Plugins:
    return load_plugins(core_contribution())


def text_fields(schema: marshmallow.Schema) -> list[str]:
    """Return the names of a schema's text fields."""
    return [n for n, f in record_fields(schema).items() if isinstance(f, Line | Narrative)]


def texts(value: object) -> list[str]:
    """Return every text in a JSON-native value."""
    if isinstance(value, dict):
        return [text for inner in value.values() for text in texts(inner)]
    if isinstance(value, list):
        return [text for inner in value for text in texts(inner)]
    return [value] if isinstance(value, str) else []


def test_every_text_field_of_every_sample_gets_its_own_canary(plugins: Plugins) -> None:
    planted = plant(plugins.samples(1), plugins.declarations)
    for sample in planted.samples:
        assert MARKER in sample.name
        for record in sample.records:
            schema = plugins.declarations.schemas[record.type]
            for name in text_fields(schema):
                assert MARKER in record.given[name], f"{record.type}.{name}"
            for name, field in record_fields(schema).items():
                if isinstance(field, Group):
                    said = text_fields(field.item)
                    items = record.given.get(name, [])
                    assert all(MARKER in item[n] for item in items for n in said)


def test_what_is_listed_is_what_was_planted(plugins: Plugins) -> None:
    planted = plant(plugins.samples(1), plugins.declarations)
    said = [sample.name for sample in planted.samples]
    said += [
        text
        for one in planted.samples
        for record in one.records
        for text in texts(dict(record.given))
    ]
    found = sorted(text[text.index(MARKER) :] for text in said if MARKER in text)
    assert found == sorted(planted.canaries)
    assert len(set(found)) == len(found) > 500


def test_what_may_leave_is_the_same_with_and_without_canaries(plugins: Plugins) -> None:
    before = plugins.samples(2)
    planted = plant(before, plugins.declarations).samples
    assert [(one.kind, one.purposes) for one in before] == [
        (one.kind, one.purposes) for one in planted
    ]
    assert [leaves(plugins, one) for one in before] == [leaves(plugins, one) for one in planted]


def leaves(plugins: Plugins, sample: Sample) -> list[dict[str, object]]:
    """Return what its records project to, at the finest level."""
    declared = plugins.declarations
    return [
        project(declared.policies[one.type], declared.load(one.type, one.given), {})
        for one in sample.records
    ]


def test_a_long_name_makes_room_for_its_canary(plugins: Plugins) -> None:
    (planted,) = plant([Sample("accompaniment", "a" * 500, ())], plugins.declarations).samples
    assert len(planted.name) == NAME_LENGTH
    assert MARKER in planted.name
