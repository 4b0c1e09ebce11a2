"""How the web server takes what is sent: long only where files are taken, and sealed there.

Waitress collects the whole of a request before anybody looks at it. Short ones wait in memory;
those with files wait in the node's folder, sealed under a key that only this memory has.
"""

from copy import copy
from functools import partial

from flask import Flask
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.utilities import Error

from tejido.errors import NodeError
from tejido.vault.sealed_streams import SealedSpool
from tejido.web.uploads import taken


class SealedBody(SealedSpool):
    """What was sent so far, with the names that waitress gives to writing and reading it."""

    def append(self, data: bytes) -> None:
        """Take what comes next."""
        self.write(data)

    def __len__(self) -> int:
        """Return how much was sent so far."""
        return self.stream_key.size

    def getfile(self) -> "SealedBody":
        """Return it to be read from its beginning."""
        self.seek(0)
        return self


class NoRoomError(Error):
    """What is answered to a request that cannot be received now: there is no room for it."""

    code = 503
    reason = "Service Unavailable"


class Bodies(HTTPRequestParser):
    """One request as it comes in. Where it goes, and whose it is, say how long it may be."""

    def __init__(self, app: Flask, adj: Adjustments) -> None:
        """Begin a request for ``app``; ``adj`` says how long most may be."""
        super().__init__(adj)
        self._app = app

    def received(self, data: bytes) -> int:
        """Take what comes next, and return how much of it belongs to this request."""
        try:
            consumed = super().received(data)
            if self.completed and not self.error and self.body_rcv is not None:
                self.body_rcv.getfile()  # what a sealed one still holds needs room as well
        except NodeError:
            # Waitress would drop the connection without a word.
            self.error = NoRoomError("There is no room for this now. Try again later.")
            self.completed = True
            return len(data)
        return consumed

    def parse_header(self, header_plus: bytes) -> None:
        """Read the header, and choose where the body goes."""
        super().parse_header(header_plus)
        if self.body_rcv is None:
            return
        # WSGI's way with paths: each byte as one character.
        sent_to: str = self.path  # type: ignore[attr-defined]  # its stubs leave it out
        path = sent_to.encode("latin-1").decode("utf-8", "replace")
        found = taken(self._app, path, str(self.command), self.headers.get("COOKIE", ""))
        if found is not None:
            self.adj = copy(self.adj)
            self.adj.max_request_body_size = found.longest
        if found is not None and found.folder is not None:
            self.body_rcv.buf = SealedBody(found.folder)  # type: ignore[assignment]  # all it is asked for


def channels(app: Flask) -> type[HTTPChannel]:
    """Return what a server makes of each connection, so that requests for ``app`` come in so."""

    class Channel(HTTPChannel):
        parser_class = partial(Bodies, app)  # type: ignore[assignment]  # it is only called

    return Channel
