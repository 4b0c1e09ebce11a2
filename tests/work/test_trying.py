"""What strangers who try without end delay, and what they do not."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from tejido.accounts.signing_in import SignedIn
from tejido.errors import InputError, SignInError, ThrottledError
from tejido.testing.nodes import PASSPHRASE, begun
from tejido.vault.recovery_words import code_words, draw_code
from tejido.work import people

NEW = "la neblina baja despacio"
WRONG = "nada nada nada nada"
OTHER = " ".join(code_words(draw_code(), "es"))

Call = Callable[[Any, SignedIn, Sequence[str]], object]

#: What has to go on whatever strangers do.
GOING_ON: dict[str, Call] = {
    "step-up": lambda office, luz, _words: people.prove(office.node, luz, PASSPHRASE),
    "another passphrase": lambda office, luz, _words: people.change_passphrase(
        office.node, luz, PASSPHRASE, NEW
    ),
    "new words": lambda office, luz, _words: people.new_recovery_words(
        office.node, luz, PASSPHRASE
    ),
    "the words": lambda office, _luz, words: people.recover(
        office.node, "luz", " ".join(words), NEW
    ),
}


def joined(office: Any, handle: str) -> Sequence[str]:
    """Add somebody who begins; return their twelve words."""
    return begun(office.node, handle, people.add(office.node, office.ana, handle).passphrase)


def besieged(office: Any) -> None:
    """Let strangers try until nobody is let sign in, Luz least of all."""
    for handle in ["luz"] * 5 + [f"nadie{number}" for number in range(30)]:
        with pytest.raises(SignInError):
            people.sign_in(office.node, handle, WRONG)
    for handle in ("ana", "luz"):
        with pytest.raises(ThrottledError):
            people.sign_in(office.node, handle, PASSPHRASE)


@pytest.mark.parametrize("call", GOING_ON.values(), ids=GOING_ON)
def test_strangers_keep_out_nobody_who_is_in_or_has_their_words(office: Any, call: Call) -> None:
    words = joined(office, "luz")
    luz = people.sign_in(office.node, "luz", PASSPHRASE)
    besieged(office)
    call(office, luz, words)


def test_guesses_within_a_session_are_slowed_down_and_delay_nobody_else(office: Any) -> None:
    rosa = office.rosa
    for _try in range(5):
        with pytest.raises(SignInError):
            people.prove(office.node, rosa, WRONG)
    with pytest.raises(ThrottledError):
        people.change_passphrase(office.node, rosa, PASSPHRASE, NEW)
    people.prove(office.node, office.ana, PASSPHRASE)
    assert people.sign_in(office.node, "rosa", PASSPHRASE).handle == "rosa"


def test_beginning_is_a_try_too_and_forgotten_once_it_is_done(office: Any) -> None:
    """Whether a passphrase is that which was handed over costs as much work as signing in."""
    handed = people.add(office.node, office.ana, "luz").passphrase
    luz = people.sign_in(office.node, "luz", handed, invited=True)
    for _try in range(5):
        with pytest.raises(InputError, match="handed to you"):
            people.begin(office.node, luz, handed)
    with pytest.raises(ThrottledError):
        people.begin(office.node, luz, NEW)
    office.clock.pass_(minutes=15)
    assert len(people.begin(office.node, luz, NEW)) == 12
    luz = people.sign_in(office.node, "luz", NEW)
    for _try in range(5):
        with pytest.raises(SignInError):
            people.prove(office.node, luz, WRONG)


def test_wrong_words_are_slowed_down_at_their_handle_and_nowhere_else(office: Any) -> None:
    words, others = joined(office, "luz"), joined(office, "sol")
    for _try in range(5):
        with pytest.raises(SignInError):
            people.recover(office.node, "luz", OTHER, NEW)
    with pytest.raises(ThrottledError):
        people.recover(office.node, "luz", " ".join(words), NEW)
    assert people.sign_in(office.node, "luz", PASSPHRASE).handle == "luz"
    assert people.recover(office.node, "sol", " ".join(others), NEW)
