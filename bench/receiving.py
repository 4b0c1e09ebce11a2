"""A real node that receives, and a simulated member of its network that sends."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from tejido.node import Node
from tejido.vault.ciphers import SigningPair
from tejido.vault.identity import root_from_words
from tejido.work import nodes, people
from tejido.work.founding import found
from tejido_federation import founding, joining
from tejido_federation.charter import Pinned
from tejido_federation.checks import Quota
from tejido_federation.founding import Founded, Founding
from tejido_federation.inbox import Inbox
from tejido_federation.networks import peers
from tejido_federation.receipts import APPLIED, verify_receipt
from tejido_federation.simulator import PeerSimulator, roster_of
from tejido_federation.wire import split_answer

#: Far more than any run sends in its day.
_QUOTA = Quota(messages=10**9, bytes=10**12)
_OK = 200


@dataclass(frozen=True)
class Receiver:
    """A node whose people have signed in, and the peer whose messages it gets."""

    node: Node
    inbox: Inbox
    peer: PeerSimulator
    founded: Founded

    def message(self, items: Sequence[bytes], purpose: str) -> bytes:
        """Return the peer's next message; not part of what is measured."""
        today = self.node.today()
        return self.peer.message(
            self._own.descriptor,
            self.founded,
            items,
            purpose=purpose,
            issued=today.isoformat(),
            expires=(today + timedelta(days=365)).isoformat(),
        )

    def take(self, message: bytes) -> bytes:
        """Receive as the endpoint does: all checks, opening, storing, coding, receipt, commit."""
        answer = self.inbox.take(message)
        if answer.status != _OK:
            raise RuntimeError(f"refused: {answer.body!r}")
        return answer.body

    def check(self, answer: bytes, records: int) -> None:
        """Return if the last message was applied and this many records are in use.

        Raises:
            RuntimeError: what was measured did not do its work.
        """
        receipt = verify_receipt(
            split_answer(answer)[0], roster_of(self.founded), self.node.today().isoformat()
        )
        (peer,) = peers(self.node)
        if receipt.outcome != APPLIED or peer.received != records:
            raise RuntimeError(f"{receipt.outcome} {receipt.code}: {peer.received} of {records}")

    @property
    def _own(self) -> Pinned:
        return self.founded.members[self.node.id]


@contextmanager
def receiving(folder: Path) -> Iterator[Receiver]:
    """Give a node in ``folder`` that has joined a network with one peer."""
    made = found(
        folder, name="Receiver", handle="ana", passphrase_opslimit=1, passphrase_memory_kib=8
    )
    node = nodes.open_node(folder)
    try:
        who = people.sign_in(node, "ana", made.passphrase)
        peer = PeerSimulator("sender")
        file = _founding(node, root_from_words(" ".join(made.root_words)), peer)
        founded = joining.join(node, who, file)
        yield Receiver(node, Inbox(node, _QUOTA), peer, founded)
    finally:
        node.close()


def _founding(node: Node, root: SigningPair, peer: PeerSimulator) -> Founding:
    """Return the founding file of the two, signed by both roots."""
    described = founding.signed_also(joining.describe(node), root)
    terms = joining.terms_of(
        node.declarations, "Bench", frozenset({node.id}), k=5, k_records=3, contributors=2,
        retention_days=730,
    )  # fmt: skip
    drafted = founding.draft(terms, [described, peer.envelope], node.today())
    signed = drafted.charter
    for signer in (root, peer.keys.root):
        signed = founding.signed_also(signed, signer)
    return Founding(signed, drafted.descriptors)
