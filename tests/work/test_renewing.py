"""A new key for who lost everything, and colleagues who give again what they hold as well."""

from typing import Any

import pytest

from tejido.accounts.people import change_person
from tejido.accounts.sessions import open_session
from tejido.accounts.signing_in import SignedIn
from tejido.audit.log import Kind
from tejido.audit.log import read as read_log
from tejido.errors import (
    ChangedError,
    InputError,
    NotFoundError,
    NotOpenedError,
    SealError,
    SignInError,
)
from tejido.store.tables import SpareCodeTable, WantedSlotTable
from tejido.testing.keys import key_of
from tejido.testing.nodes import PASSPHRASE, begun
from tejido.work import giving_again, people, records, renewing, teams
from tejido.work.people import Added

OWN = "la neblina baja despacio"


def renewed(office: Any, handle: str = "rosa") -> Added:
    """Renew somebody's key, as Ana, who saw what is lost; they begin with it."""
    digest = renewing.stakes(office.node, office.ana, handle).digest
    added = renewing.renew(office.node, office.ana, handle, digest)
    begun(office.node, handle, added.passphrase, OWN)
    return added


def back(office: Any, _renewed: Added, handle: str = "rosa") -> SignedIn:
    return people.sign_in(office.node, handle, OWN)


def opens(office: Any, who: SignedIn, record: str) -> bool:
    try:
        records.opened(office.node, who, record)
    except NotOpenedError:
        return False
    return True


def logged(office: Any, kind: Kind) -> list[dict[str, str]]:
    with office.node.store.read() as tx:
        entries = read_log(tx, office.ana.roles["auditor"])
    return [dict(entry.facts or {}) for entry in entries if entry.kind == kind]


@pytest.fixture
def shared(office: Any) -> tuple[str, str]:
    """A process with a record that Ana and Rosa hold."""
    process, record = office.visited()
    teams.open_to(
        office.node,
        office.ana,
        process,
        office.rosa.handle,
        public=key_of(office.node, office.rosa.handle),
    )
    return process, record


# --- a new key ------------------------------------------------------------------------


def test_a_new_key_opens_nothing_until_it_is_given_again(
    office: Any, shared: tuple[str, str]
) -> None:
    _process, record = shared
    added = renewed(office)
    rosa = back(office, added)
    assert rosa.person == office.rosa.person == added.person
    assert rosa.pair.public != office.rosa.pair.public
    assert not opens(office, rosa, record)
    assert (
        giving_again.give_again(office.node, office.ana, "rosa", public=key_of(office.node, "rosa"))
        == 1
    )
    assert opens(office, rosa, record)
    assert giving_again.wanted(office.node, office.ana) == []


def test_what_opened_the_old_key_opens_nothing(office: Any, shared: tuple[str, str]) -> None:
    _process, record = shared
    old = office.rosa
    renewed(office)
    giving_again.give_again(office.node, office.ana, "rosa", public=key_of(office.node, "rosa"))
    with pytest.raises(SignInError):
        people.sign_in(office.node, "rosa", PASSPHRASE)
    with pytest.raises(SealError):
        records.opened(office.node, old, record)


def test_the_new_words_bring_the_new_key_back_and_the_old_ones_nothing(office: Any) -> None:
    old = begun(office.node, "luz", people.add(office.node, office.ana, "luz").passphrase)
    added = renewing.renew(office.node, office.ana, "luz")
    new = begun(office.node, "luz", added.passphrase)
    with pytest.raises(SignInError):
        people.recover(office.node, "luz", " ".join(old), "una frase nueva y larga")
    people.recover(office.node, "luz", " ".join(new), "una frase nueva y larga")
    assert people.sign_in(office.node, "luz", "una frase nueva y larga").person == added.person


def test_sessions_codes_and_the_second_factor_go(office: Any) -> None:
    rosa = office.rosa
    with office.node.store.write() as tx:
        open_session(tx, rosa, office.clock())
        tx.insert(SpareCodeTable, [{"person": rosa.person, "proof": bytes(32)}])
        change_person(tx, office.node.pepper, rosa.person, sealed_totp=bytes(96))
    assert renewing.stakes(office.node, office.ana, "rosa").second_factor
    back(office, renewed(office))  # no code is asked for
    dump = office.dump()
    assert (dump["session"], dump["spare_code"]) == ([], [])
    assert not renewing.stakes(office.node, office.ana, "rosa").second_factor
    assert logged(office, Kind.RECOVERY)[-1]["second_factor"] == "removed"


