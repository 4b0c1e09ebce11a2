import hashlib
import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tejido import audit
from tejido.audit import Entry, Kind
from tejido.audit.log import _FACT, erase
from tejido.errors import SealError, UsageError
from tejido.store.database import Store
from tejido.store.ids import new_id
from tejido.store.tables import AuditEntryTable
from tejido.vault.ciphers import BoxPair, open_with, seal_to

AUDITOR = BoxPair.of(bytes(range(32)))
PEPPER = bytes(32)
DAY = date(2026, 3, 1)
PERSON, PROCESS = "0a" * 16, "0b" * 16


def append(store: Store, kind: str = Kind.OPEN, **facts: str) -> None:
    with store.write() as tx:
        audit.append(tx, PEPPER, AUDITOR.public, kind, facts, DAY)


def read(store: Store) -> list[Entry]:
    with store.read() as tx:
        return audit.read(tx, AUDITOR)


def change(store: Store, **columns: Any) -> None:
    with store.write() as tx:
        tx.run(AuditEntryTable.update(**columns).where(AuditEntryTable.position == 1))


@pytest.fixture
def three(store: Store) -> Store:
    """A log of three entries."""
    append(store, "sign_in", person=PERSON)
    append(store, "open", person=PERSON, process=PROCESS)
    append(store, "write", person=PERSON, records=f"{new_id()} {new_id()}")
    return store


def test_auditors_read_what_was_done(three: Store) -> None:
    entries = read(three)
    assert [(entry.position, entry.kind) for entry in entries] == [
        (0, Kind.SIGN_IN),
        (1, Kind.OPEN),
        (2, Kind.WRITE),
    ]
    assert entries[1] == Entry(1, "2026-03-01", Kind.OPEN, {"person": PERSON, "process": PROCESS})


def test_nobody_else_reads_it(three: Store) -> None:
    with pytest.raises(SealError), three.read() as tx:
        audit.read(tx, BoxPair.generate())


def test_what_is_undone_was_never_logged(store: Store) -> None:
    def undo() -> None:
        with store.write() as tx:
            audit.append(tx, PEPPER, AUDITOR.public, Kind.OPEN, {"person": PERSON}, DAY)
            raise LookupError

    with pytest.raises(LookupError):
        undo()
    assert read(store) == []


@pytest.mark.parametrize(
    "fact",
    [
        "María llegó herida",
        "two words",
        "María",
        "line\nline",
        "x" * 81,
        " 0a",
        "-",
        f"{PERSON}  {PROCESS}",
        f"{PERSON} y",
    ],
)
def test_no_sentence_gets_into_the_log(store: Store, fact: str) -> None:
    with pytest.raises(UsageError) as refused:
        append(store, person=fact)
    assert fact not in str(refused.value)
    assert read(store) == []


def test_only_what_is_known_can_be_done(store: Store) -> None:
    with pytest.raises(UsageError):
        append(store, "gossip", person=PERSON)


def test_an_erased_entry_leaves_the_others_readable(three: Store) -> None:
    change(three, sealed=None)
    entries = read(three)
    assert entries[1].facts is None
    assert entries[2].facts is not None


@pytest.mark.parametrize(
    "columns",
    [{"on_day": "2026-02-28"}, {"kind": "write"}, {"leaf": bytes(32)}, {"proof": bytes(32)}],
    ids=["day", "kind", "leaf", "proof"],
)
def test_erasing_makes_nothing_ours_that_somebody_else_put_in(
    three: Store, columns: dict[str, Any]
) -> None:
    change(three, **columns)
    with three.read() as tx:
        before = tx.all(AuditEntryTable.select().order_by(AuditEntryTable.position).tuples())
    with pytest.raises(SealError, match="Entry 1 of the log"), three.write() as tx:
        erase(tx, PEPPER, before=date(2027, 1, 1))
    with three.read() as tx:
        after = tx.all(AuditEntryTable.select().order_by(AuditEntryTable.position).tuples())
    assert after == before


