"""A sign-in whose session begins only after what it rests on was changed."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from tejido.accounts import sessions
from tejido.accounts.signing_in import SignedIn
from tejido.errors import SignInError
from tejido.testing.nodes import PASSPHRASE, begun
from tejido.work import people, renewing, sealing

NEW = "la neblina baja despacio"

Change = Callable[[Any, SignedIn, Sequence[str]], object]

ENDING: dict[str, Change] = {
    "another passphrase": lambda office, luz, _words: people.change_passphrase(
        office.node, luz, PASSPHRASE, NEW
    ),
    "the twelve words": lambda office, _luz, words: people.recover(
        office.node, "luz", " ".join(words), NEW
    ),
    "disabled": lambda office, _luz, _words: people.disable(office.node, office.ana, "luz"),
    "a new key": lambda office, _luz, _words: renewing.renew(office.node, office.ana, "luz"),
    "sealed": lambda office, luz, _words: sealing.seal(office.node, luz),
}


@pytest.mark.parametrize("change", ENDING.values(), ids=ENDING)
def test_no_session_begins_once_they_would_all_have_ended(office: Any, change: Change) -> None:
    added = people.add(office.node, office.ana, "luz")
    words = begun(office.node, "luz", added.passphrase)
    luz = people.sign_in(office.node, "luz", PASSPHRASE)
    change(office, luz, words)
    with pytest.raises(SignInError), office.node.store.write() as tx:
        sessions.open_session(tx, luz, office.clock())


def test_what_ends_no_session_refuses_none(office: Any) -> None:
    luz = office.small.joined_by("luz")
    people.new_recovery_words(office.node, luz, PASSPHRASE)
    people.set_rights(office.node, office.ana, "luz", accompanier=True, administrator=True)
    with office.node.store.write() as tx:
        assert sessions.open_session(tx, luz, office.clock())
