"""The tree over the log's leaves (RFC 6962, 2.1): its root, proofs about it, and their checking.

Pure. Leaves are hashes already, ``SHA-256(0x00 | entry)``; what stands above two nodes is
``SHA-256(0x01 | left | right)``. Whoever has a root and a proof needs neither the entries nor the
other leaves: peers will check so that our log only ever grew.
"""

import hashlib
from collections.abc import Iterable, Sequence

from tejido.errors import SealError
from tejido.languages import words

_ = words("tejido")

HASH_SIZE = 32
#: The root of no leaves.
EMPTY_ROOT = hashlib.sha256(b"").digest()
#: No tree has more leaves: what a proof claims beyond is refused before it is computed.
_MOST_LEAVES = 2**63 - 1


class GrowingTree:
    """The roots of the complete subtrees so far: a leaf is added, a root given, in O(log n)."""

    def __init__(self) -> None:
        """Begin without leaves."""
        self.size = 0
        self._peaks: list[bytes] = []

    def add(self, leaf: bytes) -> None:
        """Add a leaf (32 bytes) at the end."""
        left_over = self.size
        while left_over & 1:
            leaf = node_hash(self._peaks.pop(), leaf)
            left_over >>= 1
        self._peaks.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        """Return the root (32 bytes) over all leaves added so far."""
        if not self._peaks:
            return EMPTY_ROOT
        root = self._peaks[-1]
        for left in reversed(self._peaks[:-1]):
            root = node_hash(left, root)
        return root


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return what stands above two nodes."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of(leaves: Iterable[bytes]) -> bytes:
    """Return the root (32 bytes) over leaves, in their order."""
    tree = GrowingTree()
    for leaf in leaves:
        tree.add(leaf)
    return tree.root()


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """Return what shows that the leaf at ``index`` is in the tree over ``leaves``.

    From: RFC 6962, 2.1.1. The nodes beside the way from the leaf to the root, the lowest first.
    """
    if len(leaves) <= 1:
        return []
    half = _half(len(leaves))
    if index < half:
        return [*inclusion_proof(leaves[:half], index), root_of(leaves[half:])]
    return [*inclusion_proof(leaves[half:], index - half), root_of(leaves[:half])]


def consistency_proof(leaves: Sequence[bytes], size: int) -> list[bytes]:
    """Return what shows that the tree over ``leaves`` grew out of that over its first ``size``.

    From: RFC 6962, 2.1.2. ``size`` is between 1 and the number of leaves.
    """
    return _subproof(leaves, size, is_whole=True)


def verify_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> None:
    """Return if ``proof`` shows that ``leaf`` stands at ``index`` of the tree with this root.

    All of it is unverified, but for the root. From: RFC 9162, 2.1.3.2.

    1. Hashes are 32 bytes long, and the index lies within the size.
    2. Go from the leaf to the root, combining with each node of the proof.
    3. The way ends at the root's height, and with the root.

    Raises:
        SealError: it does not.
    """
    _require(0 <= index < size <= _MOST_LEAVES and _are_hashes(leaf, root, *proof))
    place, last, found = index, size - 1, leaf
    for node in proof:
        _require(last > 0)
        if place & 1 or place == last:
            found = node_hash(node, found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = node_hash(found, node)
        place, last = place >> 1, last >> 1
    _require(last == 0 and found == root)


def verify_consistency(
    size: int, root: bytes, later_size: int, later_root: bytes, proof: Sequence[bytes]
) -> None:
    """Return if ``proof`` shows that the later tree has the earlier one as its beginning.

    All of it is unverified, but for the roots. From: RFC 9162, 2.1.4.2.

    1. Hashes are 32 bytes long, and the sizes in order.
    2. Where nothing was added, or nothing was there, there is nothing to prove.
    3. Begin at the largest complete subtree at the end of the earlier tree.
    4. Combine with each node of the proof, for the later root, and for the earlier one where the
       node was in it already.
    5. The way ends at the later root's height, and with both roots.

    Raises:
        SealError: it does not.
    """
    _require(0 <= size <= later_size <= _MOST_LEAVES and _are_hashes(root, later_root, *proof))
    if size == later_size or size == 0:
        _require(not proof and root == (later_root if size == later_size else EMPTY_ROOT))
        return
    path = [root, *proof] if size & (size - 1) == 0 else list(proof)
    _require(len(path) > 0)
    place, last = size - 1, later_size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    earlier = later = path[0]
    for node in path[1:]:
        _require(last > 0)
        if place & 1 or place == last:
            earlier, later = node_hash(node, earlier), node_hash(node, later)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            later = node_hash(later, node)
        place, last = place >> 1, last >> 1
    _require(last == 0 and earlier == root and later == later_root)


def _subproof(leaves: Sequence[bytes], size: int, *, is_whole: bool) -> list[bytes]:
    """Return RFC 6962's SUBPROOF; ``is_whole`` where the verifier has this subtree's root."""
    if size == len(leaves):
        return [] if is_whole else [root_of(leaves)]
    half = _half(len(leaves))
    if size <= half:
        return [*_subproof(leaves[:half], size, is_whole=is_whole), root_of(leaves[half:])]
    return [*_subproof(leaves[half:], size - half, is_whole=False), root_of(leaves[:half])]


def _half(size: int) -> int:
    """Return the largest power of two below ``size``, which is 2 or more."""
    return 1 << (size - 1).bit_length() - 1


def _are_hashes(*hashes: bytes) -> bool:
    return all(len(one) == HASH_SIZE for one in hashes)


def _require(condition: bool) -> None:
    if not condition:
        raise SealError(_("This proof does not fit the tree of the log."))
