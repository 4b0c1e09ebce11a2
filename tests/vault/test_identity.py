import hashlib
import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tejido.errors import InputError, KeyFileError
from tejido.vault.ciphers import SigningPair
from tejido.vault.identity import (
    create_identity,
    is_node_id,
    key_id,
    load_identity,
    load_pepper,
    node_id,
    root_from_words,
    root_words,
    spoken,
)
from tejido.vault.key_files import read_key_file, write_key_file
from tejido.vault.wordlists import from_words, random_words, to_words

ROOT = SigningPair.of(bytes(range(32)))
LANGUAGES = ["es", "en", "pt", "fr"]


def test_an_id_is_the_first_half_of_a_labelled_hash() -> None:
    digest = hashlib.sha256(b"tejido/v1/root\n" + ROOT.public).digest()
    assert re.fullmatch("[a-z2-7]{26}", node_id(ROOT.public))
    assert from_words(" ".join(spoken(node_id(ROOT.public), "es"))) == digest[:16]


def test_key_ids_of_two_algorithms_differ() -> None:
    assert key_id("ed25519", ROOT.public) != key_id("x25519", ROOT.public)
    assert len(key_id("x25519", ROOT.public)) == 26


@pytest.mark.parametrize("language", LANGUAGES)
@given(seed=st.binary(min_size=32, max_size=32))
def test_a_root_comes_back_from_its_words(language: str, seed: bytes) -> None:
    words = root_words(seed, language)
    assert len(words) == 24
    assert root_from_words(" ".join(words)).seed == seed


def test_words_are_read_without_minding_accents_or_capitals() -> None:
    words = "  ".join(root_words(bytes(32), "es"))
    assert "á" in words
    plain = unicodedata.normalize("NFD", words).encode("ascii", "ignore").decode()
    assert root_from_words(plain.upper()).seed == bytes(32)


@pytest.mark.parametrize("tag", ["es", "es_MX", "es-GT", "nah", ""])
def test_a_language_without_a_list_speaks_spanish(tag: str) -> None:
    assert to_words(bytes(16), tag)[0] == "ábaco"


@pytest.mark.parametrize(
    "words",
    ["", "ábaco", " ".join(["ábaco"] * 12), " ".join(["ábaco"] * 24), "no " * 24],
    ids=["none", "one", "checksum of 12", "checksum of 24", "no words"],
)
def test_wrong_words_are_refused_without_repeating_them(words: str) -> None:
    with pytest.raises(InputError) as refused:
        root_from_words(words)
    assert "ábaco" not in str(refused.value)


def test_twelve_right_words_are_not_a_root() -> None:
    with pytest.raises(InputError, match="24 words"):
        root_from_words(" ".join(to_words(bytes(16), "en")))


@pytest.mark.parametrize("bad", ["", "x", "a" * 25, "a" * 27, "A" * 26, "a" * 25 + "b", "é" * 26])
def test_only_a_node_id_has_a_fingerprint(bad: str) -> None:
    with pytest.raises(InputError):
        spoken(bad, "es")


def test_drawn_words_can_be_typed_on_any_keyboard() -> None:
    words = random_words("es", 200)
    assert all(word.isascii() for word in words)
    assert len(set(words)) > 100


def test_a_node_finds_itself_again(tmp_path: Path) -> None:
    made = create_identity(tmp_path / "keys", ROOT.public)
    assert load_identity(tmp_path / "keys") == made
    assert made.node_id == node_id(ROOT.public)
    assert len(load_pepper(tmp_path / "keys")) == 32
    assert made.signing.seed.hex() not in repr(made)


def test_a_key_is_never_overwritten(tmp_path: Path) -> None:
    first = create_identity(tmp_path, ROOT.public)
    with pytest.raises(KeyFileError, match="exists already"):
        create_identity(tmp_path, ROOT.public)
    assert load_identity(tmp_path) == first


def test_key_files_are_for_their_owner_alone(tmp_path: Path) -> None:
    create_identity(tmp_path / "keys", ROOT.public)
    modes = {path.name: path.stat().st_mode & 0o777 for path in (tmp_path / "keys").iterdir()}
    assert modes == {"node.key": 0o600, "pepper": 0o600}
    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_key_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    create_identity(tmp_path, ROOT.public)
    (tmp_path / "node.key").chmod(mode)
    with pytest.raises(KeyFileError, match="chmod 600"):
        load_identity(tmp_path)


@pytest.mark.parametrize(
    "content",
    [b"", b"tejido/v1/node-key\n", b"tejido/v1/pepper\n" + b"A" * 88, b"\xff" * 90, b"A" * 90],
    ids=["empty", "no key", "another kind", "binary", "no title"],
)
def test_a_malformed_key_file_says_what_to_do(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "node.key"
    file.touch(mode=0o600)
    file.write_bytes(content)
    with pytest.raises(KeyFileError, match="restore it") as refused:
        load_identity(tmp_path)
    assert str(tmp_path.parent) not in str(refused.value)


def test_a_missing_key_file_says_what_to_do(tmp_path: Path) -> None:
    for load in (load_identity, load_pepper):
        with pytest.raises(KeyFileError, match="backup of keys"):
            load(tmp_path)


def test_a_key_file_that_cannot_be_written_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text("a file where the folder should be")
    with pytest.raises(KeyFileError, match="Cannot write"):
        create_identity(tmp_path / "keys", ROOT.public)


@pytest.mark.parametrize("text", ["", "peer", "b" * 26, "B" * 25 + "A", "á" * 26, "b" * 25 + "a "])
def test_only_what_is_written_as_a_node_id_is_one(text: str) -> None:
    assert is_node_id(node_id(ROOT.public))
    assert not is_node_id(text)


def test_a_key_file_holds_the_size_that_was_asked_for(tmp_path: Path) -> None:
    write_key_file(tmp_path / "k", "box", b"x" * 32)
    assert read_key_file(tmp_path / "k", "box", 32) == b"x" * 32
    with pytest.raises(KeyFileError):
        read_key_file(tmp_path / "k", "box", 64)
