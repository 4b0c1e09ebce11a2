"""What a node does by itself once a UTC day, and when it starts. None of it needs a key."""

from collections.abc import Callable, Mapping

from tejido.accounts import sessions, throttle
from tejido.node import Node
from tejido.work import auditing, carrying_out, coding, giving_back

Job = Callable[[Node], object]


def _carry_out(node: Node) -> None:
    carrying_out.carry_out(node, node.today())


def _erase_lapsed(node: Node) -> None:
    coding.erase_lapsed(node, node.today())


def _sweep(node: Node) -> None:
    with node.store.write() as tx:
        sessions.sweep(tx, node.clock())
        throttle.sweep(tx, node.clock())


def _empty_journal(node: Node) -> None:
    node.store.checkpoint()


#: In this order: the log is signed with what the rules did, and the journal holds none of it.
JOBS: Mapping[str, Job] = {
    "retention": _carry_out,
    "coded rows whose consent ran out": _erase_lapsed,
    "sessions and throttles": _sweep,
    "requests to guardians": giving_back.forget_old,
    "checkpoint of the log": auditing.checkpoint,
    "journal of the database": _empty_journal,
}
