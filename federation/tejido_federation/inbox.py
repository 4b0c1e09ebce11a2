"""What arrives: the checks in their order, with one transaction around what they decide.

Everything that takes time (signature, opening, judging) happens before the transaction, which
looks again where the message stands and stores it together with its receipt.
"""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace

from tejido.audit.log import Kind
from tejido.declare.policy import Policy
from tejido.node import Node
from tejido.store.database import Reading, Writing
from tejido.vault.ciphers import BoxPair
from tejido.work.log import log
from tejido_federation import applying, checks, exchanges, positions, receipts, stored, wire
from tejido_federation.applying import Prepared, box_pairs
from tejido_federation.checks import Authentic, Here, Quota
from tejido_federation.codes import RefusedError
from tejido_federation.directory import directory_of, today_here
from tejido_federation.exchanges import LOST, RETRACT
from tejido_federation.failures import Failures
from tejido_federation.receipts import ItemOutcome, Receipt
from tejido_federation.streams import MAX_QUARANTINED, Placement, Seen, place

_log = logging.getLogger(__name__)

SIGNED = "application/octet-stream"
UNSIGNED = "application/json"
#: A refusal that a person has to hear of: two charters under one number.
SPLIT = "charter_split"
#: Placements of which nothing is kept; the answer is a refusal.
_UNKEPT = {Placement.CLOSED, Placement.UNKNOWN, Placement.PASSED_OVER}


@dataclass(frozen=True)
class Answer:
    """What goes back: signed receipts (200), or a code that nobody signed."""

    status: int
    body: bytes
    content_type: str


@dataclass(frozen=True)
class Arrival:
    """One authentic message with all that was found out about it before the transaction."""

    message: Authentic
    prepared: Prepared
    here: Here
    pairs: Mapping[str, BoxPair]


