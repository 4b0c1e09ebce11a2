"""The page on the other organizations of our networks: one card each, how it goes with it."""

from collections.abc import Mapping
from dataclasses import dataclass

import flask

from tejido.languages import words
from tejido.node import Node
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
    resting = (_("No answer for now; delivery tries again by itself."),) if peer.trouble else ()
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
