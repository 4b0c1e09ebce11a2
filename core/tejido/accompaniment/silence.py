"""The State's silence, in days: what was asked, and how long nothing has come. Pure.

Beyond the day by which it had to answer, silence is an omission of the State, not a lack of data.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

#: Answers that are an answer; silence, written down as such, is none.
_SILENCE = "silence"


@dataclass(frozen=True)
class Silence:
    """How a request to the State stands on some day.

    Attributes:
        days: from the day it was asked until it was answered, or until now; None where the day
            it was asked is not known to the day.
        is_over: whether something came.
        is_omission: whether it is, or was, beyond the day by which it had to answer.
    """

    days: int | None
    is_over: bool
    is_omission: bool


def silence(body: Mapping[str, Any], today: date) -> Silence:
    """Return how a State response (a body) stands; ``today`` is the UTC day."""
    asked, answered, due = (_day(body.get(name)) for name in ("asked_on", "answered_on", "due_on"))
    response = body.get("response")
    is_over = answered is not None or response not in (None, _SILENCE)
    # Answered, but nobody wrote down when: silence is not counted further, nor guessed.
    until = answered if is_over else today
    days = max(0, (until - asked).days) if asked and until else None
    return Silence(days, is_over, due is not None and until is not None and until > due)


def _day(value: object) -> date | None:
    """Return a day that is known to the day."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None
    except ValueError:
        return None
