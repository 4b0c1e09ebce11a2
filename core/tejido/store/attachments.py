"""Attachments: a sealed card that says what a file is, and its pieces, sealed as they came."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice

import peewee as pw

from tejido.store.database import Reading, Writing
from tejido.store.tables import AttachmentPartTable, AttachmentTable, SlotTable

#: Pieces to one statement, each of 64 KiB: so much of a file is in memory at a time.
_AT_ONCE = 16


@dataclass(frozen=True)
class StoredAttachment:
    """A file of a process, or of one of its records.

    ``card`` is sealed under version ``key_version`` of the process's key; ``parts`` says how many
    pieces there have to be.
    """

    id: str
    process: str
    record: str | None
    key_version: int
    parts: int
    created_on: str
    card: bytes = field(repr=False)


_ATTACHMENTS = (
    AttachmentTable.select()
    .order_by(AttachmentTable.created_on, AttachmentTable.id)
    .objects(StoredAttachment)
)


def add(tx: Writing, attachment: StoredAttachment, pieces: Iterable[bytes]) -> None:
    """Add a file with its sealed pieces, from the first to the last."""
    tx.insert(AttachmentTable, [vars(attachment)])
    numbered = enumerate(pieces)
    while several := list(islice(numbered, _AT_ONCE)):
        tx.insert(
            AttachmentPartTable,
            [{"attachment": attachment.id, "number": n, "sealed": one} for n, one in several],
        )


def by_id(tx: Reading, attachment: str) -> StoredAttachment:
    """Return a file without its pieces.

    Raises:
        NotFoundError: there is none.
    """
    found: StoredAttachment = tx.one(_ATTACHMENTS.where(AttachmentTable.id == attachment))
    return found


def of_process(tx: Reading, process: str) -> list[StoredAttachment]:
    """Return the files of a process and of its records, the oldest first."""
    return tx.all(_ATTACHMENTS.where(AttachmentTable.process == process))


def of_person(tx: Reading, person: str) -> list[StoredAttachment]:
    """Return the files of every process of which a person holds a slot."""
    held = SlotTable.select(SlotTable.owner).where(
        (SlotTable.kind == "process") & (SlotTable.person == person)
    )
    return tx.all(_ATTACHMENTS.where(AttachmentTable.process.in_(held)))


def pieces(tx: Reading, attachment: str) -> int:
    """Return how many pieces of a file there are."""
    query = AttachmentPartTable.select(pw.fn.COUNT(AttachmentPartTable.number))
    return int(tx.scalar(query.where(AttachmentPartTable.attachment == attachment)))


def piece(tx: Reading, attachment: str, number: int) -> bytes | None:
    """Return one sealed piece of a file, counted from 0; None where it is missing."""
    found = tx.scalar(
        AttachmentPartTable.select(AttachmentPartTable.sealed).where(
            (AttachmentPartTable.attachment == attachment) & (AttachmentPartTable.number == number)
        )
    )
    return None if found is None else bytes(found)


def remove(tx: Writing, attachment: str) -> None:
    """Remove a file and its pieces."""
    pieces = AttachmentPartTable.delete().where(AttachmentPartTable.attachment == attachment)
    tx.run(pieces)
    tx.run(AttachmentTable.delete().where(AttachmentTable.id == attachment))
