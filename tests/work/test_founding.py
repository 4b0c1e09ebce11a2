"""Making a node, at the same time as somebody else."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest

from tejido.errors import NodeError
from tejido.settings import SETTINGS_FILE
from tejido.testing.nodes import PASSPHRASE
from tejido.work import founding, nodes, people

CHEAP: dict[str, Any] = {"passphrase_opslimit": 1, "passphrase_memory_kib": 8}


def found(folder: Path) -> None:
    founding.found(folder, name="Casa", handle="ana", passphrase=PASSPHRASE, **CHEAP)


@pytest.mark.parametrize("time", range(10))
def test_of_two_at_once_one_is_made_and_the_other_takes_nothing_away(
    tmp_path: Path, time: int
) -> None:
    folder, together = tmp_path / f"node{time}", Barrier(2)

    def go(_each: int) -> bool:
        together.wait()
        try:
            found(folder)
        except NodeError:
            return False
        return True

    with ThreadPoolExecutor() as both:
        assert sorted(both.map(go, range(2))) == [False, True]
    node = nodes.open_node(folder)
    assert people.sign_in(node, "ana", PASSPHRASE).administrator
    node.close()


def test_what_fails_leaves_what_others_put_there(tmp_path: Path) -> None:
    folder = tmp_path / "node"

    def fail() -> None:
        (folder / SETTINGS_FILE).write_text("ours", "utf-8")
        (folder / "letter.txt").write_text("somebody else's", "utf-8")
        raise ValueError("no further")

    with pytest.raises(ValueError, match="no further"), founding._whole_or_nothing(folder):
        fail()
    assert [path.name for path in folder.iterdir()] == ["letter.txt"]
