"""Backups of a node that works: what comes back, what must not, and what is refused."""

import hashlib
import json
import shutil
import sqlite3
import subprocess
import tarfile
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from tejido.accounts.sessions import open_session
from tejido.accounts.signing_in import SignedIn
from tejido.audit import log as audit_log
from tejido.audit.log import Kind
from tejido.errors import (
    DatabaseError,
    InputError,
    NodeError,
    NotFoundError,
    SealError,
    SettingsError,
    SignInError,
)
from tejido.node import Node
from tejido.store.tables import (
    TABLES,
    AuditEntryTable,
    GrantTable,
    PersonTable,
    ProcessTable,
    RecordTable,
    SessionTable,
    SlotTable,
    TaskTable,
)
from tejido.testing.keys import key_of
from tejido.testing.nodes import PASSPHRASE, SmallNode, open_small_node, small_node
from tejido.vault.age import decrypt_bytes, encrypt
from tejido.vault.identity import pepper_in
from tejido.vault.proofs import prove
from tejido.work import (
    auditing,
    backups,
    consent,
    erasing,
    leaving,
    processes,
    records,
    restoring,
    teams,
)
from tejido.work.backups import Made
from tejido.work.restoring import Backup, Restored, Somebody

IDENTITY = backups.new_identity()
ANA = Somebody("ana", PASSPHRASE)


