"""Receipts: what an addressee says became of a message, signed with its node key.

A receipt is no stream message and proves only that a peer says so. It counts only from the
addressee of the message it names; the highest ``n`` wins, of two the first; nothing follows a
final outcome.
"""

from dataclasses import dataclass

from tejido.errors import PeerError
from tejido.languages import words
from tejido.vault.ciphers import SigningPair
from tejido_federation import shapes, strict_json
from tejido_federation.envelope import RECEIPT, Envelope, parse_envelope, sign, verify
from tejido_federation.roster import Roster
from tejido_federation.wire import MAX_ITEMS

_ = words("tejido_federation")

KEPT, APPLIED, GAP, REFUSED = "kept", "applied", "gap", "refused"
WITHHELD, ERASED, HELD = "withheld", "erased", "held"
OUTCOMES = (KEPT, APPLIED, GAP, REFUSED, WITHHELD, ERASED, HELD)
#: After these nothing more is said of a message.
FINAL = frozenset({REFUSED, ERASED})
#: With these a sender stops asking.
SETTLED = FINAL | {APPLIED}
FORMAT = 1


@dataclass(frozen=True)
class ItemOutcome:
    """What is said of one item: number from 0, outcome, and a code or nothing."""

    number: int
    outcome: str
    code: str = ""


@dataclass(frozen=True)
class Receipt:
    """What ``sender`` (the addressee of the message) says of the message ``of`` (digest)."""

    network: str
    sender: str
    recipient: str
    of: str
    n: int
    outcome: str
    code: str = ""
    next: int = 0
    items: tuple[ItemOutcome, ...] = ()

    def signed(self, pair: SigningPair) -> Envelope:
        """Return the receipt, signed with the node key."""
        value: dict[str, object] = {
            "v": FORMAT,
            "network": self.network,
            "from": self.sender,
            "to": self.recipient,
            "of": self.of,
            "n": self.n,
            "outcome": self.outcome,
            "items": [[one.number, one.outcome, one.code] for one in self.items],
        }
        if self.code:
            value["code"] = self.code
        if self.next:
            value["next"] = self.next
        return sign(RECEIPT, strict_json.emit(value), pair)


class ReceiptError(PeerError):
    """A receipt does not count: wrong signer, other message, or not a receipt at all."""

    def __init__(self) -> None:
        """Say so; delivery goes on as if nothing had come."""
        super().__init__(_("A receipt does not count; the message stays in delivery."))


def verify_receipt(raw: bytes, roster: Roster, today: str) -> Receipt:
    """Return the receipt in ``raw`` (unverified bytes), signed by a node key of its sender.

    Whether it belongs to one of our messages is :func:`counts_for`.

    Raises:
        ReceiptError: it is not a receipt, or not signed by who it says.
    """
    try:
        envelope = parse_envelope(raw)
        if envelope.payload_type != RECEIPT:
            raise ReceiptError
        owners = roster.signers(envelope.signatures[0].keyid, today)
        receipt = _read(strict_json.parse(verify(envelope, owners[0].public)))
    except PeerError:
        raise ReceiptError from None
    if receipt.sender not in {key.node for key in owners}:
        raise ReceiptError
    return receipt


def counts_for(receipt: Receipt, network: str, sender: str, recipient: str, digest: str) -> Receipt:
    """Return a receipt if it comes from the addressee of our message ``sender -> recipient``.

    Raises:
        ReceiptError: it was made by or for another node, or for another message.
    """
    named = (receipt.network, receipt.recipient, receipt.sender, receipt.of)
    if named != (network, sender, recipient, digest):
        raise ReceiptError
    return receipt


def supersedes(arrived: Receipt, outcome: str | None, n: int) -> bool:
    """Whether a receipt is newer than the one held (its outcome and number, 0 for none)."""
    return outcome not in FINAL and arrived.n > n


def _read(value: object) -> Receipt:
    found = shapes.fields(value, "v network from to of n outcome items", "code next")
    shapes.exactly(found["v"], FORMAT)
    receipt = Receipt(
        network=shapes.identity(found["network"]),
        sender=shapes.identity(found["from"]),
        recipient=shapes.identity(found["to"]),
        of=shapes.text(found["of"], shapes.DIGEST),
        n=shapes.whole(found["n"], least=1),
        outcome=_read_outcome(found["outcome"]),
        code=shapes.text(found["code"], shapes.NAME) if "code" in found else "",
        next=shapes.whole(found["next"], least=1) if "next" in found else 0,
        items=shapes.listed(found["items"], _read_item, most=MAX_ITEMS),
    )
    shapes.distinct(tuple(one.number for one in receipt.items))
    if (receipt.outcome == GAP) != bool(receipt.next):
        raise shapes.ShapeError
    if (receipt.outcome == REFUSED) != bool(receipt.code):
        raise shapes.ShapeError
    return receipt


def _read_item(value: object) -> ItemOutcome:
    if not isinstance(value, list) or len(value) != 3:  # [number, outcome, code]
        raise shapes.ShapeError
    return ItemOutcome(
        shapes.whole(value[0], most=MAX_ITEMS - 1),
        _read_outcome(value[1]),
        # A code that we do not know is still a reason; an outcome we do not know is not.
        shapes.text(value[2], shapes.NAME) if value[2] != "" else "",
    )


def _read_outcome(value: object) -> str:
    if not isinstance(value, str) or value not in OUTCOMES:
        raise shapes.ShapeError
    return value
