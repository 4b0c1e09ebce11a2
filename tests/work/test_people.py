"""Founding a node, opening it or saying what is wrong with it, signing in, adding people."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tejido.accounts.role_keys import ROLES
from tejido.audit.log import read as read_log
from tejido.errors import (
    ChangedError,
    DatabaseError,
    InputError,
    KeyFileError,
    NotFoundError,
    NotOpenedError,
    SettingsError,
    SignInError,
    TejidoError,
)
from tejido.store.database import Store
from tejido.store.migrating import CORE, CORE_MIGRATIONS
from tejido.testing.nodes import PASSPHRASE, joined
from tejido.vault.identity import node_id, root_from_words
from tejido.work import founding, nodes, people, processes, upgrading

CHEAP: dict[str, Any] = {"passphrase_opslimit": 1, "passphrase_memory_kib": 8}


def found(folder: Path, **changes: Any) -> founding.Founded:
    given = {"name": "Casa", "handle": "ana", **CHEAP, **changes}
    return founding.found(folder, **given)


@pytest.fixture
def folder(founded: Path, tmp_path: Path) -> Path:
    """A node's folder, closed."""
    return Path(shutil.copytree(founded, tmp_path / "node"))


# --- founding ---------------------------------------------------------------------------


def test_the_first_persons_words_bring_their_key_back(tmp_path: Path) -> None:
    made = found(tmp_path / "node")
    assert repr(made.recovery)[1:-1] not in repr(made)
    node = nodes.open_node(tmp_path / "node")
    try:
        people.recover(node, "ana", " ".join(made.recovery), PASSPHRASE)
        assert set(people.sign_in(node, "ana", PASSPHRASE).roles) == set(ROLES)
    finally:
        node.close()


def test_what_is_shown_once_opens_everything(tmp_path: Path) -> None:
    made = found(tmp_path / "new" / "node")
    assert node_id(root_from_words(" ".join(made.root_words)).public) == made.node
    assert (len(made.root_words), len(made.spoken)) == (24, 12)
    node = nodes.open_node(tmp_path / "new" / "node")
    try:
        ana = people.sign_in(node, " Ana ", made.passphrase)
        assert (node.id, node.settings.name, ana.administrator) == (made.node, "Casa", True)
        assert set(ana.roles) == {"network", "intake", "analyst", "auditor"}
    finally:
        node.close()


def test_what_is_shown_once_does_not_show_itself_and_lies_in_no_file(tmp_path: Path) -> None:
    made = found(tmp_path / "node")
    assert made.passphrase not in repr(made)
    assert repr(made.root_words)[1:-1] not in repr(made)  # one word may be of its spoken ones
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert made.passphrase.encode() not in kept
    assert " ".join(made.root_words[:3]).encode() not in kept


def test_folder_keys_and_database_are_the_owners_alone(tmp_path: Path) -> None:
    found(tmp_path / "node")
    made = [tmp_path / "node", *(tmp_path / "node").rglob("*")]
    open_to_others = {path.name for path in made if path.stat().st_mode & 0o077}
    assert open_to_others <= {"node.toml"}


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        pytest.param({"handle": "Ana Luz"}, InputError, id="handle"),
        pytest.param({"passphrase": "corta"}, InputError, id="passphrase"),
        pytest.param({"name": ""}, SettingsError, id="name"),
        pytest.param({"port": -1}, SettingsError, id="port"),
        pytest.param({"colour": "red"}, SettingsError, id="no such setting"),
        pytest.param({"language": "!"}, SettingsError, id="language"),
        pytest.param({"database": "postgresql://nobody@127.0.0.1:1/x"}, DatabaseError, id="server"),
        pytest.param({"database": "no/such/folder/node.db"}, DatabaseError, id="database"),
    ],
)
def test_a_node_is_made_whole_or_not_at_all(
    tmp_path: Path, changes: dict[str, Any], error: type[TejidoError]
) -> None:
    (tmp_path / "notes.txt").touch()
    with pytest.raises(error):
        found(tmp_path / "node", **changes)
    with pytest.raises(error):
        found(tmp_path, **changes)
    assert [path.name for path in tmp_path.rglob("*")] == ["notes.txt"]
    found(tmp_path / "node")


def test_a_folder_that_holds_a_node_is_left_as_it_is(folder: Path) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    with pytest.raises(SettingsError):
        found(folder)
    (folder / "node.toml").rename(folder / "node.toml.old")
    with pytest.raises(KeyFileError):
        found(folder)
    (folder / "node.toml.old").rename(folder / "node.toml")
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_a_place_where_no_folder_can_be_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SettingsError, match="folder"):
        found(tmp_path / "file" / "node")
    with pytest.raises(SettingsError, match="folder"):
        found(tmp_path / "file")


