"""Checkpoints in C2SP's form: what the node signs it believes, and nothing else."""

import base64

import pytest

from tejido.audit import notes
from tejido.audit.checkpoints import origin_of, signed_checkpoint, verified_checkpoint
from tejido.errors import SealError
from tejido.vault.ciphers import SigningPair
from tejido.vault.identity import NodeIdentity

IDENTITY = NodeIdentity(bytes(range(32)), SigningPair.of(bytes(range(32))))
ROOT = bytes(range(32, 64))
ORIGIN = origin_of(IDENTITY.node_id)
# From: https://github.com/C2SP/C2SP/blob/main/tlog-checkpoint.md
PUBLISHED = (
    "example.com/behind-the-sofa\n"
    "20852163\n"
    "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    "\n"
    "— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2"
    "q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
)


def test_the_form_is_the_published_one() -> None:
    """The published example has another key than ours; its lines are laid out as ours are."""
    made = signed_checkpoint(IDENTITY, 20852163, ROOT)
    assert made.note.splitlines()[:4] == [
        ORIGIN,
        "20852163",
        base64.b64encode(ROOT).decode(),
        "",
    ]
    ours, theirs = notes.parse(made.note), notes.parse(PUBLISHED)
    assert ours.signatures[0].name == ORIGIN
    assert theirs.signatures[0].name == theirs.text.splitlines()[0]
    assert [len(one.signatures[0].signature) for one in (ours, theirs)] == [64, 64]
    assert [len(one.text.splitlines()) for one in (ours, theirs)] == [3, 3]


@pytest.mark.parametrize("size", [0, 1, 20852163, 2**63 - 1])
def test_what_was_signed_verifies(size: int) -> None:
    made = signed_checkpoint(IDENTITY, size, ROOT)
    assert verified_checkpoint(IDENTITY, made.note) == made
    assert (made.size, made.root) == (size, ROOT)


def test_a_cosigned_one_verifies_and_keeps_the_line_of_its_witness() -> None:
    made = signed_checkpoint(IDENTITY, 3, ROOT)
    text = made.note.rpartition("\n\n")[0] + "\n"
    witness = notes.sign(text, "witness.example/w", SigningPair.generate())
    cosigned = made.note + witness.rpartition("\n\n")[2]
    assert verified_checkpoint(IDENTITY, cosigned).note == cosigned


def of(*lines: str, name: str = ORIGIN) -> str:
    return notes.sign("".join(f"{line}\n" for line in lines), name, IDENTITY.signing)


B64 = base64.b64encode(ROOT).decode()


@pytest.mark.parametrize(
    "note",
    [
        pytest.param(of("tejido/v1/audit/other", "3", B64), id="another log"),
        pytest.param(of(ORIGIN, "3", B64, name="tejido/v1/else"), id="signed as something else"),
        pytest.param(of(ORIGIN, "03", B64), id="a leading zero"),
        pytest.param(of(ORIGIN, "-3", B64), id="a sign"),
        pytest.param(of(ORIGIN, "٣", B64), id="digits of another script"),
        pytest.param(of(ORIGIN, "9" * 20, B64), id="beyond any tree"),
        pytest.param(of(ORIGIN, "", B64), id="no size"),
        pytest.param(of(ORIGIN, "3", B64[:-4]), id="a short root"),
        pytest.param(of(ORIGIN, "3", B64.rstrip("=")), id="no padding"),
        pytest.param(of(ORIGIN, "3"), id="no root"),
        pytest.param(of(ORIGIN, "3", B64, "more"), id="a further line"),
        pytest.param(of(f"{ORIGIN}\u2028", "3", B64), id="another kind of line end"),
        pytest.param(PUBLISHED, id="of somebody else"),
    ],
)
def test_what_says_something_else_is_refused(note: str) -> None:
    with pytest.raises(SealError):
        verified_checkpoint(IDENTITY, note)


def test_another_nodes_is_refused() -> None:
    other = NodeIdentity(IDENTITY.root_public, SigningPair.generate())
    with pytest.raises(SealError):
        verified_checkpoint(IDENTITY, signed_checkpoint(other, 3, ROOT).note)
    stranger = NodeIdentity(bytes(32), IDENTITY.signing)
    with pytest.raises(SealError):
        verified_checkpoint(IDENTITY, signed_checkpoint(stranger, 3, ROOT).note)
