"""How long is long enough: whole calendar months, and a clock that can be believed.

What is due goes on the first day of a month, once as many *whole* months have passed as its rule
says. The month in which it came to rest does not count: nothing ever goes a day early, and at most
a month and a day late. Days are UTC.
"""

from datetime import date, timedelta

from tejido.store import retention
from tejido.store.database import Reading

#: How far a day may lie after the newest one that the log knows, for a clock to be believed.
FARTHEST = timedelta(hours=48)


def goes_on(since: date, months: int) -> date:
    """Return the first day on which what has rested since ``since`` is due."""
    return _first_of(since, months + 1)


def kept_since(today: date, months: int) -> date:
    """Return the day before which what has rested is due today, or has been."""
    return _first_of(today, -months)


def is_astray(tx: Reading, today: date) -> bool:
    """Whether the clock may have leapt ahead, so that nothing is to be erased by itself today.

    The log has an entry for nearly every day that a node is used. If its newest before today is
    more than two days old, the clock leapt or the node was off, and nobody here can tell which.
    Whoever asks notes in the log that they waited: on the next day the log knows the day before.
    """
    newest = retention.newest_day_before(tx, today.isoformat())
    return newest is None or today - date.fromisoformat(newest) > FARTHEST


def _first_of(day: date, months: int) -> date:
    """Return the first day of the month that lies so many months after a day's."""
    years, month = divmod(day.month - 1 + months, 12)
    return date(day.year + years, month + 1, 1)
