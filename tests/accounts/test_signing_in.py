from typing import Any

import pytest

from tejido.accounts.handles import checked
from tejido.accounts.people import add_person, change_person, new_person
from tejido.accounts.role_keys import ROLES
from tejido.errors import (
    ChangedError,
    DatabaseError,
    InputError,
    NotOpenedError,
    SealError,
    SignInError,
)
from tejido.store import people
from tejido.store.tables import PersonTable, RoleKeyTable, SlotTable
from tejido.vault import passphrases
from tejido.vault.ciphers import BoxPair, SigningPair, open_with, seal_to, stretch
from tejido.vault.identity import NodeIdentity
from tejido.vault.slots import Slot, seal_slot


def test_the_right_passphrase_opens_everything_one_holds(small: Any) -> None:
    ana = small.signed_in("ana")
    assert ana.pair == small.ana.pair
    assert set(ana.roles) == set(ROLES)
    assert open_with(ana.roles["intake"], seal_to(ana.roles["intake"].public, b"text")) == b"text"
    assert ana.administrator
    rosa = small.signed_in("rosa")
    assert rosa.roles == {}
    assert not rosa.administrator


def test_a_handle_is_found_however_it_is_typed(small: Any) -> None:
    who = small.tried("  ANA ", small.words["ana"])
    assert who.handle == "ana"


@pytest.mark.parametrize(
    ("handle", "passphrase"),
    [("ana", "la lluvia llega por el cerro"), ("nobody", "el maíz crece en la milpa"), ("", "")],
)
def test_nobody_learns_whether_handle_or_passphrase_was_wrong(
    small: Any, handle: str, passphrase: str
) -> None:
    with pytest.raises(SignInError) as refused:
        small.tried(handle, passphrase)
    assert str(refused.value) == "This handle and passphrase do not open anything."


