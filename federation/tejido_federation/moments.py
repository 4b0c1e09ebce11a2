"""When to try again: one minute after the first failure, doubling to a day, with jitter.

Moments are UTC texts ``YYYY-MM-DDTHH:MMZ``, which sort as they follow each other.
"""

import random
from datetime import datetime, timedelta

FIRST = timedelta(minutes=1)
LONGEST = timedelta(days=1)
_JITTER = 0.25
_MOST_DOUBLINGS = 11  # 2^11 minutes are more than a day


def moment(at: datetime) -> str:
    """Return a moment as it is stored."""
    return at.strftime("%Y-%m-%dT%H:%MZ")


def next_try(now: datetime, attempts: int, jitter: float | None = None) -> str:
    """Return when to try again after this many failed attempts (from 1).

    Args:
        now: UTC.
        attempts: that failed in a row.
        jitter: 0 to 1, drawn unless given; peers shall not all come at once.
    """
    drawn = random.random() if jitter is None else jitter  # noqa: S311  # spreads load, hides nothing
    wait = min(LONGEST, FIRST * 2 ** min(attempts - 1, _MOST_DOUBLINGS))
    return moment(now + wait * (1 + _JITTER * drawn))
