"""Erasing and keeping from a terminal."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tejido.store.tables import ProcessTable, RetentionRuleTable
from tejido.testing.nodes import PASSPHRASE
from tejido.work import nodes, people, processes, records
from tejido.work.records import Entry

AS_ANA = ("--node", "node", "--as", "ana", "--passphrase-file", "ana.txt")
EMERGENCY = {"received_on": "2026-03-01", "severity": "red"}


@pytest.fixture
def begun(node: Path) -> tuple[str, str, str]:
    """Give two processes of Ana's, and a record of the first."""
    with_node = nodes.open_node(node)
    ana = people.sign_in(with_node, "ana", PASSPHRASE)
    first, second = (processes.start(with_node, ana, "accompaniment", name) for name in "ab")
    entry = Entry("crisis.emergency", first, EMERGENCY)
    (record,) = records.write(with_node, ana, [entry])
    with_node.close()
    return first, second, record


@pytest.fixture
def rows(node: Path) -> Callable[[Any], list[Any]]:
    """Give all values of a column."""

    def call(column: Any) -> list[Any]:
        found = nodes.open_node(node)
        with found.store.read() as tx:
            values = [value for (value,) in tx.all(column.model.select(column).tuples())]
        found.close()
        return values

    return call


# --- erasing -------------------------------------------------------------------------------


def test_a_process_is_erased_and_the_other_stays(
    run: Any, begun: tuple[str, str, str], rows: Any
) -> None:
    first, second, _record = begun
    done = run("erase", "processes", first, *AS_ANA, "--reason", "mistake", "--yes")
    assert (done.code, done.out) == (0, "")
    assert done.err == "Erased. It cannot be brought back.\n"
    assert rows(ProcessTable.id) == [second]


def test_what_would_go_is_shown_and_nothing_is_erased(
    run: Any, begun: tuple[str, str, str], rows: Any
) -> None:
    first, _second, _record = begun
    done = run("erase", "processes", first, *AS_ANA, "--reason", "mistake", "--dry-run")
    assert done.out.splitlines() == [
        "Processes: 1",
        "Records: 1",
        "Tasks: 1",
        "Keys of the team: 1",
    ]
    assert "Nothing was erased" in done.line
    assert first in rows(ProcessTable.id)


def test_nothing_is_erased_unasked(run: Any, begun: tuple[str, str, str], rows: Any) -> None:
    first, _second, record = begun
    done = run("erase", "records", record, *AS_ANA, "--reason", "mistake")
    assert done.code == 2
    assert "--dry-run" in done.line
    assert first in rows(ProcessTable.id)


@pytest.mark.parametrize(
    "words",
    [
        ("processes", "f" * 32, "--reason", "mistake", "--yes"),
        ("records", "f" * 32, "--reason", "mistake", "--yes"),
        ("processes", "--reason", "mistake", "--yes"),
        ("processes", "f" * 32, "--yes"),
        ("processes", "f" * 32, "--reason", "tidying", "--yes"),
    ],
)
def test_what_cannot_be_erased_is_one_line(
    run: Any, begun: tuple[str, str, str], words: tuple[str, ...]
) -> None:
    done = run("erase", words[0], *AS_ANA, *words[1:])
    assert done.code in (1, 2)
    assert done.line.startswith("tejido: ")


# --- keeping -------------------------------------------------------------------------------


def test_rules_are_set_shown_and_removed(run: Any, begun: tuple[str, str, str], rows: Any) -> None:
    place = ("accompaniment", "--state", "open")
    done = run("retention", "set", *place, "--months", "1", *AS_ANA)
    assert (done.code, done.out, "It holds from " in done.line) == (0, "", True)
    shown = run("retention", "preview", *AS_ANA).out.splitlines()
    assert shown[0].startswith("Accompaniment (open): after 1 months. It is erased. It holds from ")
    assert {line.split("  ")[2] for line in shown[1:3]} == set(begun[:2])
    assert {line.split("  ")[3] for line in shown[1:3]} == {"It is erased"}
    assert shown[-1].startswith("Without a rule, so it stays: ")
    assert "Accompaniment" not in shown[-1]
    assert run("retention", "set", *place, "--never", *AS_ANA).code == 0
    assert rows(RetentionRuleTable.what) == []


@pytest.mark.parametrize(
    "words",
    [
        ("accompaniment", "--state", "open"),
        ("accompaniment", "--state", "open", "--months", "1", "--never"),
        ("accompaniment", "--state", "open", "--never"),
        ("accompaniment", "--state", "open", "--months", "241"),
        ("accompaniment", "--state", "lost", "--months", "1"),
        ("nothing", "--months", "1"),
    ],
)
def test_a_rule_that_makes_no_sense_is_one_line(
    run: Any, node: Path, words: tuple[str, ...]
) -> None:
    done = run("retention", "set", *words, *AS_ANA)
    assert done.code in (1, 2)
    assert done.line.startswith("tejido: ")


def test_the_rules_are_carried_out_without_anybody(run: Any, node: Path) -> None:
    run("retention", "set", "accompaniment", "--state", "open", "--months", "1", *AS_ANA)
    done = run("retention", "run", "--node", "node")
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines() == [
        "Processes erased: 0.",
        "Single records erased: 0.",
        "Entries of the log erased: 0.",
    ]


def test_a_process_is_held_and_released(
    run: Any, begun: tuple[str, str, str], tmp_path: Path
) -> None:
    first, _second, record = begun
    (tmp_path / "why.txt").write_text("La audiencia está pendiente\n", "utf-8")
    assert run("retention", "hold", first, *AS_ANA, "--reason-file", "why.txt").code == 0
    for named in (("processes", first), ("records", record)):
        done = run("erase", *named, *AS_ANA, "--reason", "mistake", "--yes")
        assert (done.code, "release the hold" in done.line) == (1, True)
    assert run("retention", "release", first, *AS_ANA).code == 0
    assert run("retention", "release", first, *AS_ANA).code == 1
    assert run("erase", "processes", first, *AS_ANA, "--reason", "mistake", "--yes").code == 0


def test_why_is_no_argument(run: Any, begun: tuple[str, str, str]) -> None:
    done = run("retention", "hold", begun[0], *AS_ANA)
    assert (done.code, "--reason-file" in done.line) == (2, True)
    done = run("retention", "hold", begun[0], *AS_ANA, "--reason-file", "absent.txt")
    assert (done.code, "absent.txt" in done.line) == (2, True)
