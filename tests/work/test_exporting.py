"""Everything about a process, for its subject: nothing is missing, runs, or is kept."""

import dataclasses
import hashlib
import io
import itertools
import json
import re
import secrets
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from tejido.audit import log
from tejido.errors import InputError, NotFoundError, NotOpenedError, SealError, SignInError
from tejido.exporting.archive import Entry, archived, safe_name
from tejido.exporting.dossier import Dossier, Emission, File, Given, Held, Hold, Process, Written
from tejido.minimize.canaries import find_canaries, new_canary
from tejido.store import grants
from tejido.store.grants import Grant
from tejido.store.tables import AttachmentPartTable, DepositTable
from tejido.store.tasks import Task
from tejido.testing.networks import NORTE
from tejido.vault.sealed_streams import CHUNK, SealedSpool
from tejido.work import (
    attachments,
    consent,
    deposits,
    exporting,
    holds,
    leaving,
    processes,
    records,
    sealing,
)
from tejido.work.records import Entry as RecordEntry

DOCS = Path(__file__).parents[2] / "docs" / "exporting.md"
REASON = "asked_for_by_subject"


def export(office: Any, process: str, language: str = "en", who: Any = None) -> zipfile.ZipFile:
    made = exporting.export(office.node, who or office.ana, process, REASON, language)
    return zipfile.ZipFile(io.BytesIO(b"".join(made.content)))


def machine(archive: zipfile.ZipFile) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(archive.read("export.json"))
    return found


