"""Keys that were taken away, or locked anew, lie in no file of the node's any more."""

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tejido.accounts import sessions
from tejido.accounts.second_factor import generator
from tejido.cli.options import opened
from tejido.errors import BusyError
from tejido.node import Node
from tejido.store import people as persons
from tejido.store import sessions as stored
from tejido.store.database import Store
from tejido.testing.nodes import PASSPHRASE
from tejido.work import people, renewing, sealing, second_factor
from tejido.work.scrubbing import scrub

NEW = "la neblina baja despacio"


def begin_session(office: Any, handle: str = "rosa") -> tuple[bytes, bytes]:
    """Begin one; return its cookie, and the key as it is sealed in its row."""
    who = people.sign_in(office.node, handle, PASSPHRASE)
    with office.node.store.write() as tx:
        cookie = sessions.open_session(tx, who, office.clock())
        row = stored.by_hash(tx, sessions.id_hash(cookie))
    assert row
    return cookie, bytes(row.sealed_private)


def lies_in(node: Node, piece: bytes) -> list[str]:
    files = Path(node.settings.database).parent.glob("node.db*")
    return [path.name for path in files if piece in path.read_bytes()]


def remove(office: Any, cookie: bytes) -> None:
    with office.node.store.write() as tx:
        sessions.close_session(tx, cookie)


def sweep(office: Any, _cookie: bytes) -> None:
    with office.node.store.write() as tx:
        office.clock.pass_(hours=9)
        sessions.sweep(tx, office.clock())


def renew(office: Any, cookie: bytes) -> None:
    node = office.node
    who = sessions.resume(node.store, node.identity, node.pepper, cookie, office.clock())
    with node.store.write() as tx:
        sessions.renewed(tx, cookie, who, office.clock())


ENDS: dict[str, Callable[[Any, bytes], object]] = {
    "closed": remove,
    "swept": sweep,
    "renewed": renew,
    "all others closed": lambda office, _cookie: people.change_passphrase(
        office.node, office.rosa, PASSPHRASE, NEW
    ),
    "disabled": lambda office, _cookie: people.disable(office.node, office.ana, "rosa"),
    "sealed": lambda office, _cookie: sealing.seal(office.node, None),
}


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
def test_a_session_that_ended_leaves_no_key(office: Any, end: Callable[[Any, bytes], None]) -> None:
    assert office.rosa
    cookie, sealed = begin_session(office)
    scrub(office.node)
    assert lies_in(office.node, sealed)
    end(office, cookie)
    assert office.node.store.needs_scrubbing()
    assert scrub(office.node)
    assert lies_in(office.node, sealed) == []


def test_where_nothing_ended_nothing_is_to_be_scrubbed(office: Any) -> None:
    cookie, _sealed = begin_session(office, "ana")
    scrub(office.node)
    remove(office, bytes(32))
    with office.node.store.write() as tx:
        sessions.sweep(tx, office.clock())
    people.set_rights(office.node, office.ana, "ana", accompanier=True, administrator=True)
    assert not office.node.store.needs_scrubbing()
    remove(office, cookie)
    assert office.node.store.needs_scrubbing()


def test_sealing_empties_the_journal_at_once_if_nobody_reads(office: Any) -> None:
    _cookie, sealed = begin_session(office, "ana")
    office.node.store.scrub()
    sealing.seal(office.node, office.ana)
    assert lies_in(office.node, sealed) == []


def test_a_node_is_sealed_even_where_its_journal_cannot_be_emptied(
    office: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(_store: Store) -> None:
        raise BusyError("Somebody reads.")

    monkeypatch.setattr(Store, "checkpoint", busy)
    sealing.seal(office.node, office.ana)
    assert office.node.held.box is None


# --- keys locked anew -----------------------------------------------------------------


LOCKED: dict[str, Callable[[Any], object]] = {
    "another passphrase": lambda office: people.change_passphrase(
        office.node, office.rosa, PASSPHRASE, NEW
    ),
    "other words": lambda office: people.new_recovery_words(office.node, office.rosa, PASSPHRASE),
    "a new key": lambda office: renewing.renew(office.node, office.ana, "rosa"),
}


@pytest.mark.parametrize("change", LOCKED.values(), ids=LOCKED)
def test_what_locked_a_key_before_is_no_way_in(office: Any, change: Callable[[Any], None]) -> None:
    rosa = office.rosa
    with office.node.store.read() as tx:
        before = persons.by_id(tx, rosa.person)
    scrub(office.node)
    change(office)
    with office.node.store.read() as tx:
        after = persons.by_id(tx, rosa.person)
    assert office.node.store.needs_scrubbing()
    assert scrub(office.node)
    for name in ("sealed_private", "sealed_recovery"):
        old = bytes(getattr(before, name))
        assert old == getattr(after, name) or lies_in(office.node, old) == []


def test_the_seed_of_a_second_factor_that_was_taken_away_is_scrubbed(office: Any) -> None:
    rosa = office.rosa
    secret = second_factor.draw(office.node, rosa).secret
    code = generator(base64.b32decode(secret)).at(office.clock())
    spare = second_factor.confirm(office.node, rosa, secret, code)
    scrub(office.node)
    second_factor.remove(office.node, rosa, spare[0])
    assert office.node.store.needs_scrubbing()


# --- commands -------------------------------------------------------------------------


def test_a_command_leaves_nothing_of_what_it_took_away(office: Any) -> None:
    _cookie, sealed = begin_session(office, "ana")
    with opened(office.folder) as node:
        sealing.seal(node, None)
        assert node.store.needs_scrubbing()
    assert not office.node.store.needs_scrubbing()
    assert lies_in(office.node, sealed) == []


def test_a_command_ends_well_while_somebody_reads(
    office: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(_store: Store) -> None:
        raise BusyError("Somebody reads.")

    begin_session(office, "ana")
    monkeypatch.setattr(Store, "scrub", busy)
    with opened(office.folder) as node:
        sealing.seal(node, None)
    assert office.node.store.needs_scrubbing(), "it is noted, and done later"