@pytest.fixture(autouse=True)
def recipients(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every node of these tests has a recipient."""
    monkeypatch.setenv("TEJIDO_BACKUP_RECIPIENTS", IDENTITY.recipient)


class Kept:
    """A folder of backups, and the identity that opens them."""

    def __init__(self, folder: Path) -> None:
        self.out, self.identity = folder / "out", folder / "identity.txt"
        self.identity.write_text(IDENTITY.to_text())

    def make(self, office: Any) -> Made:
        return backups.make(office.node, self.out)

    def of(self, data: Made, keys: Made | None = None) -> Backup:
        """The data of one backup, with the keys of the same or of another."""
        return Backup(data.data, (keys or data).keys, self.identity)

    def tables(self, file: Path, folder: Path) -> sqlite3.Connection:
        """The tables of a half, as somebody without Tejido reads them."""
        with tarfile.open(fileobj=BytesIO(plain(file))) as archive:
            archive.extract("tables.db", folder, filter="data")
        return sqlite3.connect(folder / "tables.db")


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    return Kept(tmp_path)


@pytest.fixture
def restored(
    kept: Kept, tmp_path: Path
) -> Iterator[Callable[..., tuple[Restored, Node, SignedIn]]]:
    """Restore a backup somewhere else, and sign Ana in there."""
    opened: list[Any] = []

    def restore(
        office: Any, backup: Backup, database: str = "", handle: str = "ana"
    ) -> tuple[Restored, Node, SignedIn]:
        folder = tmp_path / f"elsewhere {len(opened)}"
        done = restoring.restore(folder, backup, database=database, clock=office.clock)
        opening = open_small_node(folder, extra=office.small.extra, clock=office.clock)
        opened.append(opening)
        small: SmallNode = opening.__enter__()
        return done, small.node, small.ana

    yield restore
    for opening in opened:
        opening.__exit__(None, None, None)


def plain(path: Path) -> bytes:
    return decrypt_bytes(BytesIO(path.read_bytes()), [IDENTITY])


def dump(node: Node) -> dict[str, list[Any]]:
    with node.store.read() as tx:
        return {
            table._meta.table_name: sorted(
                (tuple(bytes(v) if isinstance(v, memoryview) else v for v in row))
                for row in tx.all(table.select().order_by(*table._meta.get_primary_keys()).tuples())
            )
            for table in TABLES
            if table is not SessionTable
        }


def erase(office: Any, *processes: str, records: tuple[str, ...] = ()) -> None:
    done = erasing.erase(
        office.node,
        office.ana,
        processes=processes,
        records=records,
        reason="asked_for_by_subject",
    )
    assert done.scrubbed


# --- there and back -------------------------------------------------------------------


def test_a_node_comes_back_on_another_machine_with_another_database(
    either: Any, kept: Kept, restored: Any, request: pytest.FixtureRequest
) -> None:
    assert either.rosa
    process, record = either.visited(title="Hilo de la milpa")
    either.write(process, said="Ñandú — 🌽")
    either.arrive("p" * 26, 3)
    made = kept.make(either)
    before = dump(either.node)
    other = (
        "" if either.node.settings.database.startswith("postgresql")
        else request.getfixturevalue("postgres_url")
    )  # fmt: skip
    done, node, ana = restored(either, kept.of(made), other)
    assert (done.node, done.left_out, done.applied) == (either.node.id, {}, ())
    assert done.data == done.keys == made.moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    after = dump(node)
    entries = len(before["audit_entry"]) - 1  # the backup was noted after it was made
    assert after.pop("audit_entry")[:entries] == before.pop("audit_entry")[:entries]
    assert after == before
    assert records.opened(node, ana, record).body["title"] == "Hilo de la milpa"
    entry = records.Entry("tela.visit", process, {"aggression": "threat", "title": "Otro hilo"})
    (written,) = records.write(node, ana, [entry])
    assert records.opened(node, ana, written).body["title"] == "Otro hilo"
    assert len(processes.shown(node, ana, process).records) == 3


def test_a_backup_of_a_node_without_anything_comes_back(
    either: Any, kept: Kept, restored: Any
) -> None:
    done, node, ana = restored(either, kept.of(kept.make(either)))
    assert done.left_out == {}
    assert processes.listed(node, ana) == []


def test_a_backup_is_two_private_files_and_nothing_else_is_left(office: Any, kept: Kept) -> None:
    before = {path.name for path in office.folder.iterdir()}
    made = kept.make(office)
    names = {path.name for path in kept.out.iterdir()}
    stem = f"{office.node.id}-20260301T120000Z"
    assert names == {f"{stem}.data.age", f"{stem}.keys.age"}
    assert {path.stat().st_mode & 0o777 for path in (made.data, made.keys)} == {0o600}
    assert kept.out.stat().st_mode & 0o777 == 0o700
    assert {path.name for path in office.folder.iterdir()} == before


def test_a_restored_node_is_private(office: Any, kept: Kept, tmp_path: Path) -> None:
    restoring.restore(tmp_path / "new", kept.of(kept.make(office)))
    modes = {
        str(path.relative_to(tmp_path / "new")): path.stat().st_mode & 0o777
        for path in (tmp_path / "new").rglob("*")
    }
    assert modes == {
        "keys": 0o700,
        "keys/node.key": 0o600,
        "keys/pepper": 0o600,
        "node.db": 0o600,
        "node.toml": 0o600,
    }


def test_age_and_sqlite_read_a_backup_without_tejido(
    office: Any, kept: Kept, tmp_path: Path
) -> None:
    if not shutil.which("age"):
        pytest.skip("no age: install Debian's package age")
    office.visited()
    made = kept.make(office)
    tar = subprocess.run(
        ["age", "-d", "-i", kept.identity, made.data], capture_output=True, check=True
    ).stdout
    subprocess.run(["tar", "x", "-C", tmp_path], input=tar, check=True)
    with closing(sqlite3.connect(tmp_path / "tables.db")) as tables:
        assert tables.execute("SELECT COUNT(*) FROM record").fetchone() == (1,)
    assert {"manifest.json", "proof", "node.toml"} <= {path.name for path in tmp_path.iterdir()}


def test_the_data_holds_nothing_of_what_stands_in_the_keys(
    either: Any, kept: Kept, tmp_path: Path
) -> None:
    either.visited()
    made = kept.make(either)
    data = plain(made.data)
    with closing(kept.tables(made.keys, tmp_path)) as tables:
        names = [name for (name,) in tables.execute("SELECT name FROM sqlite_master")]
        rows = [row for name in names for row in tables.execute(f"SELECT * FROM {name}")]  # noqa: S608
    blobs = {value for row in rows for value in row if isinstance(value, bytes)}
    assert len(blobs) > 20
    assert not [value for value in blobs if value in data]
    assert either.node.pepper not in data
    assert (either.folder / "keys" / "pepper").read_bytes() not in data


def test_a_backup_is_made_while_others_write(office: Any, kept: Kept, restored: Any) -> None:
    process = office.begin()
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            office.write(process)

    writing = threading.Thread(target=write)
    writing.start()
    try:
        made = [kept.make(office) for _ in range(3)]
    finally:
        stop.set()
        writing.join()
    counts = []
    for one in made:
        found = restoring.verify(Backup(one.data, made[-1].keys, kept.identity), ANA)
        counts.append(found.rows)
        assert found.opened == 1
    assert sorted(counts) == counts


def test_backups_of_one_second_have_names_of_their_own(office: Any, kept: Kept) -> None:
    first, second = kept.make(office), kept.make(office)
    assert second.data.name > first.data.name
    assert first.data.exists()


# --- what must not come back ----------------------------------------------------------


def test_trap_7_backups_with_slots_do_not_undo_erasing(
    either: Any, kept: Kept, restored: Any
) -> None:
    erased, record = either.visited()
    other, _other_record = either.visited()
    first = kept.make(either)
    erase(either, erased)
    made = [kept.make(either) for _ in range(2)]
    assert not first.keys.exists()
    assert first.data.exists()
    pairs = [kept.of(data, keys) for data in (first, *made) for keys in made]
    for pair in pairs:
        assert restoring.verify(pair, ANA).opened == 1
    done, node, ana = restored(either, kept.of(first, made[-1]))
    assert (done.left_out["process"], done.left_out["record"]) == (1, 1)
    with pytest.raises(NotFoundError):
        records.opened(node, ana, record)
    assert [card.id for card in processes.listed(node, ana)] == [other]
    found = repr(dump(node))
    # The log says that it was there; that is all.
    assert erased not in found
    assert record not in found


def test_trap_7_no_file_of_keys_that_is_kept_opens_what_was_erased(
    office: Any, kept: Kept, tmp_path: Path
) -> None:
    process, _record = office.visited()
    with office.node.store.read() as tx:
        slots = [bytes(slot.sealed) for slot in tx.all(SlotTable.select()) if slot.owner == process]
    first = kept.make(office)
    with closing(kept.tables(first.keys, tmp_path)) as tables:
        assert [(one,) for one in slots] == tables.execute(
            "SELECT sealed FROM slot WHERE owner = ?", (process,)
        ).fetchall()
    erase(office, process)
    for _ in range(2):
        kept.make(office)
    plaintexts = [plain(path) for path in kept.out.iterdir()]
    assert len(plaintexts) == 5
    assert not [one for one in plaintexts for slot in slots if slot in one]


def test_a_record_that_was_erased_alone_does_not_come_back_with_older_data(
    office: Any, kept: Kept, restored: Any
) -> None:
    process, record = office.visited()
    stays = office.write(process)
    older = kept.make(office)
    erase(office, records=(record,))
    done, node, ana = restored(office, kept.of(older, kept.make(office)))
    assert done.left_out["record"] == 1
    assert [head.id for head in processes.shown(node, ana, process).records] == [stays]
    assert record not in repr(dump(node))


def test_an_entry_of_the_log_that_was_erased_stays_so_and_the_log_verifies(
    office: Any, kept: Kept, restored: Any
) -> None:
    office.visited()
    older = kept.make(office)
    with office.node.store.write() as tx:
        audit_log.erase(tx, office.node.pepper, positions=[2])
    _done, node, ana = restored(office, kept.of(older, kept.make(office)))
    with node.store.read() as tx:
        entries = tx.all(AuditEntryTable.select().order_by(AuditEntryTable.position))
    assert [entry.sealed is None for entry in entries].index(True) == 2
    found = auditing.verified(node, who=ana)
    assert (found.erased, found.size) == (1, len(entries))
    assert entries[-2].kind == Kind.RESTORE


def test_a_consent_that_was_withdrawn_does_not_stand_again(
    office: Any, kept: Kept, restored: Any
) -> None:
    process = office.begin()
    (grant,) = office.grant(process)
    older = kept.make(office)
    consent.withdraw(office.node, office.ana, grant)
    _done, node, _ana = restored(office, kept.of(older, kept.make(office)))
    with node.store.read() as tx:
        (row,) = tx.all(GrantTable.select())
    assert row.withdrawn_on == "2026-03-01"


def test_whoever_left_a_team_stays_out_and_the_process_gets_a_new_key(
    office: Any, kept: Kept, restored: Any
) -> None:
    process, record = office.visited()
    assert office.rosa
    teams.open_to(office.node, office.ana, process, "rosa", public=key_of(office.node, "rosa"))
    older = kept.make(office)
    teams.close_to(office.node, office.ana, process, "rosa")
    office.write(process)
    _done, node, ana = restored(office, kept.of(older, kept.make(office)))
    assert processes.shown(node, ana, process).team == ("ana",)
    assert records.opened(node, ana, record).body["aggression"] == "threat"
    with node.store.read() as tx:
        assert tx.one(ProcessTable.select()).renew
        assert tx.all(SlotTable.select(SlotTable.version).where(SlotTable.kind == "process"))
    (entry,) = records.write(
        node, ana, [records.Entry("tela.visit", process, {"aggression": "threat"})]
    )
    with node.store.read() as tx:
        key_versions = dict(
            tx.all(RecordTable.select(RecordTable.id, RecordTable.key_version).tuples())
        )
    assert key_versions == {record: 1, entry: 2}


def test_what_is_newer_than_the_keys_is_opened_to_nobody_and_left_out(
    office: Any, kept: Kept, restored: Any
) -> None:
    process, record = office.visited()
    older = kept.make(office)
    later = office.write(process)
    newer_process, _record = office.visited()
    done, node, ana = restored(office, kept.of(kept.make(office), older))
    assert {card.id for card in processes.listed(node, ana)} == {process}
    assert {head.id for head in processes.shown(node, ana, process).records} == {record, later}
    assert done.left_out["process"] == 1
    assert newer_process not in {row.id for row in rows(node, ProcessTable)}


def rows(node: Node, table: Any) -> list[Any]:
    with node.store.read() as tx:
        return tx.all(table.select())


def test_what_lasts_for_minutes_is_left_out(office: Any, kept: Kept, restored: Any) -> None:
    with office.node.store.write() as tx:
        open_session(tx, office.ana, office.clock())
    _done, node, _ana = restored(office, kept.of(kept.make(office)))
    assert rows(node, SessionTable) == []


def test_newer_keys_with_older_data_bring_people_as_they_are_now(
    office: Any, kept: Kept, restored: Any
) -> None:
    office.visited()
    older = kept.make(office)
    assert office.rosa
    _done, node, _ana = restored(office, kept.of(older, kept.make(office)))
    assert {row.handle for row in rows(node, PersonTable)} == {"ana", "rosa"}
    assert rows(node, TaskTable) != []


def test_what_is_given_anew_has_a_version_that_no_peer_holds(
    office: Any, kept: Kept, restored: Any
) -> None:
    process, record = office.visited()
    seen = leaving.preview(office.node, office.ana, "tela")
    leaving.approve(office.node, office.ana, "tela", seen.digest)
    made = kept.make(office)
    office.write(process, record, aggression="surveillance")
    _done, node, ana = restored(office, kept.of(made))
    # The same is not given again; what has changed is newer than anything that was given.
    assert leaving.preview(node, ana, "tela").items == ()
    version = records.opened(node, ana, record).version
    changed = records.Entry("tela.visit", process, {"aggression": "raid"}, record, version)
    records.write(node, ana, [changed])
    versions = {item.version for item in leaving.preview(node, ana, "tela").items}
    assert versions == {(date(2026, 3, 1) - date(2026, 1, 1)).days << 16}
    assert {item.version for item in seen.items} == {1}


# --- what is refused ------------------------------------------------------------------


@pytest.fixture
def made(office: Any, kept: Kept) -> Made:
    office.visited()
    return kept.make(office)


def test_verifying_opens_what_is_opened_to_somebody_and_leaves_nothing(
    office: Any, kept: Kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert office.rosa
    office.visited()
    office.visited()
    made = kept.make(office)
    before = dump(office.node)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    assert restoring.verify(kept.of(made)).opened == 0
    assert restoring.verify(kept.of(made), ANA).opened == 2
    assert restoring.verify(kept.of(made), Somebody("rosa", PASSPHRASE)).opened == 0
    with pytest.raises(SignInError):
        restoring.verify(kept.of(made), Somebody("ana", "another passphrase"))
    assert list(scratch.iterdir()) == []
    assert dump(office.node) == before


@pytest.mark.parametrize("half", ["data", "keys"])
def test_a_file_that_was_touched_is_refused(kept: Kept, made: Made, half: str) -> None:
    path: Path = getattr(made, half)
    whole = path.read_bytes()
    for place in [0, 30, 150, 300, len(whole) // 2, len(whole) - 1]:
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(SealError):
            restoring.verify(kept.of(made))
    for length in [0, 100, len(whole) // 3, len(whole) - 1]:
        path.write_bytes(whole[:length])
        with pytest.raises(SealError):
            restoring.verify(kept.of(made))
    path.write_bytes(whole)
    assert restoring.verify(kept.of(made)).rows


def rewritten(path: Path, change: Callable[[dict[str, bytes]], object]) -> None:
    """Change a half as somebody can who knows the recipient, but not the pepper."""
    with tarfile.open(fileobj=BytesIO(plain(path))) as archive:
        parts = {}
        for member in archive.getmembers():
            content = archive.extractfile(member)
            assert content is not None
            parts[member.name] = content.read()
    change(parts)
    archived = BytesIO()
    with tarfile.open(fileobj=archived, mode="w") as archive:
        for name, part in parts.items():
            member = tarfile.TarInfo(name)
            member.size = len(part)
            archive.addfile(member, BytesIO(part))
    sealed = BytesIO()
    encrypt(BytesIO(archived.getvalue()), sealed, [IDENTITY.recipient])
    path.write_bytes(sealed.getvalue())


def granted(parts: dict[str, bytes]) -> None:
    """Put something into the tables."""
    with closing(sqlite3.connect(":memory:")) as tables:
        tables.deserialize(parts["tables.db"])
        tables.execute("DELETE FROM task")
        tables.commit()
        parts["tables.db"] = tables.serialize()


def proved_anew(parts: dict[str, bytes], name: str) -> None:
    """Add a file as somebody can who makes both halves, with a pepper of their own."""
    pepper = pepper_in({"pepper": parts["keys/pepper"]})
    said = json.loads(parts["manifest.json"])
    parts[name] = b"ssh-ed25519 AAAA"
    said["files"][name] = hashlib.sha256(parts[name]).hexdigest()
    parts["manifest.json"] = json.dumps(said).encode()
    parts["proof"] = prove(pepper, "backup", parts["manifest.json"]).hex().encode()


FORGED: dict[str, tuple[str, Callable[[dict[str, bytes]], object]]] = {
    "other tables": ("data", granted),
    "other settings": ("data", lambda parts: parts.update({"node.toml": b'name = "x"'})),
    "another manifest": ("data", lambda parts: parts.update({"manifest.json": b"{}"})),
    "no manifest": ("data", lambda parts: parts.pop("manifest.json")),
    "no proof": ("data", lambda parts: parts.pop("proof")),
    "no tables": ("data", lambda parts: parts.pop("tables.db")),
    "one file more": ("data", lambda parts: parts.update({"more": b""})),
    "a file that is too large": ("data", lambda parts: parts.update({"more": bytes(2**21)})),
    "a name that leads out of the folder": (
        "keys",
        lambda parts: proved_anew(parts, "keys/../../../escaped"),
    ),
    "an absolute name": ("keys", lambda parts: proved_anew(parts, "keys//tmp/escaped")),
    "a key file more": ("keys", lambda parts: proved_anew(parts, "keys/more")),
    "a name that is not of keys": ("keys", lambda parts: proved_anew(parts, "more")),
    "another pepper": ("keys", lambda parts: parts.update({"keys/pepper": parts["keys/node.key"]})),
    "no pepper": ("keys", lambda parts: parts.pop("keys/pepper")),
    "nothing": ("keys", lambda parts: parts.clear()),
    "a proof that is no hex": ("keys", lambda parts: parts.update({"proof": b"\xff"})),
}


@pytest.mark.parametrize("how", FORGED)
def test_what_the_node_did_not_write_is_refused(
    kept: Kept, made: Made, tmp_path: Path, how: str
) -> None:
    half, change = FORGED[how]
    rewritten(getattr(made, half), change)
    with pytest.raises(NodeError):
        restoring.restore(tmp_path / "new", kept.of(made))
    assert not (tmp_path / "new").exists()
    assert not list(tmp_path.rglob("*escaped*"))


def test_a_backup_of_another_node_than_the_one_that_is_named_is_refused(
    office: Any, kept: Kept, made: Made, tmp_path: Path
) -> None:
    named = replace(kept.of(made), node=office.node.id)
    assert restoring.verify(named).node == office.node.id
    other = replace(named, node="a" * 26)
    with pytest.raises(SealError, match="not of the one that you named"):
        restoring.verify(other)
    with pytest.raises(SealError, match="not of the one that you named"):
        restoring.restore(tmp_path / "new", other)
    assert not (tmp_path / "new").exists()


def test_an_age_file_that_is_no_backup_is_refused(kept: Kept, made: Made) -> None:
    sealed = BytesIO()
    encrypt(BytesIO(b"a letter" * 999), sealed, [IDENTITY.recipient])
    made.data.write_bytes(sealed.getvalue())
    with pytest.raises(SealError, match="no backup"):
        restoring.verify(kept.of(made))


def test_halves_in_each_others_place_or_of_two_nodes_are_refused(
    office: Any, open_office: Any, kept: Kept, made: Made, tmp_path: Path
) -> None:
    swapped = Backup(made.keys, made.data, kept.identity)
    with pytest.raises(NodeError):
        restoring.verify(swapped)
    with pytest.raises(SealError, match="each other's place"):
        restoring.verify(Backup(made.keys, made.keys, kept.identity))
    with small_node(tmp_path / "another", clock=office.clock) as another:
        other = backups.make(another.node, kept.out)
    with pytest.raises(SealError, match="not of one node"):
        restoring.verify(kept.of(made, other))
    assert made.keys.exists()  # of each node the newest two stay
    assert {path.name[:26] for path in kept.out.iterdir()} == {office.node.id, other.data.name[:26]}


def test_a_database_that_was_tampered_with_is_not_restored(
    office: Any, kept: Kept, tmp_path: Path, postgres_url: str
) -> None:
    with office.node.store.write() as tx:
        tx.run(PersonTable.update(administrator=False))
    made = kept.make(office)
    for database in ("", postgres_url):
        with pytest.raises(SealError, match="not written by this node"):
            restoring.restore(tmp_path / "new", kept.of(made), database=database)
        assert not (tmp_path / "new").exists()
    with office.node.store.write() as tx:
        tx.run(PersonTable.update(administrator=True))
    # Nothing was left behind that another try would stumble over.
    restoring.restore(tmp_path / "new", kept.of(kept.make(office)), database=postgres_url)


def test_a_log_that_was_tampered_with_ends_a_backup_and_keeps_older_keys(
    office: Any, kept: Kept, made: Made
) -> None:
    with office.node.store.write() as tx:
        tx.run(AuditEntryTable.delete().where(AuditEntryTable.position == 1))
    with pytest.raises(SealError, match="entry 1 of the log is missing"):
        kept.make(office)
    assert made.keys.exists()
    assert len(list(kept.out.iterdir())) == 2


def test_a_folder_that_holds_something_is_left_alone(
    kept: Kept, made: Made, office: Any, tmp_path: Path
) -> None:
    before = {path: path.read_bytes() for path in office.folder.rglob("*") if path.is_file()}
    with pytest.raises(SettingsError, match="holds something"):
        restoring.restore(office.folder, kept.of(made))
    after = {path: path.read_bytes() for path in office.folder.rglob("*") if path.is_file()}
    assert after == before
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(SettingsError, match="Cannot make the folder"):
        restoring.restore(blocked / "new", kept.of(made))


def test_an_empty_folder_is_filled(kept: Kept, made: Made, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    restoring.restore(tmp_path / "new", kept.of(made))
    assert (tmp_path / "new" / "node.toml").exists()
    assert not (tmp_path / "new" / ".restoring").exists()


def test_a_database_that_holds_something_is_left_alone(
    kept: Kept, made: Made, tmp_path: Path, postgres_url: str
) -> None:
    restoring.restore(tmp_path / "first", kept.of(made), database=postgres_url)
    with pytest.raises(DatabaseError, match="holds a node already"):
        restoring.restore(tmp_path / "second", kept.of(made), database=postgres_url)
    assert not (tmp_path / "second").exists()
    with open_small_node(tmp_path / "first") as small:
        assert len(processes.listed(small.node, small.ana)) == 1


@pytest.mark.parametrize("missing", ["data", "keys", "identity"])
def test_a_file_that_is_missing_is_named(kept: Kept, made: Made, missing: str) -> None:
    gone: Path = kept.identity if missing == "identity" else getattr(made, missing)
    gone.unlink()
    with pytest.raises(InputError, match=gone.name):
        restoring.verify(kept.of(made))


def test_another_identity_opens_nothing(kept: Kept, made: Made) -> None:
    kept.identity.write_text(backups.new_identity().to_text())
    with pytest.raises(SealError, match="another identity"):
        restoring.verify(kept.of(made))


def test_without_recipients_nothing_is_made(office: Any, kept: Kept) -> None:
    settings = replace(office.node.settings, backup_recipients=())
    with pytest.raises(SettingsError, match="backup_recipients"):
        backups.make(replace(office.node, settings=settings), kept.out)
    assert not kept.out.exists()


def test_a_table_that_nobody_declared_ends_a_backup(office: Any, kept: Kept) -> None:
    with office.node.store.write() as tx:
        tx.database.execute_sql("CREATE TABLE letter (id TEXT PRIMARY KEY)")
    with pytest.raises(DatabaseError, match="letter"):
        kept.make(office)
    assert list(kept.out.iterdir()) == []


def test_a_folder_that_cannot_be_written_to_is_told(office: Any, kept: Kept) -> None:
    kept.out.write_text("a file")
    with pytest.raises(NodeError, match="look at its folder"):
        kept.make(office)


def test_a_backup_is_noted_in_the_log_without_anybody(office: Any, kept: Kept) -> None:
    kept.make(office)
    with office.node.store.read() as tx:
        entry = audit_log.read(tx, office.ana.role("auditor"))[-1]
    assert (entry.kind, entry.facts) == (Kind.BACKUP, {"moment": "2026-03-01T12:00:00Z"})
