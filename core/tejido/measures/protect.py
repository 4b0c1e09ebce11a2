"""Deciding which figures of a table are suppressed, or that none can be shown.

Fail closed: a table is shown only where the audit, which knows nothing of how figures were
chosen, finds no leak. Otherwise everything is suppressed.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from tejido.measures.audit import audit, views
from tejido.measures.circulation import Arc
from tejido.measures.complement import mend
from tejido.measures.counting import Cell
from tejido.measures.rule import Thresholds

#: How often leaks are mended before the table is withheld. Judgement: random tables of up to
#: 31 x 32 cells needed 8 at most.
ROUNDS = 30


@dataclass(frozen=True)
class Protection:
    """Which figures are not shown: all of them where the table is withheld."""

    suppressed: frozenset[Arc]
    is_withheld: bool


def protect(figures: Mapping[Arc, Cell], thresholds: Thresholds) -> Protection:
    """Return what to suppress of a table's figures so that nothing leaks."""
    public = next(views(figures))
    hidden: set[Arc] = set()
    for _round in range(ROUNDS):
        leaks = list(audit(figures, hidden, thresholds))
        if not leaks:
            return Protection(frozenset(hidden), is_withheld=False)
        known = len(hidden)
        mend(leaks, public, hidden, thresholds)
        if len(hidden) == known:
            break
    return Protection(frozenset(figures), is_withheld=True)
