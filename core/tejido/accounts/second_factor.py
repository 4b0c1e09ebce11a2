"""The second factor: codes of half a minute from a phone (RFC 6238), or spare ones from paper.

The seed opens only with the person's own key, so a code is looked at after the passphrase was
right. That somebody has a second factor is covered by the proof beside their row: whoever writes
to the database can neither put in a seed nor take it out.
"""

import base64
from dataclasses import replace
from datetime import datetime
from hmac import compare_digest
from typing import Literal

import pyotp

from tejido.accounts import spare_codes
from tejido.accounts.people import change_person
from tejido.errors import SignInError
from tejido.store import people
from tejido.store import spare_codes as stored_codes
from tejido.store.database import Writing
from tejido.store.people import Person
from tejido.vault.ciphers import BoxPair
from tejido.vault.passphrases import WRONG
from tejido.vault.totp_seeds import open_seed, seal_seed

#: What a person came in with beside their passphrase.
Second = Literal["", "code", "spare"]

#: Steps of half a minute that a code may be late; none may be early.
# From: RFC 6238, 5.2 ("at most one time step is allowed as the network delay")
LATE = 1


def generator(seed: bytes) -> pyotp.TOTP:
    """Return what makes the codes of a seed: SHA-1, 6 digits, 30 seconds."""
    return pyotp.TOTP(base64.b32encode(seed).decode())


def admit(
    tx: Writing, pepper: bytes, person: Person, pair: BoxPair, typed: str, now: datetime
) -> Second:
    """Return with what second factor a person may come in, and use it up.

    Args:
        tx: the transaction in which they come in.
        pepper: the node's.
        person: as this node wrote them (verified), read in the same transaction.
        pair: theirs, opened.
        typed: the code as typed, of the phone or a spare one; unverified.
        now: the moment, in UTC.

    Raises:
        SignInError: they have a second factor and this is no code of it, or one that was used.
        SealError: their seed was replaced in the database.
    """
    if person.sealed_totp is None:
        return ""
    seed = open_seed(pair, person.sealed_totp, person.id)
    step = step_of(seed, typed, now, after=person.totp_step)
    if step is not None:
        people.replace(tx, replace(person, totp_step=step))
        return "code"
    if spare_codes.use(tx, pepper, person.id, typed):
        return "spare"
    raise SignInError(WRONG)


def step_of(seed: bytes, typed: str, now: datetime, *, after: int | None = None) -> int | None:
    """Return the step of a code as typed (unverified); None if it is none, or not a later one."""
    codes = generator(seed)
    digits = "".join(typed.split()).encode("utf-8", "surrogatepass")
    this = codes.timecode(now)
    for step in range(this, max(this - LATE, 0) - 1, -1):
        is_later = after is None or step > after
        if is_later and compare_digest(codes.generate_otp(step).encode(), digits):
            return step
    return None


def set_up(
    tx: Writing, pepper: bytes, person: str, pair: BoxPair, seed: bytes, step: int
) -> list[str]:
    """Keep a person's seed, and return the spare codes that go with it. ``step`` is used up.

    Raises:
        NotFoundError, SealError: see :func:`~tejido.accounts.people.change_person`.
    """
    sealed = seal_seed(pair, seed, person)
    change_person(tx, pepper, person, sealed_totp=sealed, totp_step=step)
    return spare_codes.draw(tx, pepper, person)


def take_away(tx: Writing, pepper: bytes, person: str) -> None:
    """Let a person come in without a second factor from now on.

    Raises:
        NotFoundError, SealError: see :func:`~tejido.accounts.people.change_person`.
    """
    change_person(tx, pepper, person, sealed_totp=None, totp_step=None)
    stored_codes.remove_of_person(tx, person)
