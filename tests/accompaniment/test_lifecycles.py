"""How an accompaniment, a diagnosis and a plan move: never past a subject that has not agreed."""

import csv
from collections.abc import Callable
from itertools import pairwise

import pytest

from tejido.declare.declarations import Declarations
from tejido.declare.lifecycles import Lifecycle

#: States and moves as the field draws them. From: process_state.csv of the vocabularies.
DRAWN = """\
contact,framing declined referred
framing,diagnosis declined suspended
diagnosis,plan suspended paused
plan,implementation diagnosis suspended paused
implementation,evaluation plan suspended paused
evaluation,closing plan paused
closing,closed implementation
closed,reopened
reopened,diagnosis plan
suspended,diagnosis plan implementation closing
declined,
referred,closed
paused,plan implementation evaluation closing
"""
Of = Callable[[str], Lifecycle]


@pytest.fixture
def lifecycle(book: Declarations) -> Of:
    """Give the lifecycle of a type."""

    def of(type_id: str) -> Lifecycle:
        found = book.types[type_id].lifecycle
        assert found is not None
        return found

    return of


def test_an_accompaniment_moves_as_the_field_draws_it(lifecycle: Of) -> None:
    drawn = {state: set(following.split()) for state, following in csv.reader(DRAWN.splitlines())}
    drawn["paused"].add("diagnosis")  # a pause during the diagnosis leads back to it
    found = lifecycle("accompaniment")
    assert {state: set(found.next(state)) for state in found.states} == drawn


@pytest.mark.parametrize(
    ("type_id", "path"),
    [
        (
            "accompaniment",
            "contact framing diagnosis plan implementation evaluation closing closed",
        ),
        ("accompaniment", "contact referred closed reopened plan"),
        ("accompaniment", "diagnosis paused diagnosis plan paused implementation"),
        ("accompaniment", "framing suspended closing implementation"),
        ("accompaniment", "evaluation plan implementation"),
        ("diagnosis", "convened gathering returned gathering returned agreed revisited"),
        ("plan", "drafted agreed under_way reviewed drafted"),
        ("plan", "under_way paused under_way reviewed under_way"),
    ],
)
def test_it_moves_along(lifecycle: Of, type_id: str, path: str) -> None:
    for before, after in pairwise(path.split()):
        assert after in lifecycle(type_id).next(before)


@pytest.mark.parametrize(
    ("type_id", "before", "after"),
    [
        ("accompaniment", "contact", "diagnosis"),
        ("accompaniment", "framing", "plan"),
        ("accompaniment", "implementation", "closed"),
        ("diagnosis", "gathering", "agreed"),
        ("plan", "drafted", "under_way"),
    ],
)
def test_no_step_is_skipped(lifecycle: Of, type_id: str, before: str, after: str) -> None:
    assert after not in lifecycle(type_id).next(before)


@pytest.mark.parametrize("type_id", ["accompaniment", "diagnosis", "plan"])
def test_in_an_agreed_pause_nothing_falls_due_and_it_can_always_end(
    lifecycle: Of, type_id: str
) -> None:
    found = lifecycle(type_id)
    assert "paused" not in found.due
    before = {state for state in found.states if "paused" in found.next(state)}
    assert before
    assert before & set(found.next("paused")), "a pause leads back"


@pytest.mark.parametrize("type_id", ["accompaniment", "diagnosis", "plan"])
def test_nothing_falls_due_where_a_record_rests(lifecycle: Of, type_id: str) -> None:
    found = lifecycle(type_id)
    assert set(found.due) <= set(found.moves)
    assert set(found.due).isdisjoint({"closed", "declined", "referred", "left_aside", "reviewed"})


def test_whoever_had_to_stop_for_security_is_not_forgotten(lifecycle: Of) -> None:
    assert lifecycle("accompaniment").due["suspended"].kind == "safe_contact"


@pytest.mark.parametrize(
    ("type_id", "field", "until"),
    [
        ("plan", "review_on", ""),
        ("session", "next_on", ""),
        ("team_care", "next_on", ""),
        ("state_response", "due_on", "answered_on"),
    ],
)
def test_days_that_were_agreed_open_tasks(
    book: Declarations, type_id: str, field: str, until: str
) -> None:
    (due,) = book.types[type_id].dates.items()
    assert (due[0], due[1].until_field) == (field, until)


def test_a_process_has_one_subject_and_one_accompaniment(book: Declarations) -> None:
    assert {one.id for one in book.types.values() if one.single} == {"subject", "accompaniment"}
