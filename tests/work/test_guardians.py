"""Guardians: chosen while one can sign in, asked when one cannot, rehearsed before it matters."""

from collections.abc import Sequence
from typing import Any

import pyotp
import pytest

from tejido.accounts.signing_in import SignedIn
from tejido.errors import ChangedError, InputError, NotFoundError, SealError, SignInError
from tejido.store.tables import GuardianPartTable, RecoveryPartTable, RecoveryRequestTable
from tejido.testing.nodes import PASSPHRASE
from tejido.work import giving_back, guardians, people, records, second_factor, signing_in

NEW = "otra frase larga para Rosa"


@pytest.fixture
def chosen(office: Any) -> dict[str, SignedIn]:
    """Let Rosa choose three guardians, two of whom are needed; give everybody, signed in."""
    them = {name: office.small.joined_by(name) for name in ("abril", "luz", "sol")}
    guardians.choose(office.node, office.rosa, ["abril", "luz", "sol"], 2)
    return {**them, "rosa": office.rosa}


def opened(office: Any, them: dict[str, SignedIn], *names: str) -> None:
    """Let guardians open, each as often as it is their turn, until nobody of them can."""
    could = True
    while could:
        could = False
        for name in names:
            (asking,) = giving_back.asked_of(office.node, them[name])
            if name in asking.turn:
                giving_back.open_part(office.node, them[name], "rosa", asking.public)
                could = True


def first_in_turn(office: Any, them: dict[str, SignedIn]) -> str:
    """Return a guardian who can open now."""
    (asking,) = giving_back.asked_of(office.node, them["abril"])
    return str(asking.turn[0])


@pytest.mark.parametrize("pair", [("abril", "luz"), ("abril", "sol"), ("luz", "sol")])
def test_any_two_of_three_give_the_same_key_back(
    office: Any, chosen: dict[str, SignedIn], pair: Sequence[str]
) -> None:
    process = office.begin(team=["rosa"])
    record = office.write(process)
    said = giving_back.ask(office.node, "rosa", NEW)
    (wish,) = giving_back.asked_of(office.node, chosen["luz"])
    assert (wish.handle, wish.words, wish.threshold) == ("rosa", said, 2)
    opened(office, chosen, *pair)
    words = giving_back.finish(office.node, "rosa", NEW)
    assert len(words) == 12
    again = signing_in.sign_in(office.node, "rosa", NEW)
    assert again.pair == office.rosa.pair
    assert records.opened(office.node, again, record).process == process
    with pytest.raises(SignInError):
        signing_in.sign_in(office.node, "rosa", PASSPHRASE)
    assert giving_back.asked_of(office.node, chosen["luz"]) == []
    people.recover(office.node, "rosa", " ".join(words), PASSPHRASE)


def test_one_guardian_alone_gives_nothing_back(office: Any, chosen: dict[str, SignedIn]) -> None:
    giving_back.ask(office.node, "rosa", NEW)
    one = first_in_turn(office, chosen)
    opened(office, chosen, one)
    with pytest.raises(ChangedError, match="Not enough"):
        giving_back.finish(office.node, "rosa", NEW)
    (asking,) = giving_back.asked_of(office.node, chosen["abril"])
    assert asking.opened == 1
    assert one not in asking.turn
    with pytest.raises(ChangedError, match="turn"):
        giving_back.open_part(office.node, chosen[one], "rosa", asking.public)
    assert signing_in.sign_in(office.node, "rosa", PASSPHRASE).pair == office.rosa.pair


def test_another_passphrase_does_not_finish_it(office: Any, chosen: dict[str, SignedIn]) -> None:
    giving_back.ask(office.node, "rosa", NEW)
    opened(office, chosen, "abril", "luz")
    with pytest.raises(SignInError):
        giving_back.finish(office.node, "rosa", NEW + " o casi")
    assert giving_back.finish(office.node, "rosa", NEW)


def test_a_second_factor_is_not_replaced(office: Any, chosen: dict[str, SignedIn]) -> None:
    drawn = second_factor.draw(office.node, office.rosa)
    codes = pyotp.TOTP(drawn.secret.replace(" ", ""))
    second_factor.confirm(office.node, office.rosa, drawn.secret, codes.at(office.clock()))
    giving_back.ask(office.node, "rosa", NEW)
    opened(office, chosen, "abril", "luz")
    with pytest.raises(SignInError):
        giving_back.finish(office.node, "rosa", NEW)
    office.clock.pass_(minutes=2)
    assert giving_back.finish(office.node, "rosa", NEW, codes.at(office.clock()))


