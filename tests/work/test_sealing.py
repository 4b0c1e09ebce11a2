"""Sealing a node again, here and in every other process of it."""

from typing import Any

import pytest

from tejido.accounts import sessions
from tejido.audit.log import read as read_log
from tejido.cli.background import Background
from tejido.errors import DatabaseError, SignInError
from tejido.node import Node
from tejido.store import sessions as stored
from tejido.testing.nodes import PASSPHRASE
from tejido.work import nodes, people, sealing
from tejido.work.sealing import Watch


def begin_session(office: Any) -> bytes:
    who = people.sign_in(office.node, "ana", PASSPHRASE)
    with office.node.store.write() as tx:
        return sessions.open_session(tx, who, office.clock())


def resumed(node: Node, cookie: bytes) -> Any:
    return sessions.resume(node.store, node.identity, node.pepper, cookie, node.clock())


def test_sealing_ends_every_session_and_forgets_every_key(either: Any) -> None:
    office = either
    cookie = begin_session(office)
    office.visited()
    assert office.node.held.box
    assert office.node.held.counting
    sealing.seal(office.node, office.ana)
    assert (office.node.held.box, office.node.held.counting) == (None, None)
    with pytest.raises(SignInError):
        resumed(office.node, cookie)
    who = people.sign_in(office.node, "ana", PASSPHRASE)
    assert office.node.held.box == who.role("network")


def test_keys_are_forgotten_even_where_nothing_can_be_written(office: Any) -> None:
    assert office.node.held.box
    with office.node.store.read(), pytest.raises(DatabaseError):
        sealing.seal(office.node, None)
    assert office.node.held.box is None


def test_it_is_written_down_with_who_asked_for_it(office: Any) -> None:
    sealing.seal(office.node, office.ana)
    sealing.seal(office.node, None)
    with office.node.store.read() as tx:
        entries = read_log(tx, office.ana.role("auditor"))[-2:]
    assert [(one.kind.value, one.facts) for one in entries] == [
        ("lock", {"person": office.ana.person}),
        ("lock", {}),
    ]


def test_keys_that_opened_before_are_not_held_after(office: Any) -> None:
    """A request that began before the sealing goes on after it."""
    who = resumed(office.node, begin_session(office))
    office.plugin.told.clear()
    sealing.seal(office.node, None)
    people.hold_keys(office.node, who)
    assert (office.node.held.box, office.plugin.told) == (None, [])


def test_keys_held_while_the_node_is_being_sealed_are_forgotten(
    office: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sealed by another process just between a first look and holding them."""
    who = resumed(office.node, begin_session(office))
    other = nodes.open_node(office.folder, clock=office.clock)
    held = _Held(lambda: sealing.seal(other, None))
    monkeypatch.setitem(office.node.__dict__, "held", held)
    people.hold_keys(office.node, who)
    assert held.box is None
    other.close()


class _Held:
    """Held keys; something happens the moment before one is held."""

    box: object

    def __init__(self, before: Any) -> None:
        self.__dict__.update(before=before, box=None, counting=None)

    def __setattr__(self, name: str, value: object) -> None:
        if value is not None:
            self.__dict__["before"]()
        self.__dict__[name] = value

    def forget(self) -> None:
        self.__dict__.update(box=None, counting=None)


def test_no_session_begins_for_a_sign_in_from_before_the_sealing(either: Any) -> None:
    office = either
    who = people.sign_in(office.node, "ana", PASSPHRASE)
    sealing.seal(office.node, None)
    with pytest.raises(SignInError), office.node.store.write() as tx:
        sessions.open_session(tx, who, office.clock())


def test_a_session_put_back_after_the_sealing_opens_nothing(office: Any) -> None:
    cookie = begin_session(office)
    with office.node.store.read() as tx:
        row = stored.by_hash(tx, sessions.id_hash(cookie))
        assert row
    sealing.seal(office.node, None)
    with office.node.store.write() as tx:
        stored.add(tx, row)
    with pytest.raises(SignInError):
        resumed(office.node, cookie)
    assert office.node.held.box is None


def test_a_session_of_before_is_not_renewed_after(office: Any) -> None:
    cookie = begin_session(office)
    who = resumed(office.node, cookie)
    with office.node.store.read() as tx:
        row = stored.by_hash(tx, sessions.id_hash(cookie))
        assert row
    sealing.seal(office.node, None)
    with office.node.store.write() as tx:
        stored.add(tx, row)
    with pytest.raises(SignInError), office.node.store.write() as tx:
        sessions.renewed(tx, cookie, who, office.clock())


# --- other processes ------------------------------------------------------------------


def test_another_process_forgets_at_its_next_look(either: Any) -> None:
    office = either
    office.visited()
    watch = Watch(office.node)
    watch.tick()
    assert office.node.held.box, "nothing was sealed yet"
    other = nodes.open_node(office.folder, clock=office.clock)
    sealing.seal(other, None)
    other.close()
    watch.tick()
    assert (office.node.held.box, office.node.held.counting) == (None, None)
    people.sign_in(office.node, "ana", PASSPHRASE)
    watch.tick()
    assert office.node.held.box, "it forgets once for each sealing"


def test_a_node_opened_after_a_sealing_keeps_what_it_opens(office: Any) -> None:
    sealing.seal(office.node, None)
    again = nodes.open_node(office.folder, clock=office.clock)
    watch = Watch(again)
    people.sign_in(again, "ana", PASSPHRASE)
    watch.tick()
    assert again.held.box
    again.close()


def test_it_is_a_service(office: Any) -> None:
    with Background([Watch(office.node)]):
        sealing.seal(office.node, None)
