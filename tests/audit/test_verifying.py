"""Somebody who can write to the database, and no more: each thing they do is refused, by step."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tejido import audit
from tejido.audit.checkpoints import signed_checkpoint
from tejido.audit.log import erase, proof_of, reseal
from tejido.audit.tree import root_of
from tejido.audit.verifying import Step, Verified, verify
from tejido.errors import SealError
from tejido.store import audit_checkpoints, audit_entries
from tejido.store.audit_checkpoints import StoredCheckpoint
from tejido.store.database import Store
from tejido.store.tables import AuditCheckpointTable, AuditEntryTable
from tejido.vault.ciphers import BoxPair, SigningPair, seal_to
from tejido.vault.identity import NodeIdentity

IDENTITY = NodeIdentity(bytes(range(32)), SigningPair.of(bytes(range(32))))
AUDITOR = BoxPair.of(bytes(range(32)))
PEPPER = bytes(32)
DAYS = [date(2026, 3, day) for day in range(1, 8)]
PERSON = "0a" * 16


def append(store: Store, day: date = DAYS[-1], pepper: bytes = PEPPER) -> None:
    with store.write() as tx:
        audit.append(tx, pepper, AUDITOR.public, "open", {"person": PERSON}, day)


def keep_checkpoint(store: Store) -> str:
    """Sign what the tree is now, keep it here, and return it to be kept elsewhere."""
    with store.write() as tx:
        leaves = [leaf.leaf for leaf in audit_entries.leaves(tx)]
        made = signed_checkpoint(IDENTITY, len(leaves), root_of(leaves))
        audit_checkpoints.keep(tx, StoredCheckpoint(made.size, "2026-03-07", made.note))
    return made.note


def look(store: Store, outside: Sequence[str] = (), auditor: BoxPair | None = AUDITOR) -> Verified:
    with store.read() as tx:
        return verify(tx, IDENTITY, PEPPER, outside, auditor)


def refused(store: Store, outside: Sequence[str] = (), auditor: BoxPair | None = AUDITOR) -> int:
    """Return the step at which the log is refused."""
    with pytest.raises(SealError) as error:
        look(store, outside, auditor)
    return int(str(error.value.values["step"]))


def do(store: Store, *queries: Any) -> None:
    with store.write() as tx:
        for query in queries:
            tx.run(query)


def at(position: int) -> Any:
    return AuditEntryTable.position == position


def change(store: Store, position: int, **columns: Any) -> None:
    do(store, AuditEntryTable.update(**columns).where(at(position)))


@pytest.fixture
def log(store: Store) -> Store:
    """Seven entries on seven days, a checkpoint after the fourth and one at the end."""
    for day in DAYS:
        append(store, day)
        if day == DAYS[3]:
            keep_checkpoint(store)
    keep_checkpoint(store)
    return store


def test_a_log_that_nobody_touched_verifies(log: Store) -> None:
    found = look(log, [keep_checkpoint(log)])
    assert (found.size, found.erased, found.checkpoints) == (7, 0, 2)
    assert (found.outside, found.opened) == (1, 7)
    assert found.newest is not None
    assert (found.newest.size, found.newest.root) == (7, found.root)


def test_a_log_without_entries_verifies(store: Store) -> None:
    assert look(store) == Verified(0, 0, root_of([]), None, 0, 0, 0)
    keep_checkpoint(store)
    assert look(store).checkpoints == 1


def test_without_an_auditor_the_tree_verifies_and_nothing_is_opened(log: Store) -> None:
    assert look(log, auditor=None).opened is None


# --- what an attacker does -----------------------------------------------------------------


def test_removing_an_entry_is_refused(log: Store) -> None:
    do(log, AuditEntryTable.delete().where(at(2)))
    assert refused(log) == Step.POSITIONS


def test_removing_an_entry_and_closing_the_gap_is_refused(log: Store) -> None:
    do(log, AuditEntryTable.delete().where(at(2)))
    for position in range(3, 7):
        do(log, AuditEntryTable.update(position=position - 1).where(at(position)))
    assert refused(log) == Step.PROOFS


def test_removing_the_first_is_refused(log: Store) -> None:
    do(log, AuditEntryTable.delete().where(at(0)))
    assert refused(log) == Step.POSITIONS


@pytest.mark.parametrize(
    "columns",
    [
        {"leaf": bytes(32)},
        {"on_day": "2026-03-02"},
        {"kind": "write"},
        {"kind": "gossip"},
        {"proof": bytes(32)},
        {"proof": b""},
    ],
    ids=["leaf", "day", "kind", "no kind", "proof", "no proof"],
)
def test_editing_an_entry_is_refused(log: Store, columns: dict[str, Any]) -> None:
    change(log, 4, **columns)
    assert refused(log, auditor=None) == Step.PROOFS


def test_entries_that_change_places_are_refused(log: Store) -> None:
    with log.read() as tx:
        first, second = audit_entries.between(tx, 2, 4)
    for entry, place in ((first, 3), (second, 2)):
        columns = {name: getattr(entry, name) for name in ("leaf", "sealed", "proof", "kind")}
        change(log, place, on_day=entry.on_day, **columns)
    assert refused(log, auditor=None) == Step.PROOFS


def test_an_entry_of_their_own_at_the_end_is_refused(log: Store) -> None:
    """Anybody can seal to the auditors; nobody without the pepper can prove it."""
    append(log, pepper=b"a guess")
    assert refused(log, auditor=None) == Step.PROOFS


def test_erasing_what_somebody_did_is_refused(log: Store) -> None:
    change(log, 4, sealed=None)
    assert refused(log, auditor=None) == Step.PROOFS


def test_a_checkpoint_that_is_changed_is_refused(log: Store) -> None:
    with log.read() as tx:
        note = audit_checkpoints.listed(tx)[0].note
    changed = {"note": note.replace("\n4\n", "\n5\n")}
    do(log, AuditCheckpointTable.update(**changed).where(AuditCheckpointTable.size == 4))
    assert refused(log, auditor=None) == Step.SIGNATURES


def test_a_checkpoint_under_anothers_size_is_refused(log: Store) -> None:
    do(log, AuditCheckpointTable.update(size=5).where(AuditCheckpointTable.size == 4))
    assert refused(log, auditor=None) == Step.SIGNATURES


def test_a_checkpoint_signed_with_another_key_is_refused(log: Store) -> None:
    theirs = NodeIdentity(IDENTITY.root_public, SigningPair.generate())
    note = signed_checkpoint(theirs, 4, look(log).root).note
    do(log, AuditCheckpointTable.update(note=note).where(AuditCheckpointTable.size == 4))
    assert refused(log, auditor=None) == Step.SIGNATURES


def cut(store: Store, size: int) -> None:
    """Cut off the log's end, together with the checkpoints that know of it."""
    do(
        store,
        AuditEntryTable.delete().where(AuditEntryTable.position >= size),
        AuditCheckpointTable.delete().where(AuditCheckpointTable.size > size),
    )


