"""Trap 3: one short code for two keys has only birthday security against somebody in between.

Whoever stands in the middle chooses both of the keys that they show, so they look for two that
make the same code: half of its bits. So each node reads out its own words, all bits of its id.
"""

import hashlib
from itertools import product
from typing import Any

import pytest

from tejido.vault.identity import node_id, spoken
from tejido.vault.wordlists import LISTS, from_words

#: Bits of a BIP-39 word; of twelve, 128 are the id and four are a checksum of it.
WORD_BITS, WORDS, ID_BITS = 11, 12, 128


@pytest.mark.parametrize("language", LISTS)
def test_trap_3_the_words_say_every_bit_of_one_id_and_of_nothing_else(language: str) -> None:
    id_ = node_id(bytes(range(32)))
    words = spoken(id_, language)
    assert len(words) == WORDS
    assert WORDS * WORD_BITS - ID_BITS == 4, "nothing is cut off"
    digest = hashlib.sha256(b"tejido/v1/root\n" + bytes(range(32))).digest()
    assert from_words(" ".join(words)) == digest[: ID_BITS // 8]


def test_trap_3_another_key_has_other_words() -> None:
    """Sixteen bits of a combined code are matched in a few hundred tries; the words never are."""
    made = [node_id(bytes([first, second]) * 16) for first, second in product(range(32), range(32))]
    all_words = {tuple(spoken(one, "es")) for one in made}
    assert len(all_words) == len(made)
    short = {hashlib.sha256(one.encode()).digest()[:2] for one in made}
    assert len(short) < len(made), "a short code of the same keys collides"


def test_trap_3_what_a_node_reads_out_does_not_depend_on_whom_it_reads_to(joined: Any) -> None:
    """The words of a node in a network are those of its id alone; no code is made of two nodes."""
    mine, theirs = (spoken(one, "es") for one in (joined.node.id, joined.peer.id))
    assert mine == spoken(node_id(joined.node.identity.root_public), "es")
    assert theirs == spoken(node_id(joined.peer.keys.root.public), "es")
    assert mine != theirs
