"""Whatever stands in a database comes back from its two files, exactly."""

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tejido.accompaniment.core import core_contribution
from tejido.backup.filling import Filling
from tejido.backup.making import Made, make_backup
from tejido.backup.opened import Pair, check_versions, opened
from tejido.backup.sums import Sum, Summing
from tejido.declare.halves import Half, Named
from tejido.errors import DatabaseError, SealError
from tejido.plugins import load_plugins
from tejido.settings import Settings
from tejido.store import copying
from tejido.store.copying import Row, Shape
from tejido.store.database import Reading, Store, Writing
from tejido.testing.nodes import found_small_node
from tejido.vault.age import new_identity
from tejido.work.backups import halves_of
from tejido.work.nodes import layers_of, migrate_all

IDENTITY = new_identity()
PLUGINS = load_plugins(core_contribution())
HALVES, LAYERS = halves_of(PLUGINS), layers_of(PLUGINS)
NOW = datetime(2026, 11, 23, 10, 15, tzinfo=UTC)
Contents = Mapping[str, list[Row]]

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=6)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "TEXT": TEXT,
    "INTEGER": st.integers(-(2**31), 2**31 - 1),
    "BIGINT": st.integers(-(2**63), 2**63 - 1),
    "BLOB": st.binary(max_size=40),
    "BOOL": st.integers(0, 1),
}


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The settings and key files of a node; its database is not used."""
    folder = tmp_path_factory.mktemp("node")
    found_small_node(folder / "node", backup_recipients=[IDENTITY.recipient])
    return Settings.load(folder / "node", {})


def empty() -> Store:
    store = Store.in_memory()
    migrate_all(store, PLUGINS)
    return store


def filled(contents: Contents) -> Store:
    store = empty()
    with store.write() as tx:
        for name, shape in copying.shapes(tx, LAYERS).items():
            copying.insert(tx, shape, contents.get(name, []))
    return store


def kinds(tx: Reading, shape: Shape) -> dict[str, str]:
    """The type of each column, as the database names it."""
    return {one.name: one.data_type.upper() for one in tx.database.get_columns(shape.name)}


@st.composite
def contents(draw: st.DrawFn) -> Contents:
    """Rows in every table, each referring to what is there; every process has a slot."""
    with empty() as store, store.read() as tx:
        shapes = copying.shapes(tx, LAYERS)
        types = {name: kinds(tx, shape) for name, shape in shapes.items()}
    order = [*HALVES.of_half(shapes, Half.DATA), *HALVES.of_half(shapes, Half.KEYS)]
    found: dict[str, list[Row]] = {}
    for shape in sorted(order, key=lambda one: one.name != "person"):
        number = draw(st.integers(0, 3))
        rows = [_row(draw, shape, types[shape.name], found, n) for n in range(number)]
        found[shape.name] = [row for row in rows if row is not None]
    _open_all(found, shapes)
    return found


def _row(
    draw: st.DrawFn, shape: Shape, types: Mapping[str, str], found: Contents, number: int
) -> Row | None:
    row: dict[str, Any] = {}
    for column in shape.columns:
        value = draw(VALUES[types[column]])
        # Texts are unique, and so are keys.
        row[column] = f"{value}{number}" if types[column] == "TEXT" else value
        if column in shape.nullable and draw(st.booleans()):
            row[column] = None
    if types[shape.primary[-1]] in ("INTEGER", "BIGINT"):
        row[shape.primary[-1]] = number
    places = [Named(key.column, key.table) for key in shape.foreign]
    for named in [*places, *HALVES.tables[shape.name].names]:
        column, when, parents = named.column, named.when, found.get(named.table, [])
        if when is not None and (not parents or draw(st.booleans())):
            row[when[0]] = f"other{number}"  # a role's slot, a peer's coded row
        elif parents:
            row[column] = draw(st.sampled_from(parents))[0]
            row.update([when] if when else [])
        elif column not in shape.nullable:
            return None
        else:
            row[column] = None
    return tuple(row[column] for column in shape.columns)


def _open_all(found: dict[str, list[Row]], shapes: Mapping[str, Shape]) -> None:
    """Give somebody a slot of every process; keep keys unique."""
    if not found["person"]:
        found["person"] = [_plain(shapes["person"], {"id": "p", "handle": "h"})]
    person = found["person"][0][0]
    for process in found["process"]:
        given = {"kind": "process", "owner": process[0], "person_id": person, "version": 9}
        found["slot"].append(_plain(shapes["slot"], given))
    for name, rows in found.items():
        keys = [shapes[name].columns.index(column) for column in shapes[name].primary]
        found[name] = list({tuple(row[place] for place in keys): row for row in rows}.values())


def _plain(shape: Shape, given: Mapping[str, Any]) -> Row:
    return tuple(
        given.get(column, None if column in shape.nullable else 0) for column in shape.columns
    )


def sums(store: Store) -> dict[str, Sum]:
    with store.read() as tx:
        found = {}
        for name, shape in copying.shapes(tx, LAYERS).items():
            summing = Summing(shape.columns)
            for row in copying.rows(tx, shape):
                summing.add(row)
            found[name] = summing.sum
    return found


def backed_up(config: Settings, store: Store, out: Path) -> Made:
    return make_backup(config, store, HALVES, list(LAYERS), NOW, out)


def refill(pair: Pair) -> tuple[Store, Filling]:
    check_versions(pair, LAYERS)
    store, filling = empty(), Filling(pair, HALVES, LAYERS)
    for fill in (filling.fill_data, filling.fill_keys):
        with store.write() as tx:
            fill(tx)
    return store, filling


@settings(max_examples=12, suppress_health_check=list(HealthCheck))
@given(contents())
def test_a_database_of_any_contents_comes_back_as_it_was(
    config: Settings, tmp_path_factory: pytest.TempPathFactory, found: Contents
) -> None:
    folder = tmp_path_factory.mktemp("out")
    with filled(found) as store:
        made = backed_up(config, store, folder)
        with opened(made.data, made.keys, [IDENTITY], folder) as pair:
            again, filling = refill(pair)
        with again:
            before, after = sums(store), sums(again)
    left_out = {one.table for one in HALVES.tables.values() if one.half is Half.LEFT_OUT}
    assert {name: one for name, one in after.items() if name not in left_out} == {
        name: one for name, one in before.items() if name not in left_out
    }
    assert not any(after[name].rows for name in left_out)
    assert filling.left_out.total() == 0


# --- thousands, and nothing -----------------------------------------------------------

PERSON = {"id": "p", "handle": "ana"}


def many(number: int) -> Contents:
    with empty() as store, store.read() as tx:
        shapes = copying.shapes(tx, LAYERS)
    process = {"id": "a", "kind": "accompaniment", "card": b"card"}
    records = [
        _plain(shapes["record"], {"id": f"r{n}", "process_id": "a", "body": b"%d" % n})
        for n in range(number)
    ]
    slot = {"kind": "process", "owner": "a", "person_id": "p", "version": 1, "sealed": b"seed"}
    return {
        "person": [_plain(shapes["person"], PERSON)],
        "process": [_plain(shapes["process"], process)],
        "record": records,
        "slot": [_plain(shapes["slot"], slot)],
    }


@pytest.fixture
def pair(config: Settings, tmp_path: Path) -> Iterator[Pair]:
    with filled(many(5000)) as store:
        made = backed_up(config, store, tmp_path / "out")
    with opened(made.data, made.keys, [IDENTITY], tmp_path) as pair:
        yield pair


def test_thousands_of_rows_come_back(pair: Pair) -> None:
    store, filling = refill(pair)
    with store:
        assert sums(store)["record"].rows == filling.rows["record"] == 5000


def test_an_empty_database_comes_back(config: Settings, tmp_path: Path) -> None:
    with empty() as store:
        made = backed_up(config, store, tmp_path / "out")
    with opened(made.data, made.keys, [IDENTITY], tmp_path) as pair:
        store, filling = refill(pair)
        with store:
            assert filling.rows.total() == 0


def test_a_database_that_is_older_than_the_code_is_backed_up_as_it_is(
    config: Settings, tmp_path: Path
) -> None:
    with Store.in_memory() as store:
        for layer, folder in LAYERS.items():
            store.migrate(layer, folder, sorted(folder.glob("0*.py"))[0].stem)
        made = backed_up(config, store, tmp_path / "out")
    with opened(made.data, made.keys, [IDENTITY], tmp_path) as pair:
        assert pair.data.manifest.migrations["tejido"] == ["0001_first"]
        assert "deposit" not in pair.data.tables.tables()
        check_versions(pair, LAYERS)
        with Store.in_memory() as again:
            for layer, folder in LAYERS.items():
                again.migrate(layer, folder, pair.data.manifest.migrations[layer][-1])
            filling = Filling(pair, HALVES, LAYERS)
            with again.write() as tx:
                filling.fill_data(tx)
            with again.write() as tx:
                filling.fill_keys(tx)
            migrate_all(again, PLUGINS)
            assert sums(again).keys() == sums(empty()).keys()


# --- what is not as it should be ------------------------------------------------------


def test_a_half_that_holds_something_else_than_it_says_is_refused(pair: Pair) -> None:
    other = replace(pair.data.manifest, tables={**pair.data.manifest.tables, "task": Sum(1, "")})
    with pytest.raises(DatabaseError, match="not what was backed up"):
        Filling(replace(pair, data=replace(pair.data, manifest=other)), HALVES, LAYERS)
    fewer = replace(pair.data.manifest, tables={})
    with pytest.raises(SealError, match="not those that it says"):
        Filling(replace(pair, data=replace(pair.data, manifest=fewer)), HALVES, LAYERS)


def test_what_is_read_back_otherwise_is_refused(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    insert = copying.insert

    def loses_one(tx: Writing, shape: Shape, rows: Iterator[Row]) -> None:
        insert(tx, shape, list(rows)[1:])

    monkeypatch.setattr(copying, "insert", loses_one)
    with pytest.raises(DatabaseError, match="not what was backed up"):
        refill(pair)


@pytest.mark.parametrize(
    ("migrations", "wrong"),
    [
        ({"tejido": ["0001_first", "0099_future"]}, "newer than this Tejido"),
        ({"tejido": ["0002_protection"]}, "newer than this Tejido"),
        ({"letters": ["0001_first"]}, "plugin letters"),
    ],
)
def test_a_version_that_is_not_known_here_is_refused(
    pair: Pair, migrations: Any, wrong: str
) -> None:
    for half in ("data", "keys"):
        old = getattr(pair, half)
        newer = replace(old, manifest=replace(old.manifest, migrations=migrations))
        with pytest.raises(DatabaseError, match=wrong):
            check_versions(replace(pair, **{half: newer}), LAYERS)


def test_keys_of_an_older_version_than_the_data_are_refused(pair: Pair) -> None:
    older = {**pair.keys.manifest.migrations, "tejido": ["0001_first"]}
    keys = replace(pair.keys, manifest=replace(pair.keys.manifest, migrations=older))
    with pytest.raises(DatabaseError, match="take newer keys"):
        check_versions(replace(pair, keys=keys), LAYERS)


def test_the_half_of_data_lies_on_the_disk_without_a_name_and_that_of_keys_nowhere(
    config: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files: list[str] = []
    connect = sqlite3.connect

    def noting(database: str, isolation_level: None) -> sqlite3.Connection:
        files.append(database)
        return connect(database, isolation_level=isolation_level)

    with filled(many(3)) as store:
        monkeypatch.setattr("tejido.backup.half_file.sqlite3.connect", noting)
        backed_up(config, store, tmp_path / "out")
    on_disk = [file for file in files if file != ":memory:"]
    assert len(files) == 2
    assert [Path(file).parent for file in on_disk] == [config.folder]
    assert not Path(on_disk[0]).exists()
