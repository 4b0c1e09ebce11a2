"""Sessions: a cookie that opens the person's key again, for a quarter of an hour at a time.

The cookie is 32 random bytes. The database keeps its SHA-256, and the person's private half
sealed under another derivation of it: neither gives the cookie back, so the table alone opens
nothing.
"""

import hashlib
import secrets
from datetime import UTC, datetime, timedelta

from tejido.accounts.signing_in import SignedIn, opened
from tejido.errors import SealError, SignInError
from tejido.languages import words
from tejido.store import people, sessions
from tejido.store.database import Reading, Store, Writing
from tejido.store.sessions import StoredSession
from tejido.vault.ciphers import BoxPair, keyed_hash, open_row, seal_row
from tejido.vault.identity import NodeIdentity

_ = words("tejido")

COOKIE_SIZE = 32
IDLE = timedelta(minutes=15)
LONGEST = timedelta(hours=8)
#: How stale "last used" may become before it is worth a write.
_FRESH = timedelta(minutes=1)


def open_session(tx: Writing, who: SignedIn, now: datetime) -> bytes:
    """Open a session and return its cookie, which is kept nowhere here. ``now`` is in UTC."""
    cookie = secrets.token_bytes(COOKIE_SIZE)
    sealed = seal_row(_key(cookie), who.pair.private, _place(who.person))
    at = _text(now)
    sessions.add(tx, StoredSession(_id_hash(cookie), who.person, sealed, at, at, at))
    return cookie


def resume(
    store: Store, identity: NodeIdentity, pepper: bytes, cookie: bytes, now: datetime
) -> SignedIn:
    """Return who opened the session of this cookie (unverified bytes), their keys open again.

    Raises:
        SignInError: there is no such session, it has ended, or its person was disabled.
    """
    id_hash = _id_hash(cookie)
    with store.read() as tx:
        session = sessions.by_hash(tx, id_hash)
        if session is None or not _lasts(session, now):
            raise SignInError(_("Your session has ended: sign in again."))
        who = _reopened(tx, identity, pepper, session, cookie)
    if now - _moment(session.seen_at) >= _FRESH:
        with store.write() as tx:
            sessions.seen(tx, id_hash, _text(now))
    return who


def close_session(tx: Writing, cookie: bytes) -> None:
    """End the session of this cookie, if there is one."""
    sessions.remove(tx, _id_hash(cookie))


def close_all(tx: Writing, person: str) -> None:
    """End every session of a person."""
    sessions.remove_of_person(tx, person)


def sweep(tx: Writing, now: datetime) -> None:
    """Remove the sessions that have ended by themselves."""
    sessions.remove_old(tx, _text(now - LONGEST), _text(now - IDLE))


def _lasts(session: StoredSession, now: datetime) -> bool:
    created, seen = _moment(session.created_at), _moment(session.seen_at)
    # A clock that was set back ends a session rather than prolonging it.
    return created <= now < created + LONGEST and seen <= now < seen + IDLE


def _reopened(
    tx: Reading, identity: NodeIdentity, pepper: bytes, session: StoredSession, cookie: bytes
) -> SignedIn:
    person = people.by_id(tx, session.person)
    if person.state != "active":
        raise SignInError(_("Your session has ended: sign in again."))
    try:
        private = open_row(_key(cookie), session.sealed_private, _place(person.id))
        return opened(tx, identity, pepper, person, BoxPair.of(private))
    except SealError as error:
        raise SignInError(_("Your session has ended: sign in again.")) from error


def _id_hash(cookie: bytes) -> str:
    return hashlib.sha256(cookie).hexdigest()


def _key(cookie: bytes) -> bytes:
    return keyed_hash(cookie, b"tejido/session-key/v1")


def _place(person: str) -> bytes:
    return f"tejido/session/v1|{person}".encode()


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _moment(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S%z")
