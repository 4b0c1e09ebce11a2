"""``tejido user``, ``role`` and ``lock``, as processes beside each other on one node."""

import base64
import os
import pty
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tejido.accounts.second_factor import generator
from tejido.accounts.sessions import listed, open_session
from tejido.accounts.signing_in import SignedIn, find
from tejido.node import Node
from tejido.testing.nodes import PASSPHRASE
from tejido.vault.key_words import key_words
from tejido.work import nodes, people, second_factor

AS_ANA = ("--node", "node", "--as", "ana", "--passphrase-file", "ana.txt")
AS_LUZ = ("--node", "node", "--as", "luz", "--passphrase-file", "luz.txt")
AS_HANDED = ("--node", "node", "--as", "luz", "--passphrase-file", "handed.txt")
FILES = ("--new-passphrase-file", "luz.txt", "--recovery-file", "luz-words.txt")


@contextmanager
def opened(folder: Path) -> Iterator[Node]:
    node = nodes.open_node(folder)
    try:
        yield node
    finally:
        node.close()


def came_in(folder: Path, handle: str, passphrase: str, code: str = "") -> SignedIn:
    with opened(folder) as node:
        return people.sign_in(node, handle, passphrase, code)


@pytest.fixture
def luz(run: Any, node: Path, tmp_path: Path) -> str:
    """Add Luz, an accompanier, who begins, with her files in ``tmp_path``; give her passphrase."""
    assert run("user", "add", *AS_ANA, "luz", "--new-passphrase-file", "handed.txt").code == 0
    assert run("user", "begin", *AS_HANDED, *FILES).code == 0
    return (tmp_path / "luz.txt").read_text("utf-8").strip()


# --- adding -------------------------------------------------------------------------------


def test_somebody_added_begins_with_what_was_handed_over_and_does_nothing_before(
    run: Any, node: Path, tmp_path: Path
) -> None:
    done = run("user", "add", *AS_ANA, "luz", "--role", "analyst", "--role", "analyst")
    assert (done.code, len(done.out.split())) == (0, 7)
    assert "works once" in done.err
    (tmp_path / "handed.txt").write_text(done.out, "utf-8")
    for command in (("user", "passphrase"), ("user", "list"), ("team", "alone")):
        refused = run(*command, *AS_HANDED)
        assert (refused.code, "tejido user begin" in refused.line) == (1, True)
    assert "invited" in run("user", "list", *AS_ANA).out
    done = run("user", "begin", *AS_HANDED)
    assert [line.rpartition(" ")[2] for line in done.err.splitlines()] == ["once:", "once:"]
    passphrase, words = done.out.splitlines()
    assert run("user", "begin", *AS_HANDED).code == 1, "it worked once"
    assert len(words.split()) == 12
    who = came_in(node, "luz", passphrase)
    assert (set(who.roles), who.accompanier, who.administrator) == ({"analyst"}, False, False)


def test_what_is_shown_once_can_go_to_files_instead(
    run: Any, node: Path, tmp_path: Path, luz: str
) -> None:
    for name in ("luz.txt", "luz-words.txt"):
        assert (tmp_path / name).stat().st_mode & 0o777 == 0o600
    who = came_in(node, "luz", luz)
    assert (who.accompanier, who.administrator, set(who.roles)) == (True, False, set())


def test_a_refusal_leaves_no_file_for_what_was_never_drawn(
    run: Any, node: Path, tmp_path: Path, luz: str
) -> None:
    files = ("--new-passphrase-file", "sol.txt")
    refused = run("user", "add", *AS_LUZ, "sol", *files)
    assert (refused.code, "administers" in refused.line) == (1, True)
    (tmp_path / "ana.txt").write_text(f"{PASSPHRASE} y más", "utf-8")
    assert run("user", "add", *AS_ANA, "sol", *files).code == 1
    assert list(tmp_path.glob("sol*")) == []


# --- looking after people -----------------------------------------------------------------


def test_people_are_listed_changed_taken_out_and_let_in_again(
    run: Any, node: Path, luz: str
) -> None:
    done = run("user", "list", *AS_ANA)
    everything = "accompanier administrator analyst auditor intake network"
    assert done.out == f"ana\tactive\t{everything}\nluz\tactive\taccompanier\n"
    done = run("user", "rights", *AS_ANA, "luz", "--administrator")
    assert (done.code, done.out) == (0, "luz\tactive\taccompanier administrator\n")
    done = run("user", "rights", *AS_LUZ, "ana", "--no-administrator", "--no-accompanier")
    assert done.out == "ana\tactive\tanalyst auditor intake network\n"
    done = run("user", "disable", *AS_LUZ, "ana")
    assert done.code == 0
    assert "Taken from them: roles 0, processes 0." in done.err
    assert "Only they hold: roles 4, processes 0." in done.err
    assert "may have kept" not in done.err
    assert run("user", "list", *AS_ANA).code == 1
    assert run("user", "enable", *AS_LUZ, "ana").code == 0
    assert set(came_in(node, "ana", PASSPHRASE).roles) == {
        "analyst",
        "auditor",
        "intake",
        "network",
    }


