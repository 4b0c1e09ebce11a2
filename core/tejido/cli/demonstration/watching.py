"""Watching delivery from outside, by what ``tejido peer list`` says at each node."""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tejido.cli.demonstration.commands import Commands
from tejido.cli.demonstration.sites import Site

#: Seconds without any change after which there is nothing left to wait for.
PATIENCE = 90.0
_POLL_SECONDS = 0.5
#: What a peer may say in the end.
_FINAL = frozenset({"applied", "refused"})


@dataclass(frozen=True)
class Standing:
    """How delivery stands at all nodes together; items are counted, messages where it says so.

    Attributes:
        waiting: items queued or packed, not settled: at the senders.
        sent: items in messages that their recipients answered: at the senders.
        received: items in use: at the receivers.
        refused: items in messages that their recipients refused: at the senders.
        messages: packed and addressed: at the senders.
        receipts: messages with a signed, verified receipt that says ``applied``: at the senders.
    """

    waiting: int
    sent: int
    received: int
    refused: int
    messages: int
    receipts: int


def look(sites: Sequence[Site], commands: Commands) -> Standing:
    """Ask every node how it goes with its peers."""
    peers = [
        peer
        for site in sites
        for peer in json.loads(commands("peer", "list", "--node", site.folder, "--json"))
    ]
    said = [(outcome, items) for peer in peers for outcome, items in peer["sent"].items()]
    return Standing(
        waiting=sum(peer["queued"] for peer in peers)
        + sum(items for outcome, items in said if outcome not in _FINAL),
        sent=sum(items for outcome, items in said if outcome),
        received=sum(peer["received"] for peer in peers),
        refused=sum(items for outcome, items in said if outcome == "refused"),
        messages=sum(peer["messages"] for peer in peers),
        receipts=sum(peer["receipts"] for peer in peers),
    )


def watch(
    sites: Sequence[Site],
    commands: Commands,
    check: Callable[[], None],
    tell: Callable[[Standing], None],
) -> Standing:
    """Return how delivery stands once nothing waits, or once nothing moves any more.

    Args:
        sites: the nodes.
        commands: by which they are asked.
        check: raises if a server is gone.
        tell: is told of every change.
    """
    standing = look(sites, commands)
    tell(standing)
    changed = time.monotonic()
    while standing.waiting and time.monotonic() - changed < PATIENCE:
        time.sleep(_POLL_SECONDS)
        check()
        before, standing = standing, look(sites, commands)
        if standing != before:
            tell(standing)
            changed = time.monotonic()
    # Nodes are asked one after another: only now has every receiver been asked after every sender.
    return look(sites, commands)