def test_only_who_looks_after_people_renews_and_not_themselves(office: Any) -> None:
    office.small.joined_by("luz")
    rosa = office.rosa
    before = office.dump()
    for who, handle, error in [
        (rosa, "luz", NotOpenedError),
        (office.ana, "ana", InputError),
        (office.ana, "nobody", NotFoundError),
    ]:
        for door in (renewing.stakes, renewing.renew):
            with pytest.raises(error):
                door(office.node, who, handle)
    assert office.dump() == before


def test_somebody_disabled_is_let_in_before_their_key_is_renewed(office: Any) -> None:
    assert office.rosa
    people.disable(office.node, office.ana, "rosa")
    with pytest.raises(NotFoundError):
        renewing.renew(office.node, office.ana, "rosa")


# --- what is lost ---------------------------------------------------------------------


def test_what_nobody_else_holds_is_listed_before_and_lost_after(
    office: Any, shared: tuple[str, str]
) -> None:
    process, _record = shared
    teams.close_to(office.node, office.rosa, process, "ana")
    seen = renewing.stakes(office.node, office.ana, "rosa")
    (lost,) = seen.lost
    assert (lost.id, lost.reference, lost.kind) == (process, process[:8], "accompaniment")
    assert (lost.records, lost.opened_on, seen.processes) == (1, "2026-03-01", 0)
    before = office.dump()
    for digest in ("", "0" * 64):
        with pytest.raises(ChangedError):
            renewing.renew(office.node, office.ana, "rosa", digest)
    assert office.dump() == before
    renewing.renew(office.node, office.ana, "rosa", seen.digest)
    dump = office.dump()
    assert [row for row in dump["slot"] if row[1] == process] == []
    assert dump["wanted_slot"] == []
    (entry,) = logged(office, Kind.RECOVERY)
    assert (entry["renewed"], entry["lost"]) == (office.rosa.person, process)


def test_what_is_lost_is_what_was_seen_or_nothing_is_done(
    office: Any, shared: tuple[str, str]
) -> None:
    process, _record = shared
    seen = renewing.stakes(office.node, office.ana, "rosa")
    assert (seen.digest, seen.processes) == ("", 1)
    teams.close_to(office.node, office.rosa, process, "ana")
    with pytest.raises(ChangedError):
        renewing.renew(office.node, office.ana, "rosa", seen.digest)


def test_a_role_that_nobody_else_holds_is_lost_and_said(office: Any) -> None:
    luz = office.small.joined_by("luz", "analyst", "intake")
    people.set_rights(office.node, office.ana, "luz", accompanier=True, administrator=True)
    luz = people.sign_in(office.node, "luz", PASSPHRASE)
    seen = renewing.stakes(office.node, luz, "ana")
    assert (seen.roles, seen.lost_roles) == (("analyst", "intake"), ("auditor", "network"))
    assert seen.digest


# --- giving again ---------------------------------------------------------------------


def test_colleagues_see_what_is_wanted_and_give_one_by_one(office: Any) -> None:
    for name in ("Barro", "Agua"):
        process = office.begin(name, team=[office.rosa.handle])
    own = office.begin("Mío")
    rosa = back(office, renewed(office))
    (wish,) = giving_again.wanted(office.node, office.ana)
    assert (wish.member.handle, [name for _, name in wish.processes]) == ("rosa", ["Agua", "Barro"])
    by_voice = teams.team(office.node, office.ana, process).wanting
    assert [one.words for one in by_voice] == [wish.member.words]
    assert (
        giving_again.give_again(
            office.node, office.ana, "rosa", process, public=key_of(office.node, "rosa")
        )
        == 1
    )
    (left,) = giving_again.wanted(office.node, office.ana)
    assert [name for _, name in left.processes] == ["Barro"]
    with pytest.raises(ChangedError):
        giving_again.give_again(
            office.node, office.ana, "rosa", own, public=key_of(office.node, "rosa")
        )
    assert giving_again.wanted(office.node, rosa) == []


def test_roles_are_wanted_and_given_again_too(office: Any) -> None:
    luz = office.small.joined_by("luz", "analyst", "intake")
    added = renewed(office, "luz")
    assert back(office, added, "luz").roles == {}
    (wish,) = giving_again.wanted(office.node, office.ana)
    assert (wish.roles, wish.processes) == (("analyst", "intake"), ())
    assert (
        giving_again.give_again(
            office.node, office.ana, "luz", "analyst", public=key_of(office.node, "luz")
        )
        == 1
    )
    assert (
        giving_again.give_again(office.node, office.ana, "luz", public=key_of(office.node, "luz"))
        == 1
    )
    assert dict(back(office, added, "luz").roles) == dict(luz.roles)
    assert giving_again.wanted(office.node, office.ana) == []


