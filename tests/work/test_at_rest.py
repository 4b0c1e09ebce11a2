"""What docs/at-rest.md calls sealed or clear, against the bytes of a node that was used."""

import base64
import json
import re
from pathlib import Path
from typing import Any

import pytest

from tejido.accounts.second_factor import generator
from tejido.accounts.sessions import open_session
from tejido.errors import SignInError
from tejido.store.tables import TABLES
from tejido.testing.keys import key_of
from tejido.testing.nodes import PASSPHRASE
from tejido.vault.sealed_streams import SealedSpool
from tejido.work import (
    attachments,
    auditing,
    deposits,
    giving_back,
    guardians,
    holds,
    leaving,
    people,
    processes,
    renewing,
    retention,
    sealing,
    second_factor,
    teams,
    vocabularies,
)

PAGE = (Path(__file__).parents[2] / "docs" / "at-rest.md").read_text(encoding="utf-8")
COLUMNS = re.findall(r"^\| (\w+) \| (\w+) \| (clear|sealed) \|", PAGE, re.MULTILINE)
#: Nobody may read a sentence in what is sealed; by chance so many printable bytes do not follow.
READABLE = re.compile(rb"[\x20-\x7e]{28}")
#: Ids, codes, days, moments, digests; a list of node ids; several people's ids.
SHORT = re.compile(r'[A-Za-z0-9_.:-]{1,64}|\[("[a-z2-7]{26}"(, )?)*\]|[0-9a-f]{32}( [0-9a-f]{32})+')
#: A checkpoint of the log: its name, a number, a root, a signature.
NOTE = re.compile(r"(tejido/v1/audit/[a-z2-7]{26})\n\d+\n[\w+/=]{44}\n\n— \1 [\w+/=]{92}\n")
#: What an organization calls its own terms, which are words for kinds of things.
WORDS = {("own_term", "labels"), ("own_term", "definitions")}
#: Salts, public halves, proofs and hashes, signatures.
OPEN_SIZES = {16, 32, 64}
#: What a sealed box, and nothing else, is longer by.
LEAST = 48


@pytest.fixture
def used(office: Any) -> dict[tuple[str, str], list[Any]]:
    """Use a node for all that the core does, and give the values of every column."""
    assert office.rosa
    process, record = office.visited(title="Hilo de la milpa")
    with SealedSpool(office.folder) as spool:
        spool.write("Lo contaron junto al río. ".encode() * 5000)
        given = (process, "denuncia de la milpa.pdf", "application/pdf", spool, record)
        attachments.attach(office.node, office.ana, *given)
    office.write(process, said="Lo contaron junto al río y en la milpa de arriba")
    use_teams(office, process)
    use_ways_back(office, process)
    use_accounts(office)
    words = {"es": "Tequio", "en": "Tequio"}
    vocabularies.add(office.node, office.ana, "coping", "mutual_care", words)
    seen = leaving.preview(office.node, office.ana, "tela")
    leaving.approve(office.node, office.ana, "tela", seen.digest)
    retention.set_rule(office.node, office.ana, "accompaniment", retention.CLOSED, 60)
    holds.hold(office.node, office.ana, process, "La audiencia está pendiente")
    processes.close(office.node, office.ana, process)
    auditing.checkpoint(office.node)
    found: dict[tuple[str, str], list[Any]] = {}
    with office.node.store.read() as tx:
        for table in TABLES:
            for row in tx.all(table.select().dicts()):
                for field in table._meta.sorted_fields:
                    place = (table._meta.table_name, field.column_name)
                    found.setdefault(place, []).append(row[field.name])
    return found


def use_teams(office: Any, process: str) -> None:
    """Leave something at the door, and disable somebody who was of the team."""
    left = {"aggression": "threat", "said": "Lo contaron en la puerta, junto al río"}
    deposits.leave(office.node, office.rosa, process[:8], "tela.visit", left)
    luz = office.small.joined_by("luz")
    teams.open_to(office.node, office.ana, process, luz.handle, public=luz.pair.public)
    people.disable(office.node, office.ana, "luz")


def use_ways_back(office: Any, process: str) -> None:
    """Let Ana ask her guardians, and give a new key to somebody of the team."""
    sol, mar = office.small.joined_by("sol"), office.small.joined_by("mar")
    guardians.choose(office.node, office.ana, [sol.handle, mar.handle], 2)
    giving_back.ask(office.node, "ana", "una frase que todavía no olvida")
    teams.open_to(
        office.node, office.ana, process, mar.handle, public=key_of(office.node, mar.handle)
    )
    renewing.renew(office.node, office.ana, mar.handle)


def use_accounts(office: Any) -> None:
    """Set up Rosa's phone, mistype once, seal the node."""
    secret = second_factor.draw(office.node, office.rosa).secret
    code = generator(base64.b32decode(secret)).at(office.clock())
    second_factor.confirm(office.node, office.rosa, secret, code)
    with pytest.raises(SignInError):
        people.sign_in(office.node, "rosa", "otra frase que no es la suya")
    sealing.seal(office.node, office.ana)
    again = people.sign_in(office.node, "ana", PASSPHRASE)
    with office.node.store.write() as tx:
        open_session(tx, again, office.clock())


def test_every_column_is_looked_at(used: dict[tuple[str, str], list[Any]]) -> None:
    assert set(used) == {(table, column) for table, column, _kind in COLUMNS}


def test_what_is_sealed_is_unreadable_bytes(used: dict[tuple[str, str], list[Any]]) -> None:
    for table, column, kind in COLUMNS:
        if kind == "sealed":
            values = [bytes(value) for value in used[table, column] if value is not None]
            assert values, (table, column)
            assert all(len(value) > LEAST for value in values), (table, column)
            assert not any(map(READABLE.search, values)), (table, column)
            assert len(set(values)) == len(values), (table, column)


def test_what_is_clear_is_short_codes_and_keys(used: dict[tuple[str, str], list[Any]]) -> None:
    for table, column, kind in COLUMNS:
        if kind == "clear":
            for value in used[table, column]:
                if (table, column) in WORDS:
                    assert set(json.loads(value)) <= {"es", "en"}, (table, column)
                elif isinstance(value, bytes | memoryview):
                    assert len(bytes(value)) in OPEN_SIZES, (table, column)
                elif isinstance(value, str):
                    is_short = SHORT.fullmatch(value) or value == "" or NOTE.fullmatch(value)
                    assert is_short, (table, column)
                else:
                    assert value is None or isinstance(value, int), (table, column)
