"""``tejido guardian``: a key that is given back, from choosing to finishing, as real commands."""

from pathlib import Path
from typing import Any

import pytest

from tejido.testing.nodes import PASSPHRASE, joined
from tejido.work import nodes, people

NEW = "otra frase para volver a entrar"
NODE = ("--node", "node")
BY_ROSA = (*NODE, "--handle", "rosa", "--new-passphrase-file", "new.txt")


def as_(handle: str) -> tuple[str, ...]:
    return (*NODE, "--as", handle, "--passphrase-file", "ana.txt")


@pytest.fixture
def chosen(run: Any, node: Path, tmp_path: Path) -> None:
    """Let Rosa choose Ana and Luz; everybody's passphrase is in ``ana.txt``, the new one too."""
    opened = nodes.open_node(node)
    try:
        ana = people.sign_in(opened, "ana", PASSPHRASE)
        for handle in ("rosa", "luz"):
            joined(opened, ana, handle)
    finally:
        opened.close()
    (tmp_path / "new.txt").write_text(f"{NEW}\n", "utf-8")
    done = run("guardian", "choose", *as_("rosa"), "ana", "luz")
    assert (done.code, done.out) == (0, "")


def opened_by_both(run: Any, words: str) -> None:
    """Let both guardians open, whoever's turn it is."""
    for _turn in range(2):
        listed = run("guardian", "list", *as_("ana")).out.strip().split("\t")
        done = run("guardian", "open", *as_(listed[4]), "rosa", "--words", words)
        assert done.code == 0, done.err


@pytest.mark.usefixtures("chosen")
def test_guardians_give_a_key_back(run: Any, node: Path) -> None:
    asked = run("guardian", "ask", *BY_ROSA)
    assert (asked.code, len(asked.out.split())) == (0, 6)
    early = run("guardian", "finish", *BY_ROSA)
    assert (early.code, "Not enough" in early.line) == (1, True)
    opened_by_both(run, asked.out)
    done = run("guardian", "finish", *BY_ROSA, "--recovery-words-file", "words.txt")
    assert (done.code, done.out) == (0, "")
    opened = nodes.open_node(node)
    try:
        assert people.sign_in(opened, "rosa", NEW).handle == "rosa"
    finally:
        opened.close()


@pytest.mark.usefixtures("chosen")
def test_a_rehearsal_says_that_it_went_well_and_changes_nothing(run: Any, node: Path) -> None:
    asked = run("guardian", "rehearse", *BY_ROSA)
    opened_by_both(run, asked.out)
    done = run("guardian", "finish", *BY_ROSA)
    assert (done.code, done.out) == (0, "")
    assert "went well" in done.line
    opened = nodes.open_node(node)
    try:
        assert people.sign_in(opened, "rosa", PASSPHRASE).handle == "rosa"
    finally:
        opened.close()


@pytest.mark.usefixtures("chosen")
def test_other_words_open_nothing(run: Any) -> None:
    run("guardian", "ask", *BY_ROSA)
    turn = run("guardian", "list", *as_("ana")).out.strip().split("\t")[4]
    done = run("guardian", "open", *as_(turn), "rosa", "--words", "uno dos tres cuatro cinco seis")
    assert (done.code, "other words" in done.line) == (1, True)
    nobody = run("guardian", "open", *as_("ana"), "luz", "--words", "uno")
    assert nobody.code == 1
