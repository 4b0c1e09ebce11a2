"""The rule for one figure."""

import pytest

from tejido.errors import UsageError
from tejido.measures.counting import Cell
from tejido.measures.rule import (
    Reason,
    Thresholds,
    is_dominated,
    is_sum_safe,
    must_reach,
    reason_to_hide,
)


def cell(**subjects: int) -> Cell:
    """Return a cell of so many subjects by origin, each with one act."""
    people = {(origin, str(n)) for origin, many in subjects.items() for n in range(many)}
    return Cell(subjects, frozenset(people))


@pytest.mark.parametrize(
    ("figure", "reason"),
    [
        (cell(), None),
        (cell(a=1), Reason.SMALL),
        (cell(a=2, b=1, c=1), Reason.SMALL),
        (cell(a=2, b=2, c=1), None),
        (cell(a=9), Reason.FEW_ORGANIZATIONS),
        (cell(a=9, b=9), Reason.FEW_ORGANIZATIONS),
        (cell(a=9, b=9, c=9), None),
        (cell(a=17, b=2, c=1), Reason.DOMINATED),
    ],
)
def test_a_figure_needs_subjects_organizations_and_no_dominance(
    figure: Cell, reason: Reason | None
) -> None:
    assert reason_to_hide(figure, Thresholds()) is reason


def test_many_acts_of_few_subjects_are_a_small_figure() -> None:
    acts = Cell({"a": 30, "b": 30, "c": 30}, frozenset({("a", "x"), ("b", "x"), ("c", "x")}))
    assert reason_to_hide(acts, Thresholds()) is Reason.SMALL


@pytest.mark.parametrize(
    ("contributions", "dominated"),
    [
        ([], False),
        ([80, 10, 10], True),  # the second knows the largest to within 10 of 80
        ([80, 4, 4, 4, 4, 4], False),  # exactly 80 %, and a rest of 16 = 20 % of it
        ([81, 4, 4, 4, 4, 4], True),
        ([10, 10, 2], False),
        ([10, 10, 1], True),
    ],
)
def test_one_organization_does_not_stand_for_all(contributions: list[int], dominated: bool) -> None:
    assert is_dominated(contributions, 20) is dominated


def test_without_a_share_nothing_is_dominated() -> None:
    assert reason_to_hide(cell(a=9), Thresholds(organizations=1, share_percent=0)) is None


@pytest.mark.parametrize(
    ("value", "reach"),
    [(0, (0, 5)), (1, (0, 5)), (2, (0, 5)), (4, (1, 7)), (9, (6, 12)), (50, (40, 60))],
)
def test_a_hidden_figure_could_be_k_and_has_at_least_k_values(
    value: int, reach: tuple[int, int]
) -> None:
    low, high = must_reach(value, Thresholds())
    assert (low, high) == reach
    assert high - low >= 5


def test_a_sum_leaves_no_contributor_with_a_small_rest() -> None:
    assert reason_to_hide(cell(a=3, b=1, c=2), Thresholds()) is None
    assert is_sum_safe(cell(a=3, b=1, c=2), None, Thresholds())
    assert not is_sum_safe(cell(a=3, b=1, c=2), "a", Thresholds())
    assert is_sum_safe(cell(a=3, b=1, c=2), "b", Thresholds())
    assert is_sum_safe(cell(a=3), "a", Thresholds())
    assert not is_sum_safe(cell(a=3), None, Thresholds())


@pytest.mark.parametrize(
    "wrong", [{"subjects": 1}, {"organizations": 0}, {"share_percent": -1}, {"share_percent": 50}]
)
def test_thresholds_that_protect_nobody_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(UsageError):
        Thresholds(**wrong)
