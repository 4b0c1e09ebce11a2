"""Counting for the coordinator's screen: own coded rows and what arrived, gated alike."""

from collections.abc import Iterable, Sequence

from tejido.accounts.signing_in import SignedIn
from tejido.declare.coding import CodedRow
from tejido.declare.policy import Policy
from tejido.declare.records import Measure, Network
from tejido.errors import HeldError, NotFoundError
from tejido.languages import words
from tejido.measures.counting import CountedRow, Facets
from tejido.measures.rule import Thresholds
from tejido.measures.table import ProtectedTable, protected_table
from tejido.minimize.group_gate import levels_to_emit
from tejido.node import Node
from tejido.work.coding import open_coded

_ = words("tejido")


def table(node: Node, who: SignedIn, measure: str, year: int) -> ProtectedTable:
    """Return a measure's table for one year, small cells suppressed.

    Counts what arrived and this node's own coded rows. Own rows pass the same group gate as
    what is sent, so that nobody's own records are singled out beside their peers'.

    Raises:
        NotFoundError: no plugin declares such a measure, or the node is in no network.
        NotOpenedError: ``who`` does not hold the role ``analyst``.
    """
    declared = node.declarations.measures.get(measure)
    if declared is None:
        raise NotFoundError(_("No plugin here declares this measure."))
    network = _network(node)
    with node.store.read() as tx:
        rows = open_coded(tx, who, declared.type)
    policy = node.declarations.policies[declared.type]
    counted = list(_counted(node, policy, declared, network, rows))
    facets = Facets(declared.rows, declared.columns, declared.beside, declared.time)
    thresholds = Thresholds(network.k, network.organizations)
    return protected_table(counted, facets, year, thresholds)


def _network(node: Node) -> Network:
    """Return the network whose thresholds hold: the strictest, if there are several."""
    networks = node.plugins.networks(node)
    if not networks:
        raise NotFoundError(_("This node is in no network yet; there is nothing to compare."))
    return max(networks, key=lambda network: (network.k, network.organizations))


def _counted(
    node: Node,
    policy: Policy,
    measure: Measure,
    network: Network,
    rows: Sequence[CodedRow],
) -> Iterable[CountedRow]:
    facets = (measure.rows, measure.columns, measure.beside, measure.time)
    own = [row for row in rows if not row.origin]
    for row in rows:
        levels = {}
        if not row.origin:
            try:
                levels = dict(levels_to_emit(policy, row, own, network.k_records))
            except HeldError:
                continue
        values = {name: row.at(name, levels.get(name, 0)) for name in facets}
        yield CountedRow(row.origin or node.id, row.subject, values)
