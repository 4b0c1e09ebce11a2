"""The log of a node that is worked with: signed, verified, read page by page."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tejido.audit.log import Kind, erase
from tejido.errors import NotOpenedError, SealError
from tejido.store import audit_checkpoints
from tejido.store.tables import AuditEntryTable
from tejido.testing.nodes import PASSPHRASE
from tejido.vault.identity import root_from_words
from tejido.work import auditing, founding, nodes, people, roles


def size(office: Any) -> int:
    return int(auditing.verified(office.node).size)


def tamper(office: Any, position: int = 1, kind: str = "write") -> None:
    with office.node.store.write() as tx:
        tx.run(AuditEntryTable.update(kind=kind).where(AuditEntryTable.position == position))


def test_what_was_done_is_signed_and_verifies(either: Any) -> None:
    before = size(either)
    assert before > 0
    made = auditing.checkpoint(either.node)
    either.visited()
    found = auditing.verified(either.node, [made.note], either.ana)
    assert (found.checkpoints, found.outside) == (1, 1)
    assert found.opened == found.size > made.size == before
    assert found.newest == made == auditing.newest(either.node)


def test_a_checkpoint_is_added_only_when_the_log_has_grown(office: Any) -> None:
    first = auditing.checkpoint(office.node)
    assert auditing.checkpoint(office.node) == first
    office.visited()
    second = auditing.checkpoint(office.node)
    assert second.size > first.size
    with office.node.store.read() as tx:
        stored = audit_checkpoints.listed(tx)
    assert [(one.size, one.on_day) for one in stored] == [
        (first.size, "2026-03-01"),
        (second.size, "2026-03-01"),
    ]


def test_what_was_tampered_with_is_not_signed(office: Any) -> None:
    office.visited()
    tamper(office)
    with pytest.raises(SealError, match="Step 2"):
        auditing.checkpoint(office.node)
    assert auditing.newest(office.node) is None


def test_only_an_auditor_opens_entries_and_reads(office: Any) -> None:
    with pytest.raises(NotOpenedError):
        auditing.verified(office.node, (), office.rosa)
    with pytest.raises(NotOpenedError):
        auditing.listed(office.node, office.rosa)


@pytest.mark.parametrize(
    "look",
    [
        lambda office: auditing.listed(office.node, office.ana),
        lambda office: auditing.verified(office.node, (), office.ana),
    ],
    ids=["read", "verified"],
)
def test_that_somebody_looked_is_in_the_log(office: Any, look: Callable[[Any], object]) -> None:
    look(office)
    newest = auditing.listed(office.node, office.ana).entries[0]
    assert newest.kind is Kind.OPEN
    assert newest.facts == {"person": office.ana.person, "what": "log"}


def test_the_newest_come_first_page_by_page(office: Any) -> None:
    for _visit in range(3):
        office.visited()
    page = auditing.listed(office.node, office.ana, number=4)
    assert page.before == page.size - 4
    assert [one.position for one in page.entries] == [page.size - n for n in range(1, 5)]
    assert page.handles[office.ana.person] == "ana"
    older = auditing.listed(office.node, office.ana, page.before, number=1000)
    assert [one.position for one in older.entries] == list(range(page.before))[::-1]
    assert older.before is None
    assert older.entries[0].facts is not None


@pytest.mark.parametrize("before", [0, -1])
def test_before_the_first_entry_there_is_none(office: Any, before: int) -> None:
    page = auditing.listed(office.node, office.ana, before)
    assert (page.entries, page.before) == ([], None)


def test_a_page_shows_what_was_signed_last(office: Any) -> None:
    assert auditing.listed(office.node, office.ana).newest is None
    made = auditing.checkpoint(office.node)
    page = auditing.listed(office.node, office.ana)
    assert (page.newest, page.made_on) == (made, "2026-03-01")


def test_an_entry_that_does_not_open_is_shown_as_closed(office: Any) -> None:
    office.visited()
    tamper(office)
    page = auditing.listed(office.node, office.ana)
    assert page.closed == {1}
    assert [one.position for one in page.entries if one.facts is None] == [1]
    with pytest.raises(SealError, match="Step 2"):
        auditing.verified(office.node)


def test_a_page_with_an_entry_of_no_kind_is_not_shown(office: Any) -> None:
    office.visited()
    tamper(office, kind="gossip")
    with pytest.raises(SealError):
        auditing.listed(office.node, office.ana)


def test_erased_entries_are_listed_without_what_was_in_them(office: Any) -> None:
    office.visited()
    with office.node.store.write() as tx:
        erase(tx, office.node.pepper, positions=[1])
    page = auditing.listed(office.node, office.ana)
    assert [one.position for one in page.entries if one.facts is None] == [1]
    assert auditing.verified(office.node, (), office.ana).erased == 1


def test_with_another_key_of_the_auditors_the_log_is_the_same(tmp_path: Path) -> None:
    """Only the new key opens the entries; tree and checkpoints stay as they were."""
    made = founding.found(
        tmp_path / "node",
        name="Casa de prueba",
        handle="ana",
        passphrase=PASSPHRASE,
        disabled_plugins=["federation"],
        passphrase_opslimit=1,
        passphrase_memory_kib=8,
    )
    node = nodes.open_node(tmp_path / "node")
    try:
        before = people.sign_in(node, "ana", PASSPHRASE)
        kept = auditing.checkpoint(node)
        roles.rotate(node, before, "auditor", root_from_words(" ".join(made.root_words)))
        after = people.sign_in(node, "ana", PASSPHRASE)
        found = auditing.verified(node, [kept.note], after)
        assert (found.checkpoints, found.outside, found.opened) == (1, 1, found.size)
        with pytest.raises(SealError, match="Step 6"):
            auditing.verified(node, [kept.note], before)
    finally:
        node.close()
