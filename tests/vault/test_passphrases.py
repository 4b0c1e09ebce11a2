import subprocess
import sys
import threading
import unicodedata
from collections.abc import Callable
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from hypothesis import given
from hypothesis import strategies as st

from tejido.errors import BusyError, InputError, SealError, SignInError
from tejido.vault import passphrases
from tejido.vault.ciphers import BoxPair, stretch
from tejido.vault.passphrases import REAL, Cost, generate_passphrase, lock, pretend, unlock

PEPPER = b"p" * 32
PAIR = BoxPair.of(bytes(range(32)))
ANA = "0a" * 16
WORDS = "el maíz crece en la milpa"
SHORT_OF_MEMORY = """
import resource
from tejido.vault.passphrases import Cost, lock, pretend, unlock
locked = lock(bytes(32), "maiz maiz maiz maiz", bytes(32), "ana", Cost(1, 2**27))
with open("/proc/self/statm") as statm:
    most = int(statm.read().split()[0]) * resource.getpagesize() + 2**26
resource.setrlimit(resource.RLIMIT_AS, (most, most))
for call in (
    lambda: unlock(locked, "maiz maiz maiz maiz", bytes(32), "ana"),
    lambda: pretend("maiz maiz maiz maiz", bytes(32), Cost(1, 2**27)),
):
    try:
        call()
    except Exception as error:
        print(type(error).__name__)
"""


def test_the_right_passphrase_opens_the_key(cheap: Cost) -> None:
    locked = lock(PAIR.private, WORDS, PEPPER, ANA, cheap)
    assert unlock(locked, WORDS, PEPPER, ANA) == PAIR


def test_anything_else_opens_nothing_and_does_not_say_what_was_wrong(cheap: Cost) -> None:
    locked = lock(PAIR.private, WORDS, PEPPER, ANA, cheap)
    other = lock(PAIR.private, WORDS, PEPPER, ANA, cheap)
    wrong = [
        (locked, WORDS + " ", PEPPER, ANA),
        (locked, "", PEPPER, ANA),
        (locked, "\ud800", PEPPER, ANA),
        (locked, WORDS, b"q" * 32, ANA),
        (locked, WORDS, PEPPER, "0b" * 16),
        (replace(locked, salt=other.salt), WORDS, PEPPER, ANA),
        (replace(locked, opslimit=2), WORDS, PEPPER, ANA),
        (replace(locked, opslimit=0), WORDS, PEPPER, ANA),
        (replace(locked, sealed=b""), WORDS, PEPPER, ANA),
    ]
    said = set()
    for key, passphrase, pepper, person in wrong:
        with pytest.raises(SignInError) as refused:
            unlock(key, passphrase, pepper, person)
        said.add(str(refused.value))
    assert len(said) == 1


@given(
    text=st.text(min_size=passphrases.SHORTEST, max_size=60).filter(
        lambda text: len(unicodedata.normalize("NFC", text)) >= passphrases.SHORTEST
    )
)
def test_keyboards_need_not_agree_on_accents(text: str) -> None:
    cheap = Cost(opslimit=1, memlimit=8192)
    locked = lock(PAIR.private, unicodedata.normalize("NFD", text), PEPPER, ANA, cheap)
    assert unlock(locked, unicodedata.normalize("NFC", text), PEPPER, ANA) == PAIR


def test_accents_count_once_in_a_long_passphrase(cheap: Cost) -> None:
    words = unicodedata.normalize("NFD", "ñ" * passphrases.LONGEST)
    locked = lock(PAIR.private, words, PEPPER, ANA, cheap)
    assert unlock(locked, words, PEPPER, ANA) == PAIR
    with pytest.raises(SignInError):
        unlock(locked, words[:-1], PEPPER, ANA)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the address space")
def test_too_little_memory_is_no_wrong_passphrase() -> None:
    """Under a limit of address space, which only another process may be put."""
    tried = subprocess.run(
        [sys.executable, "-c", SHORT_OF_MEMORY], capture_output=True, text=True, check=False
    )
    assert tried.stdout.split() == ["BusyError", "BusyError"], tried.stderr


@pytest.mark.parametrize("length", [0, 14, 257])
def test_a_passphrase_has_a_length(length: int, cheap: Cost) -> None:
    with pytest.raises(InputError) as refused:
        lock(PAIR.private, "ñ" * length, PEPPER, ANA, cheap)
    assert "15" in str(refused.value)


def test_limits_can_be_raised_for_one_person(cheap: Cost) -> None:
    dearer = Cost(opslimit=2, memlimit=16384)
    for cost in (cheap, dearer):
        locked = lock(PAIR.private, WORDS, PEPPER, ANA, cost)
        assert (locked.opslimit, locked.memlimit) == (cost.opslimit, cost.memlimit)
        assert unlock(locked, WORDS, PEPPER, ANA) == PAIR


def test_the_real_work_is_what_was_decided() -> None:
    assert Cost(opslimit=3, memlimit=134_217_728) == REAL
    assert unlock(lock(PAIR.private, WORDS, PEPPER, ANA), WORDS, PEPPER, ANA) == PAIR


def test_stretching_is_argon2id() -> None:
    oracle = Argon2id(salt=b"s" * 16, length=32, iterations=3, lanes=1, memory_cost=64)
    assert stretch(b"password", b"s" * 16, 3, 64 * 1024) == oracle.derive(b"password")
    with pytest.raises(SealError):
        stretch(b"password", b"short", 3, 65536)


def test_the_key_never_shows(cheap: Cost) -> None:
    locked = lock(PAIR.private, WORDS, PEPPER, ANA, cheap)
    assert locked.sealed.hex() not in repr(locked)
    assert repr(locked.sealed) not in repr(locked)


@pytest.mark.parametrize("language", ["es", "en", "nah"])
def test_a_drawn_passphrase_is_seven_words_long_and_good_enough(language: str, cheap: Cost) -> None:
    drawn = generate_passphrase(language)
    assert len(drawn.split()) == 7
    assert drawn != generate_passphrase(language)
    assert unlock(lock(PAIR.private, drawn, PEPPER, ANA, cheap), drawn, PEPPER, ANA) == PAIR


def test_one_tries_at_a_time_and_few_may_wait(cheap: Cost, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passphrases, "PATIENCE", 0.01)
    with passphrases._one_at_a_time():
        said = in_thread(lambda: pretend(WORDS, PEPPER, cheap))
    assert [type(error) for error in said] == [BusyError]
    assert in_thread(lambda: pretend(WORDS, PEPPER, cheap)) == []


def test_a_full_queue_is_told_at_once(cheap: Cost, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passphrases, "_QUEUE", threading.BoundedSemaphore(1))
    monkeypatch.setattr(passphrases, "PATIENCE", 600)
    with passphrases._one_at_a_time():
        assert len(in_thread(lambda: pretend(WORDS, PEPPER, cheap))) == 1


def in_thread(call: Callable[[], None]) -> list[BusyError]:
    said: list[BusyError] = []

    def run() -> None:
        try:
            call()
        except BusyError as error:
            said.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return said
