"""Deposits: leaving a filled-in form for a process that one cannot open; its team takes it in.

Reception knows a process only by a short reference that its team tells them. What they leave is
sealed to the process's public half, and whoever left it cannot read it again. What lies within is
JSON of ``by`` (the person's id), ``fields``, ``schema`` and ``type``.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tejido.accounts.signing_in import SignedIn
from tejido.audit.log import Kind
from tejido.declare.policy import exact_bytes
from tejido.errors import ChangedError, NotFoundError
from tejido.languages import words
from tejido.node import Node
from tejido.store import deposits, people, processes
from tejido.store.database import Reading
from tejido.store.deposits import Deposit
from tejido.store.ids import new_id
from tejido.store.processes import Process
from tejido.vault.process_keys import seal_deposit
from tejido.vault.proofs import check_proof, prove
from tejido.work import records
from tejido.work.deposit_keys import verified_deposit_public
from tejido.work.erasing import refuse_held
from tejido.work.keys import key_at, keys_of, newest_in, teams_of
from tejido.work.log import log
from tejido.work.opening import upgraded
from tejido.work.records import Entry

_ = words("tejido")

#: Characters of a process's id in its reference; more where two processes begin alike.
SHORTEST_REFERENCE = 8
_REFERENCE = re.compile(r"[0-9a-f]{8,32}")
_DEPOSIT = "deposit"
_NO_SUCH = _(
    "No process here goes by this reference and takes this form. Ask its team for the "
    "reference, and which form it is."
)


@dataclass(frozen=True)
class Waiting:
    """Something that waits for a team; ``left_on`` is a UTC day."""

    id: str
    left_on: str


@dataclass(frozen=True)
class OpenDeposit:
    """Something left, opened: a form of ``type``, brought up to the schema of today.

    ``left_by`` is a handle, empty where that person is no longer on the node.
    """

    id: str
    process: str
    type: str
    fields: Mapping[str, Any] = field(repr=False)
    left_by: str
    left_on: str


def leave(
    node: Node, who: SignedIn, reference: str, type_id: str, given: Mapping[str, Any]
) -> None:
    """Leave a filled-in form for the team of a process; ``who`` needs no slot of it.

    Args:
        node: where.
        who: anybody who signed in.
        reference: as typed: what the team said.
        type_id: which form.
        given: unverified input for it.

    Raises:
        InputError: something is wrong with the form; ``fields`` says what.
        NotFoundError: no such form, or no process of this reference takes it; never which of the
            many ways in which a reference can be wrong. That it was tried is logged.
        ChangedError: somebody who knew the process's key was taken out, and nobody of its team
            wrote in it since.
        SealError: the process's public half was changed in the database.
    """
    body = node.declarations.load(type_id, given)
    schema = node.declarations.schema(type_id).version
    content = {"by": who.person, "fields": body, "schema": schema, "type": type_id}
    with node.store.write() as tx:
        found = _referred(tx, reference, node.declarations.types[type_id].process)
        if found is None:
            log(node, tx, Kind.DEPOSIT, who, refused="reference")
        else:
            _refuse_known(node, tx, found)
            left = _sealed(node, found, exact_bytes(content))
            deposits.add(tx, left)
            log(node, tx, Kind.DEPOSIT, who, left=left.id, process=found.id)
    if found is None:
        raise NotFoundError(_NO_SUCH)


def reference_of(tx: Reading, process: str) -> str:
    """Return the reference by which a process is told apart from all others here."""
    for length in range(SHORTEST_REFERENCE, len(process), 4):
        if len(processes.by_beginning(tx, process[:length])) == 1:
            return process[:length]
    return process


def waiting(node: Node, who: SignedIn, process: str) -> list[Waiting]:
    """Return what waits for the team of a process, the oldest first.

    Raises:
        NotOpenedError: ``who`` holds no slot of such a process.
    """
    with node.store.read() as tx:
        newest_in(keys_of(node, tx, who, [process]), process)
        return [Waiting(one.id, one.left_on) for one in deposits.of_process(tx, process)]


def count_waiting(node: Node, who: SignedIn) -> dict[str, int]:
    """Return how much waits in each process that ``who`` holds; those with nothing are left out."""
    with node.store.read() as tx:
        return deposits.counts(tx, who.person)


def opened(node: Node, who: SignedIn, deposit: str) -> OpenDeposit:
    """Return something left, opened; that it was opened is logged.

    Raises:
        NotFoundError: there is none with this id.
        NotOpenedError: ``who`` holds no slot of its process.
        SealError: it was put in, moved or damaged.
        DatabaseError: it was left with a newer version of its plugin.
    """
    with node.store.write() as tx:
        found = _opened(node, tx, who, deposit)
        log(node, tx, Kind.OPEN, who, process=found.process, deposit=deposit)
    return found


def process_of(node: Node, who: SignedIn, deposit: str) -> str:
    """Return the id of the process that something waits in, whether it opens or not.

    Raises:
        NotFoundError: there is none with this id.
        NotOpenedError: ``who`` holds no slot of its process.
    """
    with node.store.read() as tx:
        process = deposits.by_id(tx, deposit).process
        newest_in(keys_of(node, tx, who, [process]), process)
    return process


def take_in(node: Node, who: SignedIn, deposit: str) -> str:
    """Make a record of something left, and return its id; it waits no longer.

    Raises:
        InputError: its form has changed so that it can no longer be taken in as it is.
        NotFoundError: as :func:`opened`, or its plugin is absent.
        NotOpenedError, SealError, DatabaseError: as :func:`opened`.
    """
    with node.store.write() as tx:
        found = _opened(node, tx, who, deposit)
        (record,) = records.keep(node, tx, who, [Entry(found.type, found.process, found.fields)])
        deposits.remove(tx, deposit)
        facts = {"process": found.process, "record": record}
        log(node, tx, Kind.DEPOSIT, who, taken_in=deposit, **facts)
    return record


def discard(node: Node, who: SignedIn, deposit: str) -> str:
    """Remove something left without taking it in, and return the id of its process.

    Raises:
        NotFoundError: there is none with this id.
        NotOpenedError: ``who`` holds no slot of its process.
        ChangedError: its process is on hold.
    """
    with node.store.write() as tx:
        found = deposits.by_id(tx, deposit)
        newest_in(keys_of(node, tx, who, [found.process]), found.process)
        refuse_held(tx, [found.process])
        deposits.remove(tx, deposit)
        tx.must_scrub()
        log(node, tx, Kind.DEPOSIT, who, discarded=deposit, process=found.process)
    return found.process


def checked_deposit(pepper: bytes, row: Deposit) -> Deposit:
    """Return something left (unverified) if it was left by way of this node.

    Raises:
        SealError: it was put in, moved or damaged.
    """
    place = (row.id, row.process, str(row.key_version), row.sealed)
    check_proof(pepper, row.proof, _DEPOSIT, *place)
    return row


def _referred(tx: Reading, reference: str, kind: str) -> Process | None:
    """Return the one process of a kind that a reference (as typed) names, if there is one."""
    typed = "".join(reference.split()).casefold()
    if not _REFERENCE.fullmatch(typed):
        return None
    found = processes.by_beginning(tx, typed)
    return found[0] if len(found) == 1 and found[0].kind == kind else None


def _refuse_known(node: Node, tx: Reading, process: Process) -> None:
    """Refuse to seal to a key that somebody knows who was taken out.

    Raises:
        ChangedError: it is to be renewed, which only its team can do.
        SealError: the process, or an older state of it, was put into the database.
    """
    verified_deposit_public(node.pepper, process)
    teams_of(tx, [process])
    if process.renew:
        message = _("Ask its team to write something in it first: then you can leave this here.")
        raise ChangedError(message)


def _sealed(node: Node, process: Process, content: bytes) -> Deposit:
    deposit, public = new_id(), verified_deposit_public(node.pepper, process)
    sealed = seal_deposit(public, process.id, deposit, content)
    version, today = process.key_version, node.today().isoformat()
    proof = prove(node.pepper, _DEPOSIT, deposit, process.id, str(version), sealed)
    return Deposit(deposit, process.id, version, sealed, proof, today)


def _opened(node: Node, tx: Reading, who: SignedIn, deposit: str) -> OpenDeposit:
    row = deposits.by_id(tx, deposit)
    key = key_at(keys_of(node, tx, who, [row.process]), row.process, row.key_version)
    checked_deposit(node.pepper, row)
    said = json.loads(key.open_deposit(row.id, row.sealed))
    handles = {one.id: one.handle for one in people.listed(tx)}
    return OpenDeposit(
        row.id,
        row.process,
        said["type"],
        upgraded(node, said["type"], said["schema"], said["fields"]),
        handles.get(said["by"], ""),
        row.left_on,
    )
