"""Sessions: Flask's own interface over the table that ``accounts`` keeps.

The cookie is 32 random bytes; the table keeps its hash and, sealed under another derivation of
it, the person's key: neither alone opens anything. Who is signed in is looked up when first
asked for, so a sheet or a peer's message costs nothing. Nothing else is kept between requests.
"""

import base64
import binascii
from collections.abc import MutableMapping
from datetime import datetime
from typing import Any, cast

from flask import Flask, Request, Response, request
from flask import session as flask_session
from flask.sessions import SessionInterface, SessionMixin
from werkzeug.http import parse_cookie

from tejido.accounts import sessions
from tejido.accounts.sessions import OpenSession
from tejido.accounts.signing_in import SignedIn
from tejido.errors import SignInError
from tejido.languages import words
from tejido.node import Node
from tejido.web.state import EXTENSION
from tejido.work import people

_ = words("tejido")
_NOT_ASKED = object()
#: Before the name of a cookie that a browser takes and sends over TLS alone.
_SECURE = "__Host-"


class NodeSession(dict[str, Any], SessionMixin):
    """One request's session: the cookie, who it stands for, and what is to become of it."""

    def __init__(self, app: Flask, cookie: bytes | None) -> None:
        """Begin with what the browser sent (unverified)."""
        super().__init__()
        self._app = app
        self._who: SignedIn | object | None = _NOT_ASKED
        self.cookie = cookie
        self._began: datetime | None = None
        self.modified = False
        #: Whether the browser sent a session that is over.
        self.has_ended = False

    @property
    def who(self) -> SignedIn | None:
        """Who is signed in; asks the table once."""
        if self._who is _NOT_ASKED:
            self._who = self._resume()
        return cast("SignedIn | None", self._who)

    def begin(self, who: SignedIn) -> None:
        """Open a session for somebody who has just signed in; any earlier one is closed."""
        self.end()
        node = self._node
        with node.store.write() as tx:
            sessions.sweep(tx, node.clock())
            self.cookie = sessions.open_session(tx, who, node.clock())
        self._who, self._began, self.modified = who, None, True

    @property
    def began(self) -> datetime | None:
        """When they signed in (UTC); it stays the same when the cookie is renewed."""
        if self._began is None and self.who is not None and self.cookie is not None:
            with self._node.store.read() as tx:
                self._began = sessions.began(tx, self.cookie, self._node.clock())
        return self._began

    def listed(self) -> list[OpenSession]:
        """Return the open sessions of whoever is signed in, the newest first."""
        if self.who is None:
            return []
        with self._node.store.read() as tx:
            return sessions.listed(tx, self.who.person, self._node.clock())

    def end_others(self, chosen: str = "") -> None:
        """End one of the person's other sessions by its hash (unverified), or all of them."""
        who, node = self.who, self._node
        if who is None or self.cookie is None:
            return
        with node.store.write() as tx:
            if chosen:
                sessions.close_one(tx, who.person, chosen)
            else:
                sessions.close_all(tx, who.person, self.cookie)

    def is_own(self, one: OpenSession) -> bool:
        """Whether one of the sessions is this very one."""
        return self.cookie is not None and one.id_hash == sessions.id_hash(self.cookie)

    @property
    def is_fresh(self) -> bool:
        """Whether the passphrase was typed in this session within the last minutes."""
        if self.who is None or self.cookie is None:
            return False
        with self._node.store.read() as tx:
            return sessions.is_fresh(tx, self.cookie, self._node.clock())

    def renew(self) -> None:
        """Go on under another cookie: the passphrase was typed just now."""
        node, who, cookie = self._node, self.who, self.cookie
        if who is None or cookie is None:
            return
        with node.store.write() as tx:
            self.cookie = sessions.renewed(tx, cookie, who, node.clock())
        self.modified = True

    def end(self) -> None:
        """Close the session, here and in the table."""
        if self.cookie is not None:
            with self._node.store.write() as tx:
                sessions.close_session(tx, self.cookie)
            self.modified = True
        self.cookie, self._who, self._began = None, None, None

    def _resume(self) -> SignedIn | None:
        if self.cookie is None:
            return None
        node = self._node
        try:
            who = sessions.resume(node.store, node.identity, node.pepper, self.cookie, node.clock())
        except SignInError:
            self.cookie, self.has_ended = None, True
            # A form that was sent twice comes back with the cookie from before the passphrase was
            # typed anew: the answer must not remove the new one.
            self.modified = request.method == "GET"
            return None
        if not node.held.box:  # the node was started again since they signed in
            people.hold_keys(node, who)
        return who

    @property
    def _node(self) -> Node:
        found: Node = self._app.extensions[EXTENSION].node
        return found


class TableSessions(SessionInterface):
    """Reads the cookie, and sets or removes it; the rest is :class:`NodeSession`'s."""

    def open_session(self, app: Flask, request: Request) -> NodeSession:
        """Return the request's session; looks nothing up yet."""
        return NodeSession(app, _bytes(request.cookies.get(cookie_name(app, request))))

    def save_session(
        self, app: Flask, session: MutableMapping[str, Any], response: Response
    ) -> None:
        """Set the cookie of a session that began, remove that of one that ended."""
        found = cast(NodeSession, session)
        if not found.modified:
            return
        name, secure = cookie_name(app, request), request.is_secure
        if found.cookie is None:
            response.delete_cookie(name, secure=secure, httponly=True, samesite="Strict")
            return
        value = base64.urlsafe_b64encode(found.cookie).decode()
        response.set_cookie(name, value, secure=secure, httponly=True, samesite="Strict")


def cookie_name(app: Flask, request: Request) -> str:
    """Return the cookie's name: with the node's id, for browsers share cookies across ports.

    ``__Host-`` needs TLS; loopback and an onion address work without.
    """
    name = _plain_name(app)
    return f"{_SECURE}{name}" if request.is_secure else name


def is_live(app: Flask, sent: str) -> bool:
    """Whether a ``Cookie`` header (unverified) names a session that lasts; no key is opened for it.

    This is no door: it tells apart what is worth receiving before the whole of it is here.

    Raises:
        NodeError: the database does not answer.
    """
    node, cookies = app.extensions[EXTENSION].node, parse_cookie(sent)
    found = [_bytes(cookies.get(f"{before}{_plain_name(app)}")) for before in ("", _SECURE)]
    with node.store.read() as tx:
        return any(one is not None and sessions.is_live(tx, one, node.clock()) for one in found)


def current() -> NodeSession:
    """Return this request's session."""
    # A proxy: what it stands for is what open_session returned.
    return cast(NodeSession, flask_session._get_current_object())  # type: ignore[attr-defined]


def somebody() -> SignedIn | None:
    """Return who is signed in, or None."""
    return current().who


def me() -> SignedIn:
    """Return who is signed in, behind a door that lets nobody else in.

    Raises:
        SignInError: nobody is.
    """
    who = somebody()
    if who is None:
        raise SignInError(_("Sign in first."))
    return who


def _plain_name(app: Flask) -> str:
    return f"tejido-{app.extensions[EXTENSION].node.id[:12]}"


def _bytes(sent: str | None) -> bytes | None:
    """Return the 32 bytes of a cookie (unverified), or None."""
    try:
        cookie = base64.urlsafe_b64decode(sent or "")
    except (binascii.Error, ValueError):
        return None
    return cookie if len(cookie) == sessions.COOKIE_SIZE else None
