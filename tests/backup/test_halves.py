"""What plugins say of their tables, put together and held against a database."""

from types import ModuleType

import pytest

from tejido.accompaniment.core import core_contribution
from tejido.backup.halves import Halves
from tejido.declare.halves import Half, TableHalf
from tejido.errors import DatabaseError
from tejido.hookspecs import hookimpl
from tejido.plugins import load_plugins
from tejido.store.copying import Shape
from tejido.work.backups import halves_of


def plugin(*tables: TableHalf) -> ModuleType:
    """A plugin that has tables of its own; one without any fails."""
    made = ModuleType("letters")

    @hookimpl
    def backup_halves() -> list[TableHalf]:
        if not tables:
            raise ValueError("no idea")
        return list(tables)

    vars(made)["backup_halves"] = backup_halves
    return made


def shape(name: str, *columns: str) -> Shape:
    return Shape(name, columns, columns[:1], frozenset(), frozenset(columns[1:]), ())


def test_a_plugin_says_where_its_tables_go() -> None:
    plugins = load_plugins(
        core_contribution(), extra={"letters": plugin(TableHalf("letter", Half.KEYS))}
    )
    halves = halves_of(plugins)
    assert halves.tables["letter"].half is Half.KEYS
    assert halves.tables["slot"].half is Half.KEYS


def test_two_plugins_cannot_claim_one_table() -> None:
    extra = {"letters": plugin(TableHalf("slot", Half.DATA))}
    with pytest.raises(DatabaseError, match="slot"):
        halves_of(load_plugins(core_contribution(), extra=extra))


def test_a_plugin_that_fails_here_is_not_passed_over() -> None:
    plugins = load_plugins(core_contribution(), extra={"failing": plugin()})
    with pytest.raises(ValueError, match="no idea"):
        halves_of(plugins)


def test_tables_are_given_by_half_and_a_stranger_is_refused() -> None:
    halves = Halves.of([TableHalf("a", Half.DATA), TableHalf("b", Half.KEYS)])
    shapes = {"a": shape("a", "id"), "b": shape("b", "id")}
    assert [one.name for one in halves.of_half(shapes, Half.DATA)] == ["a"]
    assert [one.name for one in halves.of_half(shapes, Half.LEFT_OUT)] == []
    with pytest.raises(DatabaseError, match="table c"):
        halves.of_half({**shapes, "c": shape("c", "id")}, Half.DATA)


def test_an_older_database_may_lack_columns_and_tables() -> None:
    halves = Halves.of([TableHalf("a", Half.DATA, keys=("key", "newer"), mortal=("gone",))])
    assert halves.keys_of(shape("a", "id", "key")) == ("key",)
    assert halves.mortal_of(shape("a", "id", "key")) == ()
    assert halves.of_half({}, Half.DATA) == []
