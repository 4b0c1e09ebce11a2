"""The crisis strategy: an emergency moves fast, and what stands beside it is made by many."""

from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from types import ModuleType

import pytest

from tejido import Aside, Offer, hookimpl
from tejido.declare.declarations import Declarations
from tejido.declare.lifecycles import Lifecycle
from tejido.errors import InputError
from tejido.plugins import Plugins

Load = Callable[..., Plugins]
Beside = Callable[[Plugins, str], list[Aside]]


@pytest.fixture
def lifecycle(book: Declarations) -> Lifecycle:
    found = book.types["crisis.emergency"].lifecycle
    assert found is not None
    return found


@pytest.mark.parametrize(
    "path",
    [
        "received triaged first_response measures_in_place follow_up stabilized closed",
        "received triaged not_an_emergency reopened triaged",
        "received escalated first_response measures_in_place",
        "follow_up transferred closed reopened escalated",
        "stabilized follow_up measures_in_place",
    ],
)
def test_an_emergency_moves_along(lifecycle: Lifecycle, path: str) -> None:
    for before, after in pairwise(path.split()):
        assert after in lifecycle.next(before)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("received", "closed"),
        ("received", "first_response"),
        ("first_response", "stabilized"),
        ("follow_up", "closed"),
        ("not_an_emergency", "closed"),
    ],
)
def test_an_emergency_skips_no_step(lifecycle: Lifecycle, before: str, after: str) -> None:
    assert after not in lifecycle.next(before)


def test_whatever_is_open_can_escalate_or_continue_elsewhere(lifecycle: Lifecycle) -> None:
    resting = {"closed", "transferred", "not_an_emergency", "escalated"}
    for state in set(lifecycle.states) - resting:
        assert {"escalated", "transferred"} <= set(lifecycle.next(state))


def test_a_first_look_is_due_within_the_hour_and_again_when_it_escalates(
    lifecycle: Lifecycle,
) -> None:
    for state in ("received", "escalated", "reopened"):
        assert lifecycle.due[state].kind == "triage"
        assert lifecycle.due[state].within == timedelta(hours=1)
    assert lifecycle.due["triaged"].within == timedelta(hours=3)


def test_the_form_asks_for_both_integrities(book: Declarations) -> None:
    names = list(book.schemas["crisis.emergency"].fields)
    assert {"physical", "emotional", "tonight", "missing"} <= set(names)


def test_an_emergency_needs_a_day_and_how_urgent_it_is(book: Declarations) -> None:
    with pytest.raises(InputError) as refused:
        book.load("crisis.emergency", {"narrative": "Llamaron."})
    assert set(refused.value.fields) == {"received_on", "severity"}


def test_who_is_told_depends_on_how_urgent_it_is(load: Load) -> None:
    plugins = load("crisis")

    def steps(severity: str) -> list[str]:
        offered = plugins.offers("escalation_steps", severity=severity)
        return [offer.id for offer in offered]

    assert "crisis.two_call" in steps("red")
    assert "crisis.missing" in steps("red")
    assert "crisis.missing" not in steps("orange")
    assert "crisis.tell_network" not in steps("yellow")
    assert steps("unknown") == []


def test_there_are_measures_that_reduce_the_threat_itself(load: Load) -> None:
    measures = load("crisis").offers("protective_measures")
    assert sum("Reduces the threat" in one.about for one in measures) >= 1
    assert {one.field for one in measures} == {
        "psychoemotional", "relations", "security", "political",
    }  # fmt: skip


def test_a_strangers_instrument_stands_beside_ours(
    load: Load, beside: Beside, stranger: ModuleType
) -> None:
    theirs = Offer("stranger.bells", "Bells", "Who rings them, and who comes.")

    @hookimpl
    def risk_instruments() -> list[Offer]:
        return [theirs]

    stranger.__dict__["risk_instruments"] = risk_instruments
    instruments = beside(load("crisis", stranger=stranger), "crisis.emergency")[0]
    assert theirs in instruments.entries
    assert len(instruments.entries) > 1


def test_a_stranger_who_fails_takes_nothing_away(
    load: Load, beside: Beside, stranger: ModuleType
) -> None:
    @hookimpl
    def protective_measures() -> list[Offer]:
        raise RuntimeError("broken")

    stranger.__dict__["protective_measures"] = protective_measures
    asides = beside(load("crisis", stranger=stranger), "crisis.emergency")
    assert asides == beside(load("crisis"), "crisis.emergency")


def test_an_emergency_answers_a_session_that_tells_of_danger(book: Declarations) -> None:
    """The core asks who answers; it does not know the crisis strategy."""
    emergency = book.types["crisis.emergency"]
    assert "CO-09" in emergency.answers
    assert book.rules["CO-09"].looks_at(emergency.process)
