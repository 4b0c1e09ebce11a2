r"""How often somebody may try a way in: by handle, passphrases all together; never by address.

Behind an onion service everybody comes from the same address, so an address says nothing. A try
is counted in a transaction before any work is done for it, so that tries at the same time cannot
exceed what is allowed; it is given back where it was no guess. Handles that nobody has are counted
alike. Only what strangers can try as well, with passphrases, is counted for all together: nobody
outside keeps away who is in already, or who has their twelve words.

The table's key is BLAKE2b under the pepper of ``"tejido/throttle/v1\0"``, the way, ``"\0"`` and the
handle.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from tejido.accounts.handles import normalized
from tejido.accounts.moments import moment_of, text_of
from tejido.store import throttles
from tejido.store.database import Reading, Writing
from tejido.store.throttles import StoredTries
from tejido.vault.ciphers import keyed_hash

_MAGIC = b"tejido/throttle/v1\0"
_EVERYBODY = "all"
#: Doublings after which a wait is as long as it gets, whatever the pace.
_MOST_DOUBLINGS = 20


class Way(StrEnum):
    """What is tried; each is counted by itself."""

    #: A passphrase, by whoever says they are this person.
    OUTSIDE = "outside"
    #: Whatever is asked for within a session.
    INSIDE = "inside"
    #: The twelve words: a guess costs no work, and 128 bits are not guessed.
    WORDS = "words"


@dataclass(frozen=True)
class Pace:
    """How many tries are taken at once, and how long the waits are then. All in seconds.

    After ``free`` tries comes a wait of ``first``, which doubles with every further try up to
    ``longest``; after ``quiet`` without any try (never less than ``longest``) all is forgotten.
    """

    free: int
    first: int
    longest: int
    quiet: int

    def wait(self, tries: int) -> int:
        """Return how long to wait after this many tries."""
        if tries < self.free:
            return 0
        return min(self.longest, self.first << min(tries - self.free, _MOST_DOUBLINGS))


#: Five tries, then 1, 2, 4, 8 and 15 minutes: at most some hundred guesses a day, however patient.
BY_HANDLE = Pace(free=5, first=60, longest=15 * 60, quiet=2 * 60 * 60)
#: Thirty wrong passphrases a minute, whoever tries them.
BY_ALL = Pace(free=30, first=60, longest=60, quiet=60)


@dataclass(frozen=True)
class Tries:
    """Tries so far, when the last came, and before when none is taken. In whole Unix seconds."""

    tries: int
    since: int
    until: int | None = None


def decided(pace: Pace, known: Tries | None, now: int) -> tuple[Tries, int]:
    """Return what is known after one more try, and 0; or how many seconds to wait before it.

    A clock that was set back begins the wait anew, so that it never lasts longer than the
    pace's longest.
    """
    if known is None or now - known.since >= pace.quiet:
        known = Tries(0, now)
    if known.since > now:
        known = _after(pace, known.tries, now)
    if known.until is not None and now < known.until:
        return known, min(known.until - now, pace.longest)
    return _after(pace, known.tries + 1, now), 0


def reserve(tx: Writing, pepper: bytes, handle: str, now: datetime, way: Way = Way.OUTSIDE) -> int:
    """Take one try at a handle, before it is made.

    Args:
        tx: a transaction of its own: it has to be kept before the work begins.
        pepper: the node's.
        handle: as typed; it need not be anybody's.
        now: the moment, in UTC.
        way: what is tried.

    Returns:
        0, or how many seconds to wait: then nothing was taken.
    """
    at = int(now.timestamp())
    paces = _paces(pepper, handle, way)
    found = {key: decided(pace, _known(tx, key), at) for key, pace in paces.items()}
    longest = max(wait for _tries, wait in found.values())
    for key, (tries, wait) in found.items():
        # A wait is kept as well: after a clock was set back it has begun anew.
        if wait or not longest:
            _keep(tx, key, tries)
    return longest


def give_back(tx: Writing, pepper: bytes, handle: str, way: Way = Way.OUTSIDE) -> None:
    """Undo a try that was reserved and never made."""
    for key in _paces(pepper, handle, way):
        _give_back(tx, key)


def forget(tx: Writing, pepper: bytes, handle: str, now: datetime, way: Way = Way.OUTSIDE) -> None:
    """Forget the tries at a handle once one was right; those that are long over go too.

    With the twelve words comes a new passphrase: wrong ones from before say nothing any more.
    """
    throttles.remove(tx, _key(pepper, handle, way))
    if way is Way.WORDS:
        throttles.remove(tx, _key(pepper, handle, Way.OUTSIDE))
    if way is Way.OUTSIDE:
        _give_back(tx, _EVERYBODY)
    sweep(tx, now)


def sweep(tx: Writing, now: datetime) -> int:
    """Forget what would be forgotten at the next try; return how many handles that were."""
    quiet = datetime.fromtimestamp(now.timestamp() - BY_HANDLE.quiet, UTC)
    return throttles.remove_old(tx, text_of(quiet))


def _paces(pepper: bytes, handle: str, way: Way) -> dict[str, Pace]:
    """Return under which keys a try is counted, and how many each of them lets."""
    own = {_key(pepper, handle, way): BY_HANDLE}
    return own | ({_EVERYBODY: BY_ALL} if way is Way.OUTSIDE else {})


def _after(pace: Pace, tries: int, now: int) -> Tries:
    wait = pace.wait(tries)
    return Tries(tries, now, now + wait if wait else None)


def _give_back(tx: Writing, key: str) -> None:
    known = _known(tx, key)
    if known is None:
        return
    if known.tries > 1:  # whatever wait there is, the try that is given back began it
        _keep(tx, key, Tries(known.tries - 1, known.since))
    else:
        throttles.remove(tx, key)


def _known(tx: Reading, key: str) -> Tries | None:
    stored = throttles.by_key(tx, key)
    if stored is None:
        return None
    until = None if stored.until is None else _seconds(stored.until)
    return Tries(stored.tries, _seconds(stored.since), until)


def _keep(tx: Writing, key: str, tries: Tries) -> None:
    until = None if tries.until is None else _text(tries.until)
    throttles.put(tx, StoredTries(key, tries.tries, _text(tries.since), until))


def _key(pepper: bytes, handle: str, way: Way) -> str:
    typed = normalized(handle).encode("utf-8", "surrogatepass")
    return keyed_hash(pepper, _MAGIC + way.encode() + b"\0" + typed).hex()


def _seconds(text: str) -> int:
    return int(moment_of(text).timestamp())


def _text(seconds: int) -> str:
    return text_of(datetime.fromtimestamp(seconds, UTC))
