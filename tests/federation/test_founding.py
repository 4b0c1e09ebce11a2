"""Founding a network by files, with the commands that people use."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tejido.cli.root import tejido
from tejido.errors import DatabaseError, InputError
from tejido.vault.identity import root_words
from tejido_federation import founding, joining
from tejido_federation.codes import RefusedError
from tejido_federation.descriptor import parse_descriptor
from tejido_federation.directory import load_roster
from tejido_federation.envelope import parse_envelope
from tejido_federation.tables import CharterTable, DescriptorTable


class Table:
    """The offices of a test around one table, with a folder for the files they pass on."""

    def __init__(self, offices: Sequence[Any], folder: Path, passphrase: str) -> None:
        self.offices, self.folder = offices, folder
        (folder / "passphrase").write_text(passphrase, encoding="utf-8")
        for office in offices:
            words = " ".join(root_words(office.root.seed, "es"))
            (folder / f"{office.node.settings.name}.words").write_text(words, encoding="utf-8")

    def run(self, *arguments: object) -> str:
        """Run a command that must succeed; return its stdout."""
        done = CliRunner().invoke(
            tejido, [str(one) for one in arguments], catch_exceptions=False, standalone_mode=False
        )
        return done.stdout

    def path(self, name: str) -> Path:
        return self.folder / name

    def described(self) -> list[Path]:
        """Describe every office and sign with its root; return the signed files."""
        found = []
        for office in self.offices:
            name = office.node.settings.name
            plain, signed = self.path(f"{name}.plain"), self.path(f"{name}.descriptor")
            self.run("network", "describe", "--node", office.node.settings.folder, "--out", plain)
            self.sign(plain, name, signed)
            found.append(signed)
        return found

    def sign(self, file: Path, name: str, out: Path) -> Path:
        words = self.path(f"{name}.words")
        self.run("network", "sign", file, "--root-words-file", words, "--out", out)
        return out

    def drafted(self, out: str = "draft") -> Path:
        folder = self.offices[0].node.settings.folder
        self.run(
            "network", "draft", *self.described(), "--node", folder, "--name", "Red",
            "--coordinator", self.offices[0].node.id, "--out", self.path(out),
        )  # fmt: skip
        return self.path(out)

    def signed_by_all(self, draft: Path) -> list[Path]:
        """Have everybody sign their own copy."""
        names = [office.node.settings.name for office in self.offices]
        return [self.sign(draft, name, self.path(f"{name}.signed")) for name in names]

    def join(self, office: Any, *files: Path) -> str:
        return self.run(
            "network", "join", *files, "--node", office.node.settings.folder,
            "--as", "ana", "--passphrase-file", self.path("passphrase"),
        )  # fmt: skip


@pytest.fixture
def table(new_office: Callable[[str], Any], tmp_path: Path, passphrase: str) -> Table:
    folder = tmp_path / "files"
    folder.mkdir()
    return Table([new_office("alba"), new_office("brisa")], folder, passphrase)


def test_a_network_is_founded_with_files_only(table: Table) -> None:
    copies = table.signed_by_all(table.drafted())
    networks = {table.join(office, *copies).strip() for office in table.offices}
    assert len(networks) == 1
    shown = json.loads(
        table.run("network", "show", "--node", table.offices[1].node.settings.folder, "--json")
    )
    assert [one["id"] for one in shown] == list(networks)
    assert {member["name"] for member in shown[0]["members"]} == {"alba", "brisa"}
    assert shown[0]["coordinators"] == [table.offices[0].node.id]
    assert "crisis.emergency" in shown[0]["policies"]


def test_what_the_core_sees_of_a_network_follows_the_charter(table: Table) -> None:
    table.join(table.offices[0], *table.signed_by_all(table.drafted()))
    (network,) = table.offices[0].node.plugins.networks(table.offices[0].node)
    policy = table.offices[0].policy
    assert network.policies[policy.type] == {policy.digest}
    assert {"aggregate", "alert_network"} <= network.purposes
    assert (network.k, network.k_records, network.organizations) == (5, 3, 3)
    assert network.node == table.offices[0].node.id
    assert len(network.members) == 2


def test_a_missing_signature_is_refused_and_nothing_is_stored(table: Table) -> None:
    first, _second = table.signed_by_all(table.drafted())
    with pytest.raises(RefusedError, match="roots"):
        table.join(table.offices[0], first)
    assert table.offices[0].rows(CharterTable) == []
    assert table.offices[0].rows(DescriptorTable) == []


def test_copies_of_two_drafts_do_not_combine(table: Table) -> None:
    one = table.signed_by_all(table.drafted("one"))[0]
    one.rename(table.path("first"))
    two = table.signed_by_all(table.drafted("two"))[1]
    with pytest.raises(RefusedError, match="somebody else"):
        table.join(table.offices[0], table.path("first"), two)


def test_joining_twice_is_refused(table: Table) -> None:
    copies = table.signed_by_all(table.drafted())
    table.join(table.offices[0], *copies)
    with pytest.raises(InputError, match="already"):
        table.join(table.offices[0], *copies)


def test_who_is_no_founder_does_not_join(table: Table, new_office: Callable[[str], Any]) -> None:
    copies = table.signed_by_all(table.drafted())
    with pytest.raises(InputError, match="founders"):
        table.join(new_office("cielo"), *copies)


def test_a_descriptor_nobody_signed_founds_nothing(table: Table) -> None:
    plain = joining.describe(table.offices[0].node)
    terms = joining.terms_of(table.offices[0].node.declarations, "Red", frozenset())
    with pytest.raises(RefusedError, match="roots"):
        founding.draft(terms, [plain], table.offices[0].node.today())


def test_a_changed_founding_file_is_refused(table: Table) -> None:
    (copy, _other) = table.signed_by_all(table.drafted())
    value = json.loads(copy.read_text(encoding="utf-8"))
    value["descriptors"] = value["descriptors"][:1]
    copy.write_text(json.dumps(value), encoding="utf-8")
    with pytest.raises(RefusedError):
        table.join(table.offices[0], copy)


@pytest.mark.parametrize("content", [b"", b"[]", b'{"tejido":"founding"}', b"\xff", b'{"a":1.5}'])
def test_a_file_that_is_no_founding_file_is_refused_in_a_line(table: Table, content: bytes) -> None:
    table.path("wrong").write_bytes(content)
    with pytest.raises(RefusedError):
        table.join(table.offices[0], table.path("wrong"))


def test_our_descriptor_carries_the_keys_of_our_roles(table: Table) -> None:
    described = joining.describe(table.offices[0].node)
    found = parse_descriptor(described)
    table.offices[0].sign_in()
    box = table.offices[0].node.held.box
    assert box is not None
    assert found.active("box").public == box.public
    assert found.active("node").public == table.offices[0].node.identity.signing.public
    assert {key.role for key in found.keys} == {"node", "box", "intake", "analyst", "auditor"}
    assert found.endpoints == ("http://alba.onion",)


def test_a_document_changed_in_the_database_is_found(table: Table) -> None:
    office = table.offices[0]
    table.join(office, *table.signed_by_all(table.drafted()))
    (row, _other) = office.rows(DescriptorTable)
    held = parse_envelope(bytes(row.envelope))
    forged = replace(held, payload=held.payload.replace(b'"version":1', b'"version":1 '))
    envelope = forged.to_json()
    with office.node.store.write() as tx:
        tx.run(DescriptorTable.update(envelope=envelope).where(DescriptorTable.node == row.node))
    with office.node.store.read() as tx, pytest.raises(DatabaseError, match="restore"):
        load_roster(tx)


def test_peers_are_listed_by_name(table: Table) -> None:
    office = table.offices[0]
    table.join(office, *table.signed_by_all(table.drafted()))
    (peer,) = json.loads(table.run("peer", "list", "--node", office.node.settings.folder, "--json"))
    assert (peer["name"], peer["queued"], peer["received"], peer["alarms"]) == ("brisa", 0, 0, [])
    assert table.run("peer", "list", "--node", office.node.settings.folder).startswith("brisa")
