"""Days as precisely as they are known: ``2025-03-09``, ``2025-03`` or ``2025``, and what they span.

Days are UTC. An incomplete day counts to its last day: nothing is late before the last day on
which it could have been on time.
"""

import re
from calendar import monthrange
from datetime import date

_KNOWN = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?")


def first_day(known: object) -> date | None:
    """Return the first day of what a ``Day`` field holds; None where no day is known."""
    found = _KNOWN.fullmatch(known) if isinstance(known, str) else None
    if found is None:
        return None
    year, month, day = found.groups()
    return date(int(year), int(month or 1), int(day or 1))


def last_day(known: object) -> date | None:
    """Return the last day of what a ``Day`` field holds; None where no day is known."""
    found = _KNOWN.fullmatch(known) if isinstance(known, str) else None
    if found is None:
        return None
    year, month = int(found[1]), int(found[2] or 12)
    return date(year, month, int(found[3] or monthrange(year, month)[1]))