def test_cutting_off_the_end_is_refused_where_a_checkpoint_knew_it(log: Store) -> None:
    do(log, AuditEntryTable.delete().where(AuditEntryTable.position >= 5))
    assert refused(log, auditor=None) == Step.ROOTS


def test_cutting_off_the_end_and_its_checkpoints_shows_only_from_elsewhere(log: Store) -> None:
    kept = keep_checkpoint(log)
    cut(log, 5)
    assert look(log).size == 5, "nothing here can tell"
    assert refused(log, [kept], auditor=None) == Step.OUTSIDE


def rewrite(store: Store, position: int) -> None:
    """Do what only somebody with the pepper can: put another entry in an entry's place."""
    leaf = bytes(32)
    proof = proof_of(PEPPER, position, "2026-03-03", "open", leaf, is_erased=False)
    change(store, position, on_day="2026-03-03", kind="open", leaf=leaf, proof=proof)


def test_whoever_has_the_pepper_too_is_held_by_the_checkpoints(log: Store) -> None:
    kept = keep_checkpoint(log)
    rewrite(log, 2)
    assert refused(log, auditor=None) == Step.ROOTS
    do(log, AuditCheckpointTable.delete())
    assert look(log, auditor=None).checkpoints == 0, "nothing here can tell but the auditors"
    assert refused(log, [kept], auditor=None) == Step.OUTSIDE


def test_whoever_has_all_keys_of_the_machine_is_held_by_what_is_kept_elsewhere(
    log: Store,
) -> None:
    kept = keep_checkpoint(log)
    cut(log, 3)
    for day in DAYS[3:]:
        append(log, day)
    keep_checkpoint(log)
    assert look(log).size == 7, "rewritten with the node's own keys, it looks whole"
    assert refused(log, [kept], auditor=None) == Step.OUTSIDE


@pytest.mark.parametrize("note", ["", "no note\n", "a\n\n— b AAAAAAA=\n"])
def test_what_is_no_checkpoint_of_ours_is_refused(log: Store, note: str) -> None:
    assert refused(log, [note], auditor=None) == Step.OUTSIDE