@pytest.mark.usefixtures("luz")
def test_the_keys_that_who_is_taken_out_may_have_kept_are_named(run: Any, node: Path) -> None:
    with opened(node) as there:
        said = comparing_words(there, "luz")
    for role in ("auditor", "network"):
        assert run("role", "grant", *AS_ANA, role, "luz", "--words", said).code == 0
    done = run("user", "disable", *AS_ANA, "luz")
    assert done.err.count("may have kept") == 2
    assert "tejido role rotate auditor" in done.err
    assert "tejido role rotate network" not in done.err


def test_the_last_who_looks_after_people_stays(run: Any, node: Path, luz: str) -> None:
    for command in (
        ("user", "rights", *AS_ANA, "ana", "--no-administrator"),
        ("user", "disable", *AS_ANA, "ana"),
    ):
        refused = run(*command)
        assert (refused.code, "Nobody else looks after" in refused.line) == (1, True)


# --- one's own key ------------------------------------------------------------------------


def test_a_passphrase_is_drawn_anew(run: Any, node: Path, luz: str) -> None:
    done = run("user", "passphrase", *AS_LUZ)
    assert done.code == 0
    assert came_in(node, "luz", done.out.strip()).handle == "luz"
    assert run("user", "passphrase", *AS_LUZ).code == 1, "the old one opens nothing"


def test_the_printed_words_bring_a_key_back(run: Any, node: Path, tmp_path: Path, luz: str) -> None:
    command = ("user", "recover", "--node", "node", "--as", "luz", "--words-file", "luz-words.txt")
    done = run(*command, "--recovery-file", "again.txt")
    assert done.code == 0
    assert came_in(node, "luz", done.out.strip()).handle == "luz"
    refused = run(*command)
    assert (refused.code, "these words do not open anything" in refused.line) == (1, True)
    words = (tmp_path / "again.txt").read_text("utf-8")
    (tmp_path / "luz-words.txt").write_text("\n".join(words.upper().split()), "utf-8")
    assert run(*command).code == 0


def test_a_passphrase_of_ones_own_is_typed_twice_at_a_terminal(
    node: Path, environment: dict[str, str], tmp_path: Path, luz: str
) -> None:
    own = "la neblina baja despacio"
    said = at_a_terminal(
        environment, tmp_path, ("user", "passphrase", *AS_LUZ, "--choose"), own, own
    )
    assert own not in said
    assert came_in(node, "luz", own).handle == "luz"


