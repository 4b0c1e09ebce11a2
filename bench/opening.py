"""Opening a process of 200 records over opening the same sealed bytes and nothing else.

Ours is what it takes from somebody's own key to every body as a value: their slot, its proof, the
query, each body brought up to today's form. The log's entry is left out: its commit waits for the
disk, which 200 opens do not.
"""

from collections.abc import Sequence
from pathlib import Path

from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_decrypt as bare
from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_encrypt as bare_seal

from bench.turns import Cost, in_turns
from tejido.accounts.signing_in import SignedIn
from tejido.node import Node
from tejido.store import records as sealed_records
from tejido.testing import small_node
from tejido.work import processes, records
from tejido.work.opening import OpenRecord, open_process
from tejido.work.records import Entry

RECORDS = 200
_TYPE = "crisis.emergency"
_KEY, _NONCE = bytes(32), bytes(24)
_TAG_AND_NONCE = 16 + len(_NONCE)
_MOST = 10.0
#: In a turn, of which the fastest counts: one takes but milliseconds.
_TIMES = 5


def measure(folder: Path, rounds: int) -> Cost:
    """Measure in a small node in ``folder``.

    Raises:
        RuntimeError: what was measured did not open everything.
    """
    with small_node(folder / "opening") as small:
        node, who = small.node, small.ana
        process = _written(node, who)
        sizes = _sizes(node, process)
        sealed = [bare_seal(bytes(size), _aad(n), _NONCE, _KEY) for n, size in enumerate(sizes)]

        def floor() -> None:
            for number, one in enumerate(sealed):
                bare(one, _aad(number), _NONCE, _KEY)

        def ours() -> None:
            if len(_opened(node, who, process)) != RECORDS:
                raise RuntimeError("not every record was opened")

        turns = in_turns(floor, ours, rounds, _TIMES)
    return Cost("open_process_over_aead", f"opening {RECORDS} records", turns, _MOST)


def _opened(node: Node, who: SignedIn, process: str) -> Sequence[OpenRecord]:
    with node.store.read() as tx:
        return open_process(node, tx, who, process)


def _written(node: Node, who: SignedIn) -> str:
    """Write invented records into one process, and return its id."""
    bodies = [
        record.given
        for sample in node.plugins.samples(1)
        for record in sample.records
        if record.type == _TYPE
    ]
    process = processes.start(node, who, "accompaniment", "Bench")
    chosen = [bodies[number % len(bodies)] for number in range(RECORDS)]
    records.write(node, who, [Entry(_TYPE, process, given) for given in chosen])
    return process


def _sizes(node: Node, process: str) -> list[int]:
    """Return the size of each body's plaintext, as it was sealed."""
    with node.store.read() as tx:
        held = sealed_records.of_process(tx, process)
    return [len(one.body) - _TAG_AND_NONCE for one in held]


def _aad(number: int) -> bytes:
    """Return additional data as long as a record's."""
    return b"%0110d" % number
