"""Home: the agenda, overdue first, and the networks this node belongs to."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from tejido.declare.records import Network
from tejido.web.doors import SIGNED_IN, open_to
from tejido.web.role_words import lonely
from tejido.web.sessions import me
from tejido.web.state import state
from tejido.work import agenda as agendas
from tejido.work import (
    alone,
    carrying_out,
    deposits,
    giving_again,
    giving_back,
    processes,
    retention,
)
from tejido.work.agenda import Doing

pages = Blueprint("home", __name__)

#: Processes named under one thing to do, so that the page stays light; the most urgent first.
SHOWN = 5


@dataclass(frozen=True)
class Peer:
    """Another organization of a network, as one line."""

    name: str
    coordinates: bool


@dataclass(frozen=True)
class Together:
    """A network: the others in it, and until when it was agreed (UTC day)."""

    name: str
    peers: tuple[Peer, ...]
    until: str


@pages.get("/")
@open_to(SIGNED_IN)
def agenda() -> ResponseReturnValue:
    """Show what is due."""
    node = state().node
    due, waiting = agendas.agenda(node, me(), SHOWN), deposits.count_waiting(node, me())
    return render_template(
        "home.html",
        due=due,
        names=processes.called(
            node, me(), {*waiting, *_shown([*due.mine, *due.overdue, *due.coming])}
        ),
        processes=processes.has_any(node, me()),
        waiting=waiting,
        wishes=giving_again.count_wanted(node, me()),
        only_mine=alone.count_alone(node, me()),
        rules_coming=retention.count_coming(node),
        rules_failing=carrying_out.is_failing(node, me()),
        asking=[wish for wish in giving_back.asked_of(node, me()) if me().handle in wish.turn],
        lonely=lonely() if me().administrator else [],
        networks=[_together(network) for network in node.plugins.networks(node)],
    )


def _shown(doings: Iterable[Doing]) -> Iterator[str]:
    """Give the processes that the page names."""
    for doing in doings:
        yield from (task.process for task in doing.tasks)


def _together(network: Network) -> Together:
    peers = (
        Peer(member.name, member.node in network.coordinators)
        for member in network.members
        if member.node != network.node
    )
    return Together(network.name, tuple(peers), network.until)
