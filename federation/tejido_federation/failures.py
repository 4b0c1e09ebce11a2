"""Counting unsigned refusals: in memory first, so that an attacker causes no writes."""

import threading
import time
from collections import Counter

from tejido.store.database import Store
from tejido_federation.tables import FailureTable

#: Refusals are written down at most this often.
FLUSH_SECONDS = 60.0


class Failures:
    """How often each code was answered unsigned since the last flush. Threads may share it."""

    def __init__(self) -> None:
        """Begin with none."""
        self._lock = threading.Lock()
        self._counts: Counter[str] = Counter()
        self._flushed = float("-inf")

    def count(self, code: str) -> bool:
        """Count one refusal; say whether it is time to flush."""
        with self._lock:
            self._counts[code] += 1
            return time.monotonic() - self._flushed > FLUSH_SECONDS

    def flush(self, store: Store, today: str) -> None:
        """Add to today's counters in the store what was counted since the last time."""
        with self._lock:
            counts, self._counts = self._counts, Counter()
            self._flushed = time.monotonic()
        if not counts:
            return
        with store.write() as tx:
            held = FailureTable.select(FailureTable.code, FailureTable.count).where(
                FailureTable.on_day == today
            )
            counts.update(dict(tx.all(held.tuples())))
            rows = [{"on_day": today, "code": code, "count": n} for code, n in counts.items()]
            tx.put(FailureTable, rows)