def test_a_rehearsal_goes_the_same_way_and_changes_nothing(
    office: Any, chosen: dict[str, SignedIn]
) -> None:
    giving_back.ask(office.node, "rosa", NEW, rehearsal=True)
    (wish,) = giving_back.asked_of(office.node, chosen["sol"])
    assert wish.rehearsal
    opened(office, chosen, "luz", "sol")
    assert giving_back.finish(office.node, "rosa", NEW) == []
    assert giving_back.asked_of(office.node, chosen["sol"]) == []
    assert signing_in.sign_in(office.node, "rosa", PASSPHRASE).pair == office.rosa.pair
    with pytest.raises(SignInError):
        signing_in.sign_in(office.node, "rosa", NEW)


def test_a_rehearsal_holds_nothing_of_the_key(office: Any, chosen: dict[str, SignedIn]) -> None:
    giving_back.ask(office.node, "rosa", NEW, rehearsal=True)
    opened(office, chosen, "abril", "luz")
    with office.node.store.read() as tx:
        real = {bytes(one.sealed) for one in tx.all(GuardianPartTable.select())}
        tried = {bytes(one.sealed) for one in tx.all(RecoveryPartTable.select())}
    assert not real & tried


def test_whoever_asks_anew_begins_anew_while_nobody_has_opened(
    office: Any, chosen: dict[str, SignedIn]
) -> None:
    giving_back.ask(office.node, "rosa", NEW)
    (seen,) = giving_back.asked_of(office.node, chosen["abril"])
    giving_back.ask(office.node, "rosa", "la frase de quien la suplanta")
    with pytest.raises(ChangedError, match="compare"):
        giving_back.open_part(office.node, chosen["abril"], "rosa", seen.public)
    (now,) = giving_back.asked_of(office.node, chosen["luz"])
    assert now.words != seen.words


def test_nobody_undoes_from_outside_what_a_guardian_has_opened(
    office: Any, chosen: dict[str, SignedIn]
) -> None:
    giving_back.ask(office.node, "rosa", NEW)
    opened(office, chosen, first_in_turn(office, chosen))
    giving_back.ask(office.node, "rosa", "la frase de quien la suplanta")
    opened(office, chosen, "abril", "luz")
    assert giving_back.finish(office.node, "rosa", NEW)


def test_those_who_are_chosen_no_longer_open_nothing_more(
    office: Any, chosen: dict[str, SignedIn]
) -> None:
    giving_back.ask(office.node, "rosa", NEW)
    (seen,) = giving_back.asked_of(office.node, chosen["abril"])
    guardians.choose(office.node, office.rosa, ["ana", "sol"], 2)
    for former in ("abril", "luz"):
        with pytest.raises(NotFoundError):
            giving_back.open_part(office.node, chosen[former], "rosa", seen.public)
    with pytest.raises(SignInError):
        giving_back.finish(office.node, "rosa", NEW)


def test_parts_put_back_by_a_database_writer_are_not_of_those_chosen_now(
    office: Any, chosen: dict[str, SignedIn]
) -> None:
    giving_back.ask(office.node, "rosa", NEW)
    with office.node.store.read() as tx:
        request = tx.all(RecoveryRequestTable.select().dicts())
        parts = tx.all(RecoveryPartTable.select().dicts())
    guardians.choose(office.node, office.rosa, ["ana", "sol"], 2)
    with office.node.store.write() as tx:
        tx.insert(RecoveryRequestTable, request)
        tx.insert(RecoveryPartTable, parts)
    with pytest.raises(NotFoundError):
        giving_back.open_part(office.node, chosen["abril"], "rosa", bytes(request[0]["public"]))


def test_whoever_remembers_and_changes_their_passphrase_ends_the_request(
    office: Any, chosen: dict[str, SignedIn]
) -> None:
    giving_back.ask(office.node, "rosa", NEW)
    opened(office, chosen, "abril", "luz")
    people.change_passphrase(office.node, office.rosa, PASSPHRASE, "una frase que sí recordó")
    with pytest.raises(SignInError):
        giving_back.finish(office.node, "rosa", NEW)


