"""The one thread in which services tick while a node serves."""

import logging
import threading
from collections.abc import Sequence

from tejido.hookspecs import Service

_log = logging.getLogger(__name__)

#: Commands write beside the server: services look at least this often, in seconds.
POLL_SECONDS = 1.0
#: How long a tick under way is waited for when the server stops, in seconds. What it was at is
#: durable: a message that was not answered is sent again.
PATIENCE_SECONDS = 15.0


class Background:
    """Ticks services, woken by events and by a poll each second; one that fails goes on.

    That a service fails is logged when it begins to, not each second.
    """

    def __init__(self, services: Sequence[Service]) -> None:
        """Share one event among ``services``: whoever sets it wakes them all."""
        self._services = services
        self._wake = threading.Event()
        self._stopping = False
        self._failing: dict[int, str] = {}
        for service in services:
            service.wake = self._wake
        self._thread = threading.Thread(target=self._work, name="services", daemon=True)

    def __enter__(self) -> "Background":
        """Start ticking."""
        self._thread.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        """Let the tick under way finish, and stop."""
        self._stopping = True
        self._wake.set()
        self._thread.join(PATIENCE_SECONDS)

    def _work(self) -> None:
        while not self._stopping:
            self._wake.clear()  # before the work: what comes up during it wakes us again
            for service in self._services:
                self._tick(service)
            self._wake.wait(POLL_SECONDS)

    def _tick(self, service: Service) -> None:
        if self._stopping:
            return
        failure = ""
        try:
            service.tick()
        except Exception as error:  # noqa: BLE001  # the outermost loop: it goes on
            failure = type(error).__name__
        if failure and failure != self._failing.get(id(service)):
            _log.error("%s failed: %s; it goes on", type(service).__name__, failure)
        self._failing[id(service)] = failure
