"""Signing in as a use case: counted before the work, one Argon2 each, written down."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from tejido.audit.log import read as read_log
from tejido.errors import BusyError, SealError, SignInError, ThrottledError
from tejido.store.tables import PersonTable
from tejido.testing.nodes import PASSPHRASE
from tejido.vault import passphrases
from tejido.vault.ciphers import BoxPair, stretch
from tejido.vault.passphrases import lock
from tejido.work import people

WRONG = "otra frase que no es la suya"


@dataclass
class Work:
    """How often Argon2 ran, and what happens within its next call."""

    times: int = 0
    meanwhile: Callable[[], object] | None = None

    def __call__(self, *given: Any) -> bytes:
        self.times += 1
        meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile:
            meanwhile()
        return stretch(*given)


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Work:
    """Give the counting of Argon2's calls."""
    counted = Work()
    monkeypatch.setattr(passphrases, "stretch", counted)
    return counted


def wrong(office: Any, handle: str = "ana", passphrase: str = WRONG) -> SignInError:
    with pytest.raises(SignInError) as refused:
        people.sign_in(office.node, handle, passphrase)
    return refused.value


def told(office: Any) -> list[tuple[str, Any]]:
    with office.node.store.read() as tx:
        entries = read_log(tx, office.ana.role("auditor"))
    return [(entry.kind.value, entry.facts) for entry in entries]


# --- one Argon2 -----------------------------------------------------------------------


def test_argon2_runs_once_whoever_it_is(office: Any, work: Work) -> None:
    assert office.rosa
    people.disable(office.node, office.ana, "rosa")
    work.times = 0
    people.sign_in(office.node, "ana", PASSPHRASE)
    assert work.times == 1
    for handle, passphrase in (("ana", WRONG), ("nadie", PASSPHRASE), ("rosa", PASSPHRASE)):
        work.times = 0
        assert str(wrong(office, handle, passphrase)) == str(passphrases.WRONG)
        assert work.times == 1


def test_too_many_tries_are_refused_without_any_work(office: Any, work: Work) -> None:
    for _try in range(5):
        wrong(office)
    refused = wrong(office, "ana", PASSPHRASE)
    assert isinstance(refused, ThrottledError)
    assert (refused.seconds, str(refused)) == (
        60,
        "Too many tries: wait 60 seconds and try again.",
    )
    assert work.times == 5
    office.clock.pass_(seconds=59)
    assert isinstance(wrong(office, "ana", PASSPHRASE), ThrottledError)
    office.clock.pass_(seconds=1)
    assert people.sign_in(office.node, "ana", PASSPHRASE).handle == "ana"
    for _try in range(4):
        assert not isinstance(wrong(office), ThrottledError), "the right one forgot the wrong ones"


def test_others_come_in_while_somebody_is_guessed_at(office: Any) -> None:
    assert office.rosa
    for _try in range(9):
        wrong(office)
    assert people.sign_in(office.node, "rosa", PASSPHRASE).handle == "rosa"


