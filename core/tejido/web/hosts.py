"""Under which names the face answers people: another site's name may be made to point here.

A page elsewhere that has its own name resolve to this machine would otherwise be of one origin
with us. Peers are not asked: what they bring authenticates itself.
"""

from urllib.parse import urlsplit

from flask import current_app, request

from tejido.errors import CallerError
from tejido.languages import words
from tejido.web.doors import MACHINES, door_of
from tejido.web.state import state

_ = words("tejido")

_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
#: Listening on all addresses, a node cannot know its names unless ``endpoint`` says one.
_ALL_ADDRESSES = {"0.0.0.0", "::"}  # noqa: S104  # compared with, not listened on


class ForeignHostError(CallerError):
    """The request names a host that is not this node's."""


def check() -> None:
    """Let the request pass if it was sent to one of the node's own names.

    Raises:
        ForeignHostError: it was sent to another.
    """
    settings = state().node.settings
    own = own_names(settings.host, settings.endpoint)
    if not own or door_of(current_app, request.endpoint) == MACHINES:
        return
    if urlsplit(f"//{request.host}").hostname not in own:
        raise ForeignHostError(
            _("This node does not answer under this address; «endpoint» in node.toml names it.")
        )


def own_names(host: str, endpoint: str = "") -> set[str]:
    """Return the names under which who listens on ``host`` answers; empty where any will do."""
    public = urlsplit(endpoint).hostname
    if host in _ALL_ADDRESSES and public is None:
        return set()
    return {host, *_LOOPBACK} | ({public} if public else set())
