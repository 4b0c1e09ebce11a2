"""Messages as rows: what is kept of one, and how it becomes a verified value again.

Once a message is opened its sealed key is gone and every item has its own; see
:class:`~tejido_federation.tables.IncomingTable`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from tejido.errors import DatabaseError, NotOpenedError
from tejido.languages import words
from tejido.store.database import Reading, Writing
from tejido.vault.ciphers import BoxPair, keyed_hash, open_row, seal_row
from tejido_federation.checks import Authentic
from tejido_federation.codes import RefusedError
from tejido_federation.envelope import Envelope, parse_envelope
from tejido_federation.header import parse_header
from tejido_federation.parts import Body, Part, split_body
from tejido_federation.sealing import OpenedItem, open_item
from tejido_federation.tables import IncomingTable, ReceivedTable

_ = words("tejido_federation")

QUARANTINED, KEPT, APPLIED, REFUSED, SECOND = (
    "quarantined",
    "kept",
    "applied",
    "refused",
    "second",
)


def row_of(message: Authentic, state: str, today: str) -> dict[str, Any]:
    """Return the row of an authentic message, without its receipt.

    Of what is refused, and of the second of two messages at one place, only the envelope is
    kept: it proves what was sent, and holds nothing.
    """
    header, key = message.header, message.body.key
    whole = state not in (REFUSED, SECOND)
    return {
        "digest": message.digest,
        "network": header.network,
        "sender": header.sender,
        "stream": header.stream,
        "seq": header.seq,
        "key": header.key,
        "type": header.type,
        "received_on": today,
        "expires": header.expires,
        "state": state,
        "envelope": message.envelope.to_json(),
        "key_digest": key.digest if key else None,
        "sealed_key": key.content if key and state in (QUARANTINED, KEPT) else None,
        "parts": Body(None, message.body.items).to_bytes() if whole else b"",
    }


def rebuilt(row: Any) -> Authentic:
    """Return the message in a row, as it was after step 10.

    Raises:
        DatabaseError: the row is damaged.
    """
    try:
        envelope = parse_envelope(bytes(row.envelope))
        header = parse_header(envelope.payload)
        items = split_body(bytes(row.parts), sealed=False, items=len(header.items)).items
    except RefusedError as error:
        raise DatabaseError(_("A stored message is damaged: restore the newest backup.")) from error
    body = Body(_key_part(row), items)
    return Authentic(header, row.digest, envelope, body, len(row.envelope) + len(row.parts))


def seal_item_key(pair: BoxPair, message: str, number: int, key: bytes) -> bytes:
    """Seal an item's key so that only the box key's private half opens it."""
    return seal_row(_keeping(pair), key, _place(message, number))


def keep(
    tx: Writing,
    message: Authentic,
    state: str,
    receipt: Envelope,
    *,
    n: int,
    today: str,
    told: bool = True,
) -> bytes:
    """Store a message, or its new state, with receipt ``n``; return the receipt as it travels.

    ``told`` says whether the receipt goes back at once; if not, a later answer carries it.
    """
    envelope = receipt.to_json()
    row = row_of(message, state, today)
    tx.put(IncomingTable, [{**row, "receipt_n": n, "receipt": envelope, "told": told}])
    return envelope


def load(tx: Reading, digest: str) -> Authentic:
    """Return a stored message.

    Raises:
        NotFoundError: there is none.
        DatabaseError: it is damaged.
    """
    return rebuilt(tx.one(IncomingTable.select().where(IncomingTable.digest == digest)))


def settled_receipt(tx: Reading, digest: str) -> tuple[bytes, bool] | None:
    """Return the newest receipt for a message that waits for no other, and whether it was told."""
    row = tx.first(
        IncomingTable.select(IncomingTable.receipt, IncomingTable.told).where(
            IncomingTable.digest == digest, IncomingTable.state != QUARANTINED
        )
    )
    return (bytes(row.receipt), row.told) if row else None


def any_receipt(tx: Reading, digest: str) -> bytes:
    """Return the newest receipt for a stored message, wherever it stands."""
    query = IncomingTable.select(IncomingTable.receipt).where(IncomingTable.digest == digest)
    return bytes(tx.one(query).receipt)


def told(tx: Writing, digests: Sequence[str]) -> None:
    """Note that the sender of these messages is told their newest receipts now."""
    tx.run(IncomingTable.update(told=True).where(IncomingTable.digest.in_(digests)))


def changed(tx: Writing, message: Authentic, most: int) -> list[bytes]:
    """Return newer receipts that this sender was not told yet, and note that it is told now."""
    header = message.header
    rows: list[Any] = tx.all(
        IncomingTable.select(IncomingTable.digest, IncomingTable.receipt)
        .where(
            IncomingTable.network == header.network,
            IncomingTable.sender == header.sender,
            ~IncomingTable.told,
            IncomingTable.digest != message.digest,
        )
        .limit(most)
    )
    digests = [row.digest for row in rows]
    if digests:
        told(tx, digests)
    return [bytes(row.receipt) for row in rows]


def receipt_number(tx: Reading, digest: str) -> int:
    """Return the ``n`` of the next receipt for a message."""
    query = IncomingTable.select(IncomingTable.receipt_n).where(IncomingTable.digest == digest)
    return int(tx.scalar(query) or 0) + 1


def is_kept(tx: Reading, digest: str) -> bool:
    """Whether a message still waits to be opened."""
    query = IncomingTable.select(IncomingTable.state).where(IncomingTable.digest == digest)
    return bool(tx.scalar(query) == KEPT)


def waiting(tx: Reading, keyids: Sequence[str]) -> list[str]:
    """Return the digests of kept messages sealed to keys that are held, oldest first."""
    query = (
        IncomingTable.select(IncomingTable.digest)
        .where(IncomingTable.state == KEPT, IncomingTable.key.in_(keyids))
        .order_by(IncomingTable.received_on, IncomingTable.stream, IncomingTable.seq)
    )
    return [digest for (digest,) in tx.all(query.tuples())]


def open_received(
    tx: Reading, pairs: Mapping[str, BoxPair], message: str, number: int
) -> OpenedItem | None:
    """Return an item received earlier, or nothing where it was erased.

    Nothing but tests calls it yet: counting anew and exporting what was received will.

    Args:
        tx: where it is read.
        pairs: the box pairs held in memory, by keyid.
        message: digest (hex) of the message it came in.
        number: of the item, from 0.

    Raises:
        NotFoundError: no such item was received.
        DatabaseError: its row is damaged.
        NotOpenedError: the key it was sealed to is not held.
        SealError: its key was moved here from elsewhere.
    """
    row = tx.one(
        ReceivedTable.select().where(
            ReceivedTable.message == message, ReceivedTable.number == number
        )
    )
    held = rebuilt(tx.one(IncomingTable.select().where(IncomingTable.digest == message)))
    content = held.body.items[number].content
    if content is None:
        return None
    if held.header.key is None:
        return OpenedItem(number, content)
    if row.key is None:
        return None
    pair = pairs.get(held.header.key)
    if pair is None:
        raise NotOpenedError(_("The node is sealed; somebody with the role network signs in."))
    key = open_row(_keeping(pair), bytes(row.key), _place(message, number))
    return open_item(held.header, number, content, key)


def _keeping(pair: BoxPair) -> bytes:
    # Symmetric, because a sealed box to each item would cost more than all else together.
    return keyed_hash(pair.private, b"tejido/kept-item-keys/v1")


def _place(message: str, number: int) -> bytes:
    return f"tejido/kept-item-key/v1|{message}|{number}".encode("ascii")


def _key_part(row: Any) -> Part | None:
    if row.key_digest is None:
        return None
    content = bytes(row.sealed_key) if row.sealed_key is not None else None
    return Part(bytes(row.key_digest), content)
