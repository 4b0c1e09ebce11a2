"""Sealing a node again: every session ends, and every process of it forgets its keys."""

from contextlib import suppress
from threading import Event

from tejido.accounts.signing_in import SignedIn
from tejido.audit.log import Kind
from tejido.errors import NodeError, SignInError
from tejido.languages import words
from tejido.node import Node
from tejido.store import sealing, sessions
from tejido.store.database import Reading
from tejido.work.log import log

_ = words("tejido")


def seal(node: Node, who: SignedIn | None) -> None:
    """End every session and forget every key, here at once and elsewhere within a second.

    What arrives is received and kept as before; it opens once somebody has signed in again.

    Args:
        node: what to seal.
        who: whoever asked for it; None where nobody is signed in (``tejido lock``).
    """
    node.held.forget()  # whatever becomes of the rest
    with node.store.write() as tx:
        sealing.raise_generation(tx)
        sessions.remove_all(tx)
        log(node, tx, Kind.LOCK, who)
    node.held.forget()
    with suppress(NodeError):  # the sessions' keys go from the journal at once, if nobody reads
        node.store.checkpoint()


def refuse_sealed(tx: Reading, who: SignedIn) -> None:
    """Return if the node was not sealed since the keys of ``who`` opened.

    What goes on for longer than a moment asks this before each piece that it opens.

    Raises:
        SignInError: it was.
    """
    if sealing.generation(tx) != who.generation:
        raise SignInError(_("The node was sealed meanwhile: sign in again."))


class Watch:
    """A service that forgets this process's keys when the node was sealed by another one."""

    def __init__(self, node: Node) -> None:
        """Watch from now on."""
        self.wake = Event()
        self._node = node
        self._known = self._generation()

    def tick(self) -> None:
        """Forget, if the node was sealed since the last look."""
        found = self._generation()
        if found != self._known:
            self._node.held.forget()
            self._known = found

    def _generation(self) -> int:
        with self._node.store.read() as tx:
            return sealing.generation(tx)