@pytest.mark.parametrize(
    "sealed",
    [b"", seal_to(AUDITOR.public, b"an entry of one's own"), bytes(400)],
    ids=["empty", "of their own", "damaged"],
)
def test_what_is_sealed_in_an_entry_and_replaced_is_refused_by_the_auditors(
    log: Store, sealed: bytes
) -> None:
    change(log, 4, sealed=sealed)
    assert refused(log) == Step.ENTRIES


def test_what_is_sealed_in_another_entry_is_refused_by_the_auditors(log: Store) -> None:
    with log.read() as tx:
        (other,) = audit_entries.between(tx, 2, 3)
    change(log, 4, sealed=other.sealed)
    assert refused(log) == Step.ENTRIES


# --- what the node itself does ---------------------------------------------------------------


def test_erased_entries_leave_the_tree_as_it_was(log: Store) -> None:
    before = look(log)
    with log.write() as tx:
        assert erase(tx, PEPPER, before=DAYS[2]) == 2
        assert erase(tx, PEPPER, before=DAYS[2], positions=[0, 5]) == 1, "each once"
    found = look(log, [keep_checkpoint(log)])
    assert (found.root, found.erased, found.opened) == (before.root, 3, 4)
    with log.read() as tx:
        gone = [entry for entry in audit_entries.listed(tx) if entry.sealed is None]
        entries = audit.read(tx, AUDITOR)
    assert [entry.position for entry in gone] == [0, 1, 5]
    assert [entry.position for entry in entries if entry.facts is None] == [0, 1, 5]


def test_what_was_erased_or_sealed_anew_is_to_be_scrubbed_from_the_file(log: Store) -> None:
    assert not log.needs_scrubbing()
    with log.write() as tx:
        erase(tx, PEPPER, positions=[2])
    assert log.needs_scrubbing()
    log.scrub()
    with log.write() as tx:
        reseal(tx, AUDITOR, BoxPair.generate().public)
    assert log.needs_scrubbing()


def test_nothing_is_erased_without_being_named(log: Store) -> None:
    with log.write() as tx:
        assert erase(tx, PEPPER) == 0
        assert erase(tx, PEPPER, positions=[99]) == 0
    assert look(log).erased == 0
    assert not log.needs_scrubbing()


@pytest.mark.parametrize(
    "undo",
    [
        lambda sealed: {"sealed": sealed},
        lambda _: {"on_day": "2026-03-07"},
        lambda _: {"kind": "write"},
    ],
    ids=["brought back", "day", "kind"],
)
def test_an_erased_entry_that_is_changed_is_refused(
    log: Store, undo: Callable[[bytes | None], dict[str, Any]]
) -> None:
    with log.write() as tx:
        (entry,) = audit_entries.between(tx, 2, 3)
        erase(tx, PEPPER, positions=[2])
    change(log, 2, **undo(entry.sealed))
    assert refused(log, auditor=None) == Step.PROOFS


def test_sealed_to_another_key_the_log_stays_what_it_was(log: Store) -> None:
    """As when the auditors' key is renewed: only the new one opens, the tree is the same."""
    before, successor = look(log), BoxPair.generate()
    with log.write() as tx:
        erase(tx, PEPPER, positions=[2])
        assert reseal(tx, AUDITOR, successor.public) == 6
    found = look(log, [keep_checkpoint(log)], successor)
    assert (found.root, found.opened, found.erased) == (before.root, 6, 1)
    assert refused(log) == Step.ENTRIES
    append(log)


def test_what_was_tampered_with_is_not_sealed_anew(log: Store) -> None:
    change(log, 4, sealed=seal_to(AUDITOR.public, b"an entry of one's own"))
    with pytest.raises(SealError), log.write() as tx:
        reseal(tx, AUDITOR, BoxPair.generate().public)


def test_every_refusal_says_its_step_and_what_to_do(log: Store) -> None:
    do(log, AuditEntryTable.delete().where(at(2)))
    with pytest.raises(SealError) as error:
        look(log)
    assert str(error.value).startswith("Step 1, positions: entry 2 ")
    assert "keep a copy of the database" in str(error.value)


def test_the_page_names_the_steps_in_their_order() -> None:
    page = (Path(__file__).parents[2] / "docs" / "audit.md").read_text("utf-8")
    table = page.partition("## What is verified")[2].partition("##")[0]
    numbers = [line.split("|")[1].strip() for line in table.splitlines() if line.startswith("| ")]
    assert numbers == ["step", *(str(step.value) for step in Step)]
