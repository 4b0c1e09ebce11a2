"""Files of processes and records: kept, read, listed, removed, and whatever may go wrong."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tejido.audit import log
from tejido.errors import (
    ChangedError,
    InputError,
    NotFoundError,
    NotOpenedError,
    SealError,
    SignInError,
)
from tejido.minimize.canaries import find_canaries, new_canary
from tejido.store.tables import TABLES, AttachmentPartTable, AttachmentTable
from tejido.vault.sealed_streams import CHUNK, SealedSpool
from tejido.work import attachments, holds, people, processes, sealing, teams
from tejido.work.attachments import LARGEST_FILE

TEXT = "Lo que contaron junto al río. ".encode()
Attach = Callable[..., str]


def text(size: int) -> bytes:
    return (TEXT * (size // len(TEXT) + 1))[:size]


@pytest.fixture
def spooled(tmp_path: Path) -> Iterator[Callable[[bytes], SealedSpool]]:
    """Give files as they come in."""
    made: list[SealedSpool] = []

    def spool(content: bytes) -> SealedSpool:
        made.append(SealedSpool(tmp_path))
        made[-1].write(content)
        return made[-1]

    yield spool
    for one in made:
        one.close()


@pytest.fixture
def attach(spooled: Callable[[bytes], SealedSpool]) -> Attach:
    """Give the attaching of a file, as Ana."""

    def call(
        office: Any,
        process: str,
        content: bytes,
        name: str = "denuncia.pdf",
        record: str | None = None,
    ) -> str:
        return attachments.attach(
            office.node, office.ana, process, name, "application/pdf", spooled(content), record
        )

    return call


def content(office: Any, attachment: str, who: Any = None) -> bytes:
    found = attachments.opened(office.node, who or office.ana, attachment)
    return b"".join(found.content)


@pytest.mark.parametrize("size", [0, 1, CHUNK, CHUNK + 1, 40 * CHUNK + 11])
def test_a_file_comes_back_as_it_was(either: Any, attach: Attach, size: int) -> None:
    process = either.begin()
    kept = attach(either, process, text(size))
    assert content(either, kept) == text(size)
    (listed,) = attachments.listed(either.node, either.ana, process)
    assert (listed.id, listed.name, listed.type, listed.size, listed.record) == (
        kept,
        "denuncia.pdf",
        "application/pdf",
        size,
        None,
    )
    assert listed.created_on == "2026-03-01"


def test_a_file_may_be_about_one_record(office: Any, attach: Attach) -> None:
    process, record = office.visited()
    kept = attach(office, process, b"text", record=record)
    assert attachments.opened(office.node, office.ana, kept).attachment.record == record
    other = office.begin()
    with pytest.raises(NotFoundError):
        attach(office, other, b"text", record=record)
    assert attachments.listed(office.node, office.ana, other) == []


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("application/pdf", "application/pdf"),
        ("", "application/octet-stream"),
        ("TEXT/html; charset=x", "application/octet-stream"),
        ("text/html\r\nSet-Cookie: a", "application/octet-stream"),
        ("a/" + "b" * 90, "application/octet-stream"),
    ],
)
def test_what_is_no_type_is_any_type(
    office: Any, spooled: Callable[[bytes], SealedSpool], given: str, kept: str
) -> None:
    process = office.begin()
    attachments.attach(office.node, office.ana, process, "a", given, spooled(b""))
    (found,) = attachments.listed(office.node, office.ana, process)
    assert found.type == kept


def test_one_byte_too_many_is_refused_and_nothing_is_kept(office: Any, attach: Attach) -> None:
    process = office.begin()
    with pytest.raises(InputError) as refused:
        attach(office, process, bytes(LARGEST_FILE + 1))
    assert "25 MB" in refused.value.message
    assert attachments.listed(office.node, office.ana, process) == []
    attach(office, process, bytes(LARGEST_FILE))


def test_nobody_else_keeps_lists_reads_or_removes(
    office: Any, attach: Attach, spooled: Callable[[bytes], SealedSpool]
) -> None:
    process = office.begin()
    kept = attach(office, process, b"text")
    node, rosa = office.node, office.rosa
    for refused in (
        lambda: attachments.attach(node, rosa, process, "a", "", spooled(b"text")),
        lambda: attachments.listed(node, rosa, process),
        lambda: attachments.opened(node, rosa, kept),
        lambda: attachments.remove(node, rosa, kept),
    ):
        with pytest.raises(NotOpenedError):
            refused()
    assert content(office, kept) == b"text"


def test_what_was_kept_under_an_earlier_key_is_still_read(office: Any, attach: Attach) -> None:
    luz = office.small.joined_by("luz", "accompanier")
    process = office.begin(team=["luz"])
    before = attach(office, process, b"before")
    teams.close_to(office.node, office.ana, process, "luz")
    after = attach(office, process, b"after")
    assert content(office, before) == b"before"
    assert content(office, after) == b"after"
    with pytest.raises(NotOpenedError):
        content(office, after, luz)


def test_the_key_is_renewed_first_where_somebody_left(office: Any, attach: Attach) -> None:
    office.small.joined_by("luz", "accompanier")
    process = office.begin(team=["luz"])
    people.disable(office.node, office.ana, "luz")
    kept = attach(office, process, b"text")
    with office.node.store.read() as tx:
        version = tx.scalar(AttachmentTable.select(AttachmentTable.key_version))
    assert version == 2
    assert content(office, kept) == b"text"


def test_it_is_logged_by_ids_alone(office: Any, attach: Attach) -> None:
    process, record = office.visited()
    kept = attach(office, process, b"text", name=new_canary(), record=record)
    content(office, kept)
    attachments.remove(office.node, office.ana, kept)
    with office.node.store.read() as tx:
        entries = log.read(tx, office.ana.roles["auditor"])
    about = {"process": process, "attachment": kept, "person": office.ana.person}
    assert [(one.kind, one.facts) for one in entries[-3:]] == [
        (log.Kind.ATTACH, {**about, "record": record}),
        (log.Kind.OPEN, about),
        (log.Kind.ERASE, about),
    ]


# --- removing -------------------------------------------------------------------------


def test_what_is_removed_is_gone_from_every_file(office: Any, attach: Attach) -> None:
    process = office.begin()
    kept = attach(office, process, text(3 * CHUNK))
    with office.node.store.read() as tx:
        pieces = [
            bytes(one)
            for (one,) in tx.all(AttachmentPartTable.select(AttachmentPartTable.sealed).tuples())
        ]
    removed = attachments.remove(office.node, office.ana, kept)
    assert removed.name == "denuncia.pdf"
    with pytest.raises(NotFoundError):
        attachments.opened(office.node, office.ana, kept)
    for path in office.folder.rglob("*"):
        if path.is_file():
            on_disk = path.read_bytes()
            assert not any(piece[at : at + 64] in on_disk for piece in pieces for at in (0, 9000))


def test_of_a_process_on_hold_nothing_is_removed(office: Any, attach: Attach) -> None:
    process = office.begin()
    kept = attach(office, process, b"text")
    holds.hold(office.node, office.ana, process, "Sigue la audiencia")
    with pytest.raises(ChangedError):
        attachments.remove(office.node, office.ana, kept)
    assert content(office, kept) == b"text"


def test_removed_while_it_is_read_the_reading_breaks(office: Any, attach: Attach) -> None:
    kept = attach(office, office.begin(), text(3 * CHUNK))
    found = attachments.opened(office.node, office.ana, kept)
    assert next(found.content) == text(CHUNK)
    attachments.remove(office.node, office.ana, kept)
    with pytest.raises(SealError, match="removed while"):
        next(found.content)


def test_once_the_node_is_sealed_the_reading_breaks(either: Any, attach: Attach) -> None:
    kept = attach(either, either.begin(), text(3 * CHUNK))
    found = attachments.opened(either.node, either.ana, kept)
    assert next(found.content) == text(CHUNK)
    sealing.seal(either.node, None)
    with pytest.raises(SignInError, match="sealed meanwhile"):
        next(found.content)


# --- what somebody did to the database -------------------------------------------------


def run(office: Any, query: Any) -> None:
    with office.node.store.write() as tx:
        tx.run(query)


def test_a_missing_piece_is_told_before_the_first_byte(either: Any, attach: Attach) -> None:
    kept = attach(either, either.begin(), text(3 * CHUNK))
    run(either, AttachmentPartTable.delete().where(AttachmentPartTable.number == 1))
    with pytest.raises(SealError, match="missing"):
        attachments.opened(either.node, either.ana, kept)


def test_a_damaged_first_piece_is_told_before_the_first_byte(either: Any, attach: Attach) -> None:
    kept = attach(either, either.begin(), text(3 * CHUNK))
    broken = AttachmentPartTable.update(sealed=b"\0" * 65553)
    run(either, broken.where(AttachmentPartTable.number == 0))
    with pytest.raises(SealError):
        attachments.opened(either.node, either.ana, kept)


def test_a_damaged_later_piece_breaks_the_reading(either: Any, attach: Attach) -> None:
    kept = attach(either, either.begin(), text(3 * CHUNK))
    broken = AttachmentPartTable.update(sealed=b"\0" * 65553)
    run(either, broken.where(AttachmentPartTable.number == 2))
    found = attachments.opened(either.node, either.ana, kept)
    assert [next(found.content), next(found.content)] == [text(CHUNK), text(2 * CHUNK)[CHUNK:]]
    with pytest.raises(SealError):
        next(found.content)


def test_pieces_of_another_file_or_in_another_order_do_not_open(
    office: Any, attach: Attach
) -> None:
    process = office.begin()
    one, other = (attach(office, process, text(2 * CHUNK)) for _time in range(2))
    with office.node.store.write() as tx:
        sealed = {
            row["attachment"]: row["sealed"]
            for row in tx.all(
                AttachmentPartTable.select().where(AttachmentPartTable.number == 1).dicts()
            )
        }
        for here, there in ((one, other), (other, one)):
            tx.run(
                AttachmentPartTable.update(sealed=sealed[there]).where(
                    (AttachmentPartTable.attachment == here) & (AttachmentPartTable.number == 1)
                )
            )
    for kept in (one, other):
        with pytest.raises(SealError):
            content(office, kept)


def test_a_file_moved_relabelled_or_shortened_in_its_row_does_not_open(
    office: Any, attach: Attach
) -> None:
    process, record = office.visited()
    other, _record = office.visited()
    kept = attach(office, process, text(2 * CHUNK))
    for change, back in (
        ({"process": other}, {"process": process}),
        ({"record": record}, {"record": None}),
        ({"parts": 1}, {"parts": 2}),
    ):
        run(office, AttachmentTable.update(change))
        with pytest.raises(SealError):
            attachments.opened(office.node, office.ana, kept)
        run(office, AttachmentTable.update(back))
    assert content(office, kept) == text(2 * CHUNK)


# --- nothing in clear ------------------------------------------------------------------


def test_no_file_and_no_column_holds_name_or_content(office: Any, attach: Attach) -> None:
    process = office.begin()
    canary = new_canary()
    kept = attach(office, process, canary.encode() * 5000, name=f"{new_canary()}.pdf")
    content(office, kept)
    processes.shown(office.node, office.ana, process)
    for path in office.folder.rglob("*"):
        assert path.is_dir() or find_canaries(path.read_bytes()) == [], path
    with office.node.store.read() as tx:
        for table in TABLES:
            assert find_canaries(repr(tx.all(table.select().tuples())).encode()) == []


def test_names_and_sizes_show_only_in_steps(office: Any, attach: Attach) -> None:
    process = office.begin()
    for name, size in (("a", 0), ("b" * 180, CHUNK), ("ñ" * 60, 5)):
        attach(office, process, bytes(size), name=name)
    with office.node.store.read() as tx:
        cards = tx.all(AttachmentTable.select(AttachmentTable.card).tuples())
        pieces = tx.all(AttachmentPartTable.select(AttachmentPartTable.sealed).tuples())
    assert {len(bytes(card)) for (card,) in cards} == {24 + 1024 + 16}
    assert {len(bytes(piece)) for (piece,) in pieces} == {65536 + 17}