def test_a_wrong_handle_costs_the_same_work(small: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[tuple[int, int]] = []

    def counted(passphrase: bytes, salt: bytes, opslimit: int, memlimit: int) -> bytes:
        done.append((opslimit, memlimit))
        return stretch(passphrase, salt, opslimit, memlimit)

    monkeypatch.setattr(passphrases, "stretch", counted)
    for handle in ("ana", "nobody"):
        with pytest.raises(SignInError):
            small.tried(handle, "wrong")
    assert done == [(small.cost.opslimit, small.cost.memlimit)] * 2


def test_a_disabled_person_stays_out(small: Any) -> None:
    with small.store.write() as tx:
        change_person(tx, small.pepper, small.rosa.person.id, state="disabled")
    with pytest.raises(SignInError):
        small.signed_in("rosa")


def test_without_the_pepper_the_right_passphrase_opens_nothing(small: Any) -> None:
    with pytest.raises(SealError):
        small.tried("ana", small.words["ana"], pepper=bytes(32))


def test_nothing_secret_shows(small: Any) -> None:
    ana = small.signed_in("ana")
    for secret in (ana.pair.private, ana.roles["network"].private, small.ana.person.sealed_private):
        for shown in (repr(ana), repr(small.ana)):
            assert repr(secret) not in shown
            assert secret.hex() not in shown


def test_who_does_not_hold_a_role_is_told_so(small: Any) -> None:
    assert small.signed_in("ana").role("auditor") == small.signed_in("ana").roles["auditor"]
    with pytest.raises(NotOpenedError):
        small.signed_in("rosa").role("auditor")


# --- whoever can write to the database ------------------------------------------------


def test_a_role_key_that_the_root_did_not_sign_is_refused(small: Any) -> None:
    """Put a key of one's own in a role's place."""
    own = BoxPair.generate()
    with small.store.write() as tx:
        tx.run(RoleKeyTable.update(public=own.public).where(RoleKeyTable.role == "network"))
    with pytest.raises(DatabaseError, match="not signed"):
        small.signed_in("ana")


def test_a_slot_with_another_key_than_the_roles_is_refused(small: Any) -> None:
    slot = Slot("role", "network", small.ana.person.id, 1, b"s" * 32)
    here = (SlotTable.owner == "network") & (SlotTable.person == small.ana.person.id)
    with small.store.write() as tx:
        tx.run(SlotTable.update(sealed=seal_slot(slot, small.ana.person.public)).where(here))
    with pytest.raises(SealError):
        small.signed_in("ana")


def test_anothers_slot_does_not_open(small: Any) -> None:
    with small.store.write() as tx:
        tx.run(SlotTable.update(person=small.rosa.person.id).where(SlotTable.owner == "intake"))
    with pytest.raises(SealError):
        small.signed_in("rosa")


def test_a_roles_slot_moved_to_another_role_does_not_open(small: Any) -> None:
    with small.store.write() as tx:
        tx.run(SlotTable.delete().where(SlotTable.owner == "intake"))
        tx.run(SlotTable.update(owner="intake").where(SlotTable.owner == "analyst"))
    with pytest.raises(SealError):
        small.signed_in("ana")


def test_a_persons_key_in_anothers_row_does_not_open(small: Any) -> None:
    """Rosa, who may write to the database, puts her own locked key in Ana's row."""
    rosa = small.rosa.person
    with small.store.write() as tx:
        tx.run(
            PersonTable.update(salt=rosa.salt, sealed_private=rosa.sealed_private).where(
                PersonTable.handle == "ana"
            )
        )
    with pytest.raises(SealError):
        small.tried("ana", small.words["rosa"])


def test_a_replaced_public_half_is_noticed(small: Any) -> None:
    with small.store.write() as tx:
        tx.run(PersonTable.update(public=bytes(32)).where(PersonTable.handle == "ana"))
    with pytest.raises(SealError, match="not written by this node"):
        small.signed_in("ana")


def test_another_nodes_root_is_not_ours(small: Any) -> None:
    stranger = NodeIdentity(SigningPair.generate().public, SigningPair.generate())
    with pytest.raises(DatabaseError):
        small.tried("ana", small.words["ana"], identity=stranger)


def test_rights_and_state_that_somebody_else_wrote_are_refused(small: Any) -> None:
    """Rosa, who may write to the database, makes herself an administrator."""
    for forged in ({"administrator": True}, {"accompanier": False}, {"handle": "rose"}):
        with small.store.write() as tx:
            before = tx.one(PersonTable.select().where(PersonTable.id == small.rosa.person.id))
            tx.run(PersonTable.update(**forged).where(PersonTable.id == small.rosa.person.id))
        handle = str(forged.get("handle", "rosa"))
        with pytest.raises(SealError):
            small.tried(handle, small.words["rosa"])
        with small.store.write() as tx:
            changed = {name: getattr(before, name) for name in forged}
            tx.run(PersonTable.update(**changed).where(PersonTable.id == small.rosa.person.id))
    small.signed_in("rosa")


@pytest.mark.parametrize(
    "forged",
    [{"opslimit": 400_000}, {"memlimit": 2**40}, {"opslimit": 2}, {"salt": bytes(16)}],
    ids=str,
)
def test_what_a_try_costs_is_believed_of_this_node_alone(
    small: Any, forged: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is stretched for it: one such row would keep everybody from signing in."""
    monkeypatch.setattr(passphrases, "stretch", lambda *_given: pytest.fail("it was tried"))
    with small.store.write() as tx:
        tx.run(PersonTable.update(**forged).where(PersonTable.handle == "ana"))
    with pytest.raises(SealError, match="not written by this node"):
        small.signed_in("ana")


def test_words_that_somebody_took_out_or_put_in_are_noticed(small: Any) -> None:
    with small.store.write() as tx:
        tx.run(PersonTable.update(sealed_recovery=None).where(PersonTable.handle == "ana"))
    with pytest.raises(SealError):
        small.signed_in("ana")


# --- changing people ------------------------------------------------------------------


def test_somebody_who_looks_after_people_is_always_left(small: Any) -> None:
    ana, rosa = small.ana.person.id, small.rosa.person.id
    for changes in ({"state": "disabled"}, {"administrator": False}):
        with pytest.raises(ChangedError), small.store.write() as tx:
            change_person(tx, small.pepper, ana, **changes)
    with small.store.write() as tx:
        change_person(tx, small.pepper, rosa, administrator=True)
        change_person(tx, small.pepper, rosa, state="disabled")
        with pytest.raises(ChangedError):
            change_person(tx, small.pepper, ana, administrator=False)


def test_a_forged_administrator_is_not_left_to_look_after_people(small: Any) -> None:
    with small.store.write() as tx:
        tx.run(PersonTable.update(administrator=True).where(PersonTable.handle == "rosa"))
    with pytest.raises(SealError), small.store.write() as tx:
        change_person(tx, small.pepper, small.ana.person.id, administrator=False)


# --- adding people --------------------------------------------------------------------


def test_a_handle_is_for_one_person(small: Any) -> None:
    again = new_person(small.pepper, "ANA", "another long passphrase", "2026", cost=small.cost)
    with pytest.raises(InputError) as refused, small.store.write() as tx:
        add_person(tx, again)
    assert "handle" in refused.value.fields
    with small.store.read() as tx:
        assert [person.handle for person in people.listed(tx)] == ["ana", "rosa"]


@pytest.mark.parametrize("typed", ["", "a", "a" * 33, "ana maría", "josé", "-ana", "ana\n b"])
def test_a_handle_is_plain(typed: str) -> None:
    with pytest.raises(InputError):
        checked(typed)


@pytest.mark.parametrize("typed", [" Ana ", "ana.r", "a1", "ana_r-2"])
def test_a_plain_handle_is_kept_small(typed: str) -> None:
    assert checked(typed) == typed.strip().lower()
