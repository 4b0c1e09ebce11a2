"""``tejido audit``, as a real process."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
AS_ANA = ("--node", "node", "--as", "ana", "--passphrase-file", "ana.txt")


@pytest.fixture
def used(run: Run, node: Path) -> Path:
    """Give the node's folder once Ana signed in and looked at the log, twice: four entries."""
    for _time in range(2):
        assert run("audit", "list", *AS_ANA).code == 0
    return node


def cut_the_last(node: Path) -> None:
    """Do as somebody who can write to the database: cut off the last entry and what knows it."""
    with sqlite3.connect(node / "node.db") as database:
        (last,) = database.execute("SELECT max(position) FROM audit_entry").fetchone()
        database.execute("DELETE FROM audit_entry WHERE position = ?", (last,))
        database.execute("DELETE FROM audit_checkpoint WHERE size > ?", (last,))
    database.close()


def test_a_checkpoint_kept_elsewhere_shows_that_the_end_was_cut_off(
    run: Run, used: Path, tmp_path: Path
) -> None:
    made = run("audit", "checkpoint", "--node", "node", "--out", "kept.txt")
    assert (made.code, made.out) == (0, "")
    assert "kept.txt" in made.line
    kept = (tmp_path / "kept.txt").read_text("utf-8")
    assert kept.startswith("tejido/v1/audit/")
    fine = run("audit", "verify", "--node", "node", "--against", "kept.txt")
    assert (fine.code, fine.err) == (0, "")
    assert "The log is whole" in fine.out
    assert "Entries: 4." in fine.out
    assert "Checkpoints kept elsewhere that agree: 1." in fine.out
    cut_the_last(used)
    assert run("audit", "verify", "--node", "node").code == 0, "nothing here can tell"
    refused = run("audit", "verify", "--node", "node", "--against", "kept.txt")
    assert (refused.code, refused.out) == (1, "")
    assert "Step 5, roots: the log once had 4 entries" in refused.line


def test_an_auditor_opens_every_entry_as_well(run: Run, used: Path) -> None:
    done = run("audit", "verify", *AS_ANA)
    assert (done.code, done.err) == (0, "")
    assert "Entries that were opened and are what was written: " in done.out
    assert "--against FILE" in done.out, "it says what it could not see"


def test_without_out_the_checkpoint_is_printed(run: Run, used: Path) -> None:
    first = run("audit", "checkpoint", "--node", "node")
    assert (first.code, first.err) == (0, "")
    assert first.out.splitlines()[-1].startswith("— tejido/v1/audit/")
    assert run("audit", "checkpoint", "--node", "node").out == first.out


def test_entries_are_listed_the_newest_first(run: Run, used: Path) -> None:
    done = run("audit", "list", *AS_ANA)
    assert (done.code, done.err) == (0, "")
    lines = [line.split("  ") for line in done.out.splitlines()]
    positions = [int(line[0]) for line in lines]
    assert positions == sorted(positions, reverse=True)
    assert lines[0][2:] == ["ana", "Signed in"]
    last = run("audit", "list", *AS_ANA, "--last", "1", "--before", "1")
    assert last.out.startswith("0  ")
    assert len(last.out.splitlines()) == 1


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("verify", "--node", "node", "--against", "nowhere.txt"), "nowhere.txt"),
        (("verify", "--node", "node", "--against", "bytes.txt"), "bytes.txt"),
        (("checkpoint", "--node", "node", "--out", "ana.txt"), "ana.txt"),
        (("checkpoint", "--node", "node", "--out", "nowhere/kept.txt"), "kept.txt"),
        (("list", *AS_ANA, "--last", "0"), "--last"),
    ],
)
def test_what_cannot_be_done_says_what_to_do(
    run: Run, node: Path, tmp_path: Path, words: tuple[str, ...], says: str
) -> None:
    (tmp_path / "bytes.txt").write_bytes(b"\xff")
    done = run("audit", *words)
    assert done.code == 2
    assert says in done.line


def test_what_was_tampered_with_is_neither_signed_nor_taken_for_whole(
    run: Run, used: Path, tmp_path: Path
) -> None:
    with sqlite3.connect(used / "node.db") as database:
        database.execute("UPDATE audit_entry SET kind = 'write' WHERE position = 1")
    database.close()
    for words in (("verify",), ("checkpoint", "--out", "kept.txt")):
        done = run("audit", *words, "--node", "node")
        assert done.code == 1
        assert "Step 2, proofs: entry 1 " in done.line
    assert not (tmp_path / "kept.txt").exists()
