"""Sessions: a cookie that opens the person's key again, for a quarter of an hour at a time.

The cookie is 32 random bytes. The database keeps its SHA-256, and the person's private half
sealed under another derivation of it: neither gives the cookie back, so the table alone opens
nothing. That seal is bound to how often the node was sealed, so that not even a session's row that
is put back opens anything once the node was sealed again.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from tejido.accounts.moments import moment_of, text_of
from tejido.accounts.signing_in import SignedIn, lock_of, opened
from tejido.errors import SealError, SignInError
from tejido.languages import words
from tejido.store import people, sealing, sessions
from tejido.store.database import Reading, Store, Writing
from tejido.store.sessions import StoredSession
from tejido.vault.ciphers import BoxPair, keyed_hash, open_row, seal_row
from tejido.vault.identity import NodeIdentity

_ = words("tejido")
_ENDED = _("Your session has ended: sign in again.")

COOKIE_SIZE = 32
IDLE = timedelta(minutes=15)
LONGEST = timedelta(hours=8)
#: How long the passphrase counts as typed just now.
FRESH = timedelta(minutes=5)
#: How stale "last used" may become before it is worth a write.
_STALE = timedelta(minutes=1)


@dataclass(frozen=True)
class OpenSession:
    """One session of somebody, as they may see it. Moments are in UTC."""

    id_hash: str
    created_at: datetime
    seen_at: datetime


def open_session(tx: Writing, who: SignedIn, now: datetime) -> bytes:
    """Open a session and return its cookie, which is kept nowhere here. ``now`` is in UTC.

    Raises:
        SignInError: since ``who`` signed in the node was sealed, they were disabled, or their key
            was made or locked anew.
    """
    if lock_of(people.by_id(tx, who.person)) != who.lock:
        raise SignInError(_ENDED)
    return _begun(tx, who, created_at=now, now=now)


def renewed(tx: Writing, cookie: bytes, who: SignedIn, now: datetime) -> bytes:
    """Go on with a session under a new cookie, which is returned: the passphrase was just typed.

    The old cookie opens nothing any more, whoever may have seen it. The session ends when it
    would have ended.

    Raises:
        SignInError: there is no such session of ``who``, or it has ended, or the node was sealed.
    """
    session = sessions.by_hash(tx, id_hash(cookie))
    if session is None or session.person != who.person or not _lasts(session, now):
        raise SignInError(_ENDED)
    sessions.remove(tx, session.id_hash)
    return _begun(tx, who, created_at=moment_of(session.created_at), now=now)


def began(tx: Reading, cookie: bytes, now: datetime) -> datetime | None:
    """Return when a session began (UTC), None where there is none or it is over."""
    session = sessions.by_hash(tx, id_hash(cookie))
    return moment_of(session.created_at) if session and _lasts(session, now) else None


def is_fresh(tx: Reading, cookie: bytes, now: datetime) -> bool:
    """Whether the passphrase was typed in this session within :data:`FRESH`."""
    session = sessions.by_hash(tx, id_hash(cookie))
    if session is None or not _lasts(session, now):
        return False
    proved = moment_of(session.proved_at)
    return proved <= now < proved + FRESH


def is_live(tx: Reading, cookie: bytes, now: datetime) -> bool:
    """Whether there is a session of this cookie (unverified bytes) that lasts; opens no key."""
    session = sessions.by_hash(tx, id_hash(cookie))
    return session is not None and _lasts(session, now)


def resume(
    store: Store, identity: NodeIdentity, pepper: bytes, cookie: bytes, now: datetime
) -> SignedIn:
    """Return who opened the session of this cookie (unverified bytes), their keys open again.

    Raises:
        SignInError: there is no such session, it has ended, its person was disabled, or the
            node was sealed since.
    """
    own = id_hash(cookie)
    with store.read() as tx:
        session = sessions.by_hash(tx, own)
        if session is None or not _lasts(session, now):
            raise SignInError(_ENDED)
        who = _reopened(tx, identity, pepper, session, cookie)
    if now - moment_of(session.seen_at) >= _STALE:
        with store.write() as tx:
            sessions.seen(tx, own, text_of(now))
    return who


def close_session(tx: Writing, cookie: bytes) -> None:
    """End the session of this cookie, if there is one."""
    sessions.remove(tx, id_hash(cookie))


def close_one(tx: Writing, person: str, id_hash: str) -> None:
    """End one session of a person, if they have it: nobody ends another's."""
    found = sessions.by_hash(tx, id_hash)
    if found is not None and found.person == person:
        sessions.remove(tx, id_hash)


def close_all(tx: Writing, person: str, but: bytes | None = None) -> None:
    """End every session of a person, but the one of the cookie ``but``."""
    sessions.remove_of_person(tx, person, but=None if but is None else id_hash(but))


def listed(tx: Reading, person: str, now: datetime | None = None) -> list[OpenSession]:
    """Return a person's sessions, the newest first; with ``now`` only those that still last."""
    return [
        OpenSession(one.id_hash, moment_of(one.created_at), moment_of(one.seen_at))
        for one in sessions.of_person(tx, person)
        if now is None or _lasts(one, now)
    ]


def id_hash(cookie: bytes) -> str:
    """Return under what a cookie's session is kept, to tell one's own among those listed."""
    return hashlib.sha256(cookie).hexdigest()


def sweep(tx: Writing, now: datetime) -> None:
    """Remove the sessions that have ended by themselves."""
    sessions.remove_old(tx, text_of(now - LONGEST), text_of(now - IDLE))


def _begun(tx: Writing, who: SignedIn, *, created_at: datetime, now: datetime) -> bytes:
    if who.generation != sealing.generation(tx):
        raise SignInError(_ENDED)
    cookie = secrets.token_bytes(COOKIE_SIZE)
    sealed = seal_row(_key(cookie), who.pair.private, _place(who.person, who.generation))
    at = text_of(now)
    row = StoredSession(id_hash(cookie), who.person, sealed, text_of(created_at), at, at)
    sessions.add(tx, row)
    return cookie


def _lasts(session: StoredSession, now: datetime) -> bool:
    created, seen = moment_of(session.created_at), moment_of(session.seen_at)
    # A clock that was set back ends a session rather than prolonging it.
    return created <= now < created + LONGEST and seen <= now < seen + IDLE


def _reopened(
    tx: Reading, identity: NodeIdentity, pepper: bytes, session: StoredSession, cookie: bytes
) -> SignedIn:
    person = people.by_id(tx, session.person)
    if person.state == "disabled":
        raise SignInError(_ENDED)
    place = _place(person.id, sealing.generation(tx))
    try:
        private = open_row(_key(cookie), session.sealed_private, place)
        return opened(tx, identity, pepper, person, BoxPair.of(private))
    except SealError as error:
        raise SignInError(_ENDED) from error


def _key(cookie: bytes) -> bytes:
    return keyed_hash(cookie, b"tejido/session-key/v1")


def _place(person: str, generation: int) -> bytes:
    return f"tejido/session/v1|{person}|{generation}".encode()
