"""What is erased is gone from every file that the node has written; what is not is all there."""

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tejido.accompaniment.core import core_contribution
from tejido.accounts.sessions import open_session
from tejido.audit.log import Kind
from tejido.audit.log import read as read_log
from tejido.cli.daily import Daily
from tejido.errors import (
    BusyError,
    ChangedError,
    InputError,
    NotFoundError,
    NotOpenedError,
    UsageError,
)
from tejido.hookspecs import hookimpl
from tejido.minimize.canaries import find_canaries, new_canary
from tejido.plugins import load_plugins
from tejido.store.database import Store
from tejido.store.tables import TABLES, AttachmentTable, CodedRowTable, ProcessTable, RecordTable
from tejido.testing.networks import NORTE, SUR
from tejido.testing.nodes import PASSPHRASE
from tejido.vault.sealed_streams import SealedSpool
from tejido.web.app import create_app
from tejido.work import (
    attachments,
    carrying_out,
    consent,
    deposits,
    erasing,
    holds,
    leaving,
    processes,
    records,
    renewing,
    retention,
    search,
)
from tejido.work.keys import keys_of, rotate
from tejido.work.scrubbing import scrub

Office = Any  # the conftest's; test modules do not import each other

VISIT = "tela.visit"
#: Bytes that are told apart from any others.
PIECE = 16


# --- a node in which everything was used ---------------------------------------------------