# --- opening ----------------------------------------------------------------------------


def _newer(folder: Path) -> None:
    with Store.open(folder / "node.db") as store:
        migrations = folder / "later"
        migrations.mkdir()
        shutil.copytree(CORE_MIGRATIONS, migrations, dirs_exist_ok=True)
        (migrations / "0999_later.py").write_text("def up(migrator, db):\n    pass\n")
        store.migrate(CORE, migrations)


SPOILT: dict[str, tuple[Callable[[Path], object], type[TejidoError]]] = {
    "no settings": (lambda folder: (folder / "node.toml").unlink(), SettingsError),
    "settings that are no TOML": (
        lambda folder: (folder / "node.toml").write_text("name = «Casa»"),
        SettingsError,
    ),
    "a setting that is none": (
        lambda folder: (folder / "node.toml").write_text('name = "Casa"\ncolour = "red"\n'),
        SettingsError,
    ),
    "no key": (lambda folder: (folder / "keys" / "node.key").unlink(), KeyFileError),
    "no pepper": (lambda folder: (folder / "keys" / "pepper").unlink(), KeyFileError),
    "a key that others read": (
        lambda folder: (folder / "keys" / "node.key").chmod(0o644),
        KeyFileError,
    ),
    "a key that is none": (
        lambda folder: (folder / "keys" / "node.key").write_text("tejido/v1/node-key\nxx\n"),
        KeyFileError,
    ),
    "no database": (lambda folder: (folder / "node.db").unlink(), DatabaseError),
    "a database that is none": (
        lambda folder: (folder / "node.db").write_bytes(b"not a database" * 99),
        DatabaseError,
    ),
    "a newer database": (_newer, DatabaseError),
}


@pytest.mark.parametrize("spoilt", SPOILT)
def test_a_node_that_is_not_in_order_says_so_and_is_not_touched(folder: Path, spoilt: str) -> None:
    spoil, error = SPOILT[spoilt]
    spoil(folder)
    files = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    with pytest.raises(error):
        nodes.open_node(folder)
    journal = {"node.db-wal", "node.db-shm"}
    after = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert {path: one for path, one in after.items() if path.name not in journal} == files


def test_upgrading_an_empty_database_makes_its_tables_once(folder: Path) -> None:
    (folder / "node.db").write_bytes(b"")
    with pytest.raises(DatabaseError, match="tejido upgrade"):
        nodes.open_node(folder)
    assert upgrading.upgrade(folder).applied != []
    assert upgrading.upgrade(folder).applied == []
    nodes.open_node(folder).close()


def test_upgrading_leaves_a_newer_database_alone(folder: Path) -> None:
    _newer(folder)
    with pytest.raises(DatabaseError, match="newer"):
        upgrading.upgrade(folder)


def test_in_safe_mode_a_node_opens_without_any_plugin(folder: Path) -> None:
    node = nodes.open_node(folder, safe_mode=True)
    try:
        assert {state.state for state in node.plugins.states} == {"off"}
        assert people.sign_in(node, "ana", PASSPHRASE).handle == "ana"
    finally:
        node.close()


# --- signing in and adding people -----------------------------------------------------


@pytest.mark.parametrize(("handle", "passphrase"), [("ana", "x" * 20), ("nadie", PASSPHRASE)])
def test_what_opens_nothing_is_not_told_apart(office: Any, handle: str, passphrase: str) -> None:
    with pytest.raises(SignInError) as refused:
        people.sign_in(office.node, handle, passphrase)
    assert str(refused.value) == "This handle and passphrase do not open anything."


def test_the_node_holds_the_networks_key_once_its_holder_has_signed_in(
    open_office: Any, tmp_path: Path
) -> None:
    with open_office(tmp_path / "node") as office:
        assert office.small.joined_by("rosa")
        office.node.held.forget()
        office.plugin.told.clear()
        people.sign_in(office.node, "rosa", PASSPHRASE)
        assert (office.node.held.box, office.plugin.told) == (None, [])
        ana = people.sign_in(office.node, "ana", PASSPHRASE)
        assert office.node.held.box == ana.role("network")
        assert office.plugin.told == [("keys", "network")]
    assert office.node.held.box is None, "a closed node forgets its keys"


def test_somebody_added_holds_the_roles_they_were_given_and_no_others(office: Any) -> None:
    luna = office.small.joined_by("luna", "analyst", "auditor")
    assert set(luna.roles) == {"analyst", "auditor"}
    assert luna.role("analyst") == office.ana.role("analyst")
    assert not luna.administrator


