"""Full-text search through everything opened to somebody, over opening the same bytes and no more.

Each entry is an invented act of about 2 KB, its narrative put together from invented sentences
with their accents. Two words are typed without accents, a common one and a name that one entry in
a hundred has. The target is one second for 20,000 entries, where a bare open takes about 8 us.
"""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_decrypt as bare
from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_encrypt as bare_seal

from bench.turns import Cost, in_turns
from tejido.accounts.signing_in import SignedIn
from tejido.node import Node
from tejido.store import records as sealed_records
from tejido.testing import small_node
from tejido.work import processes, records, search
from tejido.work.records import Entry

#: Entries to one process.
_PER_PROCESS = 100
_TYPE, _KIND = "advocacy.act", "advocacy.documentation"
_LENGTH, _EVERY = 1100, 100
_NAME, _TYPED = "Itzcuintépec", "asamblea itzcuintepec"
_KEY, _NONCE, _TAG = bytes(32), bytes(24), 16
_MOST = 6.0


def measure(folder: Path, rounds: int, entries: int) -> Cost:
    """Measure in a small node in ``folder`` with so many entries.

    Raises:
        RuntimeError: what was measured did not find what there is.
    """
    with small_node(folder / "search") as small:
        node, who = small.node, small.ana
        expected = _fill(node, who, entries)
        sizes = _sizes(node)
        sealed = [bare_seal(bytes(size), b"%0110d" % n, _NONCE, _KEY) for n, size in sizes]

        def floor() -> None:
            for number, one in enumerate(sealed):
                bare(one, b"%0110d" % number, _NONCE, _KEY)

        def ours() -> None:
            total = search.found(node, who, _TYPED).total
            if total != expected:
                raise RuntimeError(f"{total} of {expected} were found")

        turns = in_turns(floor, ours, rounds)
    kilobytes = sum(size for _number, size in sizes) / len(sizes) / 1000
    says = f"searching {entries:,} entries of {kilobytes:.1f} KB"
    return Cost("search_over_aead", says, turns, _MOST)


def _fill(node: Node, who: SignedIn, entries: int) -> int:
    """Write the entries, and return how many hold both words."""
    drawn = _invented(node, entries)
    hold = 0
    for number in range(0, entries, _PER_PROCESS):
        process = processes.start(node, who, _KIND, f"Bench {number}")
        given = [next(drawn) for _entry in range(min(_PER_PROCESS, entries - number))]
        records.write(node, who, [Entry(_TYPE, process, one) for one in given])
        hold += sum(_NAME in one["narrative"] for one in given)
    return hold


def _invented(node: Node, entries: int) -> Iterator[Mapping[str, Any]]:
    chance = random.Random(1)  # noqa: S311  # invented sentences
    bodies = [
        record.given
        for sample in node.plugins.samples(1)
        for record in sample.records
        if record.type == _TYPE
    ]
    sentences = sorted({body["narrative"] for body in bodies if "narrative" in body})
    for number in range(entries):
        said = _several(chance.choice, sentences)
        if number % _EVERY == 0:
            said = f"{said} En la asamblea hablaron de {_NAME}."
        yield {**chance.choice(bodies), "narrative": said}


def _several(choose: Callable[[Sequence[str]], str], sentences: Sequence[str]) -> str:
    said = ""
    while len(said) < _LENGTH:
        said += choose(sentences) + " "
    return said.strip()


def _sizes(node: Node) -> list[tuple[int, int]]:
    """Return a number and the size of its plaintext, as it was sealed, of each entry."""
    with node.store.read() as tx:
        held = sealed_records.of_type(tx, _TYPE)
    return [(n, len(one.body) - _TAG - len(_NONCE)) for n, one in enumerate(held)]
