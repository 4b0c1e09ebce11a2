"""The folder of backups: names, whole files or none, and the newest two files of keys."""

import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO

import pytest

from tejido.backup import shelf
from tejido.declare.halves import Half
from tejido.errors import NodeError

NODE, OTHER = "a" * 26, "b" * 26
NOW = datetime(2026, 11, 23, 10, 15, 0, 999, tzinfo=UTC)


def make(folder: Path, node: str = NODE, minutes: int = 0) -> Path:
    """Put both halves of one moment there, and thin the folder; return the keys."""
    moment = shelf.free_moment(folder, node, NOW + timedelta(minutes=minutes))
    paths = [shelf.path_of(folder, node, moment, half) for half in (Half.KEYS, Half.DATA)]
    shelf.put({path: lambda file: file.write(b"half") for path in paths})
    shelf.thin([folder, folder / "nowhere"], node, paths[0])
    return paths[0]


def names(folder: Path, ending: str) -> list[str]:
    return sorted(path.name for path in folder.glob(f"*.{ending}.age"))


def test_names_say_node_moment_and_half(tmp_path: Path) -> None:
    make(tmp_path / "out")
    assert [path.name for path in sorted((tmp_path / "out").iterdir())] == [
        f"{NODE}-20261123T101500Z.data.age",
        f"{NODE}-20261123T101500Z.keys.age",
    ]


def test_only_the_newest_two_files_of_keys_stay_and_all_data(tmp_path: Path) -> None:
    made = [make(tmp_path, minutes=n) for n in range(4)]
    assert names(tmp_path, "keys") == [path.name for path in made[-2:]]
    assert len(names(tmp_path, "data")) == 4


def test_other_nodes_and_other_files_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.keys.age").write_text("mine")
    others = [make(tmp_path, OTHER, n) for n in range(2)]
    for n in range(3):
        make(tmp_path, minutes=n)
    assert all(path.exists() for path in others)
    assert (tmp_path / "notes.keys.age").exists()
    assert len(names(tmp_path, "keys")) == 5


def test_a_clock_that_was_set_back_does_not_cost_the_newest_keys(tmp_path: Path) -> None:
    made = [make(tmp_path, minutes=n) for n in (50, 60)]
    back = make(tmp_path, minutes=0)
    assert names(tmp_path, "keys") == [back.name, made[1].name]


def test_several_folders_are_one_shelf(tmp_path: Path) -> None:
    upgrade = make(tmp_path / "own")
    nightly = [make(tmp_path / "out", minutes=n) for n in (1, 2)]
    gone = shelf.thin([tmp_path / "out", tmp_path / "own"], NODE, nightly[-1])
    assert gone == [upgrade]
    assert len(names(tmp_path / "own", "data")) == 1


def test_what_a_power_cut_left_is_removed_after_a_day(tmp_path: Path) -> None:
    for name, hours in (("old", 25), ("new", 1)):
        path = tmp_path / f".{NODE}-20261122T101500Z.keys.age.{name}.part"
        path.write_text("half of it")
        then = time.time() - hours * 3600
        os.utime(path, (then, then))
    make(tmp_path)
    assert [path.name for path in tmp_path.glob(".*")] == [
        f".{NODE}-20261122T101500Z.keys.age.new.part"
    ]


def test_a_moment_that_is_taken_is_not_written_over(tmp_path: Path) -> None:
    first, second = make(tmp_path), make(tmp_path)
    assert second.name == f"{NODE}-20261123T101501Z.keys.age"
    assert first.exists()


def test_files_are_private_and_whole_or_not_there(tmp_path: Path) -> None:
    def fails(file: IO[bytes]) -> None:
        file.write(b"half of it")
        raise NodeError("no room")

    good, bad = tmp_path / "good", tmp_path / "bad"
    with pytest.raises(NodeError, match="no room"):
        shelf.put({good: lambda file: file.write(b"x"), bad: fails})
    assert list(tmp_path.iterdir()) == []
    shelf.put({good: lambda file: file.write(b"x")})
    assert good.stat().st_mode & 0o777 == 0o600


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(NodeError, match="look at its folder"):
        shelf.free_moment(tmp_path / "file" / "out", NODE, NOW)
    with pytest.raises(NodeError, match="look at its folder"):
        shelf.put({tmp_path / "nowhere" / "x": lambda file: file.write(b"")})
