"""What peers answer: receipts, stored if they count for a message of ours and say something newer.

What is settled is not sent again, so its body is destroyed; envelope and receipt stay as proof.
"""

from collections.abc import Sequence
from typing import Any

from tejido.node import Node
from tejido.store.database import Writing
from tejido_federation import breaks, queueing, receipts, troubles
from tejido_federation.moments import moment, next_try
from tejido_federation.receipts import GAP, SETTLED, Receipt, ReceiptError
from tejido_federation.roster import Roster
from tejido_federation.tables import OutgoingTable
from tejido_federation.withdrawing import envelope_alone


def verified(envelopes: Sequence[bytes], roster: Roster, today: str) -> list[tuple[Receipt, bytes]]:
    """Return the receipts of an answer (unverified bytes) signed by whom they say, no others."""
    found = []
    for envelope in envelopes:
        try:
            found.append((receipts.verify_receipt(envelope, roster, today), envelope))
        except ReceiptError:
            continue
    return found


def keep(
    node: Node, tx: Writing, row: Any, found: Sequence[tuple[Receipt, bytes]], today: str
) -> None:
    """Store the verified receipts of the answer to the outgoing ``row``; ``today`` is a UTC day.

    Raises:
        ReceiptError: none of them counts for it: undo, and let the peer rest.
    """
    counted = {receipt.of for receipt, envelope in found if _keep(node, tx, receipt, envelope)}
    if row.digest not in counted:
        raise ReceiptError
    troubles.answered(tx, row.recipient, today)


def _keep(node: Node, tx: Writing, receipt: Receipt, envelope: bytes) -> bool:
    """Store a receipt; return whether it counts for a message of ours."""
    row = tx.first(OutgoingTable.select().where(OutgoingTable.digest == receipt.of))
    if row is None:
        return False
    try:
        receipts.counts_for(receipt, row.network, node.id, row.recipient, row.digest)
    except ReceiptError:
        return False
    if receipts.supersedes(receipt, row.outcome, row.receipt_n):
        said = {
            "outcome": receipt.outcome,
            "code": receipt.code or None,
            "receipt_n": receipt.n,
            "receipt": envelope,
        }
        tx.run(OutgoingTable.update(**said).where(OutgoingTable.digest == receipt.of))
    if row.next_try is not None:
        _go_on(node, tx, row, receipt)
    return True


def _go_on(node: Node, tx: Writing, row: Any, receipt: Receipt) -> None:
    """Do what follows from a receipt for a message that was not settled before it."""
    now = node.clock()
    outcome = receipt.outcome if receipts.supersedes(receipt, row.outcome, row.receipt_n) else None
    broken = breaks.break_of(tx, row, receipt) if outcome else None
    if broken:
        breaks.end_stream(tx, row)
        troubles.note(tx, row.recipient, broken)
    elif outcome in SETTLED:
        queueing.settle(tx, row.digest)
        _change(tx, row, next_try=None, message=envelope_alone(bytes(row.message)))
    else:
        # Whatever it says, it rests before it is asked about again.
        attempts = row.attempts + 1
        _change(tx, row, attempts=attempts, next_try=next_try(now, attempts))
        if receipt.outcome == GAP:
            breaks.send_again(tx, row, receipt.next, moment(now))


def _change(tx: Writing, row: Any, **values: object) -> None:
    tx.run(OutgoingTable.update(**values).where(OutgoingTable.digest == row.digest))
