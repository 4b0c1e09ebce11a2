"""Nothing that was told in words lies in clear on the disk, in a log, or in what leaves."""

import logging
from pathlib import Path
from typing import Any

import pytest

from tejido.errors import InputError
from tejido.minimize.canaries import find_canaries, new_canary
from tejido.testing.nodes import PASSPHRASE, begun
from tejido.work import consent, leaving, people, processes, records, tables, tasks
from tejido.work.records import Entry

VISIT = "tela.visit"


def files_with_canaries(folder: Path) -> dict[str, list[str]]:
    """The files of a node in which one shows, the journal of its database included."""
    found = {
        path.name: find_canaries(path.read_bytes()) for path in folder.rglob("*") if path.is_file()
    }
    assert "node.db-wal" in found, "the journal must be there to be looked into"
    return {name: forms for name, forms in found.items() if forms}


def live(office: Any) -> None:
    """Do everything once with texts that must stay."""
    process = office.begin(f"{new_canary()} y los suyos")
    told = {"said": new_canary(), "title": new_canary(), "lead": new_canary()}
    record = office.write(process, **told)
    office.write(process, record, **told, people=40)
    entry = Entry(VISIT, process, {"aggression": "threat", **told}, source=new_canary())
    records.write(office.node, office.ana, [entry])
    for given in ({"aggression": new_canary()}, {new_canary(): 1}, {"day": new_canary()}):
        with pytest.raises(InputError):
            records.write(office.node, office.ana, [Entry(VISIT, process, given)])
    records.move(office.node, office.ana, record, "near")
    (grant, _other) = office.grant(process, "aggregate", "research")
    seen = leaving.preview(office.node, office.ana, "tela")
    leaving.approve(office.node, office.ana, "tela", seen.digest)
    office.plugin.terms["k_records"] = 5
    office.write(process, record, **told, people=3)
    seen = leaving.preview(office.node, office.ana, "tela")
    leaving.approve(office.node, office.ana, "tela", seen.digest)
    tables.table(office.node, office.ana, "tela.visits", 2026)
    processes.listed(office.node, office.ana)
    processes.shown(office.node, office.ana, process)
    tasks.due(office.node, office.ana)
    consent.withdraw(office.node, office.ana, grant)


def test_no_file_of_the_node_holds_what_was_told(office: Any) -> None:
    live(office)
    assert files_with_canaries(office.folder) == {}


def test_no_log_holds_what_was_told(office: Any, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    live(office)
    assert find_canaries(caplog.text.encode()) == []


def test_nothing_that_leaves_holds_what_was_told(office: Any) -> None:
    live(office)
    assert office.plugin.queue
    for item in office.plugin.queue:
        assert find_canaries(repr(item).encode() + item.content) == []


def test_no_passphrase_lies_in_a_file_of_the_node(office: Any) -> None:
    secret = f"{new_canary()} {PASSPHRASE}"
    people.add(office.node, office.ana, "luz", ["analyst"], secret)
    begun(office.node, "luz", secret, f"{new_canary()} {secret}")
    assert files_with_canaries(office.folder) == {}


def test_nothing_shows_itself_where_values_are_printed(office: Any) -> None:
    process = office.begin(new_canary())
    record = office.write(process, said=new_canary())
    opened = records.opened(office.node, office.ana, record)
    secret = office.ana.pair.private.hex()
    shown = " ".join(map(repr, (opened, office.node, office.ana)))
    assert find_canaries(shown.encode()) == []
    assert secret not in shown


def test_the_search_itself_can_fail(office: Any) -> None:
    (office.folder / "note.txt").write_text(new_canary(), "utf-8")
    assert list(files_with_canaries(office.folder)) == ["note.txt"]
