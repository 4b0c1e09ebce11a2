"""Home: the agenda, overdue first, and the networks this node belongs to."""

from dataclasses import dataclass

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from tejido.web.doors import SIGNED_IN, open_to
from tejido.web.sessions import me
from tejido.web.state import state
from tejido.work import processes, tasks

pages = Blueprint("home", __name__)

#: Tasks shown under one heading, so that the page stays light; the most urgent come first.
SHOWN = 25


@dataclass(frozen=True)
class NetworkLine:
    """A network as one line: with whom, and until when it was agreed (UTC day)."""

    name: str
    others: tuple[str, ...]
    until: str


@pages.get("/")
@open_to(SIGNED_IN)
def agenda() -> ResponseReturnValue:
    """Show what is due."""
    node = state().node
    due, cards = tasks.due(node, me()), processes.listed(node, me())
    return render_template(
        "home.html",
        overdue=[task for task in due if task.is_overdue],
        coming=[task for task in due if not task.is_overdue],
        shown=SHOWN,
        names={card.id: card.name for card in cards},
        processes=cards,
        networks=[
            NetworkLine(
                network.name,
                tuple(member.name for member in network.members if member.node != network.node),
                network.until,
            )
            for network in node.plugins.networks(node)
        ],
    )
