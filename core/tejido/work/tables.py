"""Counting for the coordinator's screen: own coded rows and what arrived, gated alike."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tejido.accounts.signing_in import SignedIn
from tejido.declare.coding import CodedRow
from tejido.declare.policy import Policy
from tejido.declare.records import Network
from tejido.errors import HeldError, NotFoundError
from tejido.languages import words
from tejido.measures.counting import CountedRow, Facets
from tejido.measures.rule import Thresholds
from tejido.measures.table import ProtectedTable, protected_table
from tejido.minimize.group_gate import Company, levels_to_emit
from tejido.node import Node
from tejido.work.coding import ANALYST, open_coded

_ = words("tejido")


def table(node: Node, who: SignedIn, measure: str, year: int) -> ProtectedTable:
    """Return a measure's table for one year, small cells suppressed.

    Counts what arrived and this node's own coded rows. Own rows pass the same group gate as
    what is sent, so that nobody's own records are singled out beside their peers'.

    Raises:
        NotFoundError: no plugin declares such a measure, or the node is in no network.
        NotOpenedError: ``who`` does not hold the role ``analyst``.
    """
    who.role(ANALYST)
    declared = node.declarations.measures.get(measure)
    if declared is None:
        raise NotFoundError(
            _("No plugin here declares this measure. There are: %(choices)s."),
            choices=", ".join(node.declarations.measures) or "-",
        )
    asked = _Asked.of(node.plugins.networks(node))
    with node.store.read() as tx:
        rows = open_coded(node, tx, who, declared.type)
    policy = node.declarations.policies[declared.type]
    facets = Facets(declared.rows, declared.columns, declared.beside, declared.time)
    counted = list(_counted(node.id, policy, facets, asked.k_records, rows))
    return protected_table(counted, facets, year, Thresholds(asked.k, asked.organizations))


@dataclass(frozen=True)
class _Asked:
    """What a table must keep: of several networks, each time what the strictest asks."""

    k: int
    k_records: int
    organizations: int

    @classmethod
    def of(cls, networks: Sequence[Network]) -> "_Asked":
        if not networks:
            raise NotFoundError(_("This node is in no network yet; there is nothing to compare."))
        return cls(
            max(network.k for network in networks),
            max(network.k_records for network in networks),
            max(network.organizations for network in networks),
        )


def _counted(
    node: str, policy: Policy, facets: Facets, k_records: int, rows: Sequence[CodedRow]
) -> Iterator[CountedRow]:
    """Give the rows as they are counted: own ones at the levels at which they might leave."""
    company = Company(policy, (row for row in rows if not row.origin))
    names = (facets.rows, facets.columns, facets.beside, facets.time)
    for row in rows:
        try:
            levels = {} if row.origin else levels_to_emit(row, company, k_records)
        except HeldError:
            continue
        values = {name: row.at(name, levels.get(name, 0)) for name in names}
        yield CountedRow(row.origin or node, row.subject, values)
