"""The endpoint that peers post to; thin around :class:`~tejido_federation.inbox.Inbox`."""

import logging

import flask

from tejido.errors import DatabaseError
from tejido_federation import checks, wire
from tejido_federation.codes import RefusedError
from tejido_federation.inbox import UNSIGNED, Answer, Inbox, unsigned

_log = logging.getLogger(__name__)

_UNAVAILABLE = 503


def blueprint(inbox: Inbox) -> flask.Blueprint:
    """Return the routes of format 1; they know no session and no cookie."""
    routes = flask.Blueprint("federation", __name__)

    @routes.post("/federation/v1/messages")
    def messages() -> flask.Response:
        return _response(_take(inbox, flask.request))

    return routes


def _take(inbox: Inbox, request: flask.Request) -> Answer:
    try:
        return _taken(inbox, request)
    except DatabaseError as error:
        _log.error("a message could not be stored: %s", type(error).__name__)
        return Answer(_UNAVAILABLE, b"{}", UNSIGNED)


def _taken(inbox: Inbox, request: flask.Request) -> Answer:
    try:
        checks.check_length(request.content_length)  # 1
        checks.check_encoding(request.headers.get("Content-Encoding"))  # 2
        raw = _read(request)
    except RefusedError as error:
        inbox.refused(error.code.id)
        return unsigned(error)
    return inbox.take(raw)


def _read(request: flask.Request) -> bytes:
    """Read no more than a message can be; step 1 again, for what announces no length."""
    # The limit for people's forms is lower than a message may be.
    request.max_content_length = wire.MAX_MESSAGE + 1
    raw = request.stream.read(wire.MAX_MESSAGE + 1)
    if len(raw) > wire.MAX_MESSAGE:
        raise RefusedError("too_large")
    return raw


def _response(answer: Answer) -> flask.Response:
    return flask.Response(answer.body, answer.status, content_type=answer.content_type)
