"""One's own key: another passphrase, other words, coming back with those on paper."""

import base64
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import pytest

from tejido.accounts import sessions
from tejido.accounts.second_factor import generator
from tejido.audit.log import read as read_log
from tejido.errors import InputError, SealError, SignInError, ThrottledError
from tejido.store import people as persons
from tejido.store.tables import PersonTable
from tejido.testing.nodes import PASSPHRASE, begun
from tejido.vault.ciphers import BoxPair
from tejido.vault.recovery_words import code_from_words, code_words, draw_code, seal_recovery
from tejido.work import people, processes, second_factor

NEW = "la neblina baja despacio"
OTHER = " ".join(["abeja"] * 11 + ["ancla"])


@pytest.fixture
def luz(office: Any) -> Any:
    """Luz, who began just now: her words are at hand."""
    return entered(office)


class Entered(NamedTuple):
    person: str
    recovery: Sequence[str]


def entered(office: Any) -> Entered:
    luz = people.add(office.node, office.ana, "luz", ("accompanier", "analyst"))
    return Entered(luz.person, begun(office.node, "luz", luz.passphrase))


def last(office: Any) -> tuple[str, Any]:
    with office.node.store.read() as tx:
        entry = read_log(tx, office.ana.role("auditor"))[-1]
    return entry.kind.value, entry.facts


def begin_session(office: Any, handle: str, passphrase: str = PASSPHRASE) -> bytes:
    who = people.sign_in(office.node, handle, passphrase)
    with office.node.store.write() as tx:
        return sessions.open_session(tx, who, office.clock())


def lasts(office: Any, cookie: bytes) -> bool:
    node = office.node
    try:
        sessions.resume(node.store, node.identity, node.pepper, cookie, office.clock())
    except SignInError:
        return False
    return True


# --- another passphrase ---------------------------------------------------------------


def test_another_passphrase_opens_what_the_old_one_did(office: Any) -> None:
    process = office.begin(team=["rosa"]) if office.rosa else ""
    before = office.rosa
    people.change_passphrase(office.node, before, PASSPHRASE, NEW)
    after = people.sign_in(office.node, "rosa", NEW)
    assert (after.pair, after.roles) == (before.pair, before.roles)
    assert [card.id for card in processes.listed(office.node, after)] == [process]
    with pytest.raises(SignInError):
        people.sign_in(office.node, "rosa", PASSPHRASE)


def test_it_is_locked_at_what_the_node_costs_today(office: Any) -> None:
    rosa = office.rosa
    dearer = replace(office.node, settings=replace(office.node.settings, passphrase_opslimit=2))
    people.change_passphrase(dearer, rosa, PASSPHRASE, NEW)
    with office.node.store.read() as tx:
        assert persons.by_id(tx, rosa.person).opslimit == 2
        assert persons.by_id(tx, office.ana.person).opslimit == 1
    assert people.sign_in(office.node, "rosa", NEW).handle == "rosa"


def test_the_other_sessions_end(office: Any) -> None:
    rosa = office.rosa
    here, elsewhere, anas = (begin_session(office, one) for one in ("rosa", "rosa", "ana"))
    people.change_passphrase(office.node, rosa, PASSPHRASE, NEW, but=here)
    assert [lasts(office, one) for one in (here, elsewhere, anas)] == [True, False, True]
    people.change_passphrase(office.node, rosa, NEW, PASSPHRASE)
    assert [lasts(office, one) for one in (here, anas)] == [False, True]


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        (PASSPHRASE, "corta", InputError),
        (PASSPHRASE, "x" * 257, InputError),
        (NEW, NEW, SignInError),
    ],
)
def test_a_passphrase_that_cannot_be_changes_nothing(
    office: Any, old: str, new: str, error: type[Exception]
) -> None:
    rosa, cookie = office.rosa, begin_session(office, "rosa")
    with pytest.raises(error):
        people.change_passphrase(office.node, rosa, old, new)
    assert lasts(office, cookie)
    assert people.sign_in(office.node, "rosa", PASSPHRASE).handle == "rosa"


# --- recovery words -------------------------------------------------------------------


def test_words_on_paper_open_the_same_key(either: Any) -> None:
    luz = entered(either)
    process = either.begin(team=["luz"])
    words = people.recover(either.node, " LUZ ", " ".join(luz.recovery), NEW)
    assert len(words) == 12
    assert words != luz.recovery
    back = people.sign_in(either.node, "luz", NEW)
    assert set(back.roles) == {"analyst"}
    assert [card.id for card in processes.listed(either.node, back)] == [process]
    for opened_with in (PASSPHRASE, NEW + " "):
        with pytest.raises(SignInError):
            people.sign_in(either.node, "luz", opened_with)
    assert people.recover(either.node, "luz", " ".join(words), PASSPHRASE)


