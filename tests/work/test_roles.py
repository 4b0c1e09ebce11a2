"""Roles as keys: opening them, taking them away, renewing them without losing anything."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tejido.accounts.role_keys import ROLES, role_key
from tejido.audit.log import read as read_log
from tejido.errors import (
    ChangedError,
    DatabaseError,
    InputError,
    NotFoundError,
    NotOpenedError,
    SealError,
    UsageError,
)
from tejido.node import Node
from tejido.store import slots
from tejido.store.coding import every_key
from tejido.store.tables import CountingKeyTable, PersonTable, RoleKeyTable
from tejido.testing.keys import key_of
from tejido.testing.nodes import PASSPHRASE, joined
from tejido.vault.ciphers import BoxPair, SigningPair
from tejido.vault.counting_keys import CountingKey
from tejido.vault.identity import root_from_words
from tejido.work import coding, founding, nodes, people, roles
from tejido.work.giving_again import wanted
from tejido.work.pseudonyms import pseudonym_key


def told(office: Any, number: int) -> list[tuple[str, Any]]:
    with office.node.store.read() as tx:
        entries = read_log(tx, office.ana.role("auditor"))[-number:]
    return [(entry.kind.value, dict(entry.facts or {})) for entry in entries]


def held(office: Any, handle: str = "rosa") -> set[str]:
    return set(people.sign_in(office.node, handle, PASSPHRASE).roles)


# --- opening and taking away ----------------------------------------------------------


def test_who_holds_a_role_opens_it_to_somebody_and_takes_it_away(either: Any) -> None:
    office, rosa = either, either.rosa
    roles.grant(office.node, office.ana, "intake", " Rosa ", public=key_of(office.node, " Rosa "))
    assert held(office) == {"intake"}
    roles.revoke(office.node, office.ana, "intake", "rosa")
    assert held(office) == set()
    facts = {"person": office.ana.person, "role": "intake"}
    changes = [one for one in told(office, 9) if one[0] == "role"]
    assert changes == [
        ("role", facts | {"to": rosa.person}),
        ("role", facts | {"taken": rosa.person}),
    ]


def test_an_administrator_without_the_role_takes_it_and_cannot_open_it(office: Any) -> None:
    assert office.rosa
    roles.grant(office.node, office.ana, "auditor", "rosa", public=key_of(office.node, "rosa"))
    luz = joined(office.node, office.ana, "luz", ("administrator",))
    with pytest.raises(NotOpenedError):
        roles.grant(office.node, luz, "auditor", "luz", public=key_of(office.node, "luz"))
    roles.revoke(office.node, luz, "auditor", "rosa")
    assert held(office) == set()


def test_everybody_lays_down_a_role_of_their_own_and_nobody_elses(office: Any) -> None:
    luna = office.small.joined_by("luna", "analyst")
    with pytest.raises(NotOpenedError):
        roles.revoke(office.node, luna, "analyst", "ana")
    roles.revoke(office.node, luna, "analyst", "luna")
    assert held(office, "luna") == set()


@pytest.mark.parametrize(
    ("role", "handle", "error"),
    [
        ("intake", "nadie", NotFoundError),
        ("intake", "ana", ChangedError),
        ("queen", "rosa", NotOpenedError),
        ("administrator", "rosa", NotOpenedError),
    ],
)
def test_what_cannot_be_opened_is_refused(
    office: Any, role: str, handle: str, error: type[Exception]
) -> None:
    assert office.rosa
    with pytest.raises(error):
        roles.grant(office.node, office.ana, role, handle, public=key_of(office.node, handle))


@pytest.mark.parametrize(
    ("role", "handle", "error"),
    [
        ("intake", "nadie", NotFoundError),
        ("intake", "rosa", NotFoundError),
        ("queen", "ana", NotFoundError),
        ("intake", "ana", ChangedError),
    ],
)
def test_what_cannot_be_taken_is_refused(
    office: Any, role: str, handle: str, error: type[Exception]
) -> None:
    assert office.rosa
    with pytest.raises(error):
        roles.revoke(office.node, office.ana, role, handle)


def test_nothing_is_sealed_to_a_public_half_that_somebody_put_in(office: Any) -> None:
    assert office.rosa
    theirs = BoxPair.generate().public
    with office.node.store.write() as tx:
        tx.run(PersonTable.update(public=theirs).where(PersonTable.handle == "rosa"))
    with pytest.raises(SealError):
        roles.grant(office.node, office.ana, "intake", "rosa", public=key_of(office.node, "rosa"))


def test_a_role_taken_away_is_not_wanted_again(office: Any) -> None:
    """Taken out, let in again, given the role by hand, and then taken from it for good."""
    assert office.rosa
    roles.grant(office.node, office.ana, "intake", "rosa", public=key_of(office.node, "rosa"))
    people.disable(office.node, office.ana, "rosa")
    people.enable(office.node, office.ana, "rosa")
    assert [one.roles for one in wanted(office.node, office.ana)] == [("intake",)]
    roles.grant(office.node, office.ana, "intake", "rosa", public=key_of(office.node, "rosa"))
    roles.revoke(office.node, office.ana, "intake", "rosa")
    assert wanted(office.node, office.ana) == []
    roles.grant(office.node, office.ana, "intake", "rosa", public=key_of(office.node, "rosa"))
    people.disable(office.node, office.ana, "rosa")
    people.enable(office.node, office.ana, "rosa")
    roles.revoke(office.node, office.ana, "intake", "rosa")
    assert wanted(office.node, office.ana) == []


# --- enough people --------------------------------------------------------------------


def test_a_role_of_one_person_is_lonely(office: Any) -> None:
    assert roles.lonely(office.node) == [*ROLES, "accompanier", "administrator"]
    joined(office.node, office.ana, "luz", (*ROLES, "administrator", "accompanier"))
    assert roles.lonely(office.node) == []
    people.disable(office.node, office.ana, "luz")
    assert roles.lonely(office.node) == [*ROLES, "accompanier", "administrator"]


# --- renewing -------------------------------------------------------------------------


class Rooted:
    """A node whose root's words are at hand, and Ana, who founded it."""

    def __init__(self, folder: Path) -> None:
        founded = founding.found(
            folder,
            name="Casa",
            handle="ana",
            passphrase=PASSPHRASE,
            passphrase_opslimit=1,
            passphrase_memory_kib=8,
        )
        self.folder = folder
        self.root = root_from_words(" ".join(founded.root_words))
        self.node: Node = nodes.open_node(folder)

    @property
    def ana(self) -> Any:
        return people.sign_in(self.node, "ana", PASSPHRASE)

    def rotate(self, role: str, root: SigningPair | None = None) -> None:
        roles.rotate(self.node, self.ana, role, root or self.root)