@pytest.fixture
def everywhere(office: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    """Let whatever a node writes beside its database lie in its folder, to be looked into."""
    folder = office.folder / "tmp"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setenv("SQLITE_TMPDIR", str(folder))
    return office


def live(office: Office, name: str) -> tuple[str, set[bytes]]:
    """Use a process for all there is; return its id, and pieces of all it ever had sealed."""
    node, ana, seen = office.node, office.ana, set[bytes]()
    process = office.begin(f"{name} {new_canary()}", team=[office.rosa.handle])
    office.grant(process)
    told = {"said": new_canary() * 30, "title": new_canary(), "lead": new_canary()}
    record = office.write(process, **told)
    attach(office, process, record)
    attach(office, process, None)
    approve(office)
    for _ in range(2):
        deposits.leave(node, office.rosa, process, VISIT, {"aggression": "threat", **told})
    seen |= sealed(office, process)
    office.write(process, record, **told, people=40)
    records.move(node, ana, record, "near")
    approve(office)
    deposits.take_in(node, ana, deposits.waiting(node, ana, process)[0].id)
    seen |= sealed(office, process)
    with node.store.write() as tx:
        rotate(node, tx, ana, keys_of(node, tx, ana, [process]))
    holds.hold(node, ana, process, new_canary())
    office.write(process, record, said=new_canary() * 60)
    seen |= sealed(office, process)
    return process, seen


def attach(office: Office, process: str, record: str | None) -> None:
    with SealedSpool(Path(tempfile.gettempdir())) as spool:
        spool.write((new_canary() * 4000).encode())
        name = f"{new_canary()}.pdf"
        args = (process, name, "application/pdf", spool, record)
        attachments.attach(office.node, office.ana, *args)


def approve(office: Office) -> None:
    seen = leaving.preview(office.node, office.ana, "tela")
    leaving.approve(office.node, office.ana, "tela", seen.digest)


def look_around(office: Office, process: str) -> None:
    """Do what leaves traces: sessions, pages, a search."""
    with office.node.store.write() as tx:
        open_session(tx, office.ana, office.clock())
    app = create_app(office.node)
    browser = app.test_client()
    page = browser.get("/sign-in").text
    token = page.partition('name="_csrf" value="')[2].partition('"')[0]
    browser.post("/sign-in", data={"handle": "ana", "passphrase": PASSPHRASE, "_csrf": token})
    assert find_canaries(browser.get(f"/processes/{process}").get_data())
    browser.get("/", buffered=True)
    assert search.found(office.node, office.ana, "cañariopípila").hits


def sealed(office: Office, about: str) -> set[bytes]:
    """Return pieces of all bytes in the rows of a process, or of a record, as they are now."""
    with office.node.store.read() as tx:
        rows = {table: tx.all(table.select().tuples()) for table in TABLES}
    ids = {about}
    for table in (RecordTable, AttachmentTable):
        ids |= {row[0] for row in rows[table] if ids & set(row[1:3])}
    found = [row for table in TABLES for row in rows[table] if ids.intersection(map(str, row))]
    values = [bytes(one) for row in found for one in row if isinstance(one, bytes)]
    assert values
    return {value[at : at + PIECE] for value in values for at in range(0, len(value) - 15, PIECE)}


def left_in_files(office: Office, pieces: set[bytes]) -> set[bytes]:
    """Return which of these pieces lie in a file of the node."""
    found = set[bytes]()
    for content in contents(office):
        found |= {one for at in range(len(content)) if (one := content[at : at + PIECE]) in pieces}
    return found


def contents(office: Office) -> Iterator[bytes]:
    files = [path for path in office.folder.rglob("*") if path.is_file()]
    assert {"node.db", "node.db-wal", "node.db-shm", "pepper"} <= {path.name for path in files}
    return (path.read_bytes() for path in files)


def markers(office: Office) -> list[str]:
    return [name for content in contents(office) for name in find_canaries(content)]


def test_nothing_of_an_erased_process_is_in_any_file_and_all_of_another_is(
    everywhere: Office,
) -> None:
    office = everywhere
    gone, pieces = live(office, "Uno")
    kept, _ever = live(office, "Dos")
    renewing.renew(office.node, office.ana, "rosa")
    look_around(office, gone)
    pieces |= sealed(office, gone)
    others = sealed(office, kept)
    assert len(left_in_files(office, pieces)) > 100
    holds.release(office.node, office.ana, gone)
    done = erasing.erase(office.node, office.ana, processes=[gone], reason="asked_for_by_subject")
    assert done.scrubbed
    assert left_in_files(office, pieces) == set()
    assert sealed(office, kept) == others
    # All but what lies across the ends of pages.
    assert len(left_in_files(office, others)) > 0.99 * len(others)
    assert markers(office) == []
    assert set(done.counts) == REACHED - {"retention_hold"}


#: Every table that erasing reaches; the test above fills each of them.
REACHED = {
    "attachment",
    "attachment_part",
    "coded_row",
    "consent_grant",
    "deposit",
    "emission",
    "process",
    "record",
    "retention_hold",
    "slot",
    "task",
    "wanted_slot",
}


def test_nothing_of_an_erased_record_is_in_any_file_and_the_rest_of_its_process_is(
    everywhere: Office,
) -> None:
    office = everywhere
    process = office.begin("Uno")
    office.grant(process)
    stays, gone = office.write(process, said="Se queda"), office.write(process, said="Se va")
    attach(office, process, gone)
    pieces = sealed(office, gone)
    erasing.erase(office.node, office.ana, records=[gone], reason="mistake")
    assert left_in_files(office, pieces - sealed(office, process)) == set()
    assert [one.id for one in processes.shown(office.node, office.ana, process).records] == [stays]
    assert records.opened(office.node, office.ana, stays).body["said"] == "Se queda"


def test_what_the_rules_erase_is_in_no_file_either(everywhere: Office) -> None:
    office = everywhere
    process = office.begin("Uno")
    office.grant(process)
    office.write(process, said="Se va")
    pieces = sealed(office, process)
    retention.set_rule(office.node, office.ana, "accompaniment", "open", 1)
    office.clock.pass_(days=90)
    assert carrying_out.carry_out(office.node, office.node.today()).waited
    assert left_in_files(office, pieces) == pieces
    office.clock.pass_(days=1)
    assert carrying_out.carry_out(office.node, office.node.today()).processes == 1
    assert left_in_files(office, pieces) == set()


def test_trap_6_without_scrubbing_it_would_still_be_there(everywhere: Office) -> None:
    """``secure_delete`` leaves all of it in the journal."""
    office = everywhere
    process, _record = office.visited()
    pieces = sealed(office, process)
    with office.node.store.write() as tx:
        erasing.erase_within(office.node, tx, office.ana, [process], [], "mistake")
    assert left_in_files(office, pieces) == pieces
    assert office.node.store.needs_scrubbing()
    assert scrub(office.node)
    assert left_in_files(office, pieces) == set()


def test_coded_rows_of_a_consent_that_was_withdrawn_are_scrubbed_too(everywhere: Office) -> None:
    office = everywhere
    process = office.begin()
    (grant,) = office.grant(process)
    office.write(process)
    with office.node.store.read() as tx:
        (row,) = tx.all(CodedRowTable.select())
    pieces = {row.sealed[at : at + PIECE] for at in range(0, len(row.sealed) - 15, PIECE)}
    consent.withdraw(office.node, office.ana, grant)
    assert office.node.store.needs_scrubbing()
    Daily(office.node).tick()
    assert left_in_files(office, pieces) == set()


# --- all or nothing ------------------------------------------------------------------------


def test_what_a_plugin_raises_undoes_the_erasing(office: Office) -> None:
    process, record = office.visited()
    before = office.dump()
    told: list[Any] = []

    @hookimpl
    def erased(transaction: Any, processes: Any, records: Any) -> None:
        told.append((list(processes), list(records)))
        assert transaction.first(ProcessTable.select()), "before the core's own rows go"
        raise RuntimeError("it cannot be reached")

    broken = ModuleType("broken")
    broken.erased = erased  # type: ignore[attr-defined]  # a plugin
    node = with_plugin(office, broken)
    with pytest.raises(RuntimeError, match="cannot be reached"):
        erasing.erase(node, office.ana, processes=[process], reason="mistake")
    assert told == [([process], [record])]
    assert office.dump() == before
    assert not node.store.needs_scrubbing()


def with_plugin(office: Office, plugin: ModuleType) -> Any:
    extra = {"tela": office.plugin, plugin.__name__: plugin}
    plugins = load_plugins(core_contribution(), off=["federation"], extra=extra)
    return replace(office.node, plugins=plugins)


def test_somebody_who_reads_for_long_does_not_undo_the_erasing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    process, _record = office.visited()

    def busy(_store: Store) -> None:
        raise BusyError("somebody reads")

    with monkeypatch.context() as patched:
        patched.setattr(Store, "scrub", busy)
        done = erasing.erase(office.node, office.ana, processes=[process], reason="mistake")
    assert not done.scrubbed
    assert office.node.store.needs_scrubbing()
    with pytest.raises(NotFoundError):
        processes.shown(office.node, office.ana, process)
    Daily(office.node).tick()
    assert not office.node.store.needs_scrubbing()


def test_several_processes_of_one_subject_go_at_once(either: Office) -> None:
    ours = [either.visited()[0] for _ in range(3)]
    other, record = either.visited()
    before = either.dump()
    done = erasing.erase(either.node, either.ana, processes=ours, reason="asked_for_by_subject")
    assert done.counts["process"] == done.counts["record"] == 3
    assert [row[0] for row in either.dump()["process"]] == [other]
    assert [row[0] for row in either.dump()["record"]] == [record]
    assert len(either.dump()["audit_entry"]) == len(before["audit_entry"]) + 1


def test_the_log_keeps_who_erased_what_and_why(office: Office) -> None:
    (process, record), (other, single) = office.visited(), office.visited()
    erasing.erase(
        office.node, office.ana, processes=[process], records=[single, record], reason="mistake"
    )
    with office.node.store.read() as tx:
        entries = read_log(tx, office.ana.roles["auditor"])
    assert (entries[-1].kind, entries[-1].facts) == (
        Kind.ERASE,
        {
            "person": office.ana.person,
            "process": process,
            "record": single,
            "records": "2",
            "reason": "mistake",
        },
    )
    assert {"process": process, "person": office.ana.person} in [one.facts for one in entries]
    assert other in {row[0] for row in office.dump()["process"]}


# --- who may, and what is seen before ------------------------------------------------------


def test_only_the_team_erases(office: Office) -> None:
    process, record = office.visited()
    for named in ([process], []):
        with pytest.raises(NotOpenedError):
            erasing.preview(office.node, office.rosa, processes=named, records=[record])
        with pytest.raises(NotOpenedError):
            erasing.erase(
                office.node, office.rosa, processes=named, records=[record], reason="mistake"
            )
    records.opened(office.node, office.ana, record)


def test_one_process_among_several_that_is_not_opened_keeps_all(office: Office) -> None:
    own, _record = office.visited()
    theirs = processes.start(office.node, office.rosa, "accompaniment", "De Rosa")
    with pytest.raises(NotOpenedError):
        erasing.erase(office.node, office.ana, processes=[own, theirs], reason="mistake")
    processes.shown(office.node, office.ana, own)


@pytest.mark.parametrize(
    ("named", "error"),
    [
        ({}, UsageError),
        ({"processes": ["f" * 32]}, NotFoundError),
        ({"records": ["f" * 32]}, NotFoundError),
    ],
)
def test_what_is_not_there_is_not_erased(
    office: Office, named: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        erasing.preview(office.node, office.ana, **named)
    with pytest.raises(error):
        erasing.erase(office.node, office.ana, **named, reason="mistake")


def test_the_reason_comes_from_a_short_list(office: Office) -> None:
    process, _record = office.visited()
    with pytest.raises(InputError) as refused:
        erasing.erase(office.node, office.ana, processes=[process], reason="tidying up")
    assert list(refused.value.fields) == ["reason"]
    processes.shown(office.node, office.ana, process)


def test_a_preview_says_what_goes_and_who_was_given_something(either: Office) -> None:
    node, ana = either.node, either.ana
    process, record = either.visited()
    either.write(process)
    consent.grant(node, ana, process, ["aggregate"], [NORTE])
    approve(either)
    seen = erasing.preview(node, ana, processes=[process], records=[record])
    assert (seen.processes, seen.records) == ((process,), ())
    assert (seen.counts["process"], seen.counts["record"], seen.counts["slot"]) == (1, 2, 1)
    assert seen.given == {NORTE: 2, SUR: 2}
    single = erasing.preview(node, ana, records=[record])
    assert single.given == {NORTE: 1, SUR: 1}
    assert "process" not in single.counts
    done = erasing.erase(node, ana, processes=[process], reason="mistake", digest=seen.digest)
    assert done.counts == seen.counts


def test_what_was_given_and_taken_back_is_not_counted(office: Office) -> None:
    process = office.begin()
    (grant,) = office.grant(process, to=[NORTE])
    office.write(process)
    approve(office)
    consent.withdraw(office.node, office.ana, grant)
    assert erasing.preview(office.node, office.ana, processes=[process]).given == {}


def test_what_was_added_since_somebody_looked_is_not_erased_unseen(office: Office) -> None:
    process, _record = office.visited()
    seen = erasing.preview(office.node, office.ana, processes=[process])
    added = office.write(process)
    with pytest.raises(ChangedError, match="look again"):
        erasing.erase(
            office.node, office.ana, processes=[process], reason="mistake", digest=seen.digest
        )
    records.opened(office.node, office.ana, added)


def test_records_of_an_absent_plugin_are_erased_like_any(office: Office) -> None:
    process, _record = office.visited()
    bare = office.small.without("tela")
    erasing.erase(bare.node, office.ana, processes=[process], reason="mistake")
    assert office.dump()["record"] == []