def test_words_are_good_once_and_sessions_end_with_them(office: Any, luz: Any) -> None:
    cookie = begin_session(office, "luz")
    people.recover(office.node, "luz", " ".join(luz.recovery), NEW)
    assert last(office) == ("recovery", {"person": luz.person, "by": "words"})
    assert not lasts(office, cookie)
    with pytest.raises(SignInError):
        people.recover(office.node, "luz", " ".join(luz.recovery), PASSPHRASE)
    assert last(office) == ("refused", {"person": luz.person, "at": "recover"})


def test_what_opens_nothing_is_not_told_apart(office: Any, luz: Any) -> None:
    words = " ".join(luz.recovery)
    assert office.rosa
    said = set()
    for handle, typed in (("luz", other_words()), ("rosa", words), ("nadie", words)):
        with pytest.raises(SignInError) as refused:
            people.recover(office.node, handle, typed, NEW)
        said.add(str(refused.value))
    people.disable(office.node, office.ana, "luz")
    with pytest.raises(SignInError) as refused:
        people.recover(office.node, "luz", words, NEW)
    assert {*said, str(refused.value)} == {"This handle and these words do not open anything."}


def other_words() -> str:
    return " ".join(code_words(draw_code(), "es"))


def test_what_are_no_such_words_is_said_before_it_counts(office: Any, luz: Any) -> None:
    for _try in range(9):
        for words, passphrase in ((OTHER, NEW), ("abeja", NEW), (" ".join(luz.recovery), "corta")):
            with pytest.raises(InputError):
                people.recover(office.node, "luz", words, passphrase)
    assert people.recover(office.node, "luz", " ".join(luz.recovery), NEW)


def test_words_are_tried_as_often_as_passphrases(office: Any, luz: Any) -> None:
    for _try in range(5):
        with pytest.raises(SignInError):
            people.recover(office.node, "luz", other_words(), NEW)
    with pytest.raises(ThrottledError):
        people.recover(office.node, "luz", " ".join(luz.recovery), NEW)


def test_words_are_drawn_anew_with_the_passphrase(office: Any, luz: Any) -> None:
    who = people.sign_in(office.node, "luz", PASSPHRASE)
    with pytest.raises(SignInError):
        people.new_recovery_words(office.node, who, NEW)
    drawn = people.new_recovery_words(office.node, who, PASSPHRASE)
    assert last(office) == ("recovery", {"person": luz.person, "drawn": "words"})
    with pytest.raises(SignInError):
        people.recover(office.node, "luz", " ".join(luz.recovery), NEW)
    assert people.recover(office.node, "luz", " ".join(drawn), NEW)


def test_a_second_factor_is_asked_for_with_the_words_as_well(office: Any, luz: Any) -> None:
    who = people.sign_in(office.node, "luz", PASSPHRASE)
    secret = second_factor.draw(office.node, who).secret
    codes = generator(base64.b32decode(secret))
    spare = second_factor.confirm(office.node, who, secret, codes.at(office.clock()))
    words = " ".join(luz.recovery)
    for code in ("", "000000", codes.at(office.clock())):
        with pytest.raises(SignInError, match="these words"):
            people.recover(office.node, "luz", words, NEW, code)
    office.clock.pass_(seconds=30)
    code = codes.at(office.clock())
    again = people.recover(office.node, "luz", words, NEW, code)
    with pytest.raises(SignInError):
        people.sign_in(office.node, "luz", NEW, code)
    assert people.sign_in(office.node, "luz", NEW, spare[0]).handle == "luz"
    assert people.recover(office.node, "luz", " ".join(again), PASSPHRASE, spare[1])


# --- whoever can write to the database ------------------------------------------------


def test_a_key_of_ones_own_under_words_one_knows_brings_nothing_back(office: Any, luz: Any) -> None:
    known = other_words()
    sealed = seal_recovery(BoxPair.generate().private, code_from_words(known), luz.person)
    with office.node.store.write() as tx:
        tx.run(PersonTable.update(sealed_recovery=sealed).where(PersonTable.id == luz.person))
    with pytest.raises(SealError):
        people.recover(office.node, "luz", known, NEW)
    assert people.sign_in(office.node, "luz", PASSPHRASE).person == luz.person


def test_words_that_were_taken_out_bring_nothing_back(office: Any, luz: Any) -> None:
    with office.node.store.write() as tx:
        tx.run(PersonTable.update(sealed_recovery=None).where(PersonTable.id == luz.person))
    with pytest.raises((SignInError, SealError)):
        people.recover(office.node, "luz", " ".join(luz.recovery), NEW)