@pytest.mark.parametrize(
    "columns",
    [
        {"on_day": "2026-03-02"},
        {"kind": "write"},
        {"kind": "gossip"},
        {"leaf": bytes(32)},
        {"sealed": b""},
        {"sealed": seal_to(AUDITOR.public, b"an entry of one's own")},
    ],
    ids=["day", "kind", "no kind", "leaf", "damaged", "replaced"],
)
def test_a_changed_entry_is_noticed(three: Store, columns: dict[str, Any]) -> None:
    change(three, **columns)
    with pytest.raises(SealError):
        read(three)


@pytest.mark.parametrize(
    "written",
    [
        pytest.param(b"{", id="no JSON"),
        pytest.param(b"[" * 9999, id="too deep"),
        pytest.param(b"[]", id="no entry"),
        pytest.param(b'{"position":1}', id="no facts"),
        pytest.param(b'{"facts":["a"]}', id="a list"),
        pytest.param(b'{"facts":{"a":1}}', id="a number"),
    ],
)
def test_what_somebody_else_sealed_is_refused(three: Store, written: bytes) -> None:
    salt = bytes(32)
    leaf = hashlib.sha256(b"\0" + hashlib.sha256(salt + written).digest()).digest()
    forged = seal_to(AUDITOR.public, b"tejido/audit/v1\0" + salt + written)
    change(three, sealed=forged, leaf=leaf)
    with pytest.raises(SealError):
        read(three)


def test_an_entry_without_its_beginning_is_refused(three: Store) -> None:
    with three.read() as tx:
        row = tx.one(AuditEntryTable.select().where(AuditEntryTable.position == 1))
    bare = open_with(AUDITOR, row.sealed).removeprefix(b"tejido/audit/v1\0")
    change(three, sealed=seal_to(AUDITOR.public, bare))
    with pytest.raises(SealError):
        read(three)


def test_entries_that_change_places_are_noticed(three: Store) -> None:
    with three.write() as tx:
        first, second = tx.all(AuditEntryTable.select().order_by(AuditEntryTable.position).limit(2))
        for row, position in ((first, 1), (second, 0)):
            tx.run(
                AuditEntryTable.update(kind=row.kind, leaf=row.leaf, sealed=row.sealed).where(
                    AuditEntryTable.position == position
                )
            )
    with pytest.raises(SealError):
        read(three)


def test_a_gap_is_noticed(three: Store) -> None:
    with three.write() as tx:
        tx.run(AuditEntryTable.delete().where(AuditEntryTable.position == 1))
    with pytest.raises(SealError, match="gap"):
        read(three)


def test_whoever_reads_the_table_cannot_try_guesses_against_the_leaf(three: Store) -> None:
    """Who opened what has few possible answers: the salt must not stand beside the leaf."""
    with three.read() as tx:
        row = tx.all(AuditEntryTable.select().where(AuditEntryTable.position == 1))[0]
    guess = json.dumps(
        {
            "day": "2026-03-01",
            "facts": {"person": PERSON, "process": PROCESS},
            "kind": "open",
            "position": 1,
        },
        sort_keys=True,
        separators=(",", ":"),
    ).encode()
    plaintext = open_with(AUDITOR, row.sealed)
    salt = plaintext[len(b"tejido/audit/v1\0") : -len(guess)]
    assert plaintext.endswith(guess)
    assert hashlib.sha256(b"\0" + hashlib.sha256(salt + guess).digest()).digest() == row.leaf
    in_clear = [value for value in row.__data__.values() if isinstance(value, bytes)]
    assert len(salt) == 32
    assert all(salt not in value for value in in_clear)


@given(fact=st.text(max_size=40))
def test_what_the_log_takes_has_no_words(fact: str) -> None:
    if _FACT.fullmatch(fact):
        assert fact.isascii()
        assert " " not in fact
        assert "\n" not in fact
