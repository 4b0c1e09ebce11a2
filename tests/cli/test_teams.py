"""``tejido team``, as processes beside each other on one node."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tejido.accounts.signing_in import find
from tejido.node import Node
from tejido.testing.nodes import PASSPHRASE
from tejido.vault.key_words import key_words
from tejido.work import nodes, people, processes, teams

AS_ANA = ("--node", "node", "--as", "ana", "--passphrase-file", "ana.txt")
AS_LUZ = ("--node", "node", "--as", "luz", "--passphrase-file", "luz.txt")


@contextmanager
def opened(folder: Path) -> Iterator[Node]:
    node = nodes.open_node(folder)
    try:
        yield node
    finally:
        node.close()


@pytest.fixture
def held(run: Any, node: Path, tmp_path: Path) -> list[str]:
    """Begin two processes as Ana, with Luz beside her who holds nothing; give their ids."""
    assert run("user", "add", *AS_ANA, "luz", "--new-passphrase-file", "handed.txt").code == 0
    begin(run, "handed.txt", "luz.txt")
    with opened(node) as there:
        ana = people.sign_in(there, "ana", PASSPHRASE)
        return [processes.start(there, ana, "accompaniment", name) for name in ("Agua", "Barro")]


def begin(run: Any, handed: str, own: str) -> None:
    """Begin as Luz with what was handed over; her own passphrase is in the file ``own`` then."""
    who = ("--node", "node", "--as", "luz", "--passphrase-file", handed)
    assert run("user", "begin", *who, "--new-passphrase-file", own).code == 0


@pytest.fixture
def luzs(node: Path) -> Callable[[], list[str]]:
    """Give the words that Luz reads out, as whoever opens something to her types them."""

    def said() -> list[str]:
        with opened(node) as there, there.store.read() as tx:
            luz = find(tx, "luz")
            assert luz
            return ["--words", " ".join(key_words(luz.id, luz.public, "en"))]

    return said


def lines(done: Any) -> list[list[str]]:
    assert done.code == 0, done.err
    return [line.split("\t") for line in done.out.splitlines()]


def test_a_process_is_opened_to_a_colleague_and_closed_again(
    run: Any, held: list[str], luzs: Any
) -> None:
    shown = lines(run("team", "show", *AS_ANA, held[0]))
    assert [line[:3] for line in shown] == [["holds", "ana", "active"], ["could", "luz", "active"]]
    assert all(len(line[3].split()) == 6 for line in shown)
    others = run("team", "open", *AS_ANA, held[0], "luz", "--words", "uno dos tres")
    assert (others.code, "other words" in others.line) == (1, True)
    assert run("team", "open", *AS_ANA, held[0], "luz", *luzs()).code == 0
    by_luz = lines(run("team", "show", *AS_LUZ, held[0]))
    assert [line[:2] for line in by_luz] == [["holds", "ana"], ["holds", "luz"]]
    assert {line[3] for line in by_luz} == {line[3] for line in shown}
    assert run("team", "close", *AS_ANA, held[0], "luz").code == 0
    refused = run("team", "show", *AS_LUZ, held[0])
    assert (refused.code, "not opened to you" in refused.line) == (1, True)


def test_what_cannot_be_done_is_one_line(run: Any, held: list[str], luzs: Any) -> None:
    assert "hand it over" in run("team", "close", *AS_ANA, held[0], "ana").line
    assert "no such person" in run("team", "open", *AS_ANA, held[0], "nadie", *luzs()).line
    assert run("team", "open", *AS_ANA, "0" * 32, "luz", *luzs()).code == 1


def test_what_is_held_alone_is_listed_and_handed_over(run: Any, held: list[str], luzs: Any) -> None:
    mine = lines(run("team", "alone", *AS_ANA))
    assert mine[:2] == [["mine", held[0], "Agua"], ["mine", held[1], "Barro"]]
    assert ["role", "auditor", "ana"] in mine
    assert lines(run("team", "alone", *AS_LUZ)) == []
    assert run("user", "rights", *AS_ANA, "luz", "--administrator").code == 0
    by_luz = lines(run("team", "alone", *AS_LUZ))
    assert ["theirs", "ana", "2"] in by_luz
    assert ["role", "auditor", "ana"] in by_luz
    done = run("team", "hand-over", *AS_ANA, "luz", "--leaving", *luzs())
    assert (done.code, "2" in done.err) == (0, True)
    assert lines(run("team", "alone", *AS_LUZ))[0] == ["mine", held[0], "Agua"]


def test_a_new_key_is_given_and_colleagues_give_again(
    run: Any, node: Path, held: list[str], tmp_path: Path, luzs: Any
) -> None:
    for one in held:
        assert run("team", "open", *AS_ANA, one, "luz", *luzs()).code == 0
    done = run("team", "renew", *AS_ANA, "luz", "--new-passphrase-file", "handed2.txt")
    assert (done.code, done.out) == (0, "")
    assert (tmp_path / "handed2.txt").stat().st_mode & 0o777 == 0o600
    assert "choose their own" in run("team", "give-again", *AS_ANA, "luz", *luzs()).line
    begin(run, "handed2.txt", "luz2.txt")
    wanted = lines(run("team", "wanted", *AS_ANA))
    assert [[line[0], *line[2:]] for line in wanted] == [
        ["luz", held[0], "Agua"],
        ["luz", held[1], "Barro"],
    ]
    assert run("team", "give-again", *AS_ANA, "luz", "--only", held[1], *luzs()).code == 0
    assert [line[2] for line in lines(run("team", "wanted", *AS_ANA))] == [held[0]]
    assert run("team", "give-again", *AS_ANA, "luz", *luzs()).code == 0
    assert run("team", "show", *AS_LUZ, held[0]).code == 1  # the passphrase from before
    (tmp_path / "luz.txt").write_bytes((tmp_path / "luz2.txt").read_bytes())
    assert run("team", "show", *AS_LUZ, held[0]).code == 0


def test_what_would_be_lost_is_said_and_has_to_be_accepted(
    run: Any, node: Path, held: list[str], tmp_path: Path, luzs: Any
) -> None:
    assert run("team", "hand-over", *AS_ANA, "luz", "--leaving", *luzs()).code == 0
    refused = run("team", "renew", *AS_ANA, "luz", "--new-passphrase-file", "no.txt")
    assert (refused.code, "--lose" in refused.line) == (1, True)
    said = [line.split("\t") for line in refused.out.splitlines()]
    assert {(line[0], line[1], line[2]) for line in said} == {
        ("lost", one[:8], "accompaniment") for one in held
    }
    assert not (tmp_path / "no.txt").exists()
    assert run("team", "show", *AS_LUZ, held[0]).code == 0
    assert run("team", "renew", *AS_ANA, "luz", "--lose").code == 0
    with opened(node) as there:
        ana = people.sign_in(there, "ana", PASSPHRASE)
        assert teams.count_held(there, ana) == 0
    assert ["nobody", "", "2"] in lines(run("team", "alone", *AS_ANA))


def test_only_who_administers_gives_a_new_key(run: Any, held: list[str], luzs: Any) -> None:
    refused = run("team", "renew", *AS_LUZ, "ana")
    assert (refused.code, "administers" in refused.line) == (1, True)
