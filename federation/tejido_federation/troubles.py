"""How delivery to a peer goes: failed tries, when the next one is due, what the trouble is.

Every function works within the caller's transaction. A trouble is a code: a rejection code, or
the name of a kind of error. It stands until the peer answers, and that of a stream that broke off
until another one is open.
"""

from datetime import datetime
from typing import Any

from tejido.errors import TejidoError
from tejido.store.database import Reading, Writing
from tejido_federation import breaks
from tejido_federation.codes import RefusedError
from tejido_federation.moments import next_try
from tejido_federation.tables import PeerTable


def code_of(error: TejidoError) -> str:
    """Return how an error is kept."""
    return error.code.id if isinstance(error, RefusedError) else type(error).__name__


def rest(tx: Writing, peer: str, error: TejidoError, now: datetime) -> None:
    """Let a peer rest before the next try; ``now`` is UTC."""
    held = _state(tx, peer)
    held["attempts"] += 1
    held["next_try"] = next_try(now, held["attempts"])
    tx.put(PeerTable, [{**held, "trouble": code_of(error)}])


def answered(tx: Writing, peer: str, today: str) -> None:
    """Note a signed answer that counts (UTC day): the next message may go at once."""
    trouble = _state(tx, peer)["trouble"] if breaks.is_held(tx, peer) else None
    row = {"node": peer, "attempts": 0, "next_try": "", "trouble": trouble, "answered_on": today}
    tx.put(PeerTable, [row])


def note(tx: Writing, peer: str, trouble: str) -> None:
    """Keep what is wrong, without any rest."""
    tx.put(PeerTable, [{**_state(tx, peer), "trouble": trouble}])


def noted(tx: Reading, peer: str) -> str | None:
    """Return the trouble that stands, or nothing."""
    found: str | None = _state(tx, peer)["trouble"]
    return found


def _state(tx: Reading, peer: str) -> dict[str, Any]:
    row = tx.first(PeerTable.select().where(PeerTable.node == peer).dicts())
    usual = {"node": peer, "attempts": 0, "next_try": "", "trouble": None, "answered_on": None}
    return dict(row) if row else usual
