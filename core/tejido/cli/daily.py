"""The service that does the daily work while a node serves."""

import logging
import time
from collections.abc import Mapping
from datetime import date
from threading import Event

from tejido.node import Node
from tejido.work.daily import JOBS, Job

_log = logging.getLogger(__name__)

#: Seconds after which a job that failed is tried again.
AGAIN_SECONDS = 3600.0
#: Seconds between looks whether something was erased that still lies in the database's files.
LOOK_SECONDS = 60.0
#: How many times as long as scrubbing took the next one waits: nobody writes while it goes on, and
#: every session that ends asks for it.
REST = 100
_SCRUBBING = "scrubbing the database"


class Daily:
    """Does each job once a UTC day, and at start; one that fails stops no other."""

    def __init__(self, node: Node, jobs: Mapping[str, Job] = JOBS) -> None:
        """Work for ``node``."""
        self.wake = Event()
        self._node = node
        self._jobs = jobs
        self._done_on: dict[str, date] = {}
        self._not_before: dict[str, float] = {}

    def tick(self) -> None:
        """Do what is due now."""
        today = self._node.today()
        for name, job in self._jobs.items():
            if self._done_on.get(name) != today and self._do(name, job, AGAIN_SECONDS):
                self._done_on[name] = today
                del self._not_before[name]
        began = time.monotonic()
        if self._do(_SCRUBBING, self._scrub, LOOK_SECONDS):
            now = time.monotonic()
            due = max(self._not_before[_SCRUBBING], now + REST * (now - began))
            self._not_before[_SCRUBBING] = due

    def _do(self, name: str, job: Job, again: float) -> bool:
        """Do a job unless it was tried lately; return whether it was done."""
        now = time.monotonic()
        if now < self._not_before.get(name, now):
            return False
        self._not_before[name] = now + again
        try:
            job(self._node)
        except Exception as error:  # noqa: BLE001  # the others go on, and so does the node
            _log.error("%s failed: %s; it is tried again", name, type(error).__name__)
            return False
        return True

    @staticmethod
    def _scrub(node: Node) -> None:
        if node.store.needs_scrubbing():
            node.store.scrub()
