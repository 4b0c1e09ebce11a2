"""Home: the agenda, overdue first, and the networks this node belongs to."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from tejido.declare.records import Network
from tejido.web.doors import SIGNED_IN, open_to
from tejido.web.role_words import lonely
from tejido.web.say import here
from tejido.web.sessions import me
from tejido.web.state import state
from tejido.work import alone, deposits, giving_again, giving_back, processes, retention, tasks
from tejido.work.tasks import DueTask

pages = Blueprint("home", __name__)

#: Processes named under one thing to do, so that the page stays light; the most urgent first.
SHOWN = 8


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


@dataclass(frozen=True)
class Doing:
    """One thing to do, and the tasks that ask for it, the most urgent first."""

    label: str
    tasks: tuple[DueTask, ...]


@pages.get("/")
@open_to(SIGNED_IN)
def agenda() -> ResponseReturnValue:
    """Show what is due."""
    node = state().node
    due, cards = tasks.due(node, me()), processes.listed(node, me())
    return render_template(
        "home.html",
        overdue=_doings(task for task in due if task.is_overdue),
        coming=_doings(task for task in due if not task.is_overdue),
        shown=SHOWN,
        names={card.id: card.name for card in cards},
        processes=cards,
        waiting=deposits.count_waiting(node, me()),
        wishes=giving_again.count_wanted(node, me()),
        only_mine=alone.count_alone(node, me()),
        rules_coming=retention.count_coming(node),
        asking=[wish for wish in giving_back.asked_of(node, me()) if me().handle in wish.turn],
        lonely=lonely() if me().administrator else [],
        networks=[_together(network) for network in node.plugins.networks(node)],
    )


def _doings(due: Iterable[DueTask]) -> list[Doing]:
    """Return what is to be done in the order of the most urgent task of each."""
    found: dict[str, list[DueTask]] = {}
    for task in due:
        found.setdefault(here(task.label), []).append(task)
    return [Doing(label, tuple(tasks)) for label, tasks in found.items()]


def _together(network: Network) -> Together:
    peers = (
        Peer(member.name, member.node in network.coordinators)
        for member in network.members
        if member.node != network.node
    )
    return Together(network.name, tuple(peers), network.until)
