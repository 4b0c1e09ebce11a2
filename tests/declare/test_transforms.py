"""Each transform gives one text of a finite domain, whatever it is given."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tejido.declare import transforms
from tejido.declare.declarations import Declarations
from tejido.declare.policy import FieldPolicy, Policy
from tejido.declare.transforms import NO_SCOPE, RESERVED, Scope, Step

AREA = Scope(
    {"MX": "MX", "GT": "GT", "MX-OAX": "MX-OAX", "sierra": "MX-OAX", "norte": "MX"},
    {"MX-OAX": "MX", "sierra": "MX-OAX", "norte": "MX"},
)
STEPS = (
    *transforms.as_is, *transforms.month, *transforms.quarter, *transforms.year,
    *transforms.region, *transforms.country, *transforms.flag,
    *transforms.bracket(1, 2, 6), *transforms.bracket(0, 5), *transforms.count(3),
)  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=4,
)
NEARLY = st.from_regex(r"[0-9]{4}(-[0-9]{2}){0,2}|[0-9]{1,12}([+]|-[0-9]{1,12})?", fullmatch=True)
WORDS = st.sampled_from((*AREA.terms, *RESERVED, "yes", "no"))


@given(st.sampled_from(STEPS), JSON | NEARLY | WORDS)
def test_every_step_is_total_and_stays_in_its_domain(step: Step, value: object) -> None:
    assert step.apply(value, AREA) in step.domain(AREA)


@pytest.mark.parametrize("step", STEPS, ids=str)
def test_reserved_ids_pass_every_step_as_themselves(step: Step) -> None:
    assert [step.apply(one, AREA) for one in RESERVED] == list(RESERVED)
    assert step.apply(None, AREA) == "not_asked"
    assert step.domain(AREA)[-4:] == RESERVED
    assert len(set(step.domain(AREA))) == len(step.domain(AREA))


@pytest.mark.parametrize(
    ("leaves", "value", "left"),
    [
        (transforms.month, "2018-01-09", "2018-01"),
        (transforms.month, "2018", "unknown"),
        (transforms.quarter, "2018-03-31", "2018-Q1"),
        (transforms.quarter, "2018-04", "2018-Q2"),
        (transforms.quarter, "2018-12-31", "2018-Q4"),
        (transforms.quarter, "2018", "unknown"),
        (transforms.year, "2018", "2018"),
        (transforms.year, "1949-01-01", "unknown"),
        (transforms.year, "2018 in the house of", "unknown"),
        (transforms.region, "MX-OAX", "MX-OAX"),
        (transforms.region, "sierra", "MX-OAX"),
        (transforms.region, "norte", "unknown"),
        (transforms.region, "MX", "unknown"),
        (transforms.country, "MX-OAX", "MX"),
        (transforms.country, "sierra", "MX"),
        (transforms.country, "norte", "MX"),
        (transforms.country, "GT", "GT"),
        (transforms.country, "atlantis", "unknown"),
        (transforms.as_is, "sierra", "MX-OAX"),
        (transforms.as_is, "atlantis", "unknown"),
        (transforms.bracket(1, 2, 6), 0, "0"),
        (transforms.bracket(1, 2, 6), 1, "1"),
        (transforms.bracket(1, 2, 6), 5, "2-5"),
        (transforms.bracket(1, 2, 6), 6, "6+"),
        (transforms.bracket(1, 2, 6), "2-5", "2-5"),
        (transforms.bracket(1, 2, 6), "6+", "6+"),
        (transforms.bracket(1, 6), "2-5", "1-5"),
        (transforms.bracket(3), "2-5", "unknown"),
        (transforms.bracket(1, 2, 6), "3+", "unknown"),
        (transforms.bracket(0, 5), 4, "0-4"),
        (transforms.flag, "yes", "yes"),
        (transforms.count(2), [], "0"),
        (transforms.count(2), [{}], "1"),
        (transforms.count(2), [{}, {}, {}], "2+"),
    ],
)
def test_what_a_transform_makes_of_a_value(leaves: tuple[Step], value: object, left: str) -> None:
    assert leaves[0].apply(value, AREA) == left


def test_a_domain_lists_every_value_a_step_can_give() -> None:
    (bracket,), (region,), (country,) = (
        transforms.bracket(1, 2, 6),
        transforms.region,
        transforms.country,
    )
    assert bracket.domain(NO_SCOPE) == ("0", "1", "2-5", "6+", *RESERVED)
    assert region.domain(AREA) == ("MX-OAX", *RESERVED)
    assert country.domain(AREA) == ("GT", "MX", *RESERVED)
    assert len(transforms.month[0].domain(NO_SCOPE)) == 100 * 12 + 4


@pytest.mark.parametrize(
    ("step", "wrong"),
    [
        (Step("rot13"), "no transform is called"),
        (Step("bracket", ()), "does not take"),
        (Step("bracket", (0,)), "does not take"),
        (Step("bracket", (2, 1)), "rising"),
        (Step("bracket", (1, 1)), "rising"),
        (Step("bracket", (-1, 2)), "whole numbers"),
        (Step("bracket", (1.5,)), "whole numbers"),  # type: ignore[arg-type]  # what it refuses
        (Step("bracket", (True,)), "whole numbers"),
        (Step("bracket", tuple(range(1, 40))), "does not take"),
        (Step("count", (0,)), "does not take"),
        (Step("count", (1, 2)), "does not take"),
        (Step("year", (1,)), "does not take"),
    ],
    ids=str,
)
def test_a_step_outside_the_registry_is_wrong(step: Step, wrong: str) -> None:
    assert wrong in step.wrong


@pytest.mark.parametrize("step", STEPS, ids=str)
def test_every_step_of_the_registry_stands(step: Step) -> None:
    assert step.wrong == ""
    assert not step.coarsens(step)


@pytest.mark.parametrize(
    ("finer", "coarser"),
    [
        (transforms.month, transforms.quarter),
        (transforms.month, transforms.year),
        (transforms.quarter, transforms.year),
        (transforms.region, transforms.country),
        (transforms.bracket(1, 2, 6), transforms.bracket(2)),
        (transforms.bracket(1, 2, 6), transforms.bracket(0, 2, 6)),
        (transforms.count(5), transforms.count(2)),
    ],
    ids=str,
)
def test_one_step_is_coarser_than_the_other_and_not_the_reverse(
    finer: tuple[Step], coarser: tuple[Step]
) -> None:
    assert coarser[0].coarsens(finer[0])
    assert not finer[0].coarsens(coarser[0])


def test_brackets_that_cut_across_each_other_are_not_coarser() -> None:
    (one,), (other,) = transforms.bracket(1, 5), transforms.bracket(3)
    assert not one.coarsens(other)
    assert not other.coarsens(one)


def every_value(field: FieldPolicy) -> list[Any]:
    """Return everything that a quasi-identifier of the type ``everything`` may hold."""
    days = [f"2018-{month:02}-{day:02}" for month in range(1, 13) for day in (1, 15, 28)]
    return {
        "day": [*days, *(day[:7] for day in days), "2018", "2019-07", "2019"],
        "place": list(field.scope.terms),
        "crowd": [*range(20), "2-5", "6+"],
    }[field.name] + [None, *RESERVED]


def test_a_coarser_step_tells_nothing_that_the_finer_one_did_not(policy: Policy) -> None:
    for field in policy.quasi:
        for finer, coarser in pairwise(range(len(field.steps))):
            told: dict[object, object] = {}
            for value in every_value(field):
                left = field.project(value, coarser)
                assert told.setdefault(field.project(value, finer), left) == left


def test_nothing_but_the_registry_makes_steps(book: Declarations) -> None:
    """The closed registry of the design; whoever adds a transform adds its cases above."""
    assert {step.name for step in STEPS} == {
        "as_is", "month", "quarter", "year", "region", "country", "bracket", "flag", "count",
    }  # fmt: skip
    assert {step.name for step in STEPS} == set(transforms._REGISTRY)
