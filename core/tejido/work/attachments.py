"""Files of a process, or of one of its records: kept as they were sealed while they came in.

A card's plaintext is JSON of ``header`` and ``key`` (hex) of the stream, ``name``, ``record`` (an
id or null), ``size`` in bytes and ``type``. The record stands in it because its column is in
clear, and somebody could write another there.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any

from tejido.accounts.signing_in import SignedIn
from tejido.audit.log import Kind
from tejido.declare.policy import exact_bytes
from tejido.errors import InputError, NotFoundError, SealError
from tejido.languages import words
from tejido.node import Node
from tejido.store import attachments, records
from tejido.store.attachments import StoredAttachment
from tejido.store.database import Reading
from tejido.store.ids import new_id
from tejido.vault.sealed_streams import SealedSpool, StreamKey, unsealed
from tejido.work.erasing import refuse_held
from tejido.work.file_names import kept_name
from tejido.work.keys import Keys, key_at, keys_of, keys_to_write, newest_in
from tejido.work.log import log
from tejido.work.scrubbing import scrub
from tejido.work.sealing import refuse_sealed

_ = words("tejido")

#: Bytes of one file.
LARGEST_FILE = 25 * 2**20
_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]{1,80}")
_ANY_TYPE = "application/octet-stream"


@dataclass(frozen=True)
class Attachment:
    """A file as a list shows it.

    ``name`` was cleaned; ``type`` is what a browser said of it and nobody checked; ``size`` is in
    bytes, ``created_on`` a UTC day. ``record`` is the record that it is about, if any.
    """

    id: str
    process: str
    record: str | None
    name: str = field(repr=False)
    type: str
    size: int
    created_on: str


@dataclass(frozen=True)
class OpenFile:
    """A file with its content, which can be read once."""

    attachment: Attachment
    content: Iterator[bytes] = field(repr=False)


@dataclass(frozen=True)
class _Card:
    attachment: Attachment
    stream: StreamKey


def attach(
    node: Node,
    who: SignedIn,
    process: str,
    name: str,
    media_type: str,
    content: SealedSpool,
    record: str | None = None,
) -> str:
    """Keep a file and return its id; its sealed pieces are kept as they are.

    Args:
        node: where.
        who: somebody who holds a slot of the process.
        process: its id.
        name: what it is called (unverified); folders before it are left out.
        media_type: what kind of file it is said to be (unverified).
        content: the file, written to its end.
        record: the record of this process that it is about, if any.

    Raises:
        InputError: it is larger than ``LARGEST_FILE``.
        NotOpenedError: ``who`` holds no slot of the process.
        NotFoundError: there is no such record in it.
    """
    content.seek(0)
    stream = content.stream_key
    if stream.size > LARGEST_FILE:
        message = _("A file may have up to 25 MB; this one has more. Send it in parts.")
        raise InputError(message, {"file": [message]})
    media_type = media_type if _TYPE.fullmatch(media_type) else _ANY_TYPE
    with node.store.write() as tx:
        keys = newest_in(keys_to_write(node, tx, who, [process]), process)
        if record is not None and records.by_id(tx, record).process != process:
            raise NotFoundError(_("There is no such record in this process."))
        attachment = new_id()
        card = exact_bytes(
            {
                "header": stream.header.hex(),
                "key": stream.key.hex(),
                "name": kept_name(name),
                "record": record,
                "size": stream.size,
                "type": media_type,
            }
        )
        stored = StoredAttachment(
            attachment,
            process,
            record,
            keys.version,
            stream.chunks,
            node.today().isoformat(),
            keys.seal_attachment(attachment, card),
        )
        attachments.add(tx, stored, content.sealed())
        about = {"record": record} if record else {}
        log(node, tx, Kind.ATTACH, who, process=process, attachment=attachment, **about)
    return attachment


def listed(node: Node, who: SignedIn, process: str) -> list[Attachment]:
    """Return the files of a process and of its records, the oldest first.

    Raises:
        NotOpenedError: ``who`` holds no slot of the process.
        SealError: a file was moved, relabelled, replaced or damaged in the database.
    """
    with node.store.read() as tx:
        keys = keys_of(node, tx, who, [process])
        newest_in(keys, process)
        return [opened_card(one, keys) for one in attachments.of_process(tx, process)]


def named(node: Node, who: SignedIn, attachment: str) -> Attachment:
    """Return what a file is, without its content.

    Raises:
        NotFoundError: there is none with this id.
        NotOpenedError: ``who`` holds no slot of its process.
        SealError: it was moved, relabelled, replaced or damaged.
    """
    with node.store.read() as tx:
        stored = attachments.by_id(tx, attachment)
        return opened_card(stored, keys_of(node, tx, who, [stored.process]))


def opened(node: Node, who: SignedIn, attachment: str) -> OpenFile:
    """Open a file to be read, piece by piece; that it was opened is logged.

    Each piece is read by itself, so that a slow reader holds nobody up. Reading raises SealError
    if a piece turns out to be damaged, or the file is removed meanwhile, and SignInError once the
    node is sealed: what was read until then is not the whole.

    Raises:
        NotFoundError: there is none with this id.
        NotOpenedError: ``who`` holds no slot of its process.
        SealError: it was moved, relabelled or replaced, pieces are missing, or the first of them
            is damaged.
    """
    with node.store.write() as tx:
        stored = attachments.by_id(tx, attachment)
        card = _opened(stored, keys_of(node, tx, who, [stored.process]))
        _check_pieces(tx, card)
        log(node, tx, Kind.OPEN, who, process=stored.process, attachment=attachment)
    content = _content(node, who, card)
    return OpenFile(card.attachment, chain(list(islice(content, 1)), content))


def digest(node: Node, tx: Reading, who: SignedIn, stored: StoredAttachment, keys: Keys) -> str:
    """Return the SHA-256, hex, of a file's content, all of which is opened for it.

    Raises:
        SealError: it does not open, or not to its end.
        SignInError: the node was sealed meanwhile.
    """
    card = _opened(stored, keys)
    _check_pieces(tx, card)
    found = hashlib.sha256()
    for piece in _content(node, who, card):
        found.update(piece)
    return found.hexdigest()


def content(node: Node, who: SignedIn, stored: StoredAttachment, keys: Keys) -> Iterator[bytes]:
    """Give a file's content, each piece read by itself; who asks has logged that it is opened.

    Raises:
        SealError: while it is read, if it does not open or was removed meanwhile.
        SignInError: while it is read, once the node was sealed.
    """
    return _content(node, who, _opened(stored, keys))


def remove(node: Node, who: SignedIn, attachment: str) -> Attachment:
    """Erase a file, and return what it was.

    Raises:
        NotFoundError: there is none with this id.
        NotOpenedError: ``who`` holds no slot of its process.
        ChangedError: its process is on hold.
    """
    with node.store.write() as tx:
        stored = attachments.by_id(tx, attachment)
        found = opened_card(stored, keys_of(node, tx, who, [stored.process]))
        refuse_held(tx, [stored.process])
        attachments.remove(tx, attachment)
        tx.must_scrub()
        log(node, tx, Kind.ERASE, who, process=stored.process, attachment=attachment)
    scrub(node)
    return found


def opened_card(stored: StoredAttachment, keys: Keys) -> Attachment:
    """Return what a file is.

    Raises:
        NotOpenedError: its process is not among ``keys``.
        SealError: it was moved, relabelled, replaced or damaged.
    """
    return _opened(stored, keys).attachment


def _opened(stored: StoredAttachment, keys: Keys) -> _Card:
    key = key_at(keys, stored.process, stored.key_version)
    said: dict[str, Any] = json.loads(key.open_attachment(stored.id, stored.card))
    stream = StreamKey(bytes.fromhex(said["key"]), bytes.fromhex(said["header"]), said["size"])
    if said["record"] != stored.record or stream.chunks != stored.parts:
        raise SealError(_("A file was relabelled in the database: restore the newest backup."))
    found = Attachment(
        stored.id,
        stored.process,
        stored.record,
        said["name"],
        said["type"],
        said["size"],
        stored.created_on,
    )
    return _Card(found, stream)


def _check_pieces(tx: Reading, card: _Card) -> None:
    if attachments.pieces(tx, card.attachment.id) != card.stream.chunks:
        raise SealError(_("Pieces of this file are missing: restore the newest backup."))


def _content(node: Node, who: SignedIn, card: _Card) -> Iterator[bytes]:
    return unsealed(card.stream, _pieces(node, who, card))


def _pieces(node: Node, who: SignedIn, card: _Card) -> Iterator[bytes]:
    for number in range(card.stream.chunks):
        with node.store.read() as tx:
            refuse_sealed(tx, who)
            sealed = attachments.piece(tx, card.attachment.id, number)
        if sealed is None:
            raise SealError(_("This file was removed while it was being read."))
        yield sealed