def test_a_request_that_is_forgotten_runs_out(office: Any, chosen: dict[str, SignedIn]) -> None:
    giving_back.ask(office.node, "rosa", NEW)
    opened(office, chosen, "abril", "luz")
    office.clock.pass_(days=15)
    with pytest.raises(SignInError):
        giving_back.finish(office.node, "rosa", NEW)
    assert giving_back.asked_of(office.node, chosen["sol"]) == []
    assert giving_back.forget_old(office.node) == 1
    assert giving_back.forget_old(office.node) == 0


def test_what_guardians_held_is_to_be_scrubbed(office: Any, chosen: dict[str, SignedIn]) -> None:
    office.node.store.scrub()
    guardians.choose(office.node, office.rosa, [], 0)
    assert office.node.store.needs_scrubbing()


def test_a_guardian_with_another_key_or_none_is_noticed_before_it_matters(
    office: Any, chosen: dict[str, SignedIn]
) -> None:
    before = guardians.chosen(office.node, office.rosa)
    assert before is not None
    assert (before.handles, before.threshold, before.stands) == (("abril", "luz", "sol"), 2, True)
    people.disable(office.node, office.ana, "sol")
    after = guardians.chosen(office.node, office.rosa)
    assert after is not None
    assert not after.stands
    giving_back.ask(office.node, "rosa", NEW)
    opened(office, chosen, "abril", "luz")
    assert giving_back.finish(office.node, "rosa", NEW)


def test_without_guardians_nothing_is_asked_and_strangers_learn_nothing(office: Any) -> None:
    assert office.rosa
    for handle in ("rosa", "nadie"):
        assert len(giving_back.ask(office.node, handle, NEW)) == 6
        with pytest.raises(SignInError):
            giving_back.finish(office.node, handle, NEW)


@pytest.mark.parametrize(
    ("handles", "threshold"),
    [
        (["abril"], 1),
        (["abril", "luz"], 1),
        (["abril", "luz"], 3),
        (["abril", "rosa"], 2),
        (["abril", "abril"], 2),
    ],
)
def test_a_choice_that_makes_no_sense_changes_nothing(
    office: Any, chosen: dict[str, SignedIn], handles: list[str], threshold: int
) -> None:
    with pytest.raises(InputError):
        guardians.choose(office.node, office.rosa, handles, threshold)
    assert guardians.chosen(office.node, office.rosa) is not None


def test_choosing_nobody_takes_them_away(office: Any, chosen: dict[str, SignedIn]) -> None:
    guardians.choose(office.node, office.rosa, [], 0)
    assert guardians.chosen(office.node, office.rosa) is None
    giving_back.ask(office.node, "rosa", NEW)
    with office.node.store.read() as tx:
        assert not tx.all(RecoveryRequestTable.select())


def test_whoever_writes_to_the_database_puts_no_part_and_no_request_in(
    office: Any, chosen: dict[str, SignedIn]
) -> None:
    giving_back.ask(office.node, "rosa", NEW)
    (wish,) = giving_back.asked_of(office.node, chosen["abril"])
    with office.node.store.write() as tx:
        tx.run(RecoveryPartTable.update(opened=1))
    with pytest.raises((SealError, ChangedError)):
        giving_back.open_part(office.node, chosen["luz"], "rosa", wish.public)
    with office.node.store.write() as tx:
        tx.run(RecoveryRequestTable.update(public=office.ana.pair.public))
    with pytest.raises(SealError):
        giving_back.asked_of(office.node, chosen["abril"])


def test_only_those_concerned_dismiss_a_request(office: Any, chosen: dict[str, SignedIn]) -> None:
    giving_back.ask(office.node, "rosa", NEW)
    stranger = office.small.joined_by("zoe")
    with pytest.raises(NotFoundError):
        giving_back.dismiss(office.node, stranger, "rosa")
    giving_back.dismiss(office.node, chosen["sol"], "rosa")
    assert giving_back.asked_of(office.node, chosen["sol"]) == []


def test_who_is_no_guardian_sees_no_request_and_opens_none(
    office: Any, chosen: dict[str, SignedIn]
) -> None:
    giving_back.ask(office.node, "rosa", NEW)
    (wish,) = giving_back.asked_of(office.node, chosen["abril"])
    assert giving_back.asked_of(office.node, office.ana) == []
    with pytest.raises(ChangedError):
        giving_back.open_part(office.node, office.ana, "rosa", wish.public)
