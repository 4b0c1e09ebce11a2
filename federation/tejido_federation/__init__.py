"""The federation layer: itself a plugin, it reaches the core through the same hooks as any."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tejido.declare.halves import TableHalf
from tejido.declare.records import Approved, Network
from tejido.hookspecs import Pages, Service, hookimpl
from tejido_federation import commands as _commands
from tejido_federation import erasing, queueing
from tejido_federation import networks as _networks
from tejido_federation.board import ENDPOINT, LABEL, board
from tejido_federation.delivery import Delivery
from tejido_federation.halves import HALVES
from tejido_federation.inbox import Inbox
from tejido_federation.pages import blueprint
from tejido_federation.restoring import begin_anew
from tejido_federation.transport import Transport
from tejido_federation.withdrawing import destroy_waiting, take_back

if TYPE_CHECKING:
    import click

    from tejido.node import Node
    from tejido.store.database import Writing


@hookimpl
def migrations() -> Path:
    """Return the folder of the layer's own migrations."""
    return Path(__file__).parent / "migrations"


@hookimpl
def backup_halves() -> list[TableHalf]:
    """Return where the layer's tables go: what opens what arrived, with the keys."""
    return list(HALVES)


@hookimpl
def commands() -> "list[click.Command]":
    """Return ``tejido network`` and ``tejido peer``."""
    # Imported above and not here: a later import would put the module in this hook's place.
    return [_commands.network, _commands.peer]


@hookimpl
def pages(node: "Node") -> list[Pages]:
    """Return the endpoint that peers post to, and the page on peers for people."""
    return [
        Pages(blueprint(Inbox(node)), machines=True),
        Pages(board(node), label=LABEL, endpoint=ENDPOINT),
    ]


@hookimpl
def services(node: "Node") -> list[Service]:
    """Return delivery."""
    transport = Transport(allow_loopback=node.settings.allow_loopback)
    return [Delivery(node, Inbox(node), transport)]


@hookimpl
def networks(node: "Node") -> list[Network]:
    """Return the networks this node is a member of."""
    return _networks.networks(node)


@hookimpl
def approved(node: "Node", transaction: "Writing", items: Sequence[Approved]) -> None:
    """Queue what was approved, within the transaction of its approval."""
    queueing.enqueue(node, transaction, items)


@hookimpl
def erased(transaction: "Writing", processes: Sequence[str], records: Sequence[str]) -> None:
    """Erase what waits to be sent of these, within the transaction that erases them."""
    erasing.erase(transaction, processes, records)


@hookimpl
def taken_back(transaction: "Writing", records: Sequence[str]) -> None:
    """Destroy what waits to be sent of these, within the transaction that takes it back."""
    destroy_waiting(transaction, records)


@hookimpl
def restored(transaction: "Writing") -> None:
    """Begin every stream anew, so that no number is used twice."""
    begin_anew(transaction)


@hookimpl
def consent_changed(node: "Node", process: str) -> None:
    """Take back what consent no longer covers and no peer has yet."""
    take_back(node, process)
