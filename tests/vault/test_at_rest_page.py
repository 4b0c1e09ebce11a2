"""What docs/at-rest.md says of keys and places, against what is really sealed."""

import hashlib
import unicodedata
from pathlib import Path

from mnemonic import Mnemonic
from nacl import bindings

from tejido.vault.ciphers import BoxPair, open_with
from tejido.vault.counting_keys import CountingKey
from tejido.vault.guardians import give_back, seal_part
from tejido.vault.key_words import key_words
from tejido.vault.passphrases import Cost, lock
from tejido.vault.process_keys import ProcessKeys, seal_deposit
from tejido.vault.recovery_words import seal_recovery
from tejido.vault.totp_seeds import seal_seed

PAGE = (Path(__file__).parents[2] / "docs" / "at-rest.md").read_text(encoding="utf-8")
PROCESS = "0a" * 16
KEYS = ProcessKeys(PROCESS, 3, b"s" * 32)
DATA_KEY = hashlib.blake2b(b"tejido/process/body/v1", key=b"s" * 32, digest_size=32).digest()


def padded(text: bytes, step: int) -> bytes:
    """Pad as the page says."""
    assert f"multiple of {step}" in PAGE
    return (len(text).to_bytes(4, "big") + text).ljust(step, b"\0")


def opened(key: bytes, sealed: bytes, place: str) -> bytes:
    """Open as the page says, with nothing of ours."""
    written = place.split("|")
    assert written[0] in PAGE
    return bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(
        sealed[24:], place.encode("ascii"), sealed[:24], key
    )


def test_a_process_seals_as_the_page_says() -> None:
    body = KEYS.seal("record", 7, b"text")
    assert opened(DATA_KEY, body, f"tejido/record/v1|record|{PROCESS}|3|7") == padded(b"text", 256)
    emission = KEYS.seal_emission("record", "network", b"text")
    place = f"tejido/emission/v1|record|{PROCESS}|3|network"
    assert opened(DATA_KEY, emission, place) == padded(b"text", 2048)
    attached = KEYS.seal_attachment("file", b"text")
    place = f"tejido/attachment/v1|file|{PROCESS}|3"
    assert opened(DATA_KEY, attached, place) == padded(b"text", 1024)
    card = KEYS.seal_card(b"text")
    assert opened(DATA_KEY, card, f"tejido/card/v1|{PROCESS}|3") == padded(b"text", 256)
    deposit = hashlib.blake2b(b"tejido/process/deposit/v1", key=b"s" * 32, digest_size=32).digest()
    assert KEYS.deposit == BoxPair.of(deposit)
    hold = KEYS.seal_hold(b"text")
    assert opened(DATA_KEY, hold, f"tejido/hold/v1|{PROCESS}|3") == padded(b"text", 256)


def test_what_is_left_for_a_process_is_sealed_as_the_page_says() -> None:
    sealed = seal_deposit(KEYS.deposit.public, PROCESS, "0d" * 16, b"text")
    begins = b"tejido/deposit/v1\0"
    assert "`tejido/deposit/v1\\0`, process 16, deposit 16" in PAGE
    plaintext = open_with(KEYS.deposit, sealed)
    assert plaintext == begins + b"\x0a" * 16 + b"\x0d" * 16 + padded(b"text", 256)


def test_a_persons_key_is_said_as_the_page_says() -> None:
    person, public = "0c" * 16, bytes(range(32))
    digest = hashlib.sha256(b"tejido/v1/person-key\n" + person.encode() + public).digest()
    said = Mnemonic("spanish").to_mnemonic(digest[:16]).split()[:6]
    assert [unicodedata.normalize("NFC", word) for word in said] == list(
        key_words(person, public, "es")
    )
    assert "`tejido/v1/person-key\\n`" in PAGE


def test_guardians_hold_a_key_as_the_page_says() -> None:
    person, first, last = "0a" * 16, "0b" * 16, "0c" * 16
    pairs = {first: BoxPair.generate(), last: BoxPair.generate()}
    publics = {one: pair.public for one, pair in pairs.items()}
    begins = b"tejido/guardian/v1\0"
    outer = open_with(pairs[first], seal_part(b"k" * 32, person, [first, last], publics))
    head = begins + bytes.fromhex(person)
    assert outer.startswith(head + bytes.fromhex(first) + b"\1")
    inner = open_with(pairs[last], outer[len(head) + 17 :])
    assert inner == head + bytes.fromhex(last) + b"\0" + b"k" * 32
    new = BoxPair.generate()
    given = open_with(new, give_back(b"k" * 32, person, new.public))
    assert given == b"tejido/given-back/v1\0" + bytes.fromhex(person) + b"k" * 32
    assert "`tejido/guardian/v1\\0`" in PAGE
    assert "`tejido/given-back/v1\\0`" in PAGE


def test_coded_rows_are_sealed_as_the_page_says() -> None:
    analysts, run = BoxPair.generate(), CountingKey("0b" * 16, b"k" * 32)
    row = run.seal("record", b"codes", origin="peer")
    assert opened(b"k" * 32, row, f"tejido/coded/v1|{run.id}|peer|record") == padded(b"codes", 512)
    begins, box = b"tejido/counting/v1\0", run.sealed_to(analysts.public)
    assert open_with(analysts, box) == begins + b"\x0b" * 16 + b"k" * 32
    assert "`tejido/counting/v1\\0`" in PAGE


def test_a_persons_key_is_locked_as_the_page_says() -> None:
    pair = BoxPair.generate()
    locked = lock(pair.private, "maíz maíz maíz maíz", b"p" * 32, "person", Cost(1, 8192))
    stretched = bindings.crypto_pwhash_alg(
        32, "maíz maíz maíz maíz".encode(), locked.salt, 1, 8192, 2
    )
    key = hashlib.blake2b(stretched, key=b"p" * 32, digest_size=32).digest()
    assert opened(key, locked.sealed, "tejido/person-key/v1|person") == pair.private


def test_the_words_on_paper_open_a_persons_key_as_the_page_says() -> None:
    pair, code = BoxPair.generate(), bytes(range(16))
    assert "`tejido/recovery-key/v1`" in PAGE
    key = hashlib.blake2b(b"tejido/recovery-key/v1", key=code, digest_size=32).digest()
    sealed = seal_recovery(pair.private, code, "person")
    assert opened(key, sealed, "tejido/person-recovery/v1|person") == pair.private


def test_a_seed_of_codes_is_sealed_as_the_page_says() -> None:
    pair, seed = BoxPair.generate(), bytes(range(20))
    assert "`tejido/totp-key/v1`" in PAGE
    key = hashlib.blake2b(b"tejido/totp-key/v1", key=pair.private, digest_size=32).digest()
    assert opened(key, seal_seed(pair, seed, "person"), "tejido/totp/v1|person") == seed