@pytest.fixture
def rooted(tmp_path: Path) -> Iterator[Rooted]:
    made = Rooted(tmp_path / "node")
    yield made
    made.node.close()


def counting_key(rooted: Rooted) -> CountingKey:
    """Make this run's counting key, as its first coded row does."""
    with rooted.node.store.write() as tx:
        return coding._counting_key(rooted.node, tx)


@pytest.mark.parametrize("role", ["intake", "analyst", "auditor"])
def test_a_renewed_role_opens_to_who_holds_it_and_the_old_key_opens_nothing(
    rooted: Rooted, role: str
) -> None:
    joined(rooted.node, rooted.ana, "luz", (role,))
    before = rooted.ana
    counting_key(rooted)
    rooted.rotate(role)
    luz = people.sign_in(rooted.node, "luz", PASSPHRASE)
    assert rooted.ana.role(role) == luz.role(role) != before.role(role)
    assert {name for name in ROLES if rooted.ana.role(name) != before.role(name)} == {role}
    with rooted.node.store.read() as tx:
        assert role_key(tx, rooted.node.identity.root_public, role).version == 2


def test_an_older_slot_put_back_is_given_no_newer_key(rooted: Rooted) -> None:
    luz = joined(rooted.node, rooted.ana, "luz", ("auditor",)).person
    with rooted.node.store.read() as tx:
        old = slots.find(tx, "role", "auditor", luz)
    roles.revoke(rooted.node, rooted.ana, "auditor", "luz")
    rooted.rotate("auditor")
    with rooted.node.store.write() as tx:
        slots.add(tx, [old] if old else [])
    assert "auditor" in roles.lonely(rooted.node)
    rooted.rotate("auditor")
    ana = rooted.ana.person
    with rooted.node.store.read() as tx:
        assert slots.holders(tx, "role", "auditor") == [ana]


