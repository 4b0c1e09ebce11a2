"""``tejido process export``: one file that only its owner can read, or none."""

import json
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tejido.testing.nodes import open_small_node
from tejido.vault.sealed_streams import SealedSpool
from tejido.work import attachments, processes

Run = Callable[..., Any]


@pytest.fixture
def process(node: Path) -> str:
    """Begin a process with a file, and give its id."""
    with open_small_node(node) as small, SealedSpool(node) as spool:
        spool.write(b"text" * 50_000)
        begun = processes.start(small.node, small.ana, "accompaniment", "Hilo y Barro")
        attachments.attach(small.node, small.ana, begun, "río.txt", "text/plain", spool)
    return begun


@pytest.fixture
def export(run: Run, node: Path, tmp_path: Path) -> Run:
    """Give the command, as Ana."""
    given = ("--node", node, "--as", "ana", "--passphrase-file", tmp_path / "ana.txt")

    def call(process: str, file: Path, *more: str) -> Any:
        return run("process", "export", *given, process, "--out", file, *more)

    return call


def test_everything_is_in_a_file_of_its_owners(export: Run, process: str, tmp_path: Path) -> None:
    file = tmp_path / "todo.zip"
    done = export(process, file)
    assert (done.code, done.out) == (0, "")
    assert "todo.zip" in done.line
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with zipfile.ZipFile(file) as archive:
        assert archive.testzip() is None
        assert archive.read("files/001-río.txt") == b"text" * 50_000
        assert json.loads(archive.read("export.json"))["process"]["name"] == "Hilo y Barro"
        assert b'<html lang="en">' in archive.read("export.html")


def test_the_language_and_the_reason_can_be_said(export: Run, process: str, tmp_path: Path) -> None:
    file = tmp_path / "todo.zip"
    assert export(process, file, "--language", "es", "--reason", "moving").code == 0
    with zipfile.ZipFile(file) as archive:
        assert b'<html lang="es">' in archive.read("export.html")
    assert export(process, tmp_path / "b.zip", "--reason", "because").code == 2


def test_what_is_there_is_not_written_over(export: Run, process: str, tmp_path: Path) -> None:
    file = tmp_path / "todo.zip"
    file.write_text("mine", "utf-8")
    done = export(process, file)
    assert done.code == 2
    assert "exists already" in done.line
    assert file.read_text("utf-8") == "mine"


def test_where_it_fails_no_file_is_left(export: Run, process: str, tmp_path: Path) -> None:
    file = tmp_path / "todo.zip"
    done = export("0" * 32, file)
    assert done.code == 1
    assert done.line
    assert not file.exists()
    assert export(process, tmp_path / "nowhere" / "todo.zip").code == 2
