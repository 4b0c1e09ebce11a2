"""Trap 2: an unsalted commitment lets whoever knows part of the input guess the rest.

The trap was met with totals over two aggregators, where the holder of one share guesses the
input from a commitment to the other. Such totals are not built here, so nothing of them is tested.
What is built, and commits to what has few possible answers, are the leaves of the log (who opened
which process?) and the commitments in messages: both are tried here as the trap says.
"""

import hashlib
import json
from collections.abc import Iterator
from itertools import product
from typing import Any

from tejido.audit.log import Kind
from tejido.store import audit_entries
from tejido.store.tables import PersonTable, ProcessTable
from tejido.vault.ciphers import open_with
from tejido.work import processes
from tejido_federation import checks, founding
from tejido_federation.sealing import commitment, open_sealed
from tejido_federation.simulator import PeerSimulator, found_network, here, sample_record

TODAY = "2026-06-01"
_SALT = 32
_MAGIC = len(b"tejido/audit/v1\0")


def every_answer(small: Any, position: int) -> Iterator[bytes]:
    """Give each thing that an entry could say, to whoever knows all people and processes."""
    with small.node.store.read() as tx:
        people = [row.id for row in tx.all(PersonTable.select())]
        known = [row.id for row in tx.all(ProcessTable.select())]
    for kind, person, process in product(Kind, people, known):
        facts = {"person": person, "process": process}
        said = {"position": position, "day": TODAY, "kind": kind, "facts": facts}
        yield json.dumps(said, sort_keys=True, separators=(",", ":")).encode()


def hashes(entry: bytes, salt: bytes = b"") -> set[bytes]:
    """Return what a leaf would be over an entry, however it was meant."""
    inner = hashlib.sha256(salt + entry).digest()
    return {
        inner,
        hashlib.sha256(b"\0" + inner).digest(),
        hashlib.sha256(b"\0" + salt + entry).digest(),
    }


def test_trap_2_who_opened_which_process_cannot_be_tried_against_a_leaf(alone: Any) -> None:
    process = processes.start(alone.node, alone.ana, "accompaniment", "Hilo")
    processes.shown(alone.node, alone.ana, process)
    with alone.node.store.read() as tx:
        newest = audit_entries.listed(tx)[-1]
    answers = list(every_answer(alone, newest.position))
    assert not any(newest.leaf in hashes(answer) for answer in answers)

    # With the salt, which only auditors can read, the very same trying gives the answer.
    plaintext = open_with(alone.ana.role("auditor"), newest.sealed or b"")
    salt = plaintext[_MAGIC : _MAGIC + _SALT]
    (found,) = (answer for answer in answers if newest.leaf in hashes(answer, salt))
    assert json.loads(found)["facts"] == {"person": alone.ana.person, "process": process}
    assert json.loads(found)["kind"] == "open"


def test_trap_2_one_record_has_another_commitment_in_each_message() -> None:
    """So neither guesses nor two recipients who compare can tell which of many it is."""
    alba, brisa, cerro = (PeerSimulator(name) for name in ("alba", "brisa", "cerro"))
    founded = founding.check(found_network([alba, brisa, cerro]))
    item = sample_record(7)
    seen = []
    for peer in (brisa, cerro):
        raw = alba.message(peer.descriptor, founded, [item])
        message = checks.authentic(raw, here(peer.id, founded, TODAY))
        opened = open_sealed(message.header, message.body, peer.keys.box)
        assert [one.content for one in opened.items] == [item]
        seen.append(message.header.items[0])
    assert len({*seen, commitment(item), hashlib.sha256(item).hexdigest()}) == 4
