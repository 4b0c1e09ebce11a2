"""A sign-in whose session begins only after what it rests on was changed."""

from collections.abc import Callable
from typing import Any

import pytest

from tejido.accounts import sessions
from tejido.accounts.signing_in import SignedIn
from tejido.errors import SignInError
from tejido.testing.nodes import PASSPHRASE
from tejido.work import people, renewing, sealing
from tejido.work.people import Added

NEW = "la neblina baja despacio"

Change = Callable[[Any, SignedIn, Added], object]

ENDING: dict[str, Change] = {
    "another passphrase": lambda office, luz, _added: people.change_passphrase(
        office.node, luz, PASSPHRASE, NEW
    ),
    "the twelve words": lambda office, _luz, added: people.recover(
        office.node, "luz", " ".join(added.recovery), NEW
    ),
    "disabled": lambda office, _luz, _added: people.disable(office.node, office.ana, "luz"),
    "a new key": lambda office, _luz, _added: renewing.renew(office.node, office.ana, "luz"),
    "sealed": lambda office, luz, _added: sealing.seal(office.node, luz),
}


@pytest.mark.parametrize("change", ENDING.values(), ids=ENDING)
def test_no_session_begins_once_they_would_all_have_ended(office: Any, change: Change) -> None:
    added = people.add(office.node, office.ana, "luz", ("accompanier",), PASSPHRASE)
    luz = people.sign_in(office.node, "luz", PASSPHRASE)
    change(office, luz, added)
    with pytest.raises(SignInError), office.node.store.write() as tx:
        sessions.open_session(tx, luz, office.clock())


def test_what_ends_no_session_refuses_none(office: Any) -> None:
    people.add(office.node, office.ana, "luz", ("accompanier",), PASSPHRASE)
    luz = people.sign_in(office.node, "luz", PASSPHRASE)
    people.new_recovery_words(office.node, luz, PASSPHRASE)
    people.set_rights(office.node, office.ana, "luz", accompanier=True, administrator=True)
    with office.node.store.write() as tx:
        assert sessions.open_session(tx, luz, office.clock())
