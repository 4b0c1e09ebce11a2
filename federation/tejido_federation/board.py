"""The page on the other organizations of our networks: one card each, how it goes with it."""

from collections.abc import Mapping
from dataclasses import dataclass

import flask

from tejido.languages import words
from tejido.node import Node
from tejido_federation.breaks import STREAM_FAULTS
from tejido_federation.codes import CODES
from tejido_federation.networks import Peer, peers
from tejido_federation.receipts import APPLIED, ERASED, GAP, HELD, KEPT, REFUSED, WITHHELD

_ = words("tejido_federation")

LABEL = _("Other organizations")
ENDPOINT = "peers.listed"

#: What a peer said of items that we sent it, as people read it; in this order.
SAID: Mapping[str, str] = {
    APPLIED: _("Arrived and opened there"),
    KEPT: _("Kept there, not opened yet"),
    "": _("On their way"),
    GAP: _("Waiting there for an earlier message"),
    REFUSED: _("Not accepted there"),
    WITHHELD: _("Taken back, out of use there"),
    ERASED: _("Erased there"),
    HELD: _("Held there for a legal reason"),
}

_BROKEN_OFF = _(
    "They say that our messages no longer follow each other. What they did not take goes out on a"
    " new stream, at most one a day. If it goes on, talk to whoever hosts their node."
)
#: What a trouble of delivery means to people; any other is that the peer does not answer.
TROUBLES: Mapping[str, str] = {
    **dict.fromkeys((*STREAM_FAULTS, GAP), _BROKEN_OFF),
    "recipient_key": _("They have no key to seal records to: ask them for their new descriptor."),
    "SealError": _(
        "What waits for them was changed in the database, and is not sent: tell whoever hosts"
        " this node."
    ),
    "EndpointError": _("Their published address cannot be used: ask them for another."),
}
_RESTING = _("No answer for now; delivery tries again by itself.")


@dataclass(frozen=True)
class Card:
    """One peer as the page shows it.

    Attributes:
        lines: words and a number of records.
        troubles: what a person should know or do.
    """

    name: str
    node: str
    lines: tuple[tuple[str, int], ...]
    answered_on: str | None
    troubles: tuple[str, ...]


def card(peer: Peer) -> Card:
    """Return a peer's card; what is nought is left out, but for what arrived here."""
    sent = [(SAID[outcome], peer.sent[outcome]) for outcome in SAID if peer.sent.get(outcome)]
    waiting = [(_("Approved, not packed yet"), peer.queued)] if peer.queued else []
    lines = (*waiting, *sent, (_("Received from them"), peer.received))
    resting = (TROUBLES.get(peer.trouble, _RESTING),) if peer.trouble else ()
    alarms = tuple(CODES[code].meaning for code in peer.alarms)
    return Card(peer.name, peer.node, lines, peer.answered_on, (*resting, *alarms))


def board(node: Node) -> flask.Blueprint:
    """Return the page, for whoever is signed in."""
    pages = flask.Blueprint("peers", "tejido_federation", template_folder="templates")

    @pages.get("/peers")
    def listed() -> str:
        return flask.render_template(
            "federation/peers.html",
            cards=[card(one) for one in peers(node)],
            is_sealed=node.held.box is None,
        )

    return pages
