"""What stands in clear of a process and says to whom it is sealed: only with this node's own proof.

Without one, whoever can write to the database could put a public half of their own in the place
of the one that reception leaves things for, or keep a key from being renewed.
"""

from collections.abc import Iterable
from dataclasses import replace

from tejido.errors import SealError
from tejido.store import processes
from tejido.store.database import Writing
from tejido.store.processes import Process
from tejido.vault.proofs import check_proof, prove

_PROCESS = "process"


def proved(pepper: bytes, process: Process) -> Process:
    """Return a process with the proof of its kind, version, public half and mark."""
    return replace(process, proof=prove(pepper, _PROCESS, *_parts(process)))


def verified_deposit_public(pepper: bytes, process: Process) -> bytes:
    """Return the public half of a stored process (unverified), to seal to.

    Raises:
        SealError: kind, version, public half or mark was changed in the database.
    """
    check_proof(pepper, process.proof, _PROCESS, *_parts(process))
    return process.deposit_public


def mark(tx: Writing, pepper: bytes, some: Iterable[Process]) -> None:
    """Let whoever next writes in these processes renew their keys first.

    One that was changed in the database stays refused: nobody is kept in by spoiling it.
    """
    processes.replace(tx, [_marked(pepper, process) for process in some])


def _marked(pepper: bytes, process: Process) -> Process:
    marked = replace(process, renew=True)
    try:
        verified_deposit_public(pepper, process)
    except SealError:
        return marked
    return proved(pepper, marked)


def _parts(process: Process) -> tuple[str | bytes, ...]:
    renew = "renew" if process.renew else ""
    return (process.id, process.kind, str(process.key_version), process.deposit_public, renew)
