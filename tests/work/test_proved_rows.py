"""Whoever proves something says where it is looked at; a backup is looked at as a whole."""

import re
from pathlib import Path
from typing import Any

import pytest

from tejido.errors import SealError
from tejido.store import wanted_slots
from tejido.store.tables import (
    CountingKeyTable,
    DepositTable,
    OwnTermTable,
    PersonTable,
    ProcessTable,
    PseudonymKeyTable,
    RecoveryPartTable,
    RecoveryRequestTable,
    RetentionHoldTable,
    RetentionRuleTable,
    SlotTable,
    Table,
    WantedSlotTable,
)
from tejido.testing.nodes import PASSPHRASE
from tejido.work import (
    backups,
    deposits,
    giving_back,
    guardians,
    holds,
    restoring,
    retention,
    vocabularies,
    wishes,
)
from tejido.work.proved_rows import ELSEWHERE, PROVED, check_all
from tejido.work.restoring import Backup

Office = Any
PAGE = (Path(__file__).parents[2] / "docs" / "at-rest.md").read_text(encoding="utf-8")
IDENTITY = backups.new_identity()

#: By what is proved: its table.
TABLES: dict[str, type[Table]] = {
    "person": PersonTable,
    "slot": SlotTable,
    "process": ProcessTable,
    "deposit": DepositTable,
    "wanted": WantedSlotTable,
    "recovery_request": RecoveryRequestTable,
    "recovery_part": RecoveryPartTable,
    "counting_key": CountingKeyTable,
    "pseudonym_key": PseudonymKeyTable,
    "retention_rule": RetentionRuleTable,
    "retention_hold": RetentionHoldTable,
    "own_term": OwnTermTable,
}


def promised() -> set[str]:
    """What the page says is proved."""
    table = PAGE.partition("| proved as | parts |\n|---|---|\n")[2].partition("\n\n")[0]
    return {
        name for row in table.splitlines() for name in re.findall(r"`(\w+)`", row.split("|")[1])
    }


def test_the_page_and_the_table_name_the_same() -> None:
    assert promised() == PROVED.keys() | ELSEWHERE.keys()
    assert not PROVED.keys() & ELSEWHERE.keys()
    assert TABLES.keys() == PROVED.keys()


def test_every_table_with_a_proof_is_looked_at() -> None:
    carrying = {
        table._meta.table_name for table in Table.__subclasses__() if "proof" in table._meta.columns
    }
    others = {"audit_entry", "spare_code", "guardian_part"}
    of_the_core = {table._meta.table_name for table in TABLES.values()} | others
    assert {name for name in carrying if not name.startswith("federation_")} == of_the_core


@pytest.fixture(autouse=True)
def recipients(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every node of these tests has a recipient."""
    monkeypatch.setenv("TEJIDO_BACKUP_RECIPIENTS", IDENTITY.recipient)


@pytest.fixture
def full(office: Office) -> Office:
    """An office with a row of every kind."""
    node, ana = office.node, office.ana
    assert office.rosa
    eva = office.small.joined_by("eva")
    guardians.choose(node, ana, ["rosa", "eva"], 2)
    giving_back.ask(node, "ana", PASSPHRASE + " of tomorrow")
    process, _record = office.visited()
    holds.hold(node, ana, process, "La audiencia está pendiente")
    retention.set_rule(node, ana, "log", "", 12)
    vocabularies.add(node, ana, "aggression", "threat", {"es": "Pinta", "en": "Painting"})
    deposits.leave(node, eva, process[:8], "tela.visit", {"aggression": "threat"})
    with node.store.write() as tx:
        wishes.note(tx, node.pepper, "role", ["analyst"], eva.person)
        assert wanted_slots.listed(tx)
    return office


#: What somebody changes in a row of each, and no proof allows.
CHANGED: dict[str, dict[str, Any]] = {
    "person": {"handle": "lucía"},
    "slot": {"sealed": bytes(132)},
    "process": {"kind": "emergency"},
    "deposit": {"key_version": 7},
    "wanted": {"owner": "auditor"},
    "recovery_request": {"rehearsal": True},
    "recovery_part": {"opened": 1},
    "counting_key": {"sealed": bytes(80)},
    "pseudonym_key": {"since_year": 1999},
    "retention_rule": {"months": 13},
    "retention_hold": {"placed_on": "1999-01-01"},
    "own_term": {"broader": "killing"},
}


@pytest.mark.parametrize("kind", sorted(PROVED))
def test_a_backup_is_refused_in_which_one_row_of_any_kind_was_changed(
    full: Office, tmp_path: Path, kind: str
) -> None:
    (tmp_path / "identity.txt").write_text(IDENTITY.to_text())
    table = TABLES[kind]
    with full.node.store.write() as tx:
        first = tx.first(table.select())
        tx.run(table.update(**CHANGED[kind]).where(first._pk_expr()))
    made = backups.make(full.node, tmp_path / "out")
    with pytest.raises(SealError, match="not written by this node"):
        restoring.verify(Backup(made.data, made.keys, tmp_path / "identity.txt"))


@pytest.mark.parametrize("kind", sorted(PROVED))
def test_former_rows_of_any_kind_are_believed(full: Office, kind: str) -> None:
    """A proof says who wrote a row, not that it is the newest; the page says what that gives."""
    table, changed = TABLES[kind], CHANGED[kind]
    with full.node.store.write() as tx:
        before = tx.all(table.select().dicts())
        tx.run(table.update(**changed).where(tx.first(table.select())._pk_expr()))
    with full.node.store.write() as tx, pytest.raises(SealError):
        check_all(tx, full.node.pepper)
    with full.node.store.write() as tx:
        if {"owner", "since_year"} & changed.keys():  # by which a row is known
            tx.run(table.delete())
        tx.put(table, before)
    with full.node.store.read() as tx:
        check_all(tx, full.node.pepper)
        assert tx.all(table.select().dicts()) == before


def test_the_page_lists_every_kind_whose_former_rows_are_believed() -> None:
    listed = re.findall(r"^\| an? `(\w+)` ", PAGE, re.MULTILINE)
    proved = {table._meta.table_name for table in TABLES.values()}
    assert len(listed) == len(set(listed))
    assert set(listed) == proved | {"consent_grant"}  # which carries no proof at all


def test_a_backup_with_a_row_of_every_kind_is_whole(full: Office, tmp_path: Path) -> None:
    (tmp_path / "identity.txt").write_text(IDENTITY.to_text())
    with full.node.store.read() as tx:
        assert all(kind.rows(tx) for kind in PROVED.values())
    made = backups.make(full.node, tmp_path / "out")
    assert restoring.verify(Backup(made.data, made.keys, tmp_path / "identity.txt")).rows
