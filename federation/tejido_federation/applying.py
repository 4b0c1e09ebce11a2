"""Steps 14 to 16: opening a message, judging what is inside, and storing it.

:func:`prepare` does all that needs no database and may take time; :func:`store` writes, within
the transaction that also stores the receipt.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tejido.declare.coding import code_arrived
from tejido.declare.policy import Policy
from tejido.node import Node
from tejido.store import coding
from tejido.store.database import Reading, Writing
from tejido.store.ids import parts
from tejido.vault.ciphers import BoxPair
from tejido.vault.identity import key_id
from tejido.work.coding import keep_coded
from tejido_federation import directory
from tejido_federation.checks import Authentic, Here, check_permitted
from tejido_federation.codes import RefusedError
from tejido_federation.exchanges import DESCRIPTOR, RECORD_TYPES
from tejido_federation.items import Retraction
from tejido_federation.judging import Judged, JudgedRecord, judge
from tejido_federation.receipts import ItemOutcome
from tejido_federation.roster import counts
from tejido_federation.sealing import Contents, open_laid, open_sealed
from tejido_federation.settling import Settled, settle
from tejido_federation.stored import seal_item_key
from tejido_federation.tables import ReceivedTable, TombstoneTable


@dataclass(frozen=True)
class Prepared:
    """A message after steps 13 to 15: refused, opened and judged, or neither while sealed."""

    refused: RefusedError | None = None
    judged: Judged | None = None
    contents: Contents = field(default_factory=lambda: Contents((), {}), repr=False)


def box_pairs(node: Node) -> dict[str, BoxPair]:
    """Return the box pairs that this process holds, by keyid; none while the node is sealed."""
    pair = node.held.box
    return {key_id("x25519", pair.public): pair} if pair else {}


def prepare(
    message: Authentic, here: Here, pairs: Mapping[str, BoxPair], policies: Mapping[str, Policy]
) -> Prepared:
    """Make checks 13 to 15, as far as the keys held here allow."""
    header = message.header
    try:
        check_permitted(header, here)  # 13
        if header.key is None:
            contents = open_laid(header, message.body)
        elif header.key in pairs:
            contents = open_sealed(header, message.body, pairs[header.key])  # 14
        else:
            return Prepared()
        charter = here.roster.networks[header.network].charter
        judged = judge(header, contents.items, charter, policies, here.today)  # 15
    except RefusedError as error:
        return Prepared(refused=error)
    return Prepared(judged=judged, contents=contents)


def store(
    node: Node,
    tx: Writing,
    message: Authentic,
    prepared: Prepared,
    pairs: Mapping[str, BoxPair],
    here: Here,
) -> tuple[ItemOutcome, ...]:
    """Step 16: store what a message holds; return what its receipt says of single items.

    Only coordinators count: consent for counting was asked only where they receive.

    Raises:
        RefusedError: a descriptor or charter in it is not the next one; nothing was written.
    """
    judged, today = prepared.judged or Judged(), here.today
    _take_documents(tx, message, judged, today)
    for retraction in judged.retractions:
        withhold(tx, message, retraction, today)
    settled = _settled(tx, message, judged.records)
    _make_room(tx, message, settled)
    pair = pairs.get(message.header.key or "")
    tx.insert(ReceivedTable, _received(message, prepared, settled, pair, today))
    if counts(here.roster, message.header.network, node.id):
        _code(node, tx, message, settled)
    return settled.outcomes


def withhold(tx: Writing, message: Authentic, retraction: Retraction, today: str) -> None:
    """Put items of the sender's own out of use and uncount them, whether they are here or not.

    Only what (network, from) owns is touched: nobody retracts what is another's.
    """
    network, sender = message.header.network, message.header.sender
    for digest, number in retraction.targets:
        held = tx.first(
            ReceivedTable.select().where(
                ReceivedTable.network == network,
                ReceivedTable.sender == sender,
                ReceivedTable.message == digest,
                ReceivedTable.number == number,
            )
        )
        row = {
            "network": network,
            "sender": sender,
            "message": digest,
            "number": number,
            "record": held.record if held else None,
            "on_day": today,
        }
        tx.put(TombstoneTable, [row])
        if held is not None:
            tx.run(
                ReceivedTable.update(withheld_on=today).where(
                    ReceivedTable.message == digest, ReceivedTable.number == number
                )
            )
            coding.remove_rows(tx, [held.record] if held.record else [], sender)


def _take_documents(tx: Writing, message: Authentic, judged: Judged, today: str) -> None:
    """Verify all documents before storing the first: a message is refused whole."""
    if not judged.documents:
        return
    if message.header.type == DESCRIPTOR:
        for one, envelope in zip(
            directory.next_descriptors(tx, judged.documents, today, message.header.sender),
            judged.documents,
            strict=True,
        ):
            directory.add_descriptor(tx, one, envelope, today)
        return
    network = message.header.network
    for charter, envelope in zip(
        directory.next_charters(tx, network, judged.documents), judged.documents, strict=True
    ):
        directory.add_charter(tx, charter, envelope, today)


def _settled(tx: Reading, message: Authentic, records: Sequence[JudgedRecord]) -> Settled:
    network, sender = message.header.network, message.header.sender
    versions: dict[str, int] = {}
    tombstoned: set[str] = set()
    retracted: set[int] = set()
    for part in parts([one.record.id for one in records]):
        held = ReceivedTable.select(ReceivedTable.record, ReceivedTable.version).where(
            ReceivedTable.network == network,
            ReceivedTable.sender == sender,
            ReceivedTable.record.in_(part),
        )
        versions.update(dict(tx.all(held.tuples())))
        covering = TombstoneTable.select().where(
            TombstoneTable.network == network,
            TombstoneTable.sender == sender,
            TombstoneTable.record.in_(part) | (TombstoneTable.message == message.digest),
        )
        for tombstone in tx.all(covering):
            tombstoned.add(tombstone.record)
            if tombstone.message == message.digest:
                retracted.add(tombstone.number)
    erased = [number for number, part in enumerate(message.body.items) if part.content is None]
    return settle(records, versions, tombstoned, retracted, erased)


def _make_room(tx: Writing, message: Authentic, settled: Settled) -> None:
    """Destroy the versions that newer ones replace; tombstones learn which ids they cover."""
    network, sender = message.header.network, message.header.sender
    for part in parts(settled.replaced):
        tx.run(
            ReceivedTable.delete().where(
                ReceivedTable.network == network,
                ReceivedTable.sender == sender,
                ReceivedTable.record.in_(part),
            )
        )
    for one in settled.withheld:
        tx.run(
            TombstoneTable.update(record=one.record.id).where(
                TombstoneTable.network == network,
                TombstoneTable.sender == sender,
                TombstoneTable.message == message.digest,
                TombstoneTable.number == one.number,
            )
        )


def _received(
    message: Authentic, prepared: Prepared, settled: Settled, pair: BoxPair | None, today: str
) -> list[dict[str, object]]:
    """Return the rows of opened items that are kept, each with its own sealed key.

    What came in an open body needs none: its message says it all.
    """
    if pair is None:
        return []
    header = message.header
    stored = {one.number: one.record for one in (*settled.stored, *settled.withheld)}
    withheld = {one.number for one in settled.withheld}
    rows: list[dict[str, object]] = []
    for number, key in prepared.contents.keys.items():
        record = stored.get(number)
        if record is None and header.type in RECORD_TYPES:
            continue  # not newer than what is here
        rows.append(
            {
                "message": message.digest,
                "number": number,
                "network": header.network,
                "sender": header.sender,
                "type": record.type if record else header.type,
                "record": record.id if record else None,
                "version": record.version if record else 0,
                "key": seal_item_key(pair, message.digest, number, key),
                "withheld_on": today if number in withheld else None,
            }
        )
    return rows


def _code(node: Node, tx: Writing, message: Authentic, settled: Settled) -> None:
    """Keep coded rows; senders see to it that consent covers counting by us."""
    sender, policies = message.header.sender, node.declarations.policies
    records = [one.record for one in settled.stored]
    rows = [
        code_arrived(policies[one.type], one.id, sender, one.subject, one.fields) for one in records
    ]
    keep_coded(node, tx, rows, [None] * len(rows))
