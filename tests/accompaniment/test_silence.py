"""Days of the State's silence: counted, never guessed, an omission beyond its own term."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tejido.accompaniment.silence import Silence, silence

TODAY = date(2026, 3, 9)
DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, Silence(None, False, False)),
        ({"asked_on": "2026-03-01"}, Silence(8, False, False)),
        ({"asked_on": "2026-03"}, Silence(None, False, False)),
        ({"asked_on": "2026-01-01", "due_on": "2026-02-01"}, Silence(67, False, True)),
        ({"asked_on": "2026-01-01", "response": "silence"}, Silence(67, False, False)),
        (
            {"asked_on": "2026-01-01", "due_on": "2026-01-20", "answered_on": "2026-01-11"},
            Silence(10, True, False),
        ),
        (
            {"asked_on": "2026-01-01", "due_on": "2026-01-05", "answered_on": "2026-01-11"},
            Silence(10, True, True),
        ),
        ({"asked_on": "2026-01-01", "response": "denied"}, Silence(None, True, False)),
        ({"asked_on": "2026-04-01"}, Silence(0, False, False)),
    ],
    ids=[
        "nothing is known",
        "asked eight days ago",
        "asked in some month",
        "beyond its term",
        "silence is no answer",
        "answered within its term",
        "answered, too late",
        "answered on a day nobody wrote down",
        "asked tomorrow",
    ],
)
def test_silence_is_counted_from_the_day_it_was_asked(
    body: dict[str, Any], expected: Silence
) -> None:
    assert silence(body, TODAY) == expected


@given(asked=DAYS, today=DAYS, due=DAYS)
def test_each_day_without_an_answer_is_one_more(asked: date, today: date, due: date) -> None:
    body = {"asked_on": asked.isoformat(), "due_on": due.isoformat()}
    now, later = silence(body, today), silence(body, today + timedelta(days=1))
    assert now.days == max(0, (today - asked).days)
    assert later.days == (now.days or 0) + (1 if today >= asked else 0)
    assert now.is_omission == (today > due)
