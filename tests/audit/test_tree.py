"""The tree against Certificate Transparency's published vectors, against pymerkle, and mutated."""

import hashlib
from typing import Any

import pymerkle  # type: ignore[import-untyped]  # it ships no types
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tejido.audit.tree import (
    EMPTY_ROOT,
    GrowingTree,
    consistency_proof,
    inclusion_proof,
    root_of,
    verify_consistency,
    verify_inclusion,
)
from tejido.errors import SealError

# From: https://github.com/transparency-dev/merkle/blob/main/proof/verify_test.go, which has them
# from the reference implementation of RFC 6962 (certificate-transparency, merkletree tests).
ENTRIES = [
    bytes.fromhex(entry)
    for entry in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#: Position counted from 0, size, proof.
INCLUSION = [
    (0, 1, []),
    (
        0,
        8,
        [
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ],
    ),
    (
        5,
        8,
        [
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
    ),
    (2, 3, ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
    (
        1,
        5,
        [
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ],
    ),
]
#: Earlier size, later size, proof.
CONSISTENCY = [
    (1, 1, []),
    (
        1,
        8,
        [
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ],
    ),
    (
        6,
        8,
        [
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
    ),
    (
        2,
        5,
        [
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ],
    ),
    (
        6,
        7,
        [
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
    ),
]
#: Anything: it is a hash, and not the right one.
SOME_HASH = hashlib.sha256(b"somebody else's").digest()


def leaf(entry: bytes) -> bytes:
    return hashlib.sha256(b"\0" + entry).digest()


LEAVES = [leaf(entry) for entry in ENTRIES]


def bytes_of(proof: list[str]) -> list[bytes]:
    return [bytes.fromhex(node) for node in proof]


def test_the_root_of_nothing_is_the_published_one() -> None:
    assert EMPTY_ROOT.hex() == root_of([]).hex() == EMPTY


def test_the_published_roots_come_out_at_every_size() -> None:
    tree = GrowingTree()
    for size, root in enumerate(ROOTS, start=1):
        tree.add(LEAVES[size - 1])
        assert (tree.size, tree.root().hex()) == (size, root)
        assert root_of(LEAVES[:size]).hex() == root


@pytest.mark.parametrize(("index", "size", "proof"), INCLUSION)
def test_the_published_proofs_of_inclusion_come_out_and_verify(
    index: int, size: int, proof: list[str]
) -> None:
    assert [node.hex() for node in inclusion_proof(LEAVES[:size], index)] == proof
    root = bytes.fromhex(ROOTS[size - 1])
    verify_inclusion(LEAVES[index], index, size, bytes_of(proof), root)


@pytest.mark.parametrize(("size", "later", "proof"), CONSISTENCY)
def test_the_published_proofs_of_consistency_come_out_and_verify(
    size: int, later: int, proof: list[str]
) -> None:
    assert [node.hex() for node in consistency_proof(LEAVES[:later], size)] == proof
    roots = [bytes.fromhex(ROOTS[one - 1]) for one in (size, later)]
    verify_consistency(size, roots[0], later, roots[1], bytes_of(proof))


# --- against another implementation, over trees of any size ---------------------------------


@st.composite
def trees(draw: st.DrawFn) -> tuple[list[bytes], int]:
    """Give entries, and a size between 1 and their number."""
    entries = draw(st.lists(st.binary(max_size=8), min_size=1, max_size=70))
    return entries, draw(st.integers(1, len(entries)))


def judged(entries: list[bytes]) -> Any:
    """Return pymerkle's tree; its defaults are RFC 6962's hashes and prefixes."""
    tree = pymerkle.InmemoryTree(algorithm="sha256")
    for entry in entries:
        tree.append_entry(entry)
    return tree


@given(tree=trees())
def test_pymerkle_has_the_same_roots(tree: tuple[list[bytes], int]) -> None:
    entries, size = tree
    assert root_of(map(leaf, entries[:size])) == judged(entries).get_root(size)


@given(tree=trees())
def test_pymerkle_has_the_same_proofs_of_inclusion(tree: tuple[list[bytes], int]) -> None:
    entries, place = tree
    proof = inclusion_proof([leaf(entry) for entry in entries], place - 1)
    theirs = judged(entries).prove_inclusion(place, len(entries))
    assert sorted([leaf(entries[place - 1]), *proof]) == sorted(theirs.path)


@given(tree=trees())
def test_every_leaf_is_shown_to_be_in(tree: tuple[list[bytes], int]) -> None:
    entries, place = tree
    leaves = [leaf(entry) for entry in entries]
    proof = inclusion_proof(leaves, place - 1)
    verify_inclusion(leaves[place - 1], place - 1, len(leaves), proof, root_of(leaves))


@given(tree=trees())
def test_every_tree_is_shown_to_have_grown_out_of_its_beginning(
    tree: tuple[list[bytes], int],
) -> None:
    entries, size = tree
    leaves = [leaf(entry) for entry in entries]
    proof = consistency_proof(leaves, size)
    verify_consistency(size, root_of(leaves[:size]), len(leaves), root_of(leaves), proof)


# --- what is refused -------------------------------------------------------------------


@st.composite
def mutations(draw: st.DrawFn, proof: list[bytes]) -> list[bytes]:
    """Give a proof that differs from this one by a bit, a missing node or one more."""
    ways = ["more", "less", "bit", "short", "order"] if proof else ["more"]
    way, place = draw(st.sampled_from(ways)), draw(st.integers(0, max(0, len(proof) - 1)))
    changed = list(proof)
    if way == "more":
        changed.insert(place, draw(st.sampled_from([SOME_HASH, EMPTY_ROOT, *proof])))
    elif way == "less":
        del changed[place]
    elif way == "bit":
        node = bytearray(changed[place])
        node[draw(st.integers(0, 31))] ^= 1 << draw(st.integers(0, 7))
        changed[place] = bytes(node)
    elif way == "short":
        changed[place] = changed[place][:-1]
    else:
        changed.reverse()
    return changed


@given(data=st.data(), tree=trees())
def test_a_mutated_proof_of_inclusion_is_refused(
    data: st.DataObject, tree: tuple[list[bytes], int]
) -> None:
    leaves = [leaf(bytes([number]) + entry) for number, entry in enumerate(tree[0])]
    index, size, root = tree[1] - 1, len(leaves), root_of(leaves)
    proof = inclusion_proof(leaves, index)
    changed = data.draw(mutations(proof))
    if changed != proof:
        with pytest.raises(SealError):
            verify_inclusion(leaves[index], index, size, changed, root)
    for wrong in (
        (SOME_HASH, index, size, proof, root),
        (leaves[index][:-1], index, size, proof, root),
        (leaves[index], index + 1, size, proof, root),
        (leaves[index], index - 1, size, proof, root),
        (leaves[index], index, size * 2, proof, root),
        (leaves[index], index, size, proof, SOME_HASH),
        (leaves[index], index, 2**63, proof, root),
        (leaves[index], -1, size, proof, root),
    ):
        with pytest.raises(SealError):
            verify_inclusion(*wrong)


@given(data=st.data(), tree=trees())
def test_a_mutated_proof_of_consistency_is_refused(
    data: st.DataObject, tree: tuple[list[bytes], int]
) -> None:
    leaves = [leaf(bytes([number]) + entry) for number, entry in enumerate(tree[0])]
    size, later, before, root = tree[1], len(leaves), root_of(leaves[: tree[1]]), root_of(leaves)
    proof = consistency_proof(leaves, size)
    changed = data.draw(mutations(proof))
    if changed != proof:
        with pytest.raises(SealError):
            verify_consistency(size, before, later, root, changed)
    for wrong in (
        (size, SOME_HASH, later, root, proof),
        (size, before, later, SOME_HASH, proof),
        (later + 1, before, later, root, proof),
        (size, before[:-1], later, root, proof),
        (size, before, 2**63, root, proof),
        (-1, before, later, root, proof),
    ):
        with pytest.raises(SealError):
            verify_consistency(*wrong)
    if size < later:
        with pytest.raises(SealError):
            verify_consistency(size, root, later, before, proof)


def test_a_history_that_was_rewritten_has_no_proof() -> None:
    rewritten = [*LEAVES[:3], SOME_HASH, *LEAVES[4:]]
    proof = consistency_proof(rewritten, 6)
    with pytest.raises(SealError):
        verify_consistency(6, root_of(LEAVES[:6]), 8, root_of(rewritten), proof)


def test_out_of_nothing_grows_anything_without_a_proof() -> None:
    verify_consistency(0, EMPTY_ROOT, 8, root_of(LEAVES), [])
    with pytest.raises(SealError):
        verify_consistency(0, SOME_HASH, 8, root_of(LEAVES), [])
    with pytest.raises(SealError):
        verify_consistency(0, EMPTY_ROOT, 8, root_of(LEAVES), [SOME_HASH])
