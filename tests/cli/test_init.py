"""``tejido init``: a node whole or not at all, and secrets that are shown once."""

import re
import socket
import time
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tejido.vault.age import new_identity
from tejido.vault.identity import node_id, root_from_words
from tejido.work import nodes, people

INIT = (
    "init",
    "--node",
    "new",
    "--name",
    "Casa",
    "--handle",
    "luz",
    "--passphrase-file",
    "luz.txt",
)


def test_a_node_is_made_that_opens_with_what_was_written(run: Any, tmp_path: Path) -> None:
    done = run(*INIT, "--port", "8444")
    assert done.code == 0
    root_words, recovery, backup_key = done.out.splitlines()
    assert (len(root_words.split()), len(recovery.split())) == (24, 12)
    assert backup_key.startswith("AGE-SECRET-KEY-1")
    root = root_from_words(root_words)
    assert "kept nowhere" in done.err
    assert "tejido serve --node new" in done.err
    node = nodes.open_node(tmp_path / "new")
    try:
        assert (node.settings.port, node.settings.name) == (8444, "Casa")
        assert node.id in done.err
        assert node.id == node_id(root.public)
        passphrase = (tmp_path / "luz.txt").read_text("utf-8").strip()
        assert people.sign_in(node, "luz", passphrase).administrator
        assert len(people.recover(node, "luz", recovery, "una frase que ya no olvido")) == 12
        (recipient,) = node.settings.backup_recipients
        assert recipient.startswith("age1")
    finally:
        node.close()
    assert passphrase not in done.out + done.err


def test_ones_own_passphrase_and_recipient_are_taken(run: Any, tmp_path: Path) -> None:
    (tmp_path / "own.txt").write_text("una frase que yo elegí\n", "utf-8")
    recipient = new_identity().recipient
    done = run(*INIT[:-2], "--own-passphrase-file", "own.txt", "--backup-recipient", recipient)
    assert (done.code, len(done.out.splitlines())) == (0, 2)
    node = nodes.open_node(tmp_path / "new")
    try:
        assert node.settings.backup_recipients == (recipient,)
        assert people.sign_in(node, "luz", "una frase que yo elegí").handle == "luz"
    finally:
        node.close()


@pytest.mark.parametrize(
    "words",
    [
        ("--name", "Casa"),
        ("--handle", "luz"),
        ("--name", "Casa", "--handle", "luz"),
        (
            "--name",
            "Casa",
            "--handle",
            "luz",
            "--passphrase-file",
            "a",
            "--own-passphrase-file",
            "b",
        ),
    ],
)
def test_half_of_the_answers_make_no_node(run: Any, tmp_path: Path, words: tuple[str]) -> None:
    done = run("init", "--node", "new", *words)
    assert (done.code, done.out) == (2, "")
    assert done.line
    assert list(tmp_path.iterdir()) == []


# --- in a browser --------------------------------------------------------------------------


def test_the_link_sets_a_node_up_which_then_serves_at_the_same_place(
    start: Any, tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = start("init", "--node", "new", "--port", str(port))
    link = process.stdout.readline().strip()
    assert link.startswith(f"http://127.0.0.1:{port}/set-up/")
    assert httpx2.get(link).status_code == 200
    made = httpx2.post(link, data={"name": "Casa", "handle": "luz", "language": "es"})
    assert made.status_code == 302
    kit = httpx2.get(f"{link}/kit")
    passphrase = re.findall(r'<p class="secret">(.*?)</p>', kit.text)[0]
    assert httpx2.post(f"{link}/kit", data={"kept": "yes"}).status_code == 200
    page = until(lambda: httpx2.get(f"http://127.0.0.1:{port}/sign-in"))
    assert page.status_code == 200
    assert httpx2.get(link).status_code == 404
    node = nodes.open_node(tmp_path / "new")
    try:
        assert people.sign_in(node, "luz", passphrase).administrator
    finally:
        node.close()
    process.terminate()
    said = process.communicate(timeout=20)[1]
    assert passphrase not in said
    assert link.rpartition("/")[2] not in said


def test_a_link_that_is_left_alone_leaves_nothing(start: Any, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = start("init", "--node", "new", "--port", str(port))
    assert process.stdout.readline()
    process.terminate()
    process.communicate(timeout=20)
    assert process.returncode == 0
    assert not (tmp_path / "new").exists()


def test_where_a_node_is_there_is_no_link(run: Any, node: Path) -> None:
    done = run("init", "--node", node)
    assert (done.code, done.out) == (2, "")
    assert "There is a node" in done.line


def until(call: Any, seconds: float = 10) -> Any:
    """Return what a call gives once somebody listens."""
    end = time.monotonic() + seconds
    while True:
        try:
            return call()
        except httpx2.TransportError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


def test_secrets_in_files_are_their_owners_alone_and_shown_nowhere(
    run: Any, tmp_path: Path
) -> None:
    files = ("--root-words-file", "root.txt", "--recovery-words-file", "words.txt")
    done = run(*INIT, *files, "--backup-key-file", "key.txt")
    assert (done.code, done.out) == (0, "")
    for name in ("luz.txt", "root.txt", "words.txt", "key.txt"):
        assert (tmp_path / name).stat().st_mode & 0o777 == 0o600
    root = (tmp_path / "root.txt").read_text("utf-8").strip()
    assert len(root.split()) == 24
    assert root not in done.err
    assert "root.txt" in done.err


def test_it_is_said_in_spanish(run: Any) -> None:
    done = run(*INIT, language="es")
    assert "Las palabras de la raíz" in done.err
    assert "Para comenzar: tejido serve --node new" in done.err


def test_after_a_refusal_the_same_command_works_once_it_is_right(run: Any, tmp_path: Path) -> None:
    wrong = run(*(word.replace("luz", "Luz María") if word == "luz" else word for word in INIT))
    assert wrong.code == 1
    assert list(tmp_path.iterdir()) == []
    assert run(*INIT).code == 0


def test_it_is_the_same_command_by_all_three_names(run: Any) -> None:
    assert run("--version").out.startswith("tejido, version")


# --- upgrade, plugins ----------------------------------------------------------------


def test_a_database_without_tables_is_brought_up_once(run: Any, node: Path) -> None:
    (node / "node.db").write_bytes(b"")
    first = run("upgrade", "--node", node)
    assert (first.code, first.err) == (0, "The tables are as new as this Tejido.\n")
    assert first.out.splitlines()
    second = run("upgrade", "--node", node)
    assert (second.code, second.out) == (0, "")
    assert "nothing to do" in second.err


def test_plugins_are_listed_without_opening_the_node(run: Any, node: Path) -> None:
    (node / "node.db").unlink()
    done = run("plugins", "list", "--node", node)
    assert (done.code, done.err) == (0, "")
    assert "crisis" in done.out
