"""The one place that speaks HTTP to peers: one POST, one capped answer.

No redirects, no cookies, no content encodings, 30 seconds for all of it together. Clearnet
without TLS is refused, but for onion services and, where the settings allow it, this machine.
"""

from dataclasses import dataclass
from ipaddress import ip_address

import httpx2

from tejido.errors import PeerError
from tejido.languages import words
from tejido_federation.deadline import Deadline, DeadlineTransport
from tejido_federation.wire import MAX_ANSWER

_ = words("tejido_federation")

MESSAGES_PATH = "federation/v1/messages"
TIMEOUT_SECONDS = 30.0
_ONION = ".onion"


class UnreachableError(PeerError):
    """A peer could not be reached, or did not answer in time."""

    def __init__(self) -> None:
        """Say so; delivery tries again later."""
        super().__init__(_("The peer cannot be reached now; delivery tries again by itself."))


class EndpointError(PeerError):
    """A peer's address may not be used from here."""

    def __init__(self) -> None:
        """Say which addresses may."""
        super().__init__(
            _("A peer's address has to be https, an onion service, or allowed in node.toml.")
        )


@dataclass(frozen=True)
class Reply:
    """What a peer answered: unverified bytes, at most 1 MiB of them."""

    status: int
    body: bytes


class Transport:
    """An HTTP client for peers, used by one thread. Close it when done."""

    def __init__(
        self,
        *,
        allow_loopback: bool = False,
        transport: httpx2.BaseTransport | None = None,
        seconds: float = TIMEOUT_SECONDS,
    ) -> None:
        """Prepare a client; ``transport`` replaces the network in tests.

        Args:
            allow_loopback: whether peers on this machine may be posted to.
            transport: answers instead of the network.
            seconds: for one post, from connecting to the last byte of the answer.
        """
        self._allow_loopback = allow_loopback
        self._seconds = seconds
        self._deadline = Deadline()
        self._client = httpx2.Client(
            timeout=seconds,
            follow_redirects=False,
            trust_env=False,
            transport=transport or DeadlineTransport(self._deadline),
            headers={"Accept-Encoding": "identity", "User-Agent": "tejido"},
        )

    def post(self, endpoint: str, message: bytes) -> Reply:
        """Send one message to a node's endpoint and return what it answers.

        Raises:
            EndpointError: this address may not be used.
            UnreachableError: no answer, one that is too long, or one that is not HTTP.
        """
        url = self._url(endpoint)
        headers = {"Content-Type": "application/octet-stream"}
        self._deadline.begin(self._seconds)
        try:
            with self._client.stream("POST", url, content=message, headers=headers) as response:
                return Reply(response.status_code, _capped(response))
        except (httpx2.HTTPError, httpx2.StreamError, OSError, ValueError):
            # A ValueError: a published host that no name service would take.
            raise UnreachableError from None
        finally:
            self._client.cookies.clear()

    def close(self) -> None:
        """Close connections."""
        self._client.close()

    def _url(self, endpoint: str) -> httpx2.URL:
        try:
            base = httpx2.URL(endpoint if endpoint.endswith("/") else f"{endpoint}/")
        except (httpx2.InvalidURL, ValueError):
            raise EndpointError from None
        if not self._may_use(base):
            raise EndpointError
        return base.join(MESSAGES_PATH)

    def _may_use(self, url: httpx2.URL) -> bool:
        if url.scheme == "https" or url.host.endswith(_ONION):
            return True
        return self._allow_loopback and _is_loopback(url.host)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _capped(response: httpx2.Response) -> bytes:
    """Read an answer as it is on the wire; more than 1 MiB of it is no answer."""
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise UnreachableError
    found = bytearray()
    for chunk in response.iter_raw():
        found += chunk
        if len(found) > MAX_ANSWER:
            raise UnreachableError
    return bytes(found)