def test_an_older_key_of_a_role_is_sealed_to_no_more(rooted: Rooted) -> None:
    rooted.rotate("auditor")
    with rooted.node.store.write() as tx:
        tx.run(RoleKeyTable.delete().where(RoleKeyTable.version == 2))
    with rooted.node.store.read() as tx, pytest.raises(DatabaseError):
        role_key(tx, rooted.node.identity.root_public, "auditor")


def test_what_is_counted_opens_with_the_new_key_and_pseudonyms_stay(rooted: Rooted) -> None:
    key, before = counting_key(rooted), rooted.ana
    year = rooted.node.today().year
    with rooted.node.store.read() as tx:
        pseudonyms = pseudonym_key(rooted.node, tx, before, "red", year)
    rooted.rotate("analyst")
    rooted.rotate("analyst")
    after = rooted.ana
    with rooted.node.store.read() as tx:
        (stored,) = every_key(tx)
        assert CountingKey.open(after.role("analyst"), stored.id, stored.sealed) == key
        assert pseudonym_key(rooted.node, tx, after, "red", year) == pseudonyms
        with pytest.raises(SealError):
            CountingKey.open(before.role("analyst"), stored.id, stored.sealed)
        with pytest.raises(SealError):
            pseudonym_key(rooted.node, tx, before, "red", year)


def test_the_log_opens_with_the_new_key_and_its_leaves_stay(rooted: Rooted) -> None:
    before = rooted.ana
    leaves = _column(rooted, "leaf")
    with rooted.node.store.read() as tx:
        entries = read_log(tx, before.role("auditor"))
    rooted.rotate("auditor")
    after = rooted.ana
    with rooted.node.store.read() as tx:
        found = read_log(tx, after.role("auditor"))
        with pytest.raises(SealError):
            read_log(tx, before.role("auditor"))
    assert found[: len(entries)] == entries
    assert _column(rooted, "leaf")[: len(leaves)] == leaves
    rotated = [entry for entry in found if entry.kind == "rotate"]
    assert [entry.facts for entry in rotated] == [{"person": before.person, "role": "auditor"}]


def test_what_was_sealed_to_the_old_key_is_on_no_disk_any_more(rooted: Rooted) -> None:
    counting_key(rooted)
    old = [*_column(rooted, "sealed"), *_column(rooted, "sealed", "counting_key")]
    old += _column(rooted, "sealed", "pseudonym_key")
    old += _column(rooted, "sealed", "slot", "owner in ('analyst', 'auditor')")
    for role in ("analyst", "auditor"):
        rooted.rotate(role)
    files = [path.read_bytes() for path in rooted.folder.glob("node.db*")]
    assert len(old) == 4, "log, counting key, pseudonyms, two slots"
    assert not [sealed for sealed in old if any(sealed in content for content in files)]


def _column(rooted: Rooted, name: str, table: str = "audit_entry", where: str = "1") -> list[bytes]:
    with closing(sqlite3.connect(rooted.folder / "node.db")) as database:
        rows = database.execute(f"SELECT {name} FROM {table} WHERE {where}").fetchall()  # noqa: S608
    return [value for (value,) in rows]


@pytest.mark.parametrize(("role", "error"), [("network", UsageError), ("queen", NotOpenedError)])
def test_a_role_that_is_not_renewed_here_is_refused(
    rooted: Rooted, role: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        rooted.rotate(role)


def test_only_the_root_and_a_holder_renew_a_role(rooted: Rooted) -> None:
    with pytest.raises(InputError) as refused:
        rooted.rotate("auditor", SigningPair.generate())
    assert "words" in refused.value.fields
    luz = joined(rooted.node, rooted.ana, "luz", ("administrator",))
    with pytest.raises(NotOpenedError):
        roles.rotate(rooted.node, luz, "auditor", rooted.root)


def test_what_somebody_put_in_stops_a_renewal_and_changes_nothing(rooted: Rooted) -> None:
    """A counting key of their own, in the place of the run's."""
    counting_key(rooted)
    before = rooted.ana.role("analyst")
    own = CountingKey.generate().sealed_to(before.public)
    with rooted.node.store.write() as tx:
        tx.run(CountingKeyTable.update(sealed=own))
    with pytest.raises(SealError):
        rooted.rotate("analyst")
    assert rooted.ana.role("analyst") == before