class _Reading(HTMLParser):
    """What a page says, and the tags it is made of."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.said.append(data)


def page(archive: zipfile.ZipFile) -> _Reading:
    reading = _Reading()
    reading.feed(archive.read("export.html").decode("utf-8"))
    return reading


def said(archive: zipfile.ZipFile) -> str:
    return " ".join(" ".join(page(archive).said).split())


def attach(office: Any, process: str, content: bytes, name: str, record: str | None = None) -> str:
    with SealedSpool(office.folder) as spool:
        spool.write(content)
        return attachments.attach(
            office.node, office.ana, process, name, "image/png", spool, record
        )


def leaves(value: object) -> Iterator[str]:
    """Give every text, number and code in a body."""
    if isinstance(value, Mapping):
        for one in value.values():
            yield from leaves(one)
    elif isinstance(value, list):
        for one in value:
            yield from leaves(one)
    else:
        yield str(value)


# --- nothing is missing ------------------------------------------------------------------


def test_what_was_written_is_in_both_as_it_is_and_in_words(either: Any) -> None:
    process, record = either.visited(title="Hilo", lead="ana")
    archive = export(either, process)
    (kept,) = machine(archive)["records"]
    body = records.opened(either.node, either.ana, record).body
    assert kept["fields"] == body
    assert (kept["id"], kept["type"], kept["state"], kept["version"]) == (
        record,
        "tela.visit",
        "open",
        1,
    )
    text = said(archive)
    for expected in (
        "What was done Threat", "Where Oaxaca", "Day February 3, 2026", "How many 3",
        "In their words Lo contaron junto al río", "Title Hilo", "Who accompanies ana", "Open",
    ):  # fmt: skip
        assert expected in text


def test_every_field_of_every_type_of_every_plugin_is_in_both(office: Any) -> None:
    small = office.small.without()
    node = small.node
    for sample in node.plugins.samples(3):
        by_kind: dict[str, list[Any]] = {}
        for one in sample.records:
            kind = node.declarations.types[one.type].process
            by_kind.setdefault(kind, []).append(one)
        for kind, found in by_kind.items():
            process = processes.start(node, office.ana, kind, "Hilo")
            ids = records.write(
                node, office.ana, [RecordEntry(one.type, process, one.given) for one in found]
            )
            made = exporting.export(node, office.ana, process, REASON, "es")
            archive = zipfile.ZipFile(io.BytesIO(b"".join(made.content)))
            kept = {one["id"]: one["fields"] for one in machine(archive)["records"]}
            text = said(archive)
            for record in ids:
                body = records.opened(node, office.ana, record).body
                assert kept[record] == body
                for leaf in leaves(body):
                    if " " in leaf:
                        assert " ".join(leaf.split()) in text
            labels = re.findall(r"<dt>", archive.read("export.html").decode())
            assert len(labels) >= sum(len(body) for body in kept.values())


def test_consent_is_said_in_words_with_what_was_withdrawn(office: Any) -> None:
    process = office.begin()
    (first,) = office.grant(process, "aggregate", to=[NORTE])
    consent.withdraw(office.node, office.ana, first)
    office.grant(process, "research", to=[])
    archive = export(office, process)
    kept = machine(archive)["grants"]
    found = sorted((one["purpose"], one["recipients"], one["withdrawn_on"]) for one in kept)
    assert found == [
        ("aggregate", [NORTE], "2026-03-01"),
        ("research", [], None),
    ]
    text = said(archive)
    assert "withdrawn on March 1, 2026" in text
    assert "may go to Norte" in text
    assert "stays in this organization" in text


def test_what_left_is_said_to_whom_and_when_and_what_was_taken_back(office: Any) -> None:
    process, record = office.visited()
    seen = leaving.preview(office.node, office.ana, "tela")
    leaving.approve(office.node, office.ana, "tela", seen.digest)
    archive = export(office, process)
    (emission,) = machine(archive)["emissions"]
    assert (emission["record"], emission["network"]) == (record, "tela")
    assert [(one["version"], one["on"], one["is_over"]) for one in emission["given"]] == [
        (1, "2026-03-01", False)
    ] * 2
    assert len(emission["item"]) == len(emission["subject"]) == 32
    assert "Norte Visit, March 1, 2026 · approved on March 1, 2026" in said(archive)
    with office.node.store.read() as tx:
        (standing,) = grants.of_process(tx, process)
    consent.withdraw(office.node, office.ana, standing.id)
    later = export(office, process)
    assert all(one["is_over"] for one in machine(later)["emissions"][0]["given"])
    assert "they may no longer hold it" in said(later)


def test_what_is_held_is_in_it_with_the_reason(office: Any) -> None:
    office.plugin.terms["k_records"] = 5
    process, _record = office.visited()
    seen = leaving.preview(office.node, office.ana, "tela")
    leaving.approve(office.node, office.ana, "tela", seen.digest)
    (emission,) = machine(export(office, process))["emissions"]
    assert emission["given"] == []
    assert {(one["reason"], one["since"]) for one in emission["held"]} == {
        ("few_companions", "2026-03-01")
    }


def test_tasks_are_in_it_open_and_done(office: Any) -> None:
    process, record = office.visited()
    records.move(office.node, office.ana, record, "near")
    archive = export(office, process)
    assert [(one["kind"], one["done_on"]) for one in machine(archive)["tasks"]] == [
        ("call", "2026-03-01"),
        ("visit", None),
    ]
    text = said(archive)
    assert "Call them by March 1, 2026, 14:00 UTC · done on March 1, 2026" in text
    assert "Visit them by March 4, 2026, 12:00 UTC" in text


def test_files_are_in_it_as_they_were_with_their_names_and_sums(office: Any) -> None:
    process, record = office.visited()
    content = b"\x89PNG" * 50_000
    attach(office, process, content, "fotografía: «río».png", record)
    attach(office, process, b"", "vacío")
    archive = export(office, process)
    kept = {one["name"]: one for one in machine(archive)["files"]}
    picture = kept["fotografía: «río».png"]
    assert picture["path"] in archive.namelist()
    assert archive.read(picture["path"]) == content
    assert picture["sha256"] == hashlib.sha256(content).hexdigest()
    assert (picture["record"], picture["size"], picture["type"]) == (
        record,
        len(content),
        "image/png",
    )
    assert archive.read(kept["vacío"]["path"]) == b""
    links = [value for name, value in page(archive).attributes if name == "href"]
    assert len(links) == 2
    assert all(str(link).startswith("files/0") for link in links)
    assert archive.testzip() is None


def test_what_waits_for_the_team_and_why_it_is_kept_are_in_it(office: Any) -> None:
    process = office.begin()
    with office.node.store.read() as tx:
        reference = deposits.reference_of(tx, process)
    given = {"aggression": "threat", "said": "Dejado en la puerta"}
    deposits.leave(office.node, office.rosa, reference, "tela.visit", given)
    holds.hold(office.node, office.ana, process, "Sigue la audiencia")
    archive = export(office, process)
    found = machine(archive)
    assert [one["fields"] for one in found["waiting"]] == [given]
    assert found["hold"] == {"reason": "Sigue la audiencia", "placed_on": "2026-03-01"}
    assert "Dejado en la puerta" in said(archive)
    assert "Sigue la audiencia" in said(archive)


def test_records_whose_plugin_is_absent_are_in_it_as_they_are_kept(office: Any) -> None:
    process, record = office.visited()
    bare = office.small.without("tela")
    made = exporting.export(bare.node, bare.ana, process, REASON, "en")
    archive = zipfile.ZipFile(io.BytesIO(b"".join(made.content)))
    (kept,) = machine(archive)["records"]
    assert (kept["type"], kept["schema"]) == ("tela.visit", 1)
    assert kept["fields"] == records.opened(office.node, office.ana, record).body
    text = said(archive)
    assert "tela.visit" in text
    assert "aggression threat" in text
    assert "said Lo contaron junto al río" in text
    assert "What its fields mean cannot be said here now" in text


def test_an_empty_process_has_an_export(office: Any) -> None:
    archive = export(office, office.begin("Hilo y Barro"))
    assert "Nothing is written down." in said(archive)
    assert "Hilo y Barro" in said(archive)
    assert archive.namelist() == ["export.html", "export.json"]


def test_other_processes_are_not_in_it(office: Any) -> None:
    office.visited(said="de otra familia")
    process, _record = office.visited(said="de esta")
    archive = export(office, process)
    assert "de otra familia" not in said(archive)
    assert len(machine(archive)["records"]) == 1


def test_the_team_is_not_named_but_where_it_was_written(office: Any) -> None:
    office.small.joined_by("luz", "accompanier")
    archive = export(office, office.begin(team=["luz"]))
    for name in ("export.html", "export.json"):
        assert b"luz" not in archive.read(name)


def test_the_page_of_the_docs_describes_every_member(office: Any) -> None:
    told = re.findall(r"`([a-z0-9_]+)`", DOCS.read_text("utf-8").partition("## `export.json`")[2])
    assert {one.name for one in dataclasses.fields(Dossier)} < set(told)
    for part in (Process, Written, Emission, Given, Held, Hold, File, Task, Grant):
        assert {one.name for one in dataclasses.fields(part)} <= set(told), part
    assert all(f"`{reason}`" in DOCS.read_text("utf-8") for reason in exporting.REASONS)
    found = machine(export(office, office.begin()))
    assert set(found) == {"format", *(one.name for one in dataclasses.fields(Dossier))}
    assert found["format"] == "tejido/export/v1"


# --- in the language that was asked for -----------------------------------------------------


def test_it_is_said_in_the_language_that_was_asked_for(office: Any) -> None:
    process, _record = office.visited()
    archive = export(office, process, "es")
    text = archive.read("export.html").decode()
    assert '<html lang="es">' in text
    assert "Amenaza" in said(archive)
    assert "1 de marzo de 2026" in said(archive)


# --- nothing runs, nothing is fetched --------------------------------------------------------


def test_every_text_is_escaped_wherever_it_stands(office: Any) -> None:
    evil = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'</style><b>"
    process = office.begin(f"{evil} proceso")
    record = office.write(process, said=evil, title=evil, lead=evil)
    entry = RecordEntry("tela.visit", process, {"aggression": "threat"}, source=evil)
    records.write(office.node, office.ana, [entry])
    attach(office, process, b"", evil, record)
    holds.hold(office.node, office.ana, process, evil)
    bare = office.small.without("tela")
    for node, who in ((office.node, office.ana), (bare.node, bare.ana)):
        made = exporting.export(node, who, process, REASON, "en")
        reading = page(zipfile.ZipFile(io.BytesIO(b"".join(made.content))))
        assert not {"script", "img", "b"} & set(reading.tags)
        assert not [name for name, _value in reading.attributes if name.startswith("on")]
        assert sum(evil in text for text in reading.said) >= 4


def test_the_page_needs_nothing_else(office: Any) -> None:
    process, _record = office.visited()
    text = export(office, process).read("export.html").decode()
    assert not re.search(r"https?:|src=|@import|url\(|<script|<link", text)
    assert "default-src 'none'" in text


# --- to whom, and why ----------------------------------------------------------------------


def test_only_the_team_takes_it_out(office: Any) -> None:
    process = office.begin()
    with pytest.raises(NotOpenedError):
        export(office, process, who=office.rosa)
    with pytest.raises((NotFoundError, NotOpenedError)):
        export(office, "0" * 32)


@pytest.mark.parametrize("reason", ["", "porque sí", "retention"])
def test_the_reason_is_one_of_a_list(office: Any, reason: str) -> None:
    with pytest.raises(InputError):
        exporting.export(office.node, office.ana, office.begin(), reason)


def test_it_is_logged_before_a_byte_is_made(office: Any) -> None:
    process = office.begin()
    exporting.export(office.node, office.ana, process, "moving")
    with office.node.store.read() as tx:
        *_before, entry = log.read(tx, office.ana.roles["auditor"])
    assert (entry.kind, entry.facts) == (
        log.Kind.EXPORT,
        {"person": office.ana.person, "process": process, "reason": "moving"},
    )


# --- damage ------------------------------------------------------------------------------------


def test_a_damaged_file_is_named_and_left_out_and_the_rest_is_there(office: Any) -> None:
    process = office.begin()
    broken = attach(office, process, bytes(3 * CHUNK), "rota.png")
    attach(office, process, b"text", "entera.png")
    with office.node.store.write() as tx:
        which = (AttachmentPartTable.attachment == broken) & (AttachmentPartTable.number == 2)
        tx.run(AttachmentPartTable.update(sealed=bytes(CHUNK + 17)).where(which))
    archive = export(office, process)
    kept = {one["name"]: one for one in machine(archive)["files"]}
    assert (kept["rota.png"]["path"], kept["rota.png"]["sha256"]) == (None, None)
    assert archive.read(kept["entera.png"]["path"]) == b"text"
    assert "rota.png is damaged, does not open, and is not in here" in said(archive)


def test_what_was_left_and_does_not_open_is_named_and_left_out(office: Any) -> None:
    process = office.begin()
    for said_there in ("Dejado en la puerta", "Contado por teléfono"):
        given = {"aggression": "threat", "said": said_there}
        deposits.leave(office.node, office.rosa, process[:8], "tela.visit", given)
    broken, whole = deposits.waiting(office.node, office.ana, process)
    with office.node.store.write() as tx:
        tx.run(DepositTable.update(proof=bytes(32)).where(DepositTable.id == broken.id))
    archive = export(office, process)
    found = machine(archive)
    assert [one["id"] for one in found["waiting"]] == [whole.id]
    assert found["unopened"] == [{"id": broken.id, "left_on": "2026-03-01"}]
    assert "does not open, and is not in here" in said(archive)


def test_what_breaks_while_it_is_made_leaves_no_archive(office: Any) -> None:
    process = office.begin()
    kept = attach(office, process, bytes(3 * CHUNK), "entera.png")
    made = exporting.export(office.node, office.ana, process, REASON)
    attachments.remove(office.node, office.ana, kept)
    taken = bytearray()
    with pytest.raises(SealError):
        taken.extend(byte for piece in made.content for byte in piece)
    with pytest.raises(zipfile.BadZipFile):
        zipfile.ZipFile(io.BytesIO(bytes(taken)))


@pytest.mark.parametrize("begun", [False, True])
def test_once_the_node_is_sealed_no_archive_is_made(office: Any, begun: bool) -> None:
    process = office.begin()
    attach(office, process, secrets.token_bytes(9 * CHUNK), "entera.png")
    made = exporting.export(office.node, office.ana, process, REASON)
    taken = bytearray(b"".join(itertools.islice(made.content, 3 if begun else 0)))
    sealing.seal(office.node, None)
    with pytest.raises(SignInError, match="sealed meanwhile"):
        taken.extend(byte for piece in made.content for byte in piece)
    with pytest.raises(zipfile.BadZipFile):
        zipfile.ZipFile(io.BytesIO(bytes(taken)))


# --- nothing is kept ---------------------------------------------------------------------------


def test_no_file_of_the_node_holds_what_was_taken_out(
    office: Any, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_file(*_: object, **__: object) -> None:
        raise AssertionError("something was put into a temporary file")

    process = office.begin(new_canary())
    office.write(process, said=new_canary(), title=new_canary())
    attach(office, process, new_canary().encode() * 9000, f"{new_canary()}.png")
    for made in ("TemporaryFile", "NamedTemporaryFile", "mkstemp"):
        monkeypatch.setattr(f"tempfile.{made}", no_file)
    export(office, process)
    assert find_canaries(caplog.text.encode()) == []
    for path in office.folder.rglob("*"):
        assert path.is_dir() or find_canaries(path.read_bytes()) == [], path


# --- the archive alone ---------------------------------------------------------------------------


def test_an_archive_is_made_piece_by_piece() -> None:
    given = [bytes([number]) * 100_000 for number in range(20)]
    asked: list[int] = []

    def content() -> Iterator[bytes]:
        for number, piece in enumerate(given):
            asked.append(number)
            yield piece

    pieces = archived([Entry("a.txt", [b"text"]), Entry("b", content())], date(2026, 3, 1))
    taken = next(pieces)
    assert asked == []
    taken += next(pieces)
    assert asked == [0], "no further than was asked for"
    taken += b"".join(pieces)
    archive = zipfile.ZipFile(io.BytesIO(taken))
    assert archive.read("b") == b"".join(given)
    assert {one.date_time for one in archive.infolist()} == {(2026, 3, 1, 0, 0, 0)}


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("acta.odt", "acta.odt"),
        ('a<b>:"c|d?e*.txt', "a_b___c_d_e_.txt"),
        ("final. ", "final"),
        ("...", "_"),
        ("río «único».png", "río «único».png"),
        ("ñ" * 198 + ".p", "ñ" * 59 + ".p"),
        ("中" * 200 + ".tar", "中" * 38 + ".tar"),
        ("a" * 300, "a" * 120),
        ("x." + "y" * 200, ("x." + "y" * 200)[:120]),
    ],
)
def test_a_name_is_safe_where_it_is_unpacked(name: str, safe: str) -> None:
    assert safe_name(name) == safe
    assert len(safe_name(name).encode()) <= 120