def test_tries_at_the_same_time_exceed_nothing(office: Any, work: Work) -> None:
    """Twenty browsers at once: five of them are let try, whatever the order."""
    refused: list[SignInError | BusyError] = []
    together = threading.Barrier(20)

    def guess() -> None:
        together.wait()
        try:
            people.sign_in(office.node, "ana", WRONG)
        except (SignInError, BusyError) as error:
            refused.append(error)

    threads = [threading.Thread(target=guess) for _browser in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 20
    assert sum(isinstance(error, ThrottledError) for error in refused) >= 15
    assert work.times <= 5


def test_who_had_to_wait_for_others_has_not_tried(
    office: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passphrases, "_QUEUE", threading.BoundedSemaphore(1))
    with passphrases._one_at_a_time():
        for _try in range(7):
            with pytest.raises(BusyError):
                people.sign_in(office.node, "ana", PASSPHRASE)
    assert people.sign_in(office.node, "ana", PASSPHRASE).handle == "ana"


def test_thirty_right_ones_a_minute_are_not_too_many(office: Any) -> None:
    for _time in range(31):
        people.sign_in(office.node, "ana", PASSPHRASE)


def test_whatever_is_typed_is_refused_in_the_same_words(either: Any) -> None:
    for handle in ("", "\0", "\ud800", "ana\0", "ñ" * 5000, "' OR 1=1 --"):
        assert str(wrong(either, handle, "\ud800\0")) == str(passphrases.WRONG)


# --- what happens during the work -----------------------------------------------------


def test_who_is_disabled_while_they_sign_in_stays_out(office: Any, work: Work) -> None:
    assert office.rosa
    work.meanwhile = lambda: people.disable(office.node, office.ana, "rosa")
    wrong(office, "rosa", PASSPHRASE)


def test_a_passphrase_that_is_changed_meanwhile_opens_no_more(
    office: Any, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    rosa, new = office.rosa, "la neblina baja despacio"
    monkeypatch.setattr(passphrases, "_TURN", threading.RLock())  # so that both may run
    work.meanwhile = lambda: people.change_passphrase(office.node, rosa, PASSPHRASE, new)
    wrong(office, "rosa", PASSPHRASE)
    assert people.sign_in(office.node, "rosa", new).handle == "rosa"


def test_a_lock_of_ones_own_in_anothers_row_opens_nothing(office: Any) -> None:
    """Whoever has database and pepper, and no key of Ana's: another pair under a known phrase."""
    pair = BoxPair.generate()
    locked = lock(
        pair.private, WRONG, office.node.pepper, office.ana.person, passphrases.Cost(1, 8192)
    )
    with office.node.store.write() as tx:
        tx.run(
            PersonTable.update(
                salt=locked.salt, sealed_private=locked.sealed, opslimit=1, memlimit=8192
            ).where(PersonTable.handle == "ana")
        )
    with pytest.raises(SealError):
        people.sign_in(office.node, "ana", WRONG)


# --- the log --------------------------------------------------------------------------


def test_what_was_refused_is_written_down_by_id_where_there_is_one(office: Any) -> None:
    wrong(office)
    wrong(office, "nadie")
    assert told(office)[-2:] == [
        ("refused", {"at": "sign_in", "person": office.ana.person}),
        ("refused", {"at": "sign_in"}),
    ]


def test_what_was_not_even_tried_does_not_fill_the_log(office: Any) -> None:
    for _try in range(5):
        wrong(office)
    before = len(told(office))
    for _try in range(20):
        assert isinstance(wrong(office), ThrottledError)
    assert len(told(office)) == before


# --- the passphrase typed anew --------------------------------------------------------


def test_a_passphrase_typed_anew_has_to_be_ones_own(office: Any) -> None:
    rosa, luz = office.rosa, office.small.joined_by("luz")
    people.prove(office.node, rosa, PASSPHRASE)
    assert told(office)[-1] == ("sign_in", {"person": rosa.person, "again": "yes"})
    new = "la neblina baja despacio"
    people.change_passphrase(office.node, luz, PASSPHRASE, new)
    for who, typed in ((rosa, new), (luz, PASSPHRASE)):
        with pytest.raises(SignInError):
            people.prove(office.node, who, typed)
    assert told(office)[-1] == ("refused", {"at": "prove", "person": luz.person})


def test_it_is_counted_like_signing_in_and_by_itself(office: Any, work: Work) -> None:
    for _try in range(5):
        with pytest.raises(SignInError):
            people.prove(office.node, office.ana, WRONG)
    with pytest.raises(ThrottledError):
        people.prove(office.node, office.ana, PASSPHRASE)
    assert work.times == 5


def test_who_was_disabled_proves_nothing(office: Any) -> None:
    rosa = office.rosa
    people.disable(office.node, office.ana, "rosa")
    with pytest.raises(SignInError):
        people.prove(office.node, rosa, PASSPHRASE)
