"""One's own key: the first, another passphrase, other words, and coming back in with those."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace

from tejido.accounts import second_factor, sessions
from tejido.accounts.people import locked_with, proved, verified
from tejido.accounts.signing_in import SignedIn, unlocked
from tejido.accounts.slots import open_stored, stored_slot
from tejido.accounts.throttle import Way
from tejido.audit.log import Kind
from tejido.errors import ChangedError, InputError, SealError, SignInError
from tejido.languages import words
from tejido.node import Node
from tejido.store import guardians, people, slots
from tejido.store.database import Reading, Writing
from tejido.store.people import Person
from tejido.vault.ciphers import BoxPair
from tejido.vault.passphrases import WRONG, LockedKey, check_passphrase, lock
from tejido.vault.recovery_words import (
    code_from_words,
    code_words,
    draw_code,
    open_recovery,
    seal_recovery,
)
from tejido.work.log import log
from tejido.work.nodes import cost_of
from tejido.work.trying import Try, one_try

_ = words("tejido")


def begin(node: Node, who: SignedIn, passphrase: str) -> list[str]:
    """Draw a key of one's own, instead of that whose passphrase was handed over; sessions end.

    Whoever handed it over knows what opens that key: what is sealed to it is sealed to the new
    one, and from then on it opens nothing.

    Args:
        node: where.
        who: somebody invited.
        passphrase: the new one, as typed or drawn; not the one that was handed over.

    Returns:
        Twelve recovery words.

    Raises:
        InputError: the passphrase is too short or too long, or the one that was handed over.
        ChangedError: ``who`` has begun already, or got another key since.
        ThrottledError: too many tries in this person's session.
        BusyError: too many people are signing in at once.
        SealError: somebody changed the person or a slot in the database.
    """
    check_passphrase(passphrase)
    pair, code = BoxPair.generate(), draw_code()
    with one_try(node, who.handle, "begin", Way.INSIDE) as trying:
        with node.store.read() as tx:
            handed = _invited(node, tx, who)
        _check_other(node, handed, passphrase)
        locked = _locked(node, who.person, pair, passphrase)
        with node.store.write() as tx:
            person = locked_with(_invited(node, tx, who), locked)
            _seal_anew(tx, node.pepper, who, pair.public)
            sealed = seal_recovery(pair.private, code, person.id)
            begun = replace(person, state="active", public=pair.public, sealed_recovery=sealed)
            people.replace(tx, proved(node.pepper, begun))
            sessions.close_all(tx, person.id)
            trying.was_right(tx)
            log(node, tx, Kind.PASSPHRASE, who, drawn="key")
    return code_words(code, who.language or node.settings.language)


def change_passphrase(
    node: Node, who: SignedIn, old: str, new: str, *, but: bytes | None = None
) -> None:
    """Lock one's key under another passphrase, at the node's cost of today; other sessions end.

    Args:
        node: where.
        who: whose key.
        old: the passphrase until now, as typed.
        new: the one from now on, as typed or drawn.
        but: the cookie of the session that stays; without it every session ends.

    Raises:
        InputError: the new one is too short or too long.
        SignInError: the old one is wrong.
        ThrottledError: too many tries in this person's sessions.
        BusyError: too many people are signing in at once.
        SealError: somebody changed the person in the database.
    """
    check_passphrase(new)
    with one_try(node, who.handle, "passphrase", Way.INSIDE) as trying:
        pair = _own(node, who, trying, old)
        locked = _locked(node, who.person, pair, new)
        with node.store.write() as tx:
            person = trying.owner(tx, pair)
            people.replace(tx, proved(node.pepper, locked_with(person, locked)))
            sessions.close_all(tx, person.id, but)
            guardians.forget(tx, person.id)  # whoever asked for it in the meantime
            trying.was_right(tx)
            log(node, tx, Kind.PASSPHRASE, who)


def new_recovery_words(node: Node, who: SignedIn, passphrase: str) -> list[str]:
    """Draw one's twelve recovery words anew; those before open nothing any more.

    Raises:
        SignInError: the passphrase is wrong.
        ThrottledError, BusyError, SealError: see :func:`change_passphrase`.
    """
    code = draw_code()
    with one_try(node, who.handle, "words", Way.INSIDE) as trying:
        pair = _own(node, who, trying, passphrase)
        with node.store.write() as tx:
            person = trying.owner(tx, pair)
            sealed = seal_recovery(pair.private, code, person.id)
            people.replace(tx, proved(node.pepper, replace(person, sealed_recovery=sealed)))
            trying.was_right(tx)
            log(node, tx, Kind.RECOVERY, who, drawn="words")
    return code_words(code, who.language or node.settings.language)


def recover(node: Node, handle: str, words: str, passphrase: str, code: str = "") -> list[str]:
    """Open one's key with the twelve printed words, and lock it under a new passphrase.

    Every session of the person ends. A second factor stays as it is and is asked for.

    Args:
        node: where.
        handle: as typed.
        words: the twelve words as typed, in whichever language.
        passphrase: the new one, as typed or drawn.
        code: of their phone, or a spare one, where they have a second factor; as typed.

    Returns:
        Twelve new words: the old ones open nothing any more.

    Raises:
        InputError: these are not twelve such words, or the passphrase is not possible.
        SignInError: handle, words or code is wrong, or the person disabled; never which.
        ThrottledError, BusyError, SealError: see :func:`change_passphrase`.
    """
    check_passphrase(passphrase)
    printed = code_from_words(words)
    with one_try(node, handle, "recover", Way.WORDS) as trying, _speaking_of_words():
        pair = _with_words(trying.person, printed)
        return back_in(node, trying, pair, passphrase, code, by="words")


def back_in(
    node: Node, trying: Try, pair: BoxPair, passphrase: str, code: str, *, by: str
) -> list[str]:
    """Lock a key that was brought back under a new passphrase, and draw new recovery words.

    Every session of the person ends. A second factor stays as it is and is asked for.

    Args:
        node: where.
        trying: the try in which it was brought back.
        pair: the key, opened.
        passphrase: the new one, as typed or drawn.
        code: of their phone, or a spare one, where they have a second factor; as typed.
        by: what brought it back, as a code for the log.

    Returns:
        Twelve new words: the old ones open nothing any more.

    Raises:
        InputError: the passphrase is not possible.
        SignInError: the code is wrong, or the person disabled or changed meanwhile.
        BusyError: too many people are signing in at once.
        SealError: somebody changed the person in the database.
    """
    if trying.person is None:
        raise SignInError(WRONG)
    drawn = draw_code()
    locked = _locked(node, trying.person.id, pair, passphrase)
    with node.store.write() as tx:
        person = trying.owner(tx, pair)
        second_factor.admit(tx, node.pepper, person, pair, code, node.clock())
        person = people.by_id(tx, person.id)  # with the code used up
        sealed = seal_recovery(pair.private, drawn, person.id)
        back = replace(locked_with(person, locked), sealed_recovery=sealed)
        people.replace(tx, proved(node.pepper, back))
        sessions.close_all(tx, person.id)
        guardians.forget(tx, person.id)
        trying.was_right(tx)
        log(node, tx, Kind.RECOVERY, None, person=person.id, by=by)
    return code_words(drawn, person.language or node.settings.language)


def _invited(node: Node, tx: Reading, who: SignedIn) -> Person:
    """Return somebody as they stand, who is invited with the key that they opened."""
    person = verified(node.pepper, people.by_id(tx, who.person))
    if person.state != "invited" or person.public != who.pair.public:
        raise ChangedError(_("This was done already: sign in with your own passphrase."))
    return person


def _check_other(node: Node, person: Person, passphrase: str) -> None:
    with suppress(SignInError):
        unlocked(node.pepper, person, passphrase)
        message = _("Choose another passphrase than the one that was handed to you.")
        raise InputError(message, {"new": [message]})


def _seal_anew(tx: Writing, pepper: bytes, who: SignedIn, public: bytes) -> None:
    """Seal what somebody holds to another public half of theirs."""
    for kind in ("process", "role"):
        held = slots.versions_of_person(tx, kind, who.person)
        opened = [open_stored(pepper, one, who.pair) for one in held]
        slots.remove_many(tx, kind, [one.owner for one in held], who.person)
        slots.add(tx, [stored_slot(pepper, one, public) for one in opened])


def _own(node: Node, who: SignedIn, trying: Try, passphrase: str) -> BoxPair:
    """Open the key of somebody who is signed in with their passphrase, typed anew."""
    pair = unlocked(node.pepper, trying.person, passphrase, cost_of(node.settings))
    if pair != who.pair:
        raise SignInError(WRONG)
    return pair


def _with_words(person: Person | None, code: bytes) -> BoxPair:
    if person is None or person.state != "active" or person.sealed_recovery is None:
        raise SignInError(WRONG)
    try:
        return open_recovery(person.sealed_recovery, code, person.id)
    except SealError as error:
        raise SignInError(WRONG) from error


def _locked(node: Node, person: str, pair: BoxPair, passphrase: str) -> LockedKey:
    return lock(pair.private, passphrase, node.pepper, person, cost_of(node.settings))


@contextmanager
def _speaking_of_words() -> Iterator[None]:
    """Say the same of whatever was wrong, and nothing of a passphrase: it was not asked for."""
    try:
        yield
    except SignInError as error:
        raise SignInError(_("This handle and these words do not open anything.")) from error
