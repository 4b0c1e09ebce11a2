"""The group gate: a record leaves only among others that look like it.

At least ``k_records`` processes of this node must share the exact tuple of quasi-identifiers
that would be emitted. Below that the gate climbs the ladders, when before where; if the
coarsest tuple is still shared by too few, the record is held.
"""

from collections.abc import Iterable

from tejido.declare.coding import CodedRow, group_of
from tejido.declare.policy import Levels, Policy
from tejido.errors import HeldError
from tejido.languages import words

_ = words("tejido")


def levels_to_emit(
    policy: Policy,
    row: CodedRow,
    others: Iterable[CodedRow],
    k_records: int,
    frozen: Levels | None = None,
) -> Levels:
    """Return the finest levels at which ``row`` has enough company.

    Args:
        policy: of the row's type.
        row: the record that would leave.
        others: this node's coded rows of the same type; ``row`` itself may be among them.
        k_records: processes that must share the tuple, this one included.
        frozen: the levels at which it was emitted before; they never change again.

    Raises:
        HeldError: with the reason ``few_companions``.
    """
    companions = list(others)
    for levels in [frozen] if frozen is not None else policy.climb():
        emitted = group_of(policy, row, levels)
        sharing = {
            other.subject for other in companions if group_of(policy, other, levels) == emitted
        }
        if len(sharing | {row.subject}) >= k_records:
            return levels
    raise HeldError(
        _("Fewer than %(k)d processes look alike here; it waits until there are more."),
        "few_companions",
        k=k_records,
    )
