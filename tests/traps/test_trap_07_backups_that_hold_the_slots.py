"""Trap 7: backups that hold the slots undo erasing.

So a backup is two files. Data may be kept for long; keys only twice, and of the newest. What was
erased cannot come back from any data there is, once every file of keys was made after it.
"""

import shutil
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from tejido.errors import NotFoundError, NotOpenedError
from tejido.store.tables import SlotTable
from tejido.testing.nodes import open_small_node, small_node
from tejido.vault.age import decrypt_bytes, new_identity
from tejido.work import backups, erasing, processes, records
from tejido.work.backups import Made
from tejido.work.restoring import Backup, restore

IDENTITY = new_identity()


@dataclass(frozen=True)
class Shelf:
    """A node with two processes, of which one was erased after the first of three backups."""

    folder: Path
    gone: str
    kept: str
    first: Made
    last: Made
    #: The keys of the first backup, as a copy that somebody forgot to destroy.
    forgotten: Path

    def restored(self, data: Path, keys: Path) -> Path:
        """Restore to another place, as on another machine."""
        target = self.folder / f"restored-{keys.name}"
        restore(target, Backup(data, keys, self.folder / "identity.txt"))
        return target


@pytest.fixture
def shelf(tmp_path: Path, clock: Any, begin: Any) -> Shelf:
    (tmp_path / "identity.txt").write_text(IDENTITY.to_text(), "utf-8")
    out, forgotten = tmp_path / "backups", tmp_path / "forgotten.keys.age"
    with small_node(
        tmp_path / "node",
        clock=clock,
        backup_recipients=[IDENTITY.recipient],
        disabled_plugins=["federation"],
    ) as small:
        gone, kept = (begin(small.node, small.ana, name) for name in ("Uno", "Dos"))
        first = backups.make(small.node, out)
        shutil.copy(first.keys, forgotten)
        clock.pass_(days=1)
        erasing.erase(small.node, small.ana, processes=[gone], reason="asked_for_by_subject")
        clock.pass_(days=1)
        backups.make(small.node, out)
        clock.pass_(days=1)
        last = backups.make(small.node, out)
    return Shelf(tmp_path, gone, kept, first, last, forgotten)


def opened_in(folder: Path, process: str, clock: Any) -> int:
    """Return how many records of a process open for Ana on a restored node."""
    with open_small_node(folder, clock=clock) as small:
        view = processes.shown(small.node, small.ana, process)
        return len([records.opened(small.node, small.ana, one.id) for one in view.records])


def test_trap_7_newest_keys_bring_nothing_erased_back_from_any_data(
    shelf: Shelf, clock: Any
) -> None:
    assert shelf.first.data.exists(), "data may be kept"
    assert not shelf.first.keys.exists(), "of keys only the newest two"
    assert len(list(shelf.first.keys.parent.glob("*.keys.age"))) == 2
    for keys in shelf.first.keys.parent.glob("*.keys.age"):
        target = shelf.restored(shelf.first.data, keys)
        assert opened_in(target, shelf.kept, clock) == 1
        with pytest.raises((NotFoundError, NotOpenedError)):
            opened_in(target, shelf.gone, clock)


def test_trap_7_no_file_of_data_holds_a_slot_and_no_newest_keys_one_of_what_was_erased(
    shelf: Shelf,
) -> None:
    with open_small_node(shelf.folder / "node") as small, small.node.store.read() as tx:
        slots = [bytes(one.sealed) for one in tx.all(SlotTable.select())]
    data, keys, forgotten = (
        decrypt_bytes(BytesIO(file.read_bytes()), [IDENTITY])
        for file in (shelf.first.data, shelf.last.keys, shelf.forgotten)
    )
    assert slots
    assert all(slot in keys for slot in slots)
    assert not any(slot in data for slot in slots)
    assert shelf.gone.encode() in forgotten
    assert shelf.gone.encode() not in keys


def test_trap_7_keys_that_were_kept_too_long_would_bring_it_back(shelf: Shelf, clock: Any) -> None:
    """The control, and the reason to destroy them."""
    target = shelf.restored(shelf.first.data, shelf.forgotten)
    assert opened_in(target, shelf.gone, clock) == 1
