"""The group gate: a record leaves only among others that look like it.

At least ``k_records`` processes of this node must share the exact tuple of quasi-identifiers
that would be emitted. Below that the gate climbs the ladders, when before where; if the
coarsest tuple is still shared by too few, the record is held.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from tejido.declare.coding import Coded, CodedRow, group_of
from tejido.declare.policy import Levels, Policy
from tejido.errors import HeldError
from tejido.languages import words

_ = words("tejido")

#: Tuple of quasi-identifiers -> the processes that would show it.
_Groups = Mapping[tuple[Coded, ...], set[str]]


class Company:
    """This node's coded rows of one type, as the gate looks at them: who shares which tuple.

    Grouped once for each level that is asked for: a node may hold tens of thousands of rows,
    and every record asks.
    """

    def __init__(self, policy: Policy, rows: Iterable[CodedRow]) -> None:
        """Take the rows of ``policy``'s type."""
        self.policy = policy
        self._rows = tuple(rows)
        self._grouped: dict[frozenset[tuple[str, int]], _Groups] = {}

    def sharing(self, row: CodedRow, levels: Levels) -> set[str]:
        """Return the processes that would show the tuple of ``row`` at ``levels``, with its own."""
        groups = self._at(levels)
        return groups.get(group_of(self.policy, row, levels), set()) | {row.subject}

    def _at(self, levels: Levels) -> _Groups:
        key = frozenset(levels.items())
        if key not in self._grouped:
            groups = defaultdict(set)
            for row in self._rows:
                groups[group_of(self.policy, row, levels)].add(row.subject)
            self._grouped[key] = dict(groups)
        return self._grouped[key]


def levels_to_emit(
    row: CodedRow, company: Company, k_records: int, frozen: Levels | None = None
) -> Levels:
    """Return the finest levels at which ``row`` has enough company.

    Args:
        row: the record that would leave.
        company: this node's coded rows of the same type; ``row`` itself may be among them.
        k_records: processes that must share the tuple, this one included.
        frozen: the levels at which it was emitted before; they never change again.

    Raises:
        HeldError: with the reason ``few_companions``.
    """
    for levels in [frozen] if frozen is not None else company.policy.climb():
        if len(company.sharing(row, levels)) >= k_records:
            return levels
    raise HeldError(
        _("Fewer than %(k)d processes look alike here; it waits until there are more."),
        "few_companions",
        k=k_records,
    )
