"""The training strategy: judged by what organizations did with it, not by who attended."""

from collections.abc import Callable
from itertools import pairwise
from types import ModuleType

import pytest

from tejido import Aside, Offer, hookimpl
from tejido.declare.declarations import Declarations
from tejido.declare.lifecycles import Lifecycle
from tejido.declare.policy import project
from tejido.plugins import Plugins

TYPE = "training.cohort"
Load = Callable[..., Plugins]


@pytest.fixture
def lifecycle(book: Declarations) -> Lifecycle:
    found = book.types[TYPE].lifecycle
    assert found is not None
    return found


def test_a_cohort_is_a_process_of_its_own_kind(book: Declarations) -> None:
    assert book.types[TYPE].process == "training.cohort"
    assert book.kinds["training.cohort"].about


def test_nobody_is_listed_marked_or_certified(book: Declarations) -> None:
    names = set(book.schemas[TYPE].fields)
    assert "incorporation" in names
    assert names.isdisjoint({"attendance", "attendees", "grade", "hours", "certificate"})


def test_people_leave_as_a_bracket_and_the_venue_not_at_all(book: Declarations) -> None:
    given = {
        "starts_on": "2025-02-03",
        "place": "MX-GRO",
        "participants": 17,
        "organizations": 5,
        "venue": "Casa del patio",
        "incorporation": ["not_yet"],
    }
    left = project(book.policies[TYPE], book.load(TYPE, given), {})
    assert left["starts_on"] == "2025-Q1"
    assert left["participants"] == "16-30"
    assert left["organizations"] == "2-5"
    assert left["incorporation"] == ["not_yet"]
    assert "venue" not in left


def test_a_cohort_moves_until_organizations_have_answered(lifecycle: Lifecycle) -> None:
    path = "designed called selecting confirmed running evaluated following_up closed"
    for before, after in pairwise(path.split()):
        assert after in lifecycle.next(before)
    assert "closed" not in lifecycle.next("evaluated")
    assert lifecycle.due["following_up"].within.days == 180


@pytest.mark.parametrize("state", ["called", "selecting", "confirmed", "running"])
def test_a_cohort_can_be_suspended_for_security_and_resumed(
    lifecycle: Lifecycle, state: str
) -> None:
    assert "suspended" in lifecycle.next(state)
    assert "running" in lifecycle.next("suspended")


def test_questions_are_asked_in_words(load: Load) -> None:
    items = load("training").offers("evaluation_items")
    assert items
    assert all(item.label.endswith("?") for item in items)


def test_a_strangers_module_joins_the_list(
    load: Load, beside: Callable[[Plugins, str], list[Aside]], stranger: ModuleType
) -> None:
    theirs = Offer("stranger.radio", "Community radio", "To tell it ourselves.")

    @hookimpl
    def training_modules() -> list[Offer]:
        return [theirs]

    stranger.__dict__["training_modules"] = training_modules
    modules, questions = beside(load("training", stranger=stranger), TYPE)
    assert theirs in modules.entries
    assert theirs not in questions.entries
