from typing import Any

import pytest

from tejido.accounts.people import change_person
from tejido.accounts.role_keys import ROLES, role_key
from tejido.accounts.roles import grant_role, revoke_role, rotate_role
from tejido.errors import ChangedError, DatabaseError, NotFoundError, NotOpenedError, SealError
from tejido.store.ids import new_id
from tejido.store.slots import holders
from tejido.store.tables import PersonTable, RoleKeyTable, SlotTable
from tejido.vault.ciphers import BoxPair, SigningPair


def grant(small: Any, role: str = "intake", public: bytes | None = None, by: str = "ana") -> None:
    rosa = small.rosa.person
    with small.store.write() as tx:
        grant_role(tx, small.pepper, small.signed_in(by), role, rosa.id, public or rosa.public)


def test_who_holds_a_role_opens_it_to_others(small: Any) -> None:
    grant(small)
    assert small.signed_in("rosa").roles == {"intake": small.signed_in("ana").roles["intake"]}


def test_who_does_not_hold_it_cannot(small: Any) -> None:
    with pytest.raises(NotOpenedError):
        grant(small, by="rosa")
    assert small.signed_in("rosa").roles == {}


def test_a_key_other_than_the_one_compared_gets_nothing(small: Any) -> None:
    """Somebody puts their own public half in Rosa's row, and waits."""
    thief = BoxPair.generate()
    with pytest.raises(ChangedError, match="compared"):
        grant(small, public=thief.public)
    with small.store.write() as tx:
        tx.run(PersonTable.update(public=thief.public).where(PersonTable.handle == "rosa"))
    for compared in (thief.public, small.rosa.person.public):
        with pytest.raises(SealError):
            grant(small, public=compared)


def test_a_role_is_given_once(small: Any) -> None:
    grant(small)
    with pytest.raises(ChangedError):
        grant(small)


def test_only_people_who_are_here_get_roles(small: Any) -> None:
    ana = small.signed_in("ana")
    with small.store.write() as tx:
        tx.run(PersonTable.update(state="disabled").where(PersonTable.handle == "rosa"))
    for person in (small.rosa.person.id, new_id()):
        with pytest.raises(NotFoundError), small.store.write() as tx:
            grant_role(tx, small.pepper, ana, "intake", person, small.rosa.person.public)


def test_a_role_can_be_taken_away_but_not_from_the_last(small: Any) -> None:
    grant(small)
    with small.store.write() as tx:
        revoke_role(tx, small.pepper, "intake", small.rosa.person.id)
    assert small.signed_in("rosa").roles == {}
    with pytest.raises(ChangedError, match="Nobody else"), small.store.write() as tx:
        revoke_role(tx, small.pepper, "intake", small.ana.person.id)


def test_who_cannot_sign_in_does_not_count_as_holding_a_role(small: Any) -> None:
    grant(small)
    with small.store.write() as tx:
        change_person(tx, small.pepper, small.rosa.person.id, state="disabled")
    with pytest.raises(ChangedError, match="Nobody else"), small.store.write() as tx:
        revoke_role(tx, small.pepper, "intake", small.ana.person.id)
    with small.store.write() as tx:
        revoke_role(tx, small.pepper, "intake", small.rosa.person.id)
        with pytest.raises(NotFoundError):
            revoke_role(tx, small.pepper, "intake", small.rosa.person.id)


# --- renewing -------------------------------------------------------------------------


def rotate(small: Any, root: SigningPair | None = None, by: Any = None) -> BoxPair:
    who = by or small.signed_in("ana")
    with small.store.write() as tx:
        return rotate_role(tx, root or small.root, small.pepper, who, "intake", "2026-03-02")


def test_a_renewed_role_opens_to_those_who_held_it(small: Any) -> None:
    grant(small)
    before = small.signed_in("rosa").roles["intake"]
    pair = rotate(small)
    assert pair != before
    for handle in ("ana", "rosa"):
        assert small.signed_in(handle).roles["intake"] == pair
    with small.store.read() as tx:
        newest = role_key(tx, small.identity.root_public, "intake")
        assert (newest.version, newest.public) == (2, pair.public)
        slots = tx.all(SlotTable.select().where(SlotTable.owner == "intake"))
    assert {slot.version for slot in slots} == {2}, "the old key lies nowhere any more"
    assert len(slots) == 2


def test_who_is_disabled_gets_no_slot_of_a_renewed_role(small: Any) -> None:
    grant(small)
    with small.store.write() as tx:
        change_person(tx, small.pepper, small.rosa.person.id, state="disabled")
    rotate(small)
    with small.store.read() as tx:
        assert holders(tx, "role", "intake") == [small.ana.person.id]


def test_only_the_root_of_this_node_renews_a_role(small: Any) -> None:
    with pytest.raises(DatabaseError, match="not signed"):
        rotate(small, root=SigningPair.generate())


def test_only_who_holds_a_role_renews_it_and_knows_its_newest_key(small: Any) -> None:
    with pytest.raises(NotOpenedError):
        rotate(small, by=small.signed_in("rosa"))
    early = small.signed_in("ana")
    rotate(small)
    with pytest.raises(ChangedError):
        rotate(small, by=early)


def test_anybody_seals_to_a_role_by_its_signed_key(small: Any) -> None:
    ana, root = small.signed_in("ana"), small.identity.root_public
    with small.store.read() as tx:
        for role in ROLES:
            assert role_key(tx, root, role).public == ana.roles[role].public
        with pytest.raises(DatabaseError, match="no key"):
            role_key(tx, root, "director")


@pytest.mark.parametrize("change", [{"version": 2}, {"role": "director"}, {"public": bytes(32)}])
def test_a_signature_is_for_one_role_version_and_key(small: Any, change: dict[str, Any]) -> None:
    with small.store.write() as tx:
        tx.run(RoleKeyTable.update(**change).where(RoleKeyTable.role == "network"))
        with pytest.raises(DatabaseError, match="not signed"):
            role_key(tx, small.identity.root_public, change.get("role", "network"))