def test_somebody_who_was_disabled_is_given_again_once_they_are_back(
    office: Any, shared: tuple[str, str]
) -> None:
    process, record = shared
    people.disable(office.node, office.ana, "rosa")
    office.write(process)
    assert giving_again.wanted(office.node, office.ana) == []
    people.enable(office.node, office.ana, "rosa")
    assert not opens(office, office.rosa, record)
    assert (
        giving_again.give_again(office.node, office.ana, "rosa", public=key_of(office.node, "rosa"))
        == 1
    )
    assert opens(office, office.rosa, record)


def test_processes_are_not_given_again_to_who_no_longer_accompanies(
    office: Any, shared: tuple[str, str]
) -> None:
    renewed(office)
    people.set_rights(office.node, office.ana, "rosa", accompanier=False, administrator=False)
    assert giving_again.wanted(office.node, office.ana) == []
    with pytest.raises(ChangedError):
        giving_again.give_again(office.node, office.ana, "rosa", public=key_of(office.node, "rosa"))


def test_what_was_opened_otherwise_is_wanted_no_longer(
    office: Any, shared: tuple[str, str]
) -> None:
    process, _record = shared
    renewed(office)
    teams.open_to(office.node, office.ana, process, "rosa", public=key_of(office.node, "rosa"))
    assert giving_again.wanted(office.node, office.ana) == []
    assert office.dump()["wanted_slot"] == []


def test_a_team_can_let_a_wish_go(office: Any, shared: tuple[str, str]) -> None:
    process, record = shared
    rosa = back(office, renewed(office))
    teams.close_to(office.node, office.ana, process, "rosa")
    assert giving_again.wanted(office.node, office.ana) == []
    assert office.dump()["wanted_slot"] == []
    assert not opens(office, rosa, record)
    assert opens(office, office.ana, record)


def test_a_wish_for_a_role_can_be_let_go_too(office: Any) -> None:
    office.small.joined_by("luz", "analyst", "intake")
    renewed(office, "luz")
    assert giving_again.count_wanted(office.node, office.ana) == 1
    giving_again.let_go(office.node, office.ana, "luz", "analyst")
    (wish,) = giving_again.wanted(office.node, office.ana)
    assert wish.roles == ("intake",)
    for handle, owner in [("luz", "analyst"), ("luz", ""), ("luz", "0" * 32)]:
        with pytest.raises(ChangedError):
            giving_again.let_go(office.node, office.ana, handle, owner)
    with pytest.raises(ChangedError):
        giving_again.let_go(office.node, office.rosa, "luz", "intake")
    assert logged(office, Kind.TEAM)[-1]["role"] == "analyst"


def test_a_wish_that_was_put_in_is_refused(office: Any) -> None:
    process = office.begin()
    forged = {"kind": "process", "owner": process, "person": office.rosa.person}
    with office.node.store.write() as tx:
        tx.insert(WantedSlotTable, [{**forged, "proof": bytes(32)}])
    for door in (
        lambda: giving_again.wanted(office.node, office.ana),
        lambda: giving_again.give_again(
            office.node, office.ana, "rosa", public=key_of(office.node, "rosa")
        ),
        lambda: teams.team(office.node, office.ana, process),
    ):
        with pytest.raises(SealError, match="not written by this node"):
            door()


def test_who_holds_nothing_of_it_gives_nothing(office: Any, shared: tuple[str, str]) -> None:
    luz = office.small.joined_by("luz")
    renewed(office)
    assert giving_again.wanted(office.node, luz) == []
    before = office.dump()
    with pytest.raises(ChangedError):
        giving_again.give_again(office.node, luz, "rosa", public=key_of(office.node, "rosa"))
    assert office.dump() == before


def test_on_both_databases(either: Any) -> None:
    process, record = either.visited()
    teams.open_to(
        either.node,
        either.ana,
        process,
        either.rosa.handle,
        public=key_of(either.node, either.rosa.handle),
    )
    assert either.small.joined_by("luz", "intake")
    rosa = back(either, renewed(either))
    renewed(either, "luz")
    assert len(giving_again.wanted(either.node, either.ana)) == 2
    for handle in ("luz", "rosa"):
        assert (
            giving_again.give_again(
                either.node, either.ana, handle, public=key_of(either.node, handle)
            )
            == 1
        )
    assert opens(either, rosa, record)
