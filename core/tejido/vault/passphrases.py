"""A person's key under their passphrase. No hash of it is stored: opening the key is the check.

The key that locks is BLAKE2b-256(key = the node's pepper, Argon2id(passphrase in NFC)), so that
neither the database nor the pepper alone lets anybody guess. Salt and limits stand beside each
person's key, and can be raised for one person at a time.
"""

import secrets
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tejido.errors import BusyError, InputError, SealError, SignInError
from tejido.languages import words
from tejido.vault.ciphers import SALT_SIZE, BoxPair, keyed_hash, open_row, seal_row, stretch
from tejido.vault.wordlists import random_words

_ = words("tejido")

#: Characters of the shortest passphrase that a person may choose.
# From: OWASP ASVS 5.0, 6.2.1 (15 where there is no second factor)
SHORTEST = 15
#: Characters of the longest: more would only keep Argon2 busy.
LONGEST = 256
#: Characters of what is typed that are brought to NFC: more than any passphrase has before.
_MOST_TYPED = 8 * LONGEST
#: What is said whether it was the handle or the passphrase.
WRONG = _("This handle and passphrase do not open anything.")
#: Seconds to wait for those before, and how many may wait.
PATIENCE = 5.0
WAITING = 8


@dataclass(frozen=True)
class Cost:
    """How much work it is to try a passphrase: passes, and bytes of memory."""

    # From: security design, 2.2: 0.38 s on a small server, far above ASVS's and OWASP's minimum
    opslimit: int = 3
    memlimit: int = 128 * 1024 * 1024


REAL = Cost()
#: The most work that a setting asks for; a key that asks for more is not tried.
MOST = Cost(100, 4 * 1024**3)


@dataclass(frozen=True)
class LockedKey:
    """A person's private half as the database keeps it, with what it takes to try."""

    salt: bytes
    opslimit: int
    memlimit: int
    sealed: bytes = field(repr=False)


def lock(
    private: bytes, passphrase: str, pepper: bytes, person: str, cost: Cost = REAL
) -> LockedKey:
    """Lock a private half (32 bytes) under a passphrase.

    Args:
        private: What to lock.
        passphrase: As typed; it is brought to NFC, so that keyboards need not agree.
        pepper: The node's.
        person: The id of whose it is; under another id it does not open.
        cost: How hard guessing shall be.

    Raises:
        InputError: the passphrase is too short or too long.
        BusyError: too many are waiting.
    """
    check_passphrase(passphrase)
    salt = secrets.token_bytes(SALT_SIZE)
    key = _key(passphrase, pepper, salt, cost)
    return LockedKey(salt, cost.opslimit, cost.memlimit, seal_row(key, private, _place(person)))


def unlock(locked: LockedKey, passphrase: str, pepper: bytes, person: str) -> BoxPair:
    """Open a person's key with what was typed.

    Raises:
        SignInError: it does not open.
        BusyError: too many are waiting, or memory is short.
        SealError: it asks for more work than :data:`MOST`; nothing was tried.
    """
    cost = Cost(locked.opslimit, locked.memlimit)
    if cost.opslimit > MOST.opslimit or cost.memlimit > MOST.memlimit:
        raise SealError(_("A key asks for more work than any does: restore the newest backup."))
    try:
        key = _key(passphrase, pepper, locked.salt, cost)
        return BoxPair.of(open_row(key, locked.sealed, _place(person)))
    except SealError as error:
        raise SignInError(WRONG) from error


def pretend(passphrase: str, pepper: bytes, cost: Cost = REAL) -> None:
    """Do the work of :func:`unlock` for nobody: a wrong handle then takes as long as a right one.

    Raises:
        BusyError: too many are waiting.
    """
    _key(passphrase, pepper, bytes(SALT_SIZE), cost)


def generate_passphrase(language: str, words: int = 7) -> str:
    """Draw a passphrase of words, 75 bits where there are seven; ``language`` is a tag."""
    return " ".join(random_words(language, words))


def check_passphrase(passphrase: str) -> None:
    """Return if a person may choose this passphrase.

    Raises:
        InputError: it is too short or too long.
    """
    length = len(unicodedata.normalize("NFC", passphrase))
    if not SHORTEST <= length <= LONGEST:
        message = _(
            "A passphrase has %(shortest)d to %(longest)d characters: seven words are easy to keep."
        )
        raise InputError(message, {"new": [message]}, shortest=SHORTEST, longest=LONGEST)


def _key(passphrase: str, pepper: bytes, salt: bytes, cost: Cost) -> bytes:
    # Cut after NFC, as it was counted when it was chosen; what is far too long is not looked at.
    text = unicodedata.normalize("NFC", passphrase[:_MOST_TYPED])[:LONGEST]
    typed = text.encode("utf-8", "surrogatepass")
    with _one_at_a_time():
        stretched = stretch(typed, salt, cost.opslimit, cost.memlimit)
    return keyed_hash(pepper, stretched)


def _place(person: str) -> bytes:
    return f"tejido/person-key/v1|{person}".encode()


# The memory is the machine's, not a node's: 128 MiB for each who tries at once would be the
# cheapest way to bring a small server down.
_TURN = threading.Lock()
_QUEUE = threading.BoundedSemaphore(WAITING)


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    if not _QUEUE.acquire(blocking=False):
        raise BusyError(_("Many people are signing in at once: try again in a moment."))
    try:
        if not _TURN.acquire(timeout=PATIENCE):
            raise BusyError(_("Many people are signing in at once: try again in a moment."))
        try:
            yield
        finally:
            _TURN.release()
    finally:
        _QUEUE.release()