class Inbox:
    """Receives for one node. Safe to share between threads."""

    def __init__(self, node: Node, quota: Quota | None = None) -> None:
        """Receive for ``node``, with a quota for each peer and day."""
        self._node = node
        self._quota = quota or Quota()
        self._failures = Failures()
        self._directory = directory_of(node.store)
        self._exchanges = exchanges.known(node.declarations.exchanges)

    def take(self, raw: bytes) -> Answer:
        """Take one message (unverified bytes from a peer) and answer it.

        Raises:
            DatabaseError: it cannot be stored; the peer will try again.
        """
        try:
            return self._take(raw)
        except RefusedError as error:
            self.refused(error.code.id)
            return unsigned(error)

    def refused(self, code: str) -> None:
        """Count an unsigned refusal; all that it changes."""
        if self._failures.count(code):
            self._failures.flush(self._node.store, self._node.today().isoformat())

    def apply_kept(self) -> int:
        """Open what was kept while sealed, as far as keys are held; return how many."""
        pairs = box_pairs(self._node)
        if not pairs:
            return 0
        with self._node.store.read() as tx:
            waiting = stored.waiting(tx, list(pairs))
        for digest in waiting:
            self._apply_kept(digest, pairs)
        return len(waiting)

    def _take(self, raw: bytes) -> Answer:
        with self._node.store.read() as tx:
            here = self._here(tx)
        message = checks.authentic(raw, here)  # 1, 3 to 10
        with self._node.store.read() as tx:
            again = stored.settled_receipt(tx, message.digest)
        if again is not None:
            return self._again(message.digest, *again)
        arrival = self._arrival(message, here)
        with self._node.store.write() as tx:
            receipt = self._decide(tx, arrival)
            changed = stored.changed(tx, message, wire.MAX_RECEIPTS - 1)
            following = positions.next_in_quarantine(tx, message)
        while following is not None:
            following = self._take_from_quarantine(following)
        return _signed([receipt, *changed])

    def _here(self, tx: Reading) -> Here:
        today = today_here(tx, self._node.today().isoformat())
        held = frozenset(box_pairs(self._node))
        return Here(self._node.id, today, self._directory.roster(tx), self._exchanges, held)

    def _arrival(self, message: Authentic, here: Here) -> Arrival:
        pairs = box_pairs(self._node)
        prepared = applying.prepare(message, here, pairs, self._policies)
        return Arrival(message, prepared, here, pairs)

    @property
    def _policies(self) -> Mapping[str, Policy]:
        return self._node.declarations.policies

    # --- within the transaction --------------------------------------------------------

    def _decide(self, tx: Writing, arrival: Arrival) -> bytes:
        """Place the message, store what follows from it, and return the receipt's envelope."""
        message = arrival.message
        found = positions.seen(tx, message.header)
        placement = place(message.header, message.digest, found)  # 11
        if placement == Placement.DUPLICATE:
            return stored.any_receipt(tx, message.digest)
        if placement in _UNKEPT and message.header.type != RETRACT:
            return self._refuse_unkept(tx, message, placement.value)
        used = positions.used(tx, message, arrival.here.today)
        checks.check_quota(message, used, self._quota)  # 12
        positions.use(tx, message, used, arrival.here.today)
        if positions.forget_days(tx, self._node.today().isoformat()):
            positions.note_clock(tx, self._node.id, arrival.here.today)
            _log.error("the clock of this machine was days ahead; what it dated is forgotten")
        self._retract_at_once(tx, arrival, placement)
        if placement in _UNKEPT:
            return self._refuse_unkept(tx, message, placement.value)
        if placement == Placement.EQUIVOCATION:
            return self._keep_second(tx, arrival)
        if placement == Placement.GAP:
            return self._quarantine(tx, arrival, found)
        return self._accept(tx, arrival, told=True)

    def _accept(self, tx: Writing, arrival: Arrival, *, told: bool) -> bytes:
        """Store a message in its right place: refused whole, applied, or kept."""
        state, receipt = self._outcome(tx, arrival)
        positions.advance(tx, arrival.message)
        header = arrival.message.header
        if header.type == LOST:
            self._pass_over(tx, arrival)
        log(
            self._node,
            tx,
            Kind.RECEIVE,
            None,
            network=header.network,
            peer=header.sender,
            message=arrival.message.digest,
            outcome=receipt.outcome,
        )
        return self._keep(tx, arrival, state, receipt, told=told)

    def _outcome(self, tx: Writing, arrival: Arrival) -> tuple[str, Receipt]:
        message, prepared = arrival.message, arrival.prepared
        refused = prepared.refused
        if refused is None and prepared.judged is None:
            return stored.KEPT, self._receipt(tx, message, receipts.KEPT)
        if refused is None:
            try:
                items = applying.store(
                    self._node, tx, message, prepared, arrival.pairs, arrival.here
                )  # 16
                return stored.APPLIED, self._receipt(tx, message, receipts.APPLIED, items=items)
            except RefusedError as error:
                refused = error
        if refused.code.id == SPLIT:
            positions.raise_alarm(tx, message, SPLIT, arrival.here.today)
        receipt = self._receipt(
            tx, message, receipts.REFUSED, code=refused.code.id, items=_refused_item(refused)
        )
        return stored.REFUSED, receipt

    def _retract_at_once(self, tx: Writing, arrival: Arrival, placement: Placement) -> None:
        """A retraction only removes: it takes effect wherever in its stream it stands."""
        judged = arrival.prepared.judged
        if placement == Placement.NEXT or arrival.message.header.type != RETRACT or not judged:
            return
        for retraction in judged.retractions:
            applying.withhold(tx, arrival.message, retraction, arrival.here.today)

    def _pass_over(self, tx: Writing, arrival: Arrival) -> None:
        """Say for good what becomes of the messages that waited for what is lost."""
        for message in positions.passed_over(tx, arrival.message):
            receipt = self._receipt(tx, message, receipts.REFUSED, Placement.PASSED_OVER.value)
            before = replace(arrival, message=message)
            self._keep(tx, before, stored.REFUSED, receipt, told=False)

    def _refuse_unkept(self, tx: Reading, message: Authentic, code: str) -> bytes:
        """Refuse what cannot stand where it says; of it nothing stays."""
        receipt = self._receipt(tx, message, receipts.REFUSED, code)
        return receipt.signed(self._node.identity.signing).to_json()

    def _keep_second(self, tx: Writing, arrival: Arrival) -> bytes:
        """Of two messages at one place keep both envelopes, and close their stream."""
        message, code = arrival.message, Placement.EQUIVOCATION.value
        receipt = self._receipt(tx, message, receipts.REFUSED, code)
        positions.raise_alarm(tx, message, code, arrival.here.today)
        positions.close(tx, message)
        return self._keep(tx, arrival, stored.SECOND, receipt)

    def _quarantine(self, tx: Writing, arrival: Arrival, found: Seen) -> bytes:
        """Let a message wait behind a gap, and say what is missing."""
        message = arrival.message
        if not checks.may_wait(message.header, arrival.here):
            return self._refuse_unkept(tx, message, "not_a_member")
        stream = found.streams.get(message.header.stream)
        missing = (stream.last if stream else 0) + 1
        receipt = self._receipt(tx, message, receipts.GAP, missing=missing)
        if receipt.n == 1 and positions.quarantined(tx, message.header) >= MAX_QUARANTINED:
            return receipt.signed(self._node.identity.signing).to_json()
        return self._keep(tx, arrival, stored.QUARANTINED, receipt)

    def _keep(
        self, tx: Writing, arrival: Arrival, state: str, receipt: Receipt, *, told: bool = True
    ) -> bytes:
        signed = receipt.signed(self._node.identity.signing)
        today = arrival.here.today
        return stored.keep(tx, arrival.message, state, signed, n=receipt.n, today=today, told=told)

    def _receipt(
        self,
        tx: Reading,
        message: Authentic,
        outcome: str,
        code: str = "",
        missing: int = 0,
        items: tuple[ItemOutcome, ...] = (),
    ) -> Receipt:
        header = message.header
        n = stored.receipt_number(tx, message.digest)
        named = (header.network, self._node.id, header.sender, message.digest)
        return Receipt(*named, n, outcome, code, missing, items)

    # --- afterwards --------------------------------------------------------------------

    def _again(self, digest: str, receipt: bytes, was_told: bool) -> Answer:
        """Answer a message that is here already; nothing else changes."""
        if not was_told:
            with self._node.store.write() as tx:
                stored.told(tx, [digest])
        return _signed([receipt])

    def _take_from_quarantine(self, message: Authentic) -> Authentic | None:
        """Accept what follows the message that closed a gap; return what follows it.

        It is judged by what is known now: the message before may have brought a charter.
        """
        with self._node.store.read() as tx:
            here = self._here(tx)
        arrival = self._arrival(message, here)
        with self._node.store.write() as tx:
            # Somebody else may have taken it, or closed the stream, in between.
            found = positions.seen(tx, message.header)
            if place(message.header, message.digest, found) != Placement.NEXT:
                return None
            self._accept(tx, arrival, told=False)
            return positions.next_in_quarantine(tx, message)

    def _apply_kept(self, digest: str, pairs: Mapping[str, BoxPair]) -> None:
        with self._node.store.read() as tx:
            here = self._here(tx)
            message = stored.load(tx, digest)
        prepared = applying.prepare(message, here, pairs, self._policies)
        arrival = Arrival(message, prepared, here, pairs)
        with self._node.store.write() as tx:
            if stored.is_kept(tx, digest):
                state, receipt = self._outcome(tx, arrival)
                self._keep(tx, arrival, state, receipt, told=False)


def unsigned(error: RefusedError) -> Answer:
    """Return the answer to what fails a check whose failures nobody signs."""
    said = {"code": error.code.id, "step": error.code.step}
    return Answer(error.code.status, json.dumps(said).encode(), UNSIGNED)


def _signed(envelopes: list[bytes]) -> Answer:
    return Answer(200, wire.join_answer(envelopes), SIGNED)


def _refused_item(error: RefusedError) -> tuple[ItemOutcome, ...]:
    if error.item is None:
        return ()
    return (ItemOutcome(error.item, receipts.REFUSED, error.code.id),)
