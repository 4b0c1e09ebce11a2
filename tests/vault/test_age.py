"""Age files: written by us and opened by age, written by age and opened by us."""

import io
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tejido.errors import InputError, NodeError, SealError
from tejido.vault.age import decrypt_bytes, encrypt, new_identity, read_identities

IDENTITY = new_identity()


def sealed(plaintext: bytes, *recipients: str) -> bytes:
    written = io.BytesIO()
    encrypt(io.BytesIO(plaintext), written, recipients or (IDENTITY.recipient,))
    return written.getvalue()


def opened(content: bytes, text: str = IDENTITY.secret) -> bytes:
    return decrypt_bytes(io.BytesIO(content), read_identities(text))


@pytest.fixture(scope="module")
def age() -> str:
    found = shutil.which("age")
    if not found:
        pytest.skip("no age: install Debian's package age")
    return found


@pytest.mark.parametrize("size", [0, 1, 65535, 65536, 65537, 500_000])
def test_what_was_sealed_opens_again(size: int) -> None:
    assert opened(sealed(b"m" * size)) == b"m" * size


def test_each_recipient_opens_it_and_nobody_else() -> None:
    other, stranger = new_identity(), new_identity()
    content = sealed(b"milpa", IDENTITY.recipient, other.recipient)
    assert opened(content) == opened(content, other.to_text()) == b"milpa"
    assert opened(content, stranger.secret + "\n" + other.secret) == b"milpa"
    with pytest.raises(SealError, match="another identity"):
        opened(content, stranger.secret)


def test_age_opens_what_we_sealed(age: str, tmp_path: Path) -> None:
    (tmp_path / "key").write_text(IDENTITY.to_text())
    (tmp_path / "file.age").write_bytes(sealed(b"milpa" * 99))
    done = subprocess.run(
        [age, "-d", "-i", tmp_path / "key", tmp_path / "file.age"], capture_output=True, check=True
    )
    assert done.stdout == b"milpa" * 99


def test_we_open_what_age_sealed_to_a_key_that_age_made(age: str, tmp_path: Path) -> None:
    made = subprocess.run(["age-keygen"], capture_output=True, check=True, text=True).stdout
    (identity,) = read_identities(made)
    done = subprocess.run(
        [age, "-r", identity.recipient], input=b"milpa", capture_output=True, check=True
    )
    assert opened(done.stdout, made) == b"milpa"


CONTENT = sealed(b"milpa" * 20_000)


@given(st.integers(0, len(CONTENT) - 1), st.integers(0, 7))
def test_no_bit_can_be_turned(place: int, bit: int) -> None:
    turned = bytearray(CONTENT)
    turned[place] ^= 1 << bit
    with pytest.raises(SealError):
        opened(bytes(turned))


@given(st.integers(0, len(CONTENT) - 1))
def test_nothing_can_be_cut_off(length: int) -> None:
    with pytest.raises(SealError):
        opened(CONTENT[:length])


def test_nothing_can_be_added() -> None:
    with pytest.raises(SealError):
        opened(CONTENT + b"\0")


def test_a_secret_does_not_show() -> None:
    assert IDENTITY.secret not in repr(IDENTITY)


@pytest.mark.parametrize("text", ["", "# only\n\n# comments\n"])
def test_a_file_without_identities_says_so(text: str) -> None:
    with pytest.raises(InputError, match="no age identity"):
        read_identities(text)


@pytest.mark.parametrize(
    "text",
    [IDENTITY.recipient, "AGE-SECRET-KEY-1ABC", IDENTITY.secret[:-1], "\x00", "ñandú"],
    ids=["a recipient", "short", "cut", "a zero", "words"],
)
def test_what_is_no_identity_is_refused_without_being_repeated(text: str) -> None:
    with pytest.raises(InputError, match="not an age identity") as refused:
        read_identities(f"# comment\n{text}\n")
    assert text not in str(refused.value)


@pytest.mark.parametrize(
    "recipient",
    ["", "age1", "age1" + "q" * 58, IDENTITY.secret],
    ids=["nothing", "short", "no point of the curve", "a secret"],
)
def test_what_is_no_recipient_is_refused(recipient: str) -> None:
    with pytest.raises(InputError, match="not an age recipient"):
        encrypt(io.BytesIO(b"x"), io.BytesIO(), [IDENTITY.recipient, recipient])


def test_nothing_is_sealed_to_nobody() -> None:
    with pytest.raises(InputError, match="nobody"):
        encrypt(io.BytesIO(b"x"), io.BytesIO(), [])


def test_a_full_disk_is_told() -> None:
    class Full(io.BytesIO):
        def write(self, _given: Any) -> int:
            raise OSError(28, "No space left on device")

    with pytest.raises(NodeError, match="disk is full"):
        encrypt(io.BytesIO(b"x" * 100_000), Full(), [IDENTITY.recipient])
