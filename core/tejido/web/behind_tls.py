"""Behind a proxy that speaks TLS for us: requests for our own https address count as secure.

The proxy's own headers are not believed. Whoever names that host over plain HTTP gains only
cookies that a browser will not send back over it.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class BehindTls:
    """A WSGI application that tells the one inside that visitors reach it by https."""

    def __init__(self, inner: "WSGIApplication", endpoint: str) -> None:
        """Wrap ``inner``; ``endpoint`` is the URL of ``node.toml``, which may be empty."""
        address = urlsplit(endpoint)
        self._inner = inner
        self._host = address.netloc.lower() if address.scheme == "https" else ""

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer one request."""
        if self._host and environ.get("HTTP_HOST", "").lower() == self._host:
            environ["wsgi.url_scheme"] = "https"
        return self._inner(environ, start_response)
