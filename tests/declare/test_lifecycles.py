"""Lifecycles are data, and checked before anybody moves along them."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from tejido import Due, Lifecycle
from tejido.errors import DeclarationError

SOUND: Mapping[str, Any] = {
    "start": "received",
    "states": {"received": "Received", "answered": "Answered", "closed": "Closed"},
    "moves": {"received": ["answered"], "answered": ["closed", "received"]},
    "due": {"received": Due("triage", "Look at it", hours=1)},
}


def test_a_sound_lifecycle_passes() -> None:
    Lifecycle(**SOUND).check(["crisis", "crisis.emergency"])


def test_the_states_that_may_follow() -> None:
    lifecycle = Lifecycle(**SOUND)
    assert lifecycle.next("answered") == ["closed", "received"]
    assert not lifecycle.next("closed")
    assert not lifecycle.next("nowhere")
    assert [state for state in lifecycle.states if lifecycle.is_end(state)] == ["closed"]


@pytest.mark.parametrize(
    ("changed", "state", "reason"),
    [
        ({"start": "begun"}, "begun", "no label"),
        ({"start": ""}, "", "an id"),
        ({"start": "closed"}, "answered", "no move leads"),
        ({"moves": {"received": ["answered", "gone"], "answered": ["closed"]}}, "gone", "label"),
        ({"moves": {"received": ["answered"]}}, "closed", "no move leads"),
        ({"moves": {**SOUND["moves"], "gone": ["received"]}}, "gone", "no label"),
        ({"moves": {"received": "answered"}}, "a", "no label"),
        ({"states": {**SOUND["states"], "closed": ""}}, "closed", "no label"),
        ({"states": {**SOUND["states"], "Cerrado": "C"}}, "Cerrado", "an id"),
        ({"states": {**SOUND["states"], "lost": "Lost"}}, "lost", "no move leads"),
        ({"due": {"gone": Due("x", "X", days=1)}}, "gone", "no label"),
        ({"due": {"received": Due("x", "X")}}, "received", "time"),
        ({"due": {"received": Due("x", "X", hours=-1)}}, "received", "time"),
        ({"due": {"received": Due("", "X", hours=1)}}, "received", "kind"),
        ({"due": {"received": Due("Call Ana", "X", hours=1)}}, "received", "kind"),
        ({"due": {"received": Due("x", "", hours=1)}}, "received", "label"),
        ({"due": {"received": Due("x", "X", hours=1, until_field="day")}}, "received", "moving"),
    ],
)
def test_a_lifecycle_that_cannot_be_followed_is_refused(
    changed: Mapping[str, Any], state: str, reason: str
) -> None:
    with pytest.raises(DeclarationError, match=reason) as refused:
        Lifecycle(**{**SOUND, **changed}).check(["plugin", "type"])
    assert refused.value.where == ("plugin", "type", state)


def test_time_runs_in_hours_and_days() -> None:
    assert Due("x", "X", hours=1, days=2).within == timedelta(hours=49)