def at_a_terminal(
    environment: dict[str, str], folder: Path, words: tuple[str, ...], *typed: str
) -> str:
    """Run a command with somebody at a terminal, who answers its questions; return what it says."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "tejido", *words],
        env={**environment, "TEJIDO_LANGUAGE": "en"},
        cwd=folder,
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,  # whose terminal is its stdin, not the one of these tests
        text=True,
    )
    assert process.stdout is not None
    said = ""
    try:
        for line in typed:  # what was typed before the question would be thrown away
            while not said.endswith(": ") and (sign := process.stdout.read(1)):
                said += sign
            os.write(ours, f"{line}\n".encode())
            said += process.stdout.read(1)
        said += process.communicate(timeout=60)[0]
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
        os.close(ours)
        os.close(theirs)
    assert process.returncode == 0, said
    return said


# --- the second factor --------------------------------------------------------------------


@pytest.fixture
def codes(node: Path, luz: str) -> tuple[bytes, list[str]]:
    """Set up a second factor for Luz; give its seed and the spare codes."""
    with opened(node) as held:
        who = people.sign_in(held, "luz", luz)
        secret = second_factor.draw(held, who).secret
        seed = base64.b32decode(secret)
        code = generator(seed).at(held.clock())
        return seed, second_factor.confirm(held, who, secret, code)


def test_a_command_takes_a_code_once(run: Any, node: Path, codes: tuple[bytes, list[str]]) -> None:
    for code, ends in ((codes[1][0], 0), (codes[1][0], 1), ("000000", 1), ("", 1)):
        done = run(
            "user", "passphrase", *AS_LUZ, "--new-passphrase-file", f"{ends}", "--code", code
        )
        assert done.code == ends
        if ends:
            assert "do not open anything" in done.line
            continue
        (node.parent / "luz.txt").write_bytes((node.parent / "0").read_bytes())


def test_where_nobody_can_be_asked_for_the_code_the_option_is_named(
    run: Any, node: Path, codes: tuple[bytes, list[str]]
) -> None:
    done = run("user", "passphrase", *AS_LUZ)
    assert (done.code, "--code" in done.line) == (2, True)


def test_at_a_terminal_the_code_is_asked_for(
    node: Path, environment: dict[str, str], tmp_path: Path, codes: tuple[bytes, list[str]]
) -> None:
    said = at_a_terminal(environment, tmp_path, ("user", "passphrase", *AS_LUZ), codes[1][0])
    assert "Code from your phone" in said


def comparing_words(node: Node, handle: str) -> str:
    """Return the words that somebody reads out."""
    with node.store.read() as tx:
        person = find(tx, handle)
    assert person
    return " ".join(key_words(person.id, person.public, "en"))


# --- roles --------------------------------------------------------------------------------


def test_roles_are_opened_taken_and_renewed(run: Any, node: Path, tmp_path: Path, luz: str) -> None:
    with opened(node) as there:
        said = comparing_words(there, "luz")
    assert run("role", "grant", *AS_ANA, "analyst", "luz", "--words", "uno dos").code == 1
    assert run("role", "grant", *AS_ANA, "analyst", "luz", "--words", said).code == 0
    assert set(came_in(node, "luz", luz).roles) == {"analyst"}
    done = run("role", "revoke", *AS_ANA, "analyst", "luz")
    assert (done.code, "tejido role rotate" in done.err) == (0, True)
    assert set(came_in(node, "luz", luz).roles) == set()
    refused = run("role", "revoke", *AS_ANA, "analyst", "ana")
    assert (refused.code, "Nobody else holds" in refused.line) == (1, True)


def test_a_role_is_renewed_with_the_words_of_the_root(
    run: Any, environment: dict[str, str], tmp_path: Path
) -> None:
    assert run(
        "init", "--node", "node", "--name", "Casa", "--handle", "ana",
        "--passphrase-file", "ana.txt", "--root-words-file", "root.txt",
    ).code == 0  # fmt: skip
    before = came_in(tmp_path / "node", "ana", (tmp_path / "ana.txt").read_text().strip())
    renew = ("role", "rotate", *AS_ANA)
    assert run(*renew, "auditor", "--root-words-file", "root.txt").code == 0
    refused = run(*renew, "network", "--root-words-file", "root.txt")
    assert (refused.code, "cannot be renewed here yet" in refused.line) == (2, True)
    (tmp_path / "other.txt").write_text("abrir " * 24, "utf-8")
    assert run(*renew, "auditor", "--root-words-file", "other.txt").code == 1
    after = came_in(tmp_path / "node", "ana", (tmp_path / "ana.txt").read_text().strip())
    assert {role for role in after.roles if after.roles[role] != before.roles[role]} == {"auditor"}


# --- sealing ------------------------------------------------------------------------------


def test_the_node_is_sealed_by_anybody_at_the_machine(run: Any, node: Path) -> None:
    with opened(node) as held:
        who = people.sign_in(held, "ana", PASSPHRASE)
        with held.store.write() as tx:
            open_session(tx, who, held.clock())
    done = run("lock", "--node", "node")
    assert (done.code, done.out) == (0, "")
    with opened(node) as held, held.store.read() as tx:
        assert listed(tx, who.person) == []


def test_a_server_beside_it_forgets_its_keys(
    run: Any, start: Callable[..., subprocess.Popen[str]], node: Path, install: Any, tmp_path: Path
) -> None:
    """A plugin inside the server writes down whether the network's key is held."""
    install(
        "looking",
        """
        from pathlib import Path
        from threading import Event
        from tejido.hookspecs import hookimpl
        from tejido.work import people

        class Look:
            wake = Event()

            def __init__(self, node):
                self.node = node
                people.sign_in(node, "ana", Path("ana.txt").read_text().strip())

            def tick(self):
                Path("held.txt").write_text("held" if self.node.held.box else "sealed")

        @hookimpl
        def services(node):
            return [Look(node)]
        """,
    )
    start("serve", "--node", "node", "--port", "0")
    assert soon(tmp_path / "held.txt", "held")
    assert run("lock", "--node", "node").code == 0
    assert soon(tmp_path / "held.txt", "sealed")


def soon(file: Path, text: str) -> bool:
    end = time.monotonic() + 20
    while time.monotonic() < end:
        if file.exists() and file.read_text() == text:
            return True
        time.sleep(0.1)
    return False
