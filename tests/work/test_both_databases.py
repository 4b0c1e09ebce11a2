"""The main way through the house: what holds on SQLite holds on PostgreSQL."""

from typing import Any

import pytest

from tejido.errors import ChangedError, DatabaseError, NotOpenedError
from tejido.testing.networks import NORTE, SUR
from tejido.testing.nodes import PASSPHRASE
from tejido.work import consent, founding, leaving, nodes, people, processes, records, tables, tasks
from tejido.work.records import Entry


def test_the_whole_way_from_writing_to_a_table(either: Any) -> None:
    node, ana = either.node, either.ana
    office = either
    written = dict(office.visited(people=number) for number in range(6))
    process, record = next(iter(written.items()))
    assert office.write(process, record, people=9) == record
    with pytest.raises(ChangedError):
        records.write(node, ana, [Entry("tela.visit", process, {"aggression": "raid"}, record, 1)])
    with pytest.raises(NotOpenedError):
        records.opened(node, office.rosa, record)
    records.move(node, ana, record, "near")
    assert {task.kind for task in tasks.due(node, ana)} == {"call", "visit"}

    office.plugin.terms["k_records"] = 3
    seen = leaving.preview(node, ana, "tela")
    assert len(seen.items) == 12
    before = office.dump()
    office.plugin.fails = RuntimeError("no space")
    with pytest.raises(RuntimeError):
        leaving.approve(node, ana, "tela", seen.digest)
    assert office.dump() == before
    office.plugin.fails = None
    assert leaving.approve(node, ana, "tela", seen.digest).items == seen.items
    assert leaving.preview(node, ana, "tela").unchanged == 12

    office.arrive(NORTE, 6)
    office.arrive(SUR, 6)
    assert tables.table(node, ana, "tela.visits", 2026).total == 18
    for one in processes.shown(node, ana, process).grants:
        consent.withdraw(node, ana, one.id)
    assert tables.table(node, ana, "tela.visits", 2026).total == 17
    assert leaving.preview(node, ana, "tela").unconsented == 2


def test_a_node_is_opened_again_with_everything_in_it(either: Any) -> None:
    record = either.write(either.begin("Hilo"), said="Lo contaron junto al río")
    either.node.close()
    again = nodes.open_node(either.folder, clock=either.clock)
    try:
        ana = people.sign_in(again, "ana", PASSPHRASE)
        assert records.opened(again, ana, record).body["said"] == "Lo contaron junto al río"
        assert [card.name for card in processes.listed(again, ana)] == ["Hilo"]
    finally:
        again.close()


def test_no_second_node_is_founded_in_one_database(postgres_url: str, tmp_path: Any) -> None:
    cheap: Any = {"passphrase_opslimit": 1, "passphrase_memory_kib": 8}
    founding.found(tmp_path / "one", name="Uno", handle="ana", database=postgres_url, **cheap)
    with pytest.raises(DatabaseError, match="holds a node already"):
        founding.found(tmp_path / "two", name="Dos", handle="luz", database=postgres_url, **cheap)
    assert not (tmp_path / "two").exists()
    nodes.open_node(tmp_path / "one").close()
