"""Public halves of people on a throw-away node, as if their words had been compared."""

from collections.abc import Iterable

from tejido.accounts.signing_in import find
from tejido.node import Node


def key_of(node: Node, handle: str) -> bytes:
    """Return somebody's public half (unverified) by their handle as typed, empty for nobody's."""
    with node.store.read() as tx:
        found = find(tx, handle)
    return found.public if found else b""


def publics_of(node: Node, handles: Iterable[str]) -> dict[str, bytes]:
    """Return the public halves of several people, by handle as typed."""
    return {handle: key_of(node, handle) for handle in handles}
