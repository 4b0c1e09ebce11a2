"""The public half to which anybody may write for a process: only with this node's own proof.

It stands in clear. Without a proof, whoever can write to the database could put their own in
its place and read what reception leaves.
"""

from dataclasses import replace

from tejido.store.processes import Process
from tejido.vault.proofs import check_proof, prove

_PROCESS = "process"


def proved(pepper: bytes, process: Process) -> Process:
    """Return a process with the proof that this node gave it its kind, version and public half."""
    return replace(process, proof=prove(pepper, _PROCESS, *_parts(process)))


def verified_deposit_public(pepper: bytes, process: Process) -> bytes:
    """Return the public half of a stored process (unverified), to seal to.

    Raises:
        SealError: kind, version or public half was changed in the database.
    """
    check_proof(pepper, process.proof, _PROCESS, *_parts(process))
    return process.deposit_public


def _parts(process: Process) -> tuple[str | bytes, ...]:
    return (process.id, process.kind, str(process.key_version), process.deposit_public)
