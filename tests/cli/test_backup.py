"""``tejido backup``, as somebody at a terminal, or cron, runs it."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tejido.testing.nodes import open_small_node
from tejido.vault.identity import spoken
from tejido.work import processes

PARTS = ("--data", "--keys", "--identity")


@pytest.fixture
def recipient(run: Any, environment: dict[str, str]) -> str:
    """Draw an identity into ``identity.txt``, and let the node know its recipient."""
    drawn = run("backup", "identity", "--out", "identity.txt")
    assert drawn.code == 0
    environment["TEJIDO_BACKUP_RECIPIENTS"] = drawn.out.strip()
    return str(drawn.out.strip())


@pytest.fixture
def made(run: Any, node: Path, recipient: str) -> list[str]:
    """Begin a process, make a backup, and give the options that name its parts."""
    with open_small_node(node) as small:
        processes.start(small.node, small.ana, "accompaniment", "Hilo")
    done = run("backup", "make", "--node", "node", "--out", "out")
    assert (done.code, done.err) == (0, "")
    data, keys = done.out.splitlines()
    given = zip(PARTS, (data, keys, "identity.txt"), strict=True)
    return [word for pair in given for word in pair]


def test_an_identity_goes_into_a_private_file_and_its_recipient_to_the_terminal(
    run: Any, tmp_path: Path
) -> None:
    done = run("backup", "identity", "--out", "identity.txt")
    text = (tmp_path / "identity.txt").read_text()
    assert (done.code, "keep it away" in done.line) == (0, True)
    assert done.out.startswith("age1")
    assert done.out.strip() in text
    assert "AGE-SECRET-KEY-1" not in done.out + done.err
    assert (tmp_path / "identity.txt").stat().st_mode & 0o777 == 0o600
    again = run("backup", "identity", "--out", "identity.txt")
    assert (again.code, again.out, "exists already" in again.line) == (2, "", True)
    assert (tmp_path / "identity.txt").read_text() == text


def test_a_backup_is_verified_and_restored_elsewhere(
    run: Any, made: list[str], tmp_path: Path
) -> None:
    verified = run("backup", "verify", *made, "--as", "ana", "--passphrase-file", "ana.txt")
    assert (verified.code, verified.out) == (0, "")
    assert verified.err.splitlines()[-1] == "This backup can be restored."
    node_id = Path(made[1]).name[:26]
    assert " ".join(spoken(node_id, "en")) in verified.err
    assert run("backup", "verify", *made, "--node-id", node_id).code == 0
    other = run("backup", "verify", *made, "--node-id", "a" * 26)
    assert (other.code, "not of the one that you named" in other.line) == (1, True)
    shutil.rmtree(tmp_path / "node")
    restored = run("backup", "restore", *made, "--node", "new")
    assert (restored.code, restored.out) == (0, "")
    assert "Restored." in restored.err
    with open_small_node(tmp_path / "new") as small:
        assert [card.name for card in processes.listed(small.node, small.ana)] == ["Hilo"]


def test_keys_that_are_removed_are_named(run: Any, node: Path, made: list[str]) -> None:
    for _ in range(2):
        done = run("backup", "make", "--node", node, "--out", "out")
    assert (done.code, Path(made[3]).name in done.line) == (0, True)


def test_age_opens_what_was_made(made: list[str], tmp_path: Path) -> None:
    if not shutil.which("age"):
        pytest.skip("no age: install Debian's package age")
    opened = ["age", "-d", "-i", "identity.txt", made[3]]
    tar = subprocess.run(opened, cwd=tmp_path, capture_output=True, check=True).stdout
    listed = subprocess.run(["tar", "t"], input=tar, capture_output=True, check=True).stdout
    assert listed.decode().split() == [
        "manifest.json",
        "proof",
        "keys/node.key",
        "keys/pepper",
        "tables.db",
    ]


def test_a_turned_bit_ends_verifying(run: Any, made: list[str], tmp_path: Path) -> None:
    path = tmp_path / made[1]
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    done = run("backup", "verify", *made)
    assert (done.code, done.out) == (1, "")
    assert "damaged" in done.line


def test_a_wrong_passphrase_ends_verifying(run: Any, made: list[str], tmp_path: Path) -> None:
    (tmp_path / "ana.txt").write_text("another passphrase\n")
    done = run("backup", "verify", *made, "--as", "ana", "--passphrase-file", "ana.txt")
    assert (done.code, "do not open anything" in done.line) == (1, True)


def test_restoring_over_a_node_is_refused(run: Any, made: list[str], node: Path) -> None:
    before = (node / "node.toml").read_bytes()
    done = run("backup", "restore", *made, "--node", "node")
    assert (done.code, "holds something already" in done.line) == (2, True)
    assert (node / "node.toml").read_bytes() == before


@pytest.mark.parametrize("part", PARTS)
def test_a_part_that_is_missing_is_named(run: Any, made: list[str], part: str) -> None:
    made[made.index(part) + 1] = "nowhere"
    done = run("backup", "restore", *made, "--node", "new")
    assert (done.code, "nowhere" in done.line) == (1, True)
    without = [word for word in made if word not in (part, "nowhere")]
    done = run("backup", "verify", *without)
    assert (done.code, part in done.line) == (2, True)


def test_a_node_without_recipients_says_what_to_set(run: Any, node: Path) -> None:
    lines = (node / "node.toml").read_text().splitlines()
    kept = [line for line in lines if "backup_recipients" not in line]
    (node / "node.toml").write_text("\n".join(kept))
    done = run("backup", "make", "--node", node, "--out", "out")
    assert (done.code, "backup_recipients" in done.line) == (2, True)
