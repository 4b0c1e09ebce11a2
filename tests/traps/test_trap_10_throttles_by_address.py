"""Trap 10: per-address throttles are useless behind an onion; 128 MiB a try is a lever.

Everybody who comes through Tor has one address: to throttle it is to lock everybody out, or nobody.
And whoever may start as many derivations at once as they like brings a small server down.
"""

import re
import threading
import time
from typing import Any

import pytest

from tejido.accounts.throttle import BY_ALL, BY_HANDLE
from tejido.errors import BusyError, SignInError, ThrottledError
from tejido.testing.nodes import PASSPHRASE
from tejido.vault import ciphers, passphrases
from tejido.web.app import create_app
from tejido.work import people


def sign_in(client: Any, handle: str, passphrase: str, address: str) -> int:
    """Send the sign-in form from an address; return the status."""
    seen = {"REMOTE_ADDR": address}
    page = client.get("/sign-in", environ_overrides=seen).text
    token = re.search(r'name="_csrf" value="([^"]+)"', page)
    assert token
    typed = {"handle": handle, "passphrase": passphrase, "_csrf": token[1]}
    answer = client.post("/sign-in", data=typed, environ_overrides=seen)
    return int(answer.status_code)


def test_trap_10_guesses_at_one_person_are_slowed_from_however_many_addresses(alone: Any) -> None:
    alone.joined_by("rosa")
    app = create_app(alone.node)
    answers = [
        sign_in(app.test_client(), "ana", "una frase que no es", f"10.0.0.{number}")
        for number in range(BY_HANDLE.free + 2)
    ]
    assert answers[: BY_HANDLE.free] == [401] * BY_HANDLE.free
    assert answers[BY_HANDLE.free :] == [429] * 2
    assert sign_in(app.test_client(), "ana", PASSPHRASE, "10.0.0.99") == 429, "the right one too"
    assert sign_in(app.test_client(), "rosa", PASSPHRASE, "10.0.0.1") == 302, "nobody else waits"


def test_trap_10_many_people_behind_one_address_sign_in(alone: Any) -> None:
    app = create_app(alone.node)
    for number in range(BY_HANDLE.free + 3):
        alone.joined_by(f"persona{number}")
    for number in range(BY_HANDLE.free + 3):
        assert sign_in(app.test_client(), f"persona{number}", PASSPHRASE, "127.0.0.1") == 302


def test_trap_10_what_is_refused_costs_no_derivation(
    alone: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many handles are tried: after so many a minute nothing is derived for anybody."""
    derived = []

    def counted(*given: Any) -> bytes:
        derived.append(1)
        return ciphers.stretch(*given)

    monkeypatch.setattr(passphrases, "stretch", counted)
    refused = 0
    for number in range(2 * BY_ALL.free):
        try:
            people.sign_in(alone.node, f"nadie{number}", "una frase que no es")
        except ThrottledError:
            refused += 1
        except SignInError:
            pass
    assert refused > 0
    assert len(derived) == 2 * BY_ALL.free - refused <= BY_ALL.free


def test_trap_10_one_derivation_at_a_time_and_a_short_queue(
    alone: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    running, most, busy, lock = 0, 0, 0, threading.Lock()

    def slow(*given: Any) -> bytes:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        time.sleep(0.05)
        with lock:
            running -= 1
        return ciphers.stretch(*given)

    def try_it(number: int) -> None:
        nonlocal busy
        try:
            people.sign_in(alone.node, f"nadie{number}", "una frase que no es")
        except BusyError:
            with lock:
                busy += 1
        except SignInError:
            pass

    monkeypatch.setattr(passphrases, "stretch", slow)
    tries = [threading.Thread(target=try_it, args=(number,)) for number in range(20)]
    for one in tries:
        one.start()
    for one in tries:
        one.join(30)
    assert most == 1
    assert busy > 0, "who finds a full queue is told to come back, and waits for no memory"
