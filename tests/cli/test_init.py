"""``tejido init``: a node whole or not at all, and secrets that are shown once."""

from pathlib import Path
from typing import Any

from tejido.testing.nodes import PASSPHRASE
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
    assert len(done.out.split()) == 24
    root = root_from_words(done.out)
    assert "kept nowhere" in done.err
    assert "tejido serve --node new" in done.err
    node = nodes.open_node(tmp_path / "new")
    try:
        assert (node.settings.port, node.settings.name) == (8444, "Casa")
        assert node.id in done.err
        assert node.id == node_id(root.public)
        passphrase = (tmp_path / "luz.txt").read_text("utf-8").strip()
        assert people.sign_in(node, "luz", passphrase).administrator
    finally:
        node.close()
    assert passphrase not in done.out + done.err


def test_secrets_in_files_are_their_owners_alone_and_shown_nowhere(
    run: Any, tmp_path: Path
) -> None:
    done = run(*INIT, "--root-words-file", "root.txt")
    assert (done.code, done.out) == (0, "")
    for name in ("luz.txt", "root.txt"):
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


# --- people, upgrade, plugins --------------------------------------------------------


AS_ANA = ("--node", "node", "--as", "ana", "--passphrase-file", "ana.txt")


def test_somebody_added_signs_in_with_what_was_shown(run: Any, node: Path) -> None:
    done = run("user", "add", *AS_ANA, "luz", "--role", "analyst", "--role", "analyst")
    assert (done.code, done.err) == (0, "Their passphrase. It is shown this once:\n")
    opened = nodes.open_node(node)
    try:
        luz = people.sign_in(opened, "luz", done.out.strip())
        assert set(luz.roles) == {"analyst"}
    finally:
        opened.close()


def test_a_passphrase_can_go_to_a_file_instead(run: Any, node: Path, tmp_path: Path) -> None:
    done = run("user", "add", *AS_ANA, "luz", "--new-passphrase-file", "luz.txt")
    assert (done.code, done.out) == (0, "")
    assert (tmp_path / "luz.txt").stat().st_mode & 0o777 == 0o600
    drawn = (tmp_path / "luz.txt").read_text("utf-8").strip()
    assert drawn not in done.err
    by_luz = ("--node", "node", "--as", "luz", "--passphrase-file", "luz.txt")
    refused = run("user", "add", *by_luz, "sol", "--new-passphrase-file", "sol.txt")
    assert (refused.code, "administers" in refused.line) == (1, True)
    assert not (tmp_path / "sol.txt").exists()


def test_a_wrong_passphrase_leaves_no_file_for_a_new_one(
    run: Any, node: Path, tmp_path: Path
) -> None:
    (tmp_path / "ana.txt").write_text(f"{PASSPHRASE} y más", "utf-8")
    done = run("user", "add", *AS_ANA, "luz", "--new-passphrase-file", "luz.txt")
    assert done.code == 1
    assert not (tmp_path / "luz.txt").exists()


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
