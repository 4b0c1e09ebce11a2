"""Verifying the log, step by step: what is refused says at which step, and what to do.

What somebody does who can write to the database, and no more, is refused here: they lack the
pepper (for proofs), the node key (for checkpoints) and the memory of checkpoints kept elsewhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from hmac import compare_digest

from tejido.audit.checkpoints import Checkpoint, verified_checkpoint
from tejido.audit.log import Kind, opened, proof_of
from tejido.audit.tree import GrowingTree
from tejido.errors import SealError
from tejido.languages import words
from tejido.store import audit_checkpoints, audit_entries
from tejido.store.audit_entries import StoredLeaf
from tejido.store.database import Reading
from tejido.vault.ciphers import BoxPair
from tejido.vault.identity import NodeIdentity

_ = words("tejido")


class Step(IntEnum):
    """What is looked at, in this order."""

    POSITIONS = 1
    PROOFS = 2
    SIGNATURES = 3
    ROOTS = 4
    OUTSIDE = 5
    ENTRIES = 6


@dataclass(frozen=True)
class Verified:
    """What was found in order.

    Attributes:
        size: entries, erased ones among them.
        erased: how many were erased by this node.
        root: of the tree over all of them, 32 bytes.
        newest: the largest stored checkpoint, None where there is none.
        checkpoints: how many stored ones agree with the entries.
        outside: how many kept elsewhere agree.
        opened: how many entries were opened, None where nobody held the role ``auditor``.
    """

    size: int
    erased: int
    root: bytes
    newest: Checkpoint | None
    checkpoints: int
    outside: int = 0
    opened: int | None = None


def verify(
    tx: Reading,
    identity: NodeIdentity,
    pepper: bytes,
    outside: Sequence[str] = (),
    auditor: BoxPair | None = None,
) -> Verified:
    """Verify the whole log.

    1. Positions count from 0 without gaps.
    2. Each entry was written, or erased, by this node: position, day, kind and leaf are proved.
    3. Each stored checkpoint is signed by the node key.
    4. The tree at the size of each of them has its root.
    5. So it has for checkpoints kept elsewhere.
    6. Each entry opens for the auditors, and is what its leaf says.

    Args:
        tx: a transaction; all of it is read in one snapshot.
        identity: the node's.
        pepper: the node's.
        outside: notes (unverified) that were kept elsewhere.
        auditor: the pair of the role ``auditor``; without it the sixth step is left out.

    Raises:
        SealError: a step fails; which, and what to do, is in its message.
    """
    leaves = audit_entries.leaves(tx)
    _check_positions(leaves)
    _check_proofs(leaves, pepper)
    stored = _stored(tx, identity)
    roots = _roots(leaves, {one.size for one in stored})
    _check_roots(stored, roots, Step.ROOTS)
    kept = [_signed(identity, note, Step.OUTSIDE) for note in outside]
    _check_roots(kept, _roots(leaves, {one.size for one in kept}), Step.OUTSIDE)
    return Verified(
        len(leaves),
        sum(leaf.is_erased for leaf in leaves),
        roots[len(leaves)],
        stored[-1] if stored else None,
        len(stored),
        len(kept),
        _open_all(tx, auditor) if auditor else None,
    )


def _check_positions(leaves: Sequence[StoredLeaf]) -> None:
    for expected, leaf in enumerate(leaves):
        if leaf.position != expected:
            message = _(
                "Step %(step)d, positions: entry %(entry)d of the log is missing. Somebody "
                "removed it: keep a copy of the database as it is, and look at older backups."
            )
            raise SealError(message, step=Step.POSITIONS.value, entry=expected)


def _check_proofs(leaves: Sequence[StoredLeaf], pepper: bytes) -> None:
    kinds = set(Kind)
    for leaf in leaves:
        proof = proof_of(pepper, *leaf.place, is_erased=leaf.is_erased)
        if leaf.kind not in kinds or not compare_digest(leaf.proof, proof):
            message = _(
                "Step %(step)d, proofs: entry %(entry)d of the log was not written as it stands "
                "by this node. Somebody added, changed, moved or erased it: keep a copy of the "
                "database as it is, and look at older backups."
            )
            raise SealError(message, step=Step.PROOFS.value, entry=leaf.position)


def _stored(tx: Reading, identity: NodeIdentity) -> list[Checkpoint]:
    """Return the stored checkpoints, each signed and standing under its own size."""
    found = []
    for row in audit_checkpoints.listed(tx):
        checkpoint = _signed(identity, row.note, Step.SIGNATURES)
        if checkpoint.size != row.size:
            raise _unsigned(Step.SIGNATURES)
        found.append(checkpoint)
    return found


def _signed(identity: NodeIdentity, note: str, step: Step) -> Checkpoint:
    try:
        return verified_checkpoint(identity, note)
    except SealError as error:
        raise _unsigned(step) from error


def _unsigned(step: Step) -> SealError:
    if step is Step.OUTSIDE:
        message = _(
            "Step %(step)d, checkpoints kept elsewhere: one of them is not signed by this node. "
            "Take one as «tejido audit checkpoint» wrote it, whole and unchanged."
        )
    else:
        message = _(
            "Step %(step)d, signatures: a stored checkpoint is not signed by this node. Somebody "
            "changed it: keep a copy of the database as it is, and compare with a checkpoint "
            "that was kept elsewhere."
        )
    return SealError(message, step=step.value)


def _roots(leaves: Sequence[StoredLeaf], sizes: set[int]) -> dict[int, bytes]:
    """Return the tree's root at each of these sizes that it has reached, and at its own."""
    tree, wanted = GrowingTree(), sizes | {len(leaves)}
    roots = {0: tree.root()}
    for leaf in leaves:
        tree.add(leaf.leaf)
        if tree.size in wanted:
            roots[tree.size] = tree.root()
    return roots


def _check_roots(checkpoints: Sequence[Checkpoint], roots: dict[int, bytes], step: Step) -> None:
    for checkpoint in checkpoints:
        found = roots.get(checkpoint.size)
        if found is None:
            message = _(
                "Step %(step)d, roots: the log once had %(size)d entries and now has fewer. Its "
                "end was cut off, or an older backup was restored. If nobody restored one: keep "
                "a copy of the database as it is, and look at newer backups."
            )
            raise SealError(message, step=step.value, size=checkpoint.size)
        if found != checkpoint.root:
            message = _(
                "Step %(step)d, roots: the first %(size)d entries of the log are not those that "
                "this node once signed. If nobody restored an older backup, somebody rewrote "
                "them: keep a copy of the database as it is, and look at older backups."
            )
            raise SealError(message, step=step.value, size=checkpoint.size)


def _open_all(tx: Reading, auditor: BoxPair) -> int:
    """Open every entry that is not erased; return how many there are."""
    number = 0
    for entry in audit_entries.listed(tx):
        try:
            opened(entry, auditor)
        except SealError as error:
            message = _(
                "Step %(step)d, entries: entry %(entry)d of the log does not open, or is not "
                "what was written. If nobody restored data older than the key of the auditors, "
                "somebody replaced it: keep a copy of the database as it is, and look at older "
                "backups."
            )
            raise SealError(message, step=Step.ENTRIES.value, entry=entry.position) from error
        number += entry.sealed is not None
    return number