def test_a_passphrase_is_drawn_if_none_is_given(office: Any) -> None:
    drawn = people.add(office.node, office.ana, "luna").passphrase
    assert len(drawn.split()) == 7
    assert people.sign_in(office.node, "luna", drawn, invited=True).handle == "luna"


@pytest.mark.parametrize(
    ("handle", "roles", "passphrase", "error"),
    [
        pytest.param("ana", [], "", InputError, id="the handle is taken"),
        pytest.param("Ana Luz", [], "", InputError, id="no handle"),
        pytest.param("luz", [], "corta", InputError, id="a short passphrase"),
        pytest.param("luz", ["queen"], "", NotOpenedError, id="no such role"),
    ],
)
def test_who_cannot_be_added_leaves_nothing_behind(
    office: Any, handle: str, roles: list[str], passphrase: str, error: type[TejidoError]
) -> None:
    before = office.dump()
    with pytest.raises(error):
        people.add(office.node, office.ana, handle, roles, passphrase)
    assert office.dump() == before


def test_the_log_says_who_added_whom_with_which_roles(office: Any) -> None:
    luna = office.small.joined_by("luna", "analyst")
    with office.node.store.read() as tx:
        entries = read_log(tx, office.ana.role("auditor"))
    told = [(entry.kind.value, entry.facts) for entry in entries]
    ana = {"person": office.ana.person}
    assert told[-5:] == [
        ("role", ana | {"to": luna.person, "role": "analyst"}),
        ("person", ana | {"added": luna.person, "accompanier": "yes", "administrator": "no"}),
        ("sign_in", {"person": luna.person}),
        ("passphrase", {"person": luna.person, "drawn": "key"}),
        ("sign_in", {"person": luna.person}),
    ]


# --- rights, and who is here ----------------------------------------------------------


def test_rights_are_given_with_the_rest(office: Any) -> None:
    who = joined(office.node, office.ana, "luz", ("administrator", "intake"))
    assert (who.administrator, who.accompanier) == (True, False)
    assert set(who.roles) == {"intake"}
    assert people.add(office.node, who, "sol", ()).person


def test_what_is_shown_once_of_somebody_does_not_show_itself(office: Any) -> None:
    added = people.add(office.node, office.ana, "luz")
    assert added.passphrase not in repr(added)


def test_only_who_accompanies_begins_a_process_or_is_of_a_team(office: Any) -> None:
    luz = joined(office.node, office.ana, "luz", ("intake",))
    with pytest.raises(NotOpenedError):
        processes.start(office.node, luz, "accompaniment", "Hilo")
    with pytest.raises(NotFoundError):
        office.begin(team=["luz"])
    people.set_rights(office.node, office.ana, "luz", accompanier=True, administrator=False)
    luz = people.sign_in(office.node, "luz", PASSPHRASE)
    assert processes.start(
        office.node, luz, "accompaniment", "Hilo", {"ana": office.ana.pair.public}
    )


def test_people_are_listed_for_who_looks_after_them(office: Any) -> None:
    assert office.rosa
    ana, rosa = people.listed(office.node, office.ana)
    assert (ana.handle, ana.administrator, ana.roles) == ("ana", True, tuple(sorted(ROLES)))
    assert (rosa.id, rosa.state, rosa.accompanier) == (office.rosa.person, "active", True)
    assert (rosa.roles, rosa.created_on) == ((), "2026-03-01")
    assert people.card(office.node, office.ana, " ROSA ") == rosa


def test_who_does_not_look_after_people_changes_and_lists_nobody(office: Any) -> None:
    rosa, node = office.rosa, office.node
    before = office.dump()
    for door in (
        lambda: people.listed(node, rosa),
        lambda: people.card(node, rosa, "ana"),
        lambda: people.disable(node, rosa, "ana"),
        lambda: people.enable(node, rosa, "ana"),
        lambda: people.set_rights(node, rosa, "rosa", accompanier=True, administrator=True),
        lambda: people.add(node, rosa, "luz", ("administrator",)),
    ):
        with pytest.raises(NotOpenedError):
            door()
    assert office.dump() == before


def test_nobody_takes_the_last_right_to_look_after_people_away(office: Any) -> None:
    assert office.rosa
    before = office.dump()
    for door in (
        lambda: people.set_rights(
            office.node, office.ana, "ana", accompanier=True, administrator=False
        ),
        lambda: people.disable(office.node, office.ana, "ana"),
    ):
        with pytest.raises(ChangedError):
            door()
    assert office.dump() == before
    people.set_rights(office.node, office.ana, "rosa", accompanier=True, administrator=True)
    people.set_rights(office.node, office.ana, "ana", accompanier=True, administrator=False)
    rosa = people.sign_in(office.node, "rosa", PASSPHRASE)
    with pytest.raises(NotFoundError):
        people.enable(office.node, rosa, "nadie")
