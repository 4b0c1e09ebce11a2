"""Somebody invited begins: nobody who handed something over reads as them."""

from typing import Any

import pytest

from tejido.accounts.sessions import open_session
from tejido.accounts.slots import open_stored
from tejido.errors import ChangedError, InputError, NotOpenedError, SealError, SignInError
from tejido.store import slots
from tejido.testing.keys import key_of
from tejido.testing.nodes import PASSPHRASE, begun
from tejido.work import giving_again, guardians, people, processes, renewing, roles, teams

OWN = "la neblina baja despacio"


def invited(office: Any, handle: str, handed: str) -> Any:
    return people.sign_in(office.node, handle, handed, invited=True)


@pytest.fixture
def handed(office: Any) -> str:
    """What was handed to Luz, who holds the role analyst and has not begun."""
    return str(people.add(office.node, office.ana, "luz", ("accompanier", "analyst")).passphrase)


def test_what_an_administrator_handed_over_opens_nothing_once_it_was_used(
    office: Any, handed: str
) -> None:
    before = invited(office, "luz", handed)
    begun(office.node, "luz", handed, OWN)
    luz = people.sign_in(office.node, "luz", OWN)
    assert (set(luz.roles), luz.accompanier, luz.invited) == ({"analyst"}, True, False)
    assert luz.pair != before.pair
    process = office.begin(team=["luz"])
    assert [card.id for card in processes.listed(office.node, luz)] == [process]
    with pytest.raises(SignInError):
        invited(office, "luz", handed)
    with office.node.store.read() as tx:
        for kind in ("role", "process"):
            (slot,) = slots.versions_of_person(tx, kind, luz.person)
            with pytest.raises(SealError):
                open_stored(office.node.pepper, slot, before.pair)
    with pytest.raises(SignInError), office.node.store.write() as tx:
        open_session(tx, before, office.clock())


def test_whoever_comes_second_with_what_was_handed_over_notices(office: Any, handed: str) -> None:
    first, second = invited(office, "luz", handed), invited(office, "luz", handed)
    people.begin(office.node, first, OWN)
    with pytest.raises(ChangedError):
        people.begin(office.node, second, PASSPHRASE)
    assert people.sign_in(office.node, "luz", OWN).handle == "luz"


def test_somebody_invited_does_nothing_else(office: Any, handed: str) -> None:
    luz = invited(office, "luz", handed)
    assert (luz.roles, luz.administrator, luz.accompanier) == ({}, False, False)
    with pytest.raises(ChangedError, match="tejido user begin"):
        people.sign_in(office.node, "luz", handed)
    for door in (
        lambda: people.change_passphrase(office.node, luz, handed, OWN),
        lambda: people.new_recovery_words(office.node, luz, handed),
        lambda: people.prove(office.node, luz, handed),
    ):
        with pytest.raises(SignInError):
            door()
    with pytest.raises(NotOpenedError):
        processes.start(office.node, luz, "accompaniment", "Hilo")


def test_nothing_more_is_opened_to_somebody_invited(office: Any, handed: str) -> None:
    process, before = office.begin(), office.dump()
    for door in (
        lambda: teams.open_to(
            office.node, office.ana, process, "luz", public=key_of(office.node, "luz")
        ),
        lambda: teams.hand_over(
            office.node, office.ana, "luz", leaving=False, public=key_of(office.node, "luz")
        ),
        lambda: office.begin(team=["luz"]),
        lambda: roles.grant(
            office.node, office.ana, "intake", "luz", public=key_of(office.node, "luz")
        ),
        lambda: giving_again.give_again(
            office.node, office.ana, "luz", public=key_of(office.node, "luz")
        ),
        lambda: guardians.choose(office.node, office.ana, ["luz", "ana"], 2),
    ):
        with pytest.raises(ChangedError, match="choose their own passphrase first"):
            door()
    assert office.dump() == before


def test_a_renewed_key_is_begun_before_anything_is_given_again(office: Any) -> None:
    process = office.begin(team=[office.rosa.handle])
    added = renewing.renew(office.node, office.ana, "rosa")
    assert giving_again.wanted(office.node, office.ana) == []
    begun(office.node, "rosa", added.passphrase, OWN)
    assert (
        giving_again.give_again(
            office.node, office.ana, "rosa", process, public=key_of(office.node, "rosa")
        )
        == 1
    )


def test_letting_somebody_in_again_does_not_make_what_was_handed_over_their_own(
    office: Any, handed: str
) -> None:
    people.disable(office.node, office.ana, "luz")
    with pytest.raises(SignInError):
        invited(office, "luz", handed)
    people.enable(office.node, office.ana, "luz")
    assert people.card(office.node, office.ana, "luz").state == "invited"
    assert invited(office, "luz", handed).invited


def test_a_passphrase_that_was_handed_over_and_lost_is_replaced(office: Any, handed: str) -> None:
    added = renewing.renew(office.node, office.ana, "luz")
    with pytest.raises(SignInError):
        invited(office, "luz", handed)
    begun(office.node, "luz", added.passphrase, OWN)
    assert people.sign_in(office.node, "luz", OWN).handle == "luz"


@pytest.mark.parametrize("typed", ["corta", ""])
def test_what_is_no_passphrase_of_ones_own_changes_nothing(
    office: Any, handed: str, typed: str
) -> None:
    luz, before = invited(office, "luz", handed), office.dump()
    for wrong in (typed, handed):
        with pytest.raises(InputError):
            people.begin(office.node, luz, wrong)
    assert office.dump() | {"sign_in_throttle": []} == before  # but that it was tried


def test_words_are_of_the_key_that_only_their_owner_has_seen(either: Any) -> None:
    added = people.add(either.node, either.ana, "luz", ("accompanier", "analyst"))
    words = begun(either.node, "luz", added.passphrase)
    assert len(words) == 12
    people.recover(either.node, "luz", " ".join(words), OWN)
    assert set(people.sign_in(either.node, "luz", OWN).roles) == {"analyst"}
