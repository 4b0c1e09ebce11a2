"""Which figures may be shown: the rule for one figure, and how wide a hidden one must stay."""

import math
from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum

from tejido.errors import UsageError
from tejido.languages import words
from tejido.measures.counting import Cell

_ = words("tejido")


@dataclass(frozen=True)
class Thresholds:
    """What a network's charter asks of a figure before it is shown.

    ``subjects`` is k, the fewest distinct subjects; ``organizations`` the fewest that
    contribute; ``share_percent`` is p of the dominance rule, 0 for none. An organization that
    counts only its own takes ``Thresholds(organizations=1, share_percent=0)``.
    """

    # From: the design's page on findings (charter defaults k = 5, 3 organizations, p = 20).
    subjects: int = 5
    organizations: int = 3
    share_percent: int = 20

    def __post_init__(self) -> None:
        """Refuse thresholds that protect nobody.

        Raises:
            UsageError: a number is out of its range.
        """
        if self.subjects < 2 or self.organizations < 1 or not 0 <= self.share_percent < 50:
            raise UsageError(
                _(
                    "A table needs at least 2 subjects, 1 organization and a share "
                    "from 0 to 49 percent as thresholds. Correct them in the charter."
                )
            )

    @property
    def distance(self) -> int:
        """How far from its true value a hidden figure must be able to lie, both ways.

        Half of k, rounded up, so that it has at least k possible values.
        """
        # From: the protection prototype behind the design: L = 3 with k = 5.
        return (self.subjects + 1) // 2


class Reason(Enum):
    """Why a figure is not shown; for explaining and testing, never shown beside a figure."""

    SMALL = "fewer subjects than k"
    FEW_ORGANIZATIONS = "fewer organizations than asked"
    DOMINATED = "one organization stands for nearly all"


def reason_to_hide(cell: Cell, thresholds: Thresholds) -> Reason | None:
    """Return why this figure may not be shown, or None where it may. A zero may be shown."""
    if cell.value == 0:
        return None
    if len(cell.subjects) < thresholds.subjects:
        return Reason.SMALL
    if len(cell.acts) < thresholds.organizations:
        return Reason.FEW_ORGANIZATIONS
    if is_dominated(cell.acts.values(), thresholds.share_percent):
        return Reason.DOMINATED
    return None


def is_sum_safe(cell: Cell, reader: str | None, thresholds: Thresholds) -> bool:
    """Say whether ``reader`` may know figures taken together that make up ``cell``.

    For the public (None) the rule is that of a single figure. A contributor subtracts its own;
    what is left counts no subject or at least k.
    """
    if reader is None:
        return reason_to_hide(cell, thresholds) is None
    rest = sum(origin != reader for origin, _subject in cell.subjects)
    return rest == 0 or rest >= thresholds.subjects


def is_dominated(contributions: Collection[int], percent: int) -> bool:
    """Say whether one organization stands for nearly all, or can be estimated by another.

    1. The largest contribution is more than (100 - p) % of the whole.
    2. The p % rule: the second largest contributor, who subtracts its own part, knows the
       largest to within p %.
    """
    # From: Hundepool et al., Statistical Disclosure Control, on magnitude tables: p % rule.
    if percent == 0 or not contributions:
        return False
    largest, second = (*sorted(contributions, reverse=True), 0)[:2]
    whole = sum(contributions)
    return (
        100 * largest > (100 - percent) * whole
        or 100 * (whole - largest - second) < percent * largest
    )


def must_reach(value: int, thresholds: Thresholds) -> tuple[int, int]:
    """Return the values that a hidden figure's interval must contain, (low, high).

    A reader can neither tell that it is below k, nor pin it: the distance is half of k, or p %
    of the value where that is more.
    """
    share = math.ceil(value * thresholds.share_percent / 100)
    distance = max(thresholds.distance, share)
    return max(0, value - distance), max(thresholds.subjects, value + distance)
