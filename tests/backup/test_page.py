"""docs/backups.md says where every table goes; no table may be forgotten there or in the code."""

import re
from pathlib import Path

from tejido.accompaniment.core import core_contribution
from tejido.backup.halves import Halves
from tejido.backup.snapshot import LIVING
from tejido.plugins import load_plugins
from tejido.store import copying
from tejido.store.database import Store
from tejido.work.backups import halves_of
from tejido.work.nodes import layers_of, migrate_all

PAGE = (Path(__file__).parents[2] / "docs" / "backups.md").read_text(encoding="utf-8")
SAID = dict(re.findall(r"^\| ([\w.]+) \| (data|keys|left out) \|", PAGE, re.MULTILINE))


def declared(halves: Halves) -> dict[str, str]:
    found = {}
    for one in halves.tables.values():
        found[one.table] = one.half.value
        found |= {f"{one.table}.{column}": "keys" for column in one.keys}
    return found


def test_every_table_of_core_and_federation_stands_in_exactly_one_half() -> None:
    plugins = load_plugins(core_contribution())
    halves = halves_of(plugins)
    with Store.in_memory() as store:
        migrate_all(store, plugins)
        with store.read() as tx:
            shapes = copying.shapes(tx, layers_of(plugins))
    assert halves.tables.keys() == shapes.keys()
    for name, shape in shapes.items():
        one = halves.tables[name]
        assert set(one.keys) <= shape.nullable, name
        assert set(one.mortal) <= shape.nullable, name
        assert {named.column for named in one.names} <= set(shape.columns), name


def test_the_page_says_where_each_goes() -> None:
    halves = halves_of(load_plugins(core_contribution()))
    assert {**declared(halves), LIVING: "keys"} == SAID
    rows = re.findall(r"^\| [\w.]+ \| (?:data|keys|left out) \|", PAGE, re.MULTILINE)
    assert len(rows) == len(SAID)
