"""Upgrading: a backup first, then each migration whole or not at all."""

import shutil
import textwrap
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tejido.audit.log import Kind, read
from tejido.errors import DatabaseError, SettingsError
from tejido.store.migrating import CORE_MIGRATIONS
from tejido.testing.nodes import PASSPHRASE
from tejido.work import backups, nodes, people, processes, restoring, upgrading
from tejido.work.restoring import Backup

IDENTITY = backups.new_identity()
NEXT = """
    import peewee as pw

    def up(migrator, db):
        migrator.migrate(migrator.add_column("task", "about", pw.TextField(null=True)))
"""
BROKEN = """
    import peewee as pw

    def up(migrator, db):
        db.execute_sql("CREATE TABLE letter (id TEXT PRIMARY KEY)")
        migrator.migrate(migrator.add_column("task", "about", pw.TextField(null=True)))
        db.execute_sql("SELECT nothing FROM nowhere")
"""
Script = Callable[[str, str], None]


@pytest.fixture
def next_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Script:
    """Give the writing of one more migration, as the next version of Tejido would bring it."""
    folder = tmp_path / "migrations"
    shutil.copytree(CORE_MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))

    def write(name: str, script: str) -> None:
        (folder / f"{name}.py").write_text(textwrap.dedent(script))
        monkeypatch.setattr(nodes, "CORE_MIGRATIONS", folder)

    return write


@pytest.fixture
def used(either: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a node that was used and closed."""
    monkeypatch.setenv("TEJIDO_BACKUP_RECIPIENTS", IDENTITY.recipient)
    either.begin("Hilo")
    either.node.close()
    return Path(either.folder)


def columns(folder: Path) -> set[str]:
    with closing(nodes.open_node(folder)) as node, node.store.read() as tx:
        return {column.name for column in tx.database.get_columns("task")}


def tables(folder: Path) -> set[str]:
    with closing(nodes.open_node(folder)) as node, node.store.read() as tx:
        return set(tx.database.get_tables())


def test_where_nothing_is_to_be_done_nothing_is_backed_up(used: Path) -> None:
    assert upgrading.upgrade(used) == upgrading.Upgraded([])
    assert not (used / "backups").exists()


def test_a_backup_is_made_first_and_comes_back_in_this_version(
    used: Path, next_version: Script, tmp_path: Path
) -> None:
    next_version("0098_about", NEXT)
    done = upgrading.upgrade(used)
    assert done.applied == ["0098_about"]
    assert done.backup is not None
    assert done.backup.data.parent == used / "backups"
    assert "about" in columns(used)
    with closing(nodes.open_node(used)) as node:
        ana = people.sign_in(node, "ana", PASSPHRASE)
        with node.store.read() as tx:
            kinds = [entry.kind for entry in read(tx, ana.role("auditor"))]
    assert Kind.BACKUP in kinds
    identity = tmp_path / "identity"
    identity.write_text(IDENTITY.to_text())
    backup = Backup(done.backup.data, done.backup.keys, identity)
    restored = restoring.restore(tmp_path / "new", backup)
    assert restored.applied == ("0098_about",)
    with closing(nodes.open_node(tmp_path / "new")) as node:
        ana = people.sign_in(node, "ana", PASSPHRASE)
        assert [card.name for card in processes.listed(node, ana)] == ["Hilo"]


def test_without_recipients_it_is_refused_unless_one_insists(
    used: Path, next_version: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = (used / "node.toml").read_text()
    kept = [line for line in settings.splitlines() if "backup_recipients" not in line]
    (used / "node.toml").write_text("\n".join(kept))
    monkeypatch.delenv("TEJIDO_BACKUP_RECIPIENTS")
    next_version("0098_about", NEXT)
    with pytest.raises(SettingsError, match="--without-backup"):
        upgrading.upgrade(used)
    with pytest.raises(DatabaseError, match="tejido upgrade"):
        nodes.open_node(used)
    assert upgrading.upgrade(used, without_backup=True).applied == ["0098_about"]
    assert not (used / "backups").exists()


def test_a_migration_that_fails_leaves_nothing_and_another_try_goes_on(
    used: Path, next_version: Script
) -> None:
    before = tables(used)
    next_version("0098_about", NEXT)
    next_version("0099_broken", BROKEN.replace('"about"', '"further"'))
    with pytest.raises(DatabaseError):
        upgrading.upgrade(used)
    made = sorted(path.name for path in (used / "backups").iterdir())
    assert len(made) == 2
    next_version("0099_broken", NEXT.replace('"about"', '"further"'))
    assert upgrading.upgrade(used).applied == ["0099_broken"]
    # What came before the broken one was kept, and of that one nothing.
    assert {"about", "further"} <= columns(used)
    assert tables(used) == before


def test_a_newer_database_is_left_alone_and_not_backed_up(
    used: Path, next_version: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    next_version("0098_about", NEXT)
    upgrading.upgrade(used, without_backup=True)
    monkeypatch.setattr(nodes, "CORE_MIGRATIONS", CORE_MIGRATIONS)
    with pytest.raises(DatabaseError, match="newer"):
        upgrading.upgrade(used)
    assert not (used / "backups").exists()


def test_keys_of_an_upgrade_go_once_two_newer_ones_were_made_elsewhere(
    used: Path, next_version: Script, tmp_path: Path
) -> None:
    next_version("0098_about", NEXT)
    done = upgrading.upgrade(used)
    assert done.backup is not None
    with closing(nodes.open_node(used)) as node:
        for still_there in (True, False):
            backups.make(node, tmp_path / "out")
            assert done.backup.keys.exists() is still_there
    assert done.backup.data.exists()
