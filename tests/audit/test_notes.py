"""Signed notes against published ones, and what is refused."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tejido.audit import notes
from tejido.errors import SealError
from tejido.vault.ciphers import SigningPair

# From: https://pkg.go.dev/golang.org/x/mod/sumdb/note (package example; the key is
# PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW, its first byte the type).
NEUMANN = base64.b64decode("ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")[1:]
NEUMANN_TEXT = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
NEUMANN_NOTE = (
    NEUMANN_TEXT + "\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZ"
    "SNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
# From: https://github.com/C2SP/C2SP/blob/main/signed-note.md (its key is not published there).
QUASIMODO = (
    "Ognuno sta solo sul cuor della terra\n"
    "trafitto da un raggio di sole:\n"
    "\n"
    "ed è subito sera.\n"
    "\n"
    "— quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU"
    "0xMcXxj99ihAQwaqP3ZekRwNtIc=\n"
)
PAIR = SigningPair.of(bytes(range(32)))
OTHER = SigningPair.of(bytes(range(1, 33)))
NOTE = notes.sign("a line\n", "tejido/a", PAIR)


def test_a_published_note_verifies() -> None:
    assert notes.key_id("PeterNeumann", NEUMANN).hex() == "c74f20a3"
    assert notes.verified_text(NEUMANN_NOTE, "PeterNeumann", NEUMANN) == NEUMANN_TEXT


def test_a_published_note_with_an_empty_line_is_taken_apart_at_the_last() -> None:
    parsed = notes.parse(QUASIMODO)
    assert parsed.text.endswith("\n\ned è subito sera.\n")
    (signature,) = parsed.signatures
    assert signature.name == "quasimodo.example/salvatore"
    assert len(signature.signature) == 64


def test_what_is_signed_verifies_and_lines_of_others_are_passed_over() -> None:
    assert notes.verified_text(NOTE, "tejido/a", PAIR.public) == "a line\n"
    cosigned = NOTE + notes.sign("a line\n", "witness.example/w", OTHER).rpartition("\n\n")[2]
    assert len(notes.parse(cosigned).signatures) == 2
    assert notes.verified_text(cosigned, "tejido/a", PAIR.public) == "a line\n"
    assert notes.verified_text(cosigned, "witness.example/w", OTHER.public) == "a line\n"


@pytest.mark.parametrize(
    ("note", "name", "public"),
    [
        pytest.param(NOTE, "tejido/b", PAIR.public, id="another name"),
        pytest.param(NOTE, "tejido/a", OTHER.public, id="another key"),
        pytest.param(NOTE.replace("line", "lime"), "tejido/a", PAIR.public, id="another text"),
        pytest.param(
            notes.sign("a line\n", "tejido/a", OTHER), "tejido/a", PAIR.public, id="signed anew"
        ),
        pytest.param(
            NOTE + "— tejido/a " + base64.b64encode(
                notes.key_id("tejido/a", PAIR.public) + bytes(64)
            ).decode() + "\n",
            "tejido/a",
            PAIR.public,
            id="a false line beside a true one",
        ),
        pytest.param(
            "a line\n\n— tejido/a " + base64.b64encode(
                notes.key_id("tejido/a", PAIR.public) + bytes(63)
            ).decode() + "\n",
            "tejido/a",
            PAIR.public,
            id="no signature's length",
        ),
    ],
)  # fmt: skip
def test_what_this_key_did_not_sign_is_refused(note: str, name: str, public: bytes) -> None:
    with pytest.raises(SealError):
        notes.verified_text(note, name, public)


LINE = NOTE.rpartition("\n\n")[2]


@pytest.mark.parametrize(
    "note",
    [
        pytest.param("", id="nothing"),
        pytest.param("a line\n", id="no signature"),
        pytest.param("\n\n" + LINE, id="no text"),
        pytest.param(NOTE.removesuffix("\n"), id="no newline at the end"),
        pytest.param(NOTE + "\n", id="an empty line at the end"),
        pytest.param(NOTE.replace("— ", "- "), id="a hyphen"),
        pytest.param(NOTE.replace("— tejido/a", "— tejido/a "), id="two spaces"),
        pytest.param(NOTE.replace("tejido/a", ""), id="no name"),
        pytest.param(NOTE.replace("tejido/a", "tejido+a"), id="a plus in a name"),
        pytest.param(NOTE.replace("tejido/a", "tejido\u2003a"), id="a wide space in a name"),
        pytest.param(NOTE.replace("a line", "a\tline"), id="a control character"),
        pytest.param(NOTE.replace("\n", "\r\n"), id="lines of Windows"),
        pytest.param(NOTE.replace("a line", "a \ud800"), id="half a character"),
        pytest.param("a\n\n— n AAAAAA==\n", id="nothing but a key id"),
        pytest.param("a\n\n— n AAAAAAB=\n", id="base64 with bits left over"),
        pytest.param("a\n\n— n AAAAAAA\n", id="base64 without padding"),
        pytest.param("a\n\n— n AAAA_AA=\n", id="base64 of addresses"),
        pytest.param("a\n\n— n AAAAñAA=\n", id="no base64"),
        pytest.param("a\n\n— n A A A=\n", id="base64 with spaces"),
        pytest.param("a\n\n" + LINE * 65, id="too many signatures"),
        pytest.param("a" * notes.LONGEST_NOTE + NOTE, id="too long"),
    ],
)
def test_what_is_no_note_is_refused(note: str) -> None:
    with pytest.raises(SealError):
        notes.parse(note)


def test_sixteen_signatures_are_accepted() -> None:
    assert len(notes.parse("a\n\n" + LINE * 16).signatures) == 16


@pytest.mark.parametrize("text", ["", "no newline", "\t\n"])
def test_a_text_that_no_note_can_have_is_not_signed(text: str) -> None:
    with pytest.raises(SealError):
        notes.sign(text, "tejido/a", PAIR)


@given(note=st.text(max_size=300) | st.text("ab—\n /+=", max_size=60))
def test_whatever_is_parsed_is_refused_or_reads_back_the_same(note: str) -> None:
    try:
        parsed = notes.parse(note)
    except SealError:
        return
    lines = [
        f"— {one.name} {base64.b64encode(one.key_id + one.signature).decode()}\n"
        for one in parsed.signatures
    ]
    assert f"{parsed.text}\n{''.join(lines)}" == note
